"""Expressions of time in, the `predictions` of `headsup when --jsonl` out: local wall time, `end` exclusive."""

from collections.abc import Iterable
from datetime import datetime

from daemon.core.due.finding import ASIDE, PAST
from daemon.core.model import Reading, TimeExpression


def predictions(expressions: Iterable[TimeExpression]) -> list[dict[str, object]]:
    """One object per expression that has a reading and is not wholly of days gone by.

    Its keys: start_char end_char start end grain open readings rule; a point in time has `end` None.
    """
    return [_prediction(e) for e in expressions if e.readings and not e.rule.startswith((PAST, ASIDE))]


def _prediction(expression: TimeExpression) -> dict[str, object]:
    first = expression.readings[0]
    return {
        "start_char": expression.start_char,
        "end_char": expression.end_char,
        **_told(first),
        "readings": [_told(r) for r in expression.readings],
        "rule": expression.rule,
    }


def _told(reading: Reading) -> dict[str, object]:
    point = reading.open is None and reading.start == reading.end
    return {
        "start": _wall(reading.start),
        "end": None if point else _wall(reading.end),
        "grain": reading.grain,
        "open": reading.open,
    }


def _wall(moment: datetime | None) -> str | None:
    return moment.replace(tzinfo=None).isoformat() if moment else None
