"""`make bench-google`: an account at the Google twin with 10,000 sent mails, by the real commands.

In: the twin in this process, `headsup` in processes of its own. Out: a table and a JSON line (tests/bench/tables.py).
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

from connectors.google.options import UNITS_PER_MINUTE
from tests.bench import account, google_lieer
from tests.bench.account import GOALS, SENT, Figures, Found, Home, Measures
from tests.bench.mailbox import MEETINGS, OWNER, ZONE, Posting, meeting_at, postings
from tests.bench.tables import Goal, report
from tests.fakes.google import GoogleTwin, serving, settings
from tests.google_tokens import sign_in

RECEIVED = 3_000


def main() -> None:
    """Measure and report."""
    now = datetime.now(UTC)
    whole = "--faults" in sys.argv
    figures, notes = account.together([_large(now, whole=whole), _mixed(now)])
    report("google", figures, _goals(figures), notes)


def _goals(figures: Figures) -> dict[str, Goal]:
    asked: dict[str, Goal] = {
        "import_requests": ("<=", SENT / 50 + 20 + 20),
        "idle_requests": ("<=", 1 + figures["idle_calendars"]),
    }
    return {**asked, **GOALS}


def loaded(sent: int, received: int, now: datetime) -> GoogleTwin:
    """A twin that holds so many mails, and three calendars of forty events each. Its clock runs."""
    twin = GoogleTwin(OWNER, ZONE, checked=False)
    for posting in postings(sent, received, now):
        deliver(twin, posting)
    for calendar in ("primary", twin.calendars.add("Team", role="reader"), twin.calendars.add("House", role="writer")):
        for number in range(MEETINGS):
            twin.calendars.put(calendar, _meeting(number, now))
    return twin


def deliver(twin: GoogleTwin, posting: Posting) -> None:
    """The mail comes to lie in the mailbox."""
    twin.mail.deliver(posting.raw, labels={"SENT"} if posting.own else {"INBOX"}, at=posting.at)


def _meeting(number: int, now: datetime) -> dict[str, object]:
    start = meeting_at(number, now)
    said: dict[str, object] = {
        "summary": f"Round {number}",
        "start": {"dateTime": start.isoformat()},
        "end": {"dateTime": (start + timedelta(hours=1)).isoformat()},
    }
    return said | ({"recurrence": ["RRULE:FREQ=WEEKLY;COUNT=10"]} if number % 8 == 0 else {})


@contextmanager
def opened(twin: GoogleTwin) -> Iterator[Home]:
    """A home whose owner has signed in, and the twin served to it."""

    def options(url: str) -> dict[str, object]:
        return {"token_key": "file", "quota_units_per_minute": 100_000_000, **settings(url, twin)}

    with account.opened(twin, "google", serving(twin), options) as home:
        sign_in(twin, home.folder)
        yield home


def _large(now: datetime, *, whole: bool) -> Found:
    """10,000 sent mails: all that is measured of an account."""
    twin = loaded(SENT, 0, now - timedelta(hours=2))
    measures = Measures(partial(imported, twin), partial(_beside, twin), partial(_idle, twin), partial(deliver, twin))
    with opened(twin) as home:
        return account.measured(home, measures, now, whole=whole)


def imported(twin: GoogleTwin, home: Home, at: datetime) -> Found:
    """The first turn at the moment `at`, and what it took of Google's quota."""
    figures, notes = account.imported(home, at)
    spent = twin.quota.spent
    figures["import_quota_min"] = spent / UNITS_PER_MINUTE
    notes["import_s"] = "`headsup once`, without its quota; the twin's own time is in it"
    notes["import_quota_min"] = f"{spent} units at the default of {UNITS_PER_MINUTE} a minute, lifted for the bench"
    return figures, notes


def _beside(twin: GoogleTwin, home: Home) -> Found:
    """The same mailbox pulled by lieer."""
    pull = google_lieer.pulled(twin, home.url, home.folder / "lieer")
    if pull.said:
        return {}, {"import_s": pull.said}
    figures = {"lieer_requests": float(pull.requests), "lieer_s": pull.seconds, "lieer_cpu_s": pull.cpu}
    return figures, {
        "lieer_requests": "beside import_requests; it lists 100 at a time",
        "lieer_s": "beside import_s: `gmi pull`, raw mails into notmuch, no calendar",
        "lieer_cpu_s": "lieer alone",
    }


def _idle(twin: GoogleTwin, home: Home) -> Found:
    """Idle turns, which must all have been light ones."""
    (figures, notes), light = account.idle(home)
    if light != account.IDLE_TURNS:
        raise SystemExit(f"only {light} of {account.IDLE_TURNS} idle turns were done by a look")
    calendars = [one for one in twin.calendars.all.values() if not one.gone]
    ours = sum(one.ours for one in calendars)
    figures["idle_calendars"] = float(len(calendars))
    notes["idle_requests"], notes["idle_calendars"] = "one for mail, one a calendar", f"{ours} of them ours"
    return figures, notes


def _mixed(now: datetime) -> Found:
    """The import with 3,000 received mails beside what was sent: news, no goal."""
    with opened(loaded(SENT, RECEIVED, now - timedelta(hours=2))) as home:
        found, notes = account.imported(home, now - timedelta(hours=1))
    kept = ("import_requests", "import_s", "import_cpu_s", "peak_mb")
    said = f"with {RECEIVED} received: {notes['import_requests']}"
    return {f"mixed_{name}": found[name] for name in kept}, {"mixed_import_requests": said}


if __name__ == "__main__":
    main()
