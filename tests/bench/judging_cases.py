"""How right the judging is: ../shared/data/followups and ../shared/data/scenarios, by their own scorers.

The code path is that of `headsup judge --jsonl`. Each figure stands for all cases and, as `..._even`, for those at even
places alone: the odd ones were looked at while the rules were written. Counts and Wilson's 95% interval stand beside.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from math import sqrt
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from daemon.cli.judging import judge_line
from tests.bench.tables import Goal

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
GOALS: dict[str, Goal] = {
    "followups_found": (">=", 0.85),
    "followups_done_precision": (">=", 0.85),
    "followups_done_recall": (">=", 0.60),
    "followups_not_seen_open": (">=", 0.97),
    "followups_right_mail": (">=", 0.90),
    "scenarios_found": (">=", 0.90),
    "scenarios_false_per_mail": ("<=", 0.03),
    "scenarios_standing": (">=", 0.85),
    "scenarios_due_day": (">=", 0.93),
    "scenarios_risk": (">=", 0.80),
    "scenarios_order": (">=", 0.933),
}

_FOLLOWUPS = {
    "found": ("found", "labelled"),
    "done_precision": ("said_kept_right", "said_kept"),
    "done_recall": ("kept_right", "kept"),
    "not_seen_open": ("left_open", "not_seen"),
    "right_mail": ("kept_named", "kept_right"),
}
_SCENARIOS = {
    "found": ("found", "true"),
    "false_per_mail": ("false", "own"),
    "standing": ("standing", "found"),
    "due_day": ("due_right", "due"),
    "risk": ("risk", "found"),
    "order": ("ordered", "pairs"),
}

Line = Mapping[str, Any]
Figures = tuple[dict[str, float], dict[str, str]]


def figures() -> Figures:
    """All figures, and beside each its counts."""
    found: dict[str, float] = {}
    beside: dict[str, str] = {}
    for suffix, step in (("", 1), ("_even", 2)):
        for figure, count in (_followups(suffix, step), _scenarios(suffix, step)):
            found |= figure
            beside |= count
    return found, beside


def missing() -> str:
    """Why there are no such figures here, "" where there are."""
    return "" if (DATA / "followups/cases.jsonl").exists() else "../shared/data is missing"


def _followups(suffix: str, step: int) -> Figures:
    score = _score("followups/cases.jsonl", step)
    shares = {f"followups_{name}{suffix}": (score[a], score[b]) for name, (a, b) in _FOLLOWUPS.items()}
    return _told(shares)


def _scenarios(suffix: str, step: int) -> Figures:
    score = _score("scenarios/scenarios.jsonl", step)
    count = score["counts"]
    shares = {f"scenarios_{name}{suffix}": (count[a], count[b]) for name, (a, b) in _SCENARIOS.items()}
    found, beside = _told(shares)
    right, wrong, missed = (count[name] for name in ("tp", "fp", "fn"))
    found[f"heads_up_f1{suffix}"] = round(2 * right / max(1, 2 * right + wrong + missed), 4)
    beside[f"heads_up_f1{suffix}"] = f"{right} right, {wrong} not wanted, {missed} missed"
    return found, beside


def _score(name: str, step: int) -> dict[str, Any]:
    """What the data's own scorer says of every `step`-th case."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()[::step]
    scorer = (DATA / name).with_name("score.py")
    with TemporaryDirectory(prefix="headsup-bench-") as place:
        cases, judged = Path(place) / "cases.jsonl", Path(place) / "judged.jsonl"
        cases.write_text("\n".join(lines) + "\n", encoding="utf-8")
        judged.write_text("".join(map(_judged, map(json.loads, lines))), encoding="utf-8")
        command = [sys.executable, str(scorer), str(cases), str(judged), "--json"]
        answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found: dict[str, Any] = json.loads(answer)
    return found


def _judged(case: Line) -> str:
    """The case without its truth, judged."""
    given = {name: value for name, value in case.items() if name not in {"truth", "promises", "title"}}
    return json.dumps(judge_line(given)) + "\n"


def _told(shares: Mapping[str, tuple[int, int]]) -> Figures:
    """Each share, and beside it the counts."""
    return (
        {name: round(hits / max(1, total), 4) for name, (hits, total) in shares.items()},
        {name: _beside(hits, total) for name, (hits, total) in shares.items()},
    )


def _beside(hits: int, total: int) -> str:
    low, high = wilson(hits, total)
    return f"{hits} of {total} ({low:.2f} to {high:.2f})"


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95% interval of a share (E. B. Wilson, Probable inference, JASA 22, 1927); (0, 1) of nothing."""
    if not total:
        return 0.0, 1.0
    z, share = 1.96, hits / total
    middle = share + z * z / (2 * total)
    reach = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    whole = 1 + z * z / total
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)
