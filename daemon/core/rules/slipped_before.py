"""It was put off before."""

from daemon.core.model import Case, Signal


def check(case: Case, *, weight: float = 0.2) -> Signal | None:
    """Speaks where the promise was moved before; each further time closes the same share of what is missing to 1."""
    if case.slips < 1:
        return None
    times = {1: "once", 2: "twice"}.get(case.slips, f"{case.slips} times")
    heavier, why = round(1 - (1 - weight) ** case.slips, 6), f"It was put off {times} before."
    return Signal("slipped_before", heavier, why, (case.promise.source,), "do it before anything else that is owed")
