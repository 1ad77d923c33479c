"""`python -m tests.fakes.google`: the twin, served until it is interrupted, with the config that points at it.

Without files it holds the project's sample mailbox and calendar, and stands at the sample's moment.
"""

import argparse
import json
import signal
from datetime import datetime
from pathlib import Path

from daemon import sample
from tests.fakes._http import serving
from tests.fakes.google.loading import load_calendar, load_mbox
from tests.fakes.google.twin import GoogleTwin, settings

_SAMPLE = Path(sample.__file__).parent


def main() -> None:
    """Load, serve, print, wait."""
    said = _parser().parse_args()
    twin = GoogleTwin(said.owner, said.zone)
    empty = not (said.sent or said.received or said.calendar)
    for path in said.sent or ([_SAMPLE / "sent.mbox"] if empty else []):
        load_mbox(twin, path, labels={"SENT"})
    for path in said.received or ([_SAMPLE / "inbox.mbox"] if empty else []):
        load_mbox(twin, path, labels={"INBOX"})
    for path in said.calendar or ([_SAMPLE / "calendar.ics"] if empty else []):
        load_calendar(twin, path)
    twin.now = said.now or (sample.NOW if empty else None)
    twin.oauth.testing = said.testing
    with serving(twin, said.port) as url:
        lines = [f"{name} = {json.dumps(value)}" for name, value in settings(url, twin).items()]
        print("\n".join(["[accounts.me]", 'kind = "google"', *lines]), flush=True)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.google", description="Serve a twin of Google.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--owner", default="nora@alderfinch.example")
    parser.add_argument("--zone", default="America/New_York")
    parser.add_argument("--sent", "--mbox", type=Path, action="append", help="an mbox of sent mail")
    parser.add_argument("--received", type=Path, action="append", help="an mbox of received mail")
    parser.add_argument("--calendar", type=Path, action="append", help="an .ics file")
    parser.add_argument("--now", type=datetime.fromisoformat, help="where its clock stands, with an offset")
    parser.add_argument("--testing", action="store_true", help="a client in testing mode: sign-ins last seven days")
    return parser


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    main()
