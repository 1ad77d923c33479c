"""`make bench-google`: an account at the Google twin with 10,000 sent mails, by the real commands.

In: the twin in this process, `headsup` in processes of its own. Out: a table and a JSON line (tests/bench/tables.py).
"""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Any

from connectors.google.options import UNITS_PER_MINUTE
from tests.bench import google_faults, google_lieer
from tests.bench.google_apart import apart
from tests.bench.google_mailbox import NAME, OWNER, ZONE, deliver, fresh, loaded
from tests.bench.tables import Goal, report
from tests.fakes.google import GoogleTwin, serving, settings
from tests.google_tokens import sign_in

SENT, RECEIVED = 10_000, 3_000
IDLE_TURNS = 30
NEW_MAILS = 10
HEADSUP = str(Path(sys.executable).with_name("headsup"))
# A turn of `headsup run` with new mail takes seconds.
_PATIENCE = 60.0
_TURN = re.compile(r"event='turn'")
_WITH_NEW_MAIL = re.compile(r"event='turn'.* mails=[1-9]")
_CONFIG = """
[me]
addresses = [{owner}]
name = {name}
zone = {zone}

[accounts.work]
kind = "google"
token_key = "file"
quota_units_per_minute = 100_000_000
{options}

[speak]
from_start = true

[store]
url = "sqlite:///ledger.sqlite"

[schedule]
every = 0.1
"""

Figures = dict[str, float]
Notes = dict[str, str]


def main() -> None:
    """Measure and report."""
    now = datetime.now(UTC)
    figures, notes = _large(now, whole="--faults" in sys.argv)
    with_received, told = _mixed(now)
    figures |= with_received
    report("google", figures, _goals(figures), notes | told)


def _goals(figures: Figures) -> dict[str, Goal]:
    return {
        "import_requests": ("<=", SENT / 50 + 20 + 20),
        "idle_requests": ("<=", 1 + figures["idle_calendars"]),
        "idle_cpu_ms": ("<=", 100),
        "peak_mb": ("<=", 150),
        "idle_parent_mb": ("<=", 70),
        "doubled": ("<=", 0),
        "lost": ("<=", 0),
    }


@dataclass(frozen=True, slots=True)
class Home:
    """A folder with a config whose account is signed in at the twin."""

    folder: Path
    twin: GoogleTwin
    url: str

    @property
    def config(self) -> Path:
        """The config file."""
        return self.folder / "config.toml"

    def run(self, *arguments: str) -> dict[str, Any]:
        """`headsup ARGUMENTS` in a process of its own, and what it took."""
        return apart("run", HEADSUP, *arguments, "--config", str(self.config))

    def sign_in(self) -> None:
        """Lay the config, and tokens as a sign-in leaves them."""
        options = "\n".join(f"{key} = {json.dumps(value)}" for key, value in settings(self.url, self.twin).items())
        owner, name, zone = map(json.dumps, (OWNER, NAME, ZONE))
        self.config.write_text(_CONFIG.format(owner=owner, name=name, zone=zone, options=options), encoding="utf-8")
        sign_in(self.twin, self.folder)


@contextmanager
def opened(twin: GoogleTwin) -> Iterator[Home]:
    """A home in a throw-away folder, and the twin served to it."""
    with TemporaryDirectory(prefix="headsup-bench-") as name, serving(twin) as url:
        home = Home(Path(name), twin, url)
        home.sign_in()
        yield home


def _large(now: datetime, *, whole: bool) -> tuple[Figures, Notes]:
    """10,000 sent mails: their import, turns at which nothing happened, the service with new mail.

    The sweep of faults runs beside the service, which mostly waits, and of which only the memory is measured.
    """
    with opened(loaded(SENT, 0, now - timedelta(hours=2))) as home:
        # The first turn is of an hour ago, so that what it wrote has settled by now.
        found = [imported(home, now - timedelta(hours=1)), _beside(home), _idle(home)]
        with google_faults.begun(whole=whole) as sweep:
            found += [_service(home), google_faults.ended(sweep, whole=whole)]
    return _together(found)


def _together(found: Iterable[tuple[Figures, Notes]]) -> tuple[Figures, Notes]:
    figures: Figures = {}
    notes: Notes = {}
    for some, told in found:
        figures |= some
        notes |= told
    return figures, notes


