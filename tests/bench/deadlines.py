"""How well times are read: the shared deadline sets, scored by their own score.py in a process of its own."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from time import process_time
from typing import Any
from zoneinfo import ZoneInfo

from daemon.core.due import find
from daemon.core.due.format import predictions
from daemon.core.model import TimeExpression, WorkingCalendar

DATA = Path(__file__).resolve().parents[3] / "shared/data/deadlines"
SETS = {"workplace": "workplace", "real": "real", "external": "dev", "negatives": "negatives_email"}
ROUNDS = 5

Row = dict[str, Any]


def figures(parity: int | None = None) -> dict[str, float]:
    """Per set NAME: NAME_found and NAME_deadline in percent, NAME_fp in hits where no time is; and deadlines_per_s.

    `parity` 1 keeps the lines that nothing was tuned on (the 2nd, 4th, ..), 0 the others, None all.
    """
    found: dict[str, float] = {}
    for name, file in SETS.items():
        rows = _rows(DATA / f"{file}.jsonl", parity)
        score = _scored(rows)
        for key in ("found", "deadline"):
            if score["all"][key] is not None:
                found[f"{name}_{key}"] = float(score["all"][key])
        found[f"{name}_fp"] = float(score["fp"])
    return found | {"deadlines_per_s": _speed(_rows(DATA / "real.jsonl", None))}


def _rows(path: Path, parity: int | None) -> list[Row]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for n, line in enumerate(lines) if parity is None or n % 2 == parity]


def _scored(rows: list[Row]) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        said, gold = Path(folder) / "said.jsonl", Path(folder) / "gold.jsonl"
        _write(said, ({"id": row["id"], "predictions": predictions(_read(row))} for row in rows))
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
    return round(sorted(rates)[ROUNDS // 2])


if __name__ == "__main__":
    for title, lines in (("even lines", 1), ("all lines", None)):
        print(title, json.dumps(figures(lines)))
