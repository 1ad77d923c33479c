"""How well and how fast promises are read: ../shared/data in, a table and a last line of JSON out.

The quality figures here are those of the shipped weights, which have seen these senders; `python -m
tests.train.promises` prints the ones that count, cross-validated by sender.
"""

import gzip
import json
import statistics
import time
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from daemon.cli.reading import read_line
from daemon.core import authored, intake, promises
from daemon.core.model import Cue
from daemon.core.promises.model import shipped
from tests.bench import deadlines, deadlines_others, reading_speed, replies
from tests.bench.tables import report

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
DEADLINES_READ = deadlines.DATA / "real.jsonl"
MAILS = 5_000
DEADLINES = ("external_deadline", "workplace_deadline", "real_deadline", "deadlines_per_s", "deadlines_vs_duckling")
GOALS: dict[str, tuple[str, float]] = {
    "sentences_f1": (">=", 0.91),
    "sentences_all_f1": (">=", 0.88),
    "modern_all_f1": (">=", 0.88),
    "mails_f1": (">=", 0.82),
    "mails_precision": (">=", 0.88),
    "due_day": (">=", 0.85),
    "quoted_promises": ("<=", 0),
    "sentences_per_s": (">=", 10_000),
    "mail_ms_p999": ("<=", 5),
    "load_ms": ("<=", 100),
    **replies.GOALS,
    **{name: deadlines.GOALS[name] for name in DEADLINES},
    **reading_speed.GOALS,
}

Figures = dict[str, float]


def main() -> None:
    """Print the table, the rows that do not agree, then the JSON line of shared/design/outside.md."""
    figures = _loading() | _sentences("sentences") | _sentences("modern") | _mails() | _due_days() | _speed()
    figures |= replies.figures() | reading_speed.figures()
    told, why = _deadlines()
    for line in replies.disagreements():
        print(line)
    report("reading", figures | told, {name: goal for name, goal in GOALS.items() if name in figures | told}, why)


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def _promised(text: str) -> list[tuple[int, int]]:
    found = promises.find(text, authored.split(text).authored)
    return [(s.start, s.end) for s in found if s.cue is Cue.PROMISE]


def _rates(prefix: str, hits: int, found: int, wanted: int) -> Figures:
    return {
        f"{prefix}_precision": round(hits / max(1, found), 4),
        f"{prefix}_recall": round(hits / max(1, wanted), 4),
        f"{prefix}_f1": round(2 * hits / max(1, found + wanted), 4),
    }


def _sentences(name: str) -> Figures:
    rows = _lines(f"promises/{name}.jsonl")
    judged = [(r["kind"] == "promise", bool(_promised(r["sentence"])), not r["unsure"]) for r in rows]
    return _counted(name, [j for j in judged if j[2]]) | _counted(f"{name}_all", judged)


def _counted(prefix: str, judged: Sequence[tuple[bool, bool, bool]]) -> Figures:
    hits = sum(y and q for y, q, _ in judged)
    return _rates(prefix, hits, sum(q for _, q, _ in judged), sum(y for y, _, _ in judged))


def _mails() -> Figures:
    hits = missed = false = leaks = 0
    for mail in _lines("promises/mails.jsonl"):
        wanted = [i for i in mail["items"] if i["kind"] == "promise"]
        sure = [(i["start"], i["end"]) for i in wanted if not i["unsure"]]
        found = _promised(mail["body"])
        met = sum(_meets(place, found) for place in sure)
        hits, missed = hits + met, missed + len(sure) - met
        false += sum(not _meets(place, [(i["start"], i["end"]) for i in wanted]) for place in found)
        leaks += sum(mail["body"][a : a + 1] == ">" or "\n>" in mail["body"][a:b] for a, b in found)
    return _rates("mails", hits, hits + false, hits + missed) | {"quoted_promises": leaks}


def _due_days() -> Figures:
    """Of the found promises whose day is known: the share due on that day, over all mails and over the even ones.

    The odd mails were looked at while the rules were written.
    """
    rows = [(n, mail, w) for n, mail in enumerate(_lines("promises/mails.jsonl")) for w in mail["items"]]
    judged = [(n, met) for n, mail, wanted in rows if (met := _falls_on(mail, wanted)) is not None]
    return {"due_day": _share([met for _, met in judged])} | {
        f"due_day_{half}": _share([met for n, met in judged if n % 2 == parity])
        for half, parity in (("even", 0), ("odd", 1))
    }


def _falls_on(mail: dict[str, Any], wanted: dict[str, Any]) -> bool | None:
    """None where there is nothing to compare: no promise with a day, or it was not found."""
    if wanted["kind"] != "promise" or not wanted.get("due_end"):
        return None
    row = read_line(intake.message(mail), None, None, False)
    found = [
        p["deadline"] for p in row["promises"] if _meets((wanted["start"], wanted["end"]), [(p["start"], p["end"])])
    ]
    days = [(due or {}).get("due_end") or "" for due in found]
    return any(day[:10] == wanted["due_end"][:10] for day in days) if found else None


def _share(met: Sequence[bool]) -> float:
    return round(sum(met) / max(1, len(met)), 4)


def _deadlines() -> tuple[Figures, dict[str, str]]:
    """The figures of `make bench-deadlines` that count here (percent of the even lines), and why one is missing."""
    found = deadlines.figures(parity=1)
    missing = deadlines_others.ready()["duckling"]
    beside = 0.0 if missing else deadlines_others.ask("duckling", DEADLINES_READ, deadlines.ROUNDS).per_s
    found["deadlines_vs_duckling"] = round(found["deadlines_per_s"] / beside, 2) if beside else 0.0
    return {name: found[name] for name in DEADLINES}, {"deadlines_vs_duckling": missing}


def _meets(place: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(a < place[1] and place[0] < b for a, b in others)


def _loading() -> Figures:
    runs = []
    for _ in range(5):
        shipped.cache_clear()
        began = time.perf_counter()
        shipped()
        runs.append(time.perf_counter() - began)
    return {"load_ms": round(statistics.median(runs) * 1_000, 2)}


def _speed() -> Figures:
    with gzip.open(DATA / "mail/sent.jsonl.gz", "rt", encoding="utf-8") as lines:
        bodies = [json.loads(line)["body"] for line in islice(lines, 0, MAILS * 9, 9)]
    times = sorted(_timed(body) for body in bodies)
    sentences = [row["sentence"] for row in _lines("promises/sentences.jsonl") if row["stratum"] == "random"]
    runs = [sum(map(_timed, sentences)) for _ in range(5)]
    return {
        "sentences_per_s": round(len(sentences) / statistics.median(runs)),
        "mail_ms_median": round(times[len(times) // 2] * 1_000, 3),
        "mail_ms_p999": round(times[int(len(times) * 0.999)] * 1_000, 3),
    }


def _timed(text: str) -> float:
    began = time.perf_counter()
    _promised(text)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
