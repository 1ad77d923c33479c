"""What an event's title says of where the owner is: travelling, or out of office. In: a title. Out: yes or no.

Such an event takes its time whatever the calendar says of it: many a flight, and most whole days off, are entered as
free. Only what the title says plainly counts: "Training" is no train, and "Vacation Anna" is somebody else's.
"""

import re
from functools import lru_cache

_WAYS = r"(?:flight|fly(?:ing)?|train|drive|driving|bus|ferry|travel(?:l?ing)?)"
_TRAVEL = re.compile(
    rf"\btravel(?:l?ing)? (?:to|from|time|home|back|day)\b|\b{_WAYS} (?:to|from|home|back)\b"
    rf"|^\W*{_WAYS}\W*$|\bflight\W{{1,3}}(?-i:[A-Z][A-Z0-9]) ?\d{{2,4}}\b"
    rf"|^\W*{_WAYS}\W{{1,3}}(?-i:[A-Z])[\w. ]{{1,30}}(?: ?(?:->|→|–|-|/) ?| to )(?-i:[A-Z])",
    re.IGNORECASE,
)
_OUT_WORDS = (
    r"(?:out of (?:the )?office|ooo|(?:on |annual |parental |sick )leave|(?:on )?vacation|on holiday|holidays?|pto"
    r"|days? off|(?:off|out) sick|away|off)"
)
_OUT = re.compile(
    rf"^\W*(?:i'?m |i am )?{_OUT_WORDS}"
    r"(?: (?:for|until|till|from|in|all|this|today|am|pm|morning|afternoon)\b.*| ?\((?-i:[^A-Z]*)\))?[\W]*$",
    re.IGNORECASE,
)

ABSENT = re.compile(rf"\b(?:{_OUT_WORDS}|leave|{_WAYS}|trip)\b", re.IGNORECASE)
"""What a title says of somebody, whoever it is, who travels or is out."""


def is_away(title: str) -> bool:
    """Whether the owner is elsewhere: a sprint or a birthday may last whole days, and nobody is away for it."""
    return is_travel(title) or is_out(title)


@lru_cache(2048)  # the same titles stand there week after week
def is_travel(title: str) -> bool:
    """Whether it is a way from one place to another."""
    return _TRAVEL.search(title) is not None


@lru_cache(2048)
def is_out(title: str) -> bool:
    """Whether the owner is out of office: the title says so and names nobody else."""
    return _OUT.search(title) is not None
