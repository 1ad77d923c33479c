"""`make bench-judging`: how fast promises are judged, how that grows, and how right the verdicts are.

In: a synthetic owner (judging_synthetic.py), ledgers in temporary folders, ../shared/data. Out: a table and a JSON line
(tests/bench/tables.py).
"""

from tests.bench import judging_cases, judging_ledger, judging_review
from tests.bench.tables import Goal, report

GOALS: dict[str, Goal] = {**judging_review.GOALS, **judging_ledger.GOALS, **judging_cases.GOALS}


def main() -> None:
    """Measure and report."""
    figures, beside = judging_review.figures()
    parts = [judging_ledger.figures()]
    if missing := judging_cases.missing():
        print(f"no figures on what is right: {missing}")
    else:
        parts.append(judging_cases.figures())
    for found, told in parts:
        figures |= found
        beside |= told
    report("judging", figures, {name: goal for name, goal in GOALS.items() if name in figures}, beside)


if __name__ == "__main__":
    main()
