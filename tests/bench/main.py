"""`make bench-main`: the main job as whole processes on one real mailbox, beside the bare parsing of the same files.

In: ../shared/data/people/blair-l, copied into a temporary folder. Out: a table and a JSON line (tests/bench/tables.py).
"""

import json
import mailbox
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from tests.bench.tables import report

RUNS = 5
AS_OF = "2001-10-17T09:00-05:00"
HEADSUP = str(Path(sys.executable).with_name("headsup"))
PERSON = Path(__file__).resolve().parents[3] / "shared" / "data" / "people" / "blair-l"
GOALS = {
    "first_turn_ratio": ("<=", 20),
    "idle_turn_ratio": ("<=", 0.3),
    "idle_bodies": ("<=", 0),
    "idle_writes": ("<=", 0),
    "help_ms": ("<=", 150),
    "peak_mb": ("<=", 150),
}


def main() -> None:
    """Measure and report."""
    with TemporaryDirectory(prefix="headsup-bench-") as name:
        folder = Path(name)
        for file in PERSON.iterdir():
            shutil.copyfile(file, folder / file.name)
        report("main", *_figures(folder))


def _figures(folder: Path) -> tuple[dict[str, float], dict[str, tuple[str, float]], dict[str, str]]:
    config = _configured(folder)
    parsing: list[float] = []
    first: list[float] = []
    idle: list[float] = []
    peaks: list[float] = []
    counts: dict[str, dict[str, float]] = {}
    for _ in range(RUNS):
        _fresh(folder)
        parsing.append(_parsing(folder))
        seconds, peak, _ = _once(config)
        first.append(seconds)
        peaks.append(peak)
        seconds, _, counts = _once(config)
        idle.append(seconds)
    help_ms = median(_timed([HEADSUP, "--help"])[0] for _ in range(RUNS)) * 1000
    work = counts["work"]
    figures = {
        "first_turn_ratio": median(f / p for f, p in zip(first, parsing, strict=True)),
        "idle_turn_ratio": median(i / f for i, f in zip(idle, first, strict=True)),
        "idle_bodies": work["bodies"],
        "idle_writes": work["written"] + work["replaced"] + work["withdrawn"],
        "help_ms": help_ms,
        "peak_mb": max(peaks),
    }
    notes = {
        "first_turn_ratio": f"first turn {median(first):.2f} s, bare parsing {median(parsing):.2f} s",
        "idle_turn_ratio": f"second turn {median(idle):.2f} s, nothing new",
        "peak_mb": "first turn, the largest of the runs",
    }
    return figures, GOALS, notes


def _configured(folder: Path) -> Path:
    config = folder / "config.toml"
    _timed([HEADSUP, "init", str(folder), "--config", str(config)])
    text = config.read_text(encoding="utf-8")
    config.write_text(
        text + '\n[speak]\nfrom_start = true\n[store]\nurl = "sqlite:///ledger.sqlite"\n', encoding="utf-8"
    )
    return config


def _fresh(folder: Path) -> None:
    """As before the first turn: no ledger, no drafts, no notes."""
    for left in folder.glob("ledger.sqlite*"):
        left.unlink()
    (folder / "headsup.ics").unlink(missing_ok=True)
    shutil.rmtree(folder / "Drafts", ignore_errors=True)


def _parsing(folder: Path) -> float:
    """The yardstick: the standard library reads both mailboxes and decodes every part."""
    began = perf_counter()
    for name in ("sent.mbox", "inbox.mbox"):
        for message in mailbox.mbox(folder / name):
            for part in message.walk():
                part.get_payload(decode=True)
    return perf_counter() - began


def _once(config: Path) -> tuple[float, float, dict[str, dict[str, float]]]:
    seconds, peak, out = _timed([HEADSUP, "once", "--as-of", AS_OF, "--json", "--config", str(config)])
    return seconds, peak, json.loads(out)


def _timed(command: list[str]) -> tuple[float, float, str]:
    """Wall seconds, peak resident memory in MB and the output of a process of its own."""
    began = perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        out = process.stdout.read() if process.stdout else ""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return perf_counter() - began, _megabytes(usage), out


def _megabytes(usage: resource.struct_rusage) -> float:
    return usage.ru_maxrss / 1024


if __name__ == "__main__":
    main()
