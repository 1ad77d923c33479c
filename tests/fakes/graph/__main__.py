"""`python -m tests.fakes.graph`: the twin, served until it is interrupted, with the config that points at it."""

import signal

from tests.fakes import _command
from tests.fakes.graph.twin import GraphTwin, serving, settings


def main() -> None:
    """Load, serve, print, wait."""
    said = _command.parser("graph", "Microsoft Graph").parse_args()
    twin = GraphTwin(said.owner, said.zone)
    _command.load(twin, said)
    with serving(twin, said.port) as url:
        _command.wait("graph", settings(url, twin))


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, _command.STOPS)
    main()
