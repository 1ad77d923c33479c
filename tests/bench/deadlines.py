"""`make bench-deadlines`: how well and how fast times are read, beside the libraries that read them too.

In: the shared deadline sets, each scored by their own score.py in a process of its own. Out: a row for each library,
then the table and the JSON line of tests/bench/tables.py. The figures are those of the even lines, which nothing was
tuned on.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any
from zoneinfo import ZoneInfo

from daemon.core.due import find
from daemon.core.due.format import predictions
from daemon.core.model import TimeExpression, WorkingCalendar
from tests.bench import deadlines_others
from tests.bench.tables import report

DATA = Path(__file__).resolve().parents[3] / "shared/data/deadlines"
SETS = {"workplace": "workplace", "real": "real", "external": "dev", "negatives": "negatives_email"}
GOALS = {
    "workplace_deadline": (">=", 98.0),
    "real_deadline": (">=", 96.0),
    "real_fp": ("<=", 7.0),
    "external_found": (">=", 96.0),
    "external_deadline": (">=", 90.0),
    "external_minute": (">=", 85.0),
    "negatives_fp": ("<=", 1.0),
    "deadlines_per_s": (">=", 5_000.0),
    "deadlines_vs_duckling": (">=", 4.0),
}
ROUNDS = 5

Row = dict[str, Any]
Figures = dict[str, float]


def main() -> None:
    """Measure us and the others on the even lines, and report."""
    ours = figures(parity=1)
    why = deadlines_others.ready()
    others = {name: _figures_of(name) for name, reason in why.items() if not reason}
    _print_rows({"headsup": ours} | others)
    ours["deadlines_vs_duckling"] = 0.0
    if "duckling" in others:
        ours["deadlines_vs_duckling"] = round(ours["deadlines_per_s"] / others["duckling"]["deadlines_per_s"], 2)
    goals = {name: goal for name, goal in GOALS.items() if name in ours}
    report("deadlines", ours, goals, _notes(ours, others, {n: r for n, r in why.items() if r}))


def figures(parity: int | None = None) -> Figures:
    """Per set NAME: NAME_found, NAME_deadline and NAME_minute in percent, NAME_fp in hits where no time is; and
    deadlines_per_s.

    `parity` 1 keeps the lines that nothing was tuned on (the 2nd, 4th, ..), 0 the others, None all.
    """
    found: Figures = {}
    for name, file in SETS.items():
        rows = _rows(DATA / f"{file}.jsonl", parity)
        said = [{"id": row["id"], "predictions": predictions(_read(row))} for row in rows]
        found |= _told(name, _scored(rows, said))
    return found | {"deadlines_per_s": _speed(_rows(DATA / "real.jsonl", None))}


def _figures_of(library: str) -> Figures:
    """The same figures for another library."""
    found: Figures = {}
    with tempfile.TemporaryDirectory() as folder:
        gold = Path(folder) / "gold.jsonl"
        for name, file in SETS.items():
            rows = _rows(DATA / f"{file}.jsonl", 1)
            _write(gold, rows)
            found |= _told(name, _scored(rows, deadlines_others.ask(library, gold).predictions))
    return found | {"deadlines_per_s": deadlines_others.ask(library, DATA / "real.jsonl", ROUNDS).per_s}


def _print_rows(libraries: Mapping[str, Figures]) -> None:
    shown = [f"{name}_{key}" for name in ("workplace", "real", "external") for key in ("deadline", "minute", "fp")]
    shown += ["negatives_fp", "deadlines_per_s"]
    print(f"{'':14}" + "".join(f"{name:>20}" for name in shown))
    for library, told in libraries.items():
        print(f"{library:14}" + "".join(f"{told[name]:20g}" for name in shown))
    print()


def _notes(ours: Figures, others: Mapping[str, Figures], missing: Mapping[str, str]) -> dict[str, str]:
    """Beside each figure what the others reach, and why one is not there."""
    notes = {name: ", ".join(f"{who} {told[name]:g}" for who, told in others.items() if name in told) for name in ours}
    notes["deadlines_vs_duckling"] = "real mail, processor time, medians of five rounds"
    for who, reason in missing.items():
        notes["deadlines_per_s"] += f"; {who} {reason}"
    return notes


def _rows(path: Path, parity: int | None) -> list[Row]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for n, line in enumerate(lines) if parity is None or n % 2 == parity]


def _told(name: str, score: Row) -> Figures:
    rates = {key: score["all"][key] for key in ("found", "deadline", "minute")}
    return {f"{name}_{key}": float(rate) for key, rate in rates.items() if rate is not None} | {
        f"{name}_fp": float(score["fp"])
    }


def _scored(rows: list[Row], predicted: Iterable[Row]) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        said, gold = Path(folder) / "said.jsonl", Path(folder) / "gold.jsonl"
        _write(said, predicted)
        _write(gold, rows)
        command = [sys.executable, str(DATA / "score.py"), str(said), str(gold), "--future", "--json"]
        answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    score: Row = json.loads(answer)
    return score


def _write(path: Path, rows: Iterable[Row]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def _read(row: Row) -> tuple[TimeExpression, ...]:
    zone = ZoneInfo(row.get("tz") or "UTC")
    return find(row["text"], datetime.fromisoformat(row["reference"]).replace(tzinfo=zone), WorkingCalendar(zone=zone))


def _speed(rows: list[Row]) -> float:
    """Sentences of real mail read in a second of processor time: the median of some rounds."""
    rates = []
    for _ in range(ROUNDS):
        began = process_time()
        for row in rows:
            _read(row)
        rates.append(len(rows) / (process_time() - began))
    return round(median(rates))


if __name__ == "__main__":
    main()
