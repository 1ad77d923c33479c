"""`python -m tests.fakes.exchange`: the twin, served until it is interrupted, with the config that points at it."""

import signal

from tests.fakes import _command
from tests.fakes.exchange.twin import ExchangeTwin, serving, settings


def main() -> None:
    """Load, serve, print, wait."""
    said = _command.parser("exchange", "Exchange's web services").parse_args()
    twin = ExchangeTwin(said.owner, said.zone)
    _command.load(twin, said)
    with serving(twin, said.port) as url:
        _command.wait("exchange", settings(url, twin))


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, _command.STOPS)
    main()
