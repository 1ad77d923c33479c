"""How a benchmark speaks: a table for people, and as its last line one JSON object with figures and goals."""

import json
import operator
from collections.abc import Mapping

Goal = tuple[str, float]
_MEETS = {"<=": operator.le, ">=": operator.ge}


def report(bench: str, figures: Mapping[str, float], goals: Mapping[str, Goal], notes: Mapping[str, str]) -> None:
    """Print the figures beside their goals; `notes` say of a figure what it stands beside."""
    print(f"{'figure':28} {'measured':>12} {'goal':>12}  beside")
    for name, value in figures.items():
        goal = " ".join(map(str, goals[name])) if name in goals else "-"
        print(f"{name:28} {value:12.4g} {goal:>12}  {notes.get(name, '')}")
    short = [name for name, (sign, bound) in goals.items() if not _MEETS[sign](figures[name], bound)]
    print(
        json.dumps(
            {"bench": bench, "figures": dict(figures), "goals": {k: list(g) for k, g in goals.items()}, "short": short}
        )
    )
