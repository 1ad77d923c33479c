"""Words as people type them in a hurry, and the word that is meant: "tomoz", "wknd", "setpember", "tommorrow".

A slip of the finger in a long name (a letter left out, typed twice, two changed places) is made up here, not listed.
"""

from collections.abc import Iterator

_LONG_NAMES = (
    "january february august september october november december monday tuesday wednesday thursday friday saturday "
    "sunday tomorrow yesterday afternoon weekend"
)
_SHORT = 6  # letters of a name of which a slip at the end may be another word ("Frida", "Augusta")
_SAME = {
    "withing": "within",
    "wknd": "weekend",
    "wkd": "weekend",
    "tomo": "tomorrow",
    "tomoz": "tomorrow",
    "2day": "today",
    "arvo": "afternoon",
    "morn": "morning",
    "nite": "night",
    "coupla": "couple",
    "cuple": "couple",
    "dyas": "days",
    "springtime": "spring",
    "summertime": "summer",
    "wintertime": "winter",
}


def _slips(name: str) -> Iterator[str]:
    last = len(name) - (len(name) <= _SHORT)
    for n in range(1, last):
        yield name[:n] + name[n + 1 :]
        yield name[:n] + name[n] + name[n:]
    for n in range(1, len(name) - 1):
        yield name[:n] + name[n + 1] + name[n] + name[n + 2 :]


MEANT: dict[str, str] = {slip: name for name in _LONG_NAMES.split() for slip in _slips(name) if slip != name} | _SAME
