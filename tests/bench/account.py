"""An account at a provider's twin that holds a large mailbox, by the real commands: what all such benches measure.

In: the twin in this process, `headsup` in processes of its own. Out: figures, and the words that stand beside them.
"""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Any

from connectors.types import Surroundings
from daemon.service import CLOCK
from tests.bench import faults
from tests.bench.apart import apart
from tests.bench.mailbox import NAME, OWNER, ZONE, Posting, fresh
from tests.bench.tables import Goal
from tests.fakes.google.world import Twin

SENT = 10_000
SETTLING = 4  # turns, by which an account has seen all that it wrote itself
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
kind = "{kind}"
{options}

[speak]
from_start = true
working_hours_only = false

[store]
url = "sqlite:///ledger.sqlite"

[schedule]
every = 0.1
"""

Figures = dict[str, float]
Notes = dict[str, str]
Found = tuple[Figures, Notes]

GOALS: Mapping[str, Goal] = {
    "idle_cpu_ms": ("<=", 100),
    "peak_mb": ("<=", 150),
    "idle_parent_mb": ("<=", 70),
    "doubled": ("<=", 0),
    "lost": ("<=", 0),
}
"""What is wanted of every provider."""


@dataclass(frozen=True, slots=True)
class Home:
    """A folder with a config whose account, `work`, is at the twin served at `url`."""

    folder: Path
    twin: Twin
    url: str
    kind: str
    options: Mapping[str, object]

    @property
    def config(self) -> Path:
        """The config file."""
        return self.folder / "config.toml"

    @property
    def store(self) -> str:
        """The address of the ledger."""
        return f"sqlite:///{self.folder / 'ledger.sqlite'}"

    @property
    def around(self) -> Surroundings:
        """What a sign-in is told."""
        return Surroundings(self.folder, ZONE, frozenset({OWNER}), self.folder, CLOCK)

    def run(self, *arguments: str) -> dict[str, Any]:
        """`headsup ARGUMENTS` in a process of its own, and what it took. SystemExit where it failed."""
        told = apart("run", HEADSUP, *arguments, "--config", str(self.config))
        if told["code"]:
            raise SystemExit(f"headsup ended with {told['code']}: {told['out']}")
        return told

    def lay(self) -> None:
        """Write the config."""
        options = "\n".join(f"{key} = {json.dumps(value)}" for key, value in self.options.items())
        owner, name, zone = map(json.dumps, (OWNER, NAME, ZONE))
        said = _CONFIG.format(owner=owner, name=name, zone=zone, kind=self.kind, options=options)
        self.config.write_text(said, encoding="utf-8")


@contextmanager
def opened(
    twin: Twin, kind: str, serving: AbstractContextManager[str], options: Callable[[str], Mapping[str, object]]
) -> Iterator[Home]:
    """A home in a throw-away folder, and the twin served to it; `options` of the account, by the twin's address."""
    with TemporaryDirectory(prefix="headsup-bench-") as name, serving as url:
        home = Home(Path(name), twin, url, kind, options(url))
        home.lay()
        yield home


@dataclass(frozen=True, slots=True)
class Measures:
    """What is measured, each provider in its own way: an import, the yardsticks beside it, idle turns."""

    imported: Callable[[Home, datetime], Found]
    beside: Callable[[Home], Found]
    idle: Callable[[Home], Found]
    deliver: Callable[[Posting], None]


def measured(home: Home, measures: Measures, now: datetime, *, whole: bool) -> Found:
    """Its import, turns at which nothing happened, the service with new mail.

    The sweep of faults runs beside the service, which mostly waits, and of which only the memory is measured.
    """
    # The first turn is of an hour ago, so that what it wrote has settled by now.
    found = [measures.imported(home, now - timedelta(hours=1)), measures.beside(home), measures.idle(home)]
    with faults.begun(home.kind, whole=whole) as sweep:
        found += [_service(home, measures.deliver), faults.ended(sweep, whole=whole)]
    return together(found)


def together(found: Iterable[Found]) -> Found:
    """All of it as one."""
    figures: Figures = {}
    notes: Notes = {}
    for some, told in found:
        figures |= some
        notes |= told
    return figures, notes


def imported(home: Home, at: datetime) -> Found:
    """The first turn at the moment `at`: what it asked for, how long it took, its memory."""
    asked, written = len(home.twin.requests), len(home.twin.writes)
    told = home.run("once", "--json", "--as-of", at.isoformat())
    turn = json.loads(told["out"])["work"]
    writes = len(home.twin.writes) - written
    figures = {
        "import_requests": float(len(home.twin.requests) - asked - writes),
        "import_writes": float(writes),
        "import_s": told["seconds"],
        "import_cpu_s": told["cpu"],
        "peak_mb": told["peak_mb"],
    }
    notes = {
        "import_requests": f"all that read: {turn['mails']} mails, {turn['bodies']} bodies",
        "import_writes": "drafts, notes and our calendar, in the same turn",
        "import_s": "`headsup once`; the twin's own time is in it",
        "import_cpu_s": "headsup alone",
        "peak_mb": "of the first import",
    }
    return figures, notes


def idle(home: Home) -> tuple[Found, int]:
    """Turns at which nothing happened, once the account has seen its own writes; for how many a look was enough.

    The turn that sees them may write again: an hour after the import a draft may want another date.
    """
    for _ in range(SETTLING):
        if not json.loads(home.run("once", "--json")["out"])["work"]["pages"]:
            break
    before = len(home.twin.requests)
    told = apart("idle", str(home.config), str(IDLE_TURNS))
    if told["idle"] != IDLE_TURNS or told["heavy"]:
        raise SystemExit(f"{told['idle']} of {IDLE_TURNS} turns were idle, loaded: {told['heavy']}")
    figures = {
        "idle_requests": (len(home.twin.requests) - before) / IDLE_TURNS,
        "idle_cpu_ms": median(told["cpu_ms"]),
    }
    worst = f"median of {IDLE_TURNS}, the worst {max(told['cpu_ms']):.0f}"
    return (figures, {"idle_cpu_ms": worst}), told["light"]


def _service(home: Home, deliver: Callable[[Posting], None]) -> Found:
    """Memory of `headsup run` alone, after so many turns with new mail, each of them in a child."""
    log = home.folder / "run.log"
    with log.open("wb") as told:
        process = subprocess.Popen([HEADSUP, "run", "--config", str(home.config)], stderr=told)
    try:
        _until(log, _TURN, 1)
        ready = _resident(process.pid)
        for number in range(NEW_MAILS):
            deliver(fresh(number, datetime.now(UTC)))
            _until(log, _WITH_NEW_MAIL, number + 1)
        figures = {"idle_parent_mb": _resident(process.pid), "ready_parent_mb": ready}
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=_PATIENCE)
    return figures, {
        "idle_parent_mb": f"after {NEW_MAILS} turns with new mail",
        "ready_parent_mb": "after its first turn",
    }


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