def imported(home: Home, at: datetime) -> tuple[Figures, Notes]:
    """The first turn at the moment `at`: what it asked for, how long it took, its memory."""
    told = home.run("once", "--json", "--as-of", at.isoformat())
    _check(told)
    turn = json.loads(told["out"])["work"]
    twin, spent = home.twin, home.twin.quota.spent
    figures = {
        "import_requests": float(len(twin.requests) - len(twin.writes)),
        "import_writes": float(len(twin.writes)),
        "import_s": told["seconds"],
        "import_cpu_s": told["cpu"],
        "import_quota_min": spent / UNITS_PER_MINUTE,
        "peak_mb": told["peak_mb"],
    }
    notes = {
        "import_requests": f"all that read: {turn['mails']} mails, {turn['bodies']} bodies",
        "import_writes": "drafts, notes and our calendar, in the same turn",
        "import_s": "`headsup once`, without its quota; the twin's own time is in it",
        "import_cpu_s": "headsup alone",
        "import_quota_min": f"{spent} units at the default of {UNITS_PER_MINUTE} a minute, lifted for the bench",
        "peak_mb": "of the first import",
    }
    return figures, notes


def _beside(home: Home) -> tuple[Figures, Notes]:
    """The same mailbox pulled by lieer."""
    pull = google_lieer.pulled(home.twin, home.url, home.folder / "lieer")
    if pull.said:
        return {}, {"import_s": pull.said}
    figures = {"lieer_requests": float(pull.requests), "lieer_s": pull.seconds, "lieer_cpu_s": pull.cpu}
    return figures, {
        "lieer_requests": "beside import_requests; it lists 100 at a time",
        "lieer_s": "beside import_s: `gmi pull`, raw mails into notmuch, no calendar",
        "lieer_cpu_s": "lieer alone",
    }


def _idle(home: Home) -> tuple[Figures, Notes]:
    """Turns at which nothing happened, once the account has seen its own writes."""
    _check(home.run("once", "--json"))
    before = len(home.twin.requests)
    told = apart("idle", str(home.config), str(IDLE_TURNS))
    if told["idle"] != IDLE_TURNS or told["heavy"]:
        raise SystemExit(f"{told['idle']} of {IDLE_TURNS} turns were idle, loaded: {told['heavy']}")
    calendars = [one for one in home.twin.calendars.all.values() if not one.gone]
    figures = {
        "idle_requests": (len(home.twin.requests) - before) / IDLE_TURNS,
        "idle_calendars": float(len(calendars)),
        "idle_cpu_ms": median(told["cpu_ms"]),
    }
    ours = sum(one.ours for one in calendars)
    notes = {
        "idle_requests": "one for mail, one a calendar",
        "idle_calendars": f"{ours} of them ours",
        "idle_cpu_ms": f"median of {IDLE_TURNS}, the worst {max(told['cpu_ms']):.0f}",
    }
    return figures, notes


def _service(home: Home) -> tuple[Figures, Notes]:
    """Memory of `headsup run` alone, after so many turns with new mail, each of them in a child."""
    log = home.folder / "run.log"
    with log.open("wb") as told:
        process = subprocess.Popen([HEADSUP, "run", "--config", str(home.config)], stderr=told)
    try:
        _until(log, _TURN, 1)
        ready = _resident(process.pid)
        for number in range(NEW_MAILS):
            deliver(home.twin, fresh(number, datetime.now(UTC)))
            _until(log, _WITH_NEW_MAIL, number + 1)
        figures = {"idle_parent_mb": _resident(process.pid), "ready_parent_mb": ready}
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=_PATIENCE)
    return figures, {
        "idle_parent_mb": f"after {NEW_MAILS} turns with new mail",
        "ready_parent_mb": "after its first turn",
    }


def _mixed(now: datetime) -> tuple[Figures, Notes]:
    """The import with 3,000 received mails beside what was sent: news, no goal."""
    with opened(loaded(SENT, RECEIVED, now - timedelta(hours=2))) as home:
        found, notes = imported(home, now - timedelta(hours=1))
    kept = ("import_requests", "import_s", "import_cpu_s", "peak_mb")
    said = f"with {RECEIVED} received: {notes['import_requests']}"
    return {f"mixed_{name}": found[name] for name in kept}, {"mixed_import_requests": said}


def _check(told: Mapping[str, Any]) -> None:
    if told["code"]:
        raise SystemExit(f"headsup ended with {told['code']}: {told['out']}")


def _resident(pid: int) -> float:
    """Resident memory of a process in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024


def _until(log: Path, line: re.Pattern[str], times: int) -> None:
    """Wait until so many such lines stand in the log."""
    end = monotonic() + _PATIENCE
    while len(line.findall(log.read_text(encoding="utf-8"))) < times:
        if monotonic() > end:
            raise SystemExit("headsup run did not do its turn in time")
        sleep(0.2)


if __name__ == "__main__":
    main()
