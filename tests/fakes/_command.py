"""What the commands have in common that serve twins of Outlook's store: arguments, loading from files, the wait.

Without files a twin holds the project's sample mailbox and calendar, and stands at the sample's moment.
"""

import argparse
import json
import signal
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from daemon import sample
from tests.fakes.graph.loading import Outlook, load_calendar, load_mbox

STOPS = {signal.SIGINT, signal.SIGTERM}
_SAMPLE = Path(sample.__file__).parent


def parser(name: str, product: str) -> argparse.ArgumentParser:
    """The arguments of `python -m tests.fakes.NAME`."""
    made = argparse.ArgumentParser(prog=f"python -m tests.fakes.{name}", description=f"Serve a twin of {product}.")
    made.add_argument("--port", type=int, default=0)
    made.add_argument("--owner", default="nora@alderfinch.example")
    made.add_argument("--zone", default="America/New_York")
    made.add_argument("--sent", "--mbox", type=Path, action="append", help="an mbox of sent mail")
    made.add_argument("--received", type=Path, action="append", help="an mbox of received mail")
    made.add_argument("--calendar", type=Path, action="append", help="an .ics file")
    made.add_argument("--now", type=datetime.fromisoformat, help="where its clock stands, with an offset")
    return made


def load(twin: Outlook, said: argparse.Namespace) -> None:
    """The files that were named, or the sample; and the moment."""
    empty = not (said.sent or said.received or said.calendar)
    for path in said.sent or ([_SAMPLE / "sent.mbox"] if empty else []):
        load_mbox(twin, path, folder="sentitems")
    for path in said.received or ([_SAMPLE / "inbox.mbox"] if empty else []):
        load_mbox(twin, path, folder="inbox")
    for path in said.calendar or ([_SAMPLE / "calendar.ics"] if empty else []):
        load_calendar(twin, path)
    twin.world.set_to = said.now or (sample.NOW if empty else None)


def wait(kind: str, settings: Mapping[str, object]) -> None:
    """Print the account that points at what is served, and wait for the end."""
    lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
    print("\n".join(["[accounts.me]", f'kind = "{kind}"', *lines]), flush=True)
    signal.sigwait(STOPS)
