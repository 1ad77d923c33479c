"""Moments, hours and names as a person writes them. In: values; out: English words, never relative to now.

"tomorrow" would be wrong the day after, and a draft may lie for a day before it is read.
"""

import re
from datetime import date, datetime, time, tzinfo
from functools import lru_cache

from connectors.types import Address, Event

# English whatever the locale, and ten times as fast as strftime.
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_HOURS = {0: "midnight", 12: "noon"}
# What a name may consist of: letters of any script with apostrophes, one hyphen, or initials with their full stops.
# Anything else ("Click.here", "Pay-me-now") is not put in a draft.
_NAME = re.compile(r"(?:[^\W\d_]\.){1,3}|[^\W\d_](?:[^\W\d_]|['’])*\.?(?:-[^\W\d_](?:[^\W\d_]|['’])*)?")
_TITLES = frozenset({"dr", "prof", "mr", "mrs", "ms", "miss", "sir", "dato", "dato'", "datuk", "herr", "frau", "ing"})
_SHARED_BOXES = frozenset(
    {"admin", "billing", "contact", "hello", "help", "hr", "info", "mail", "noreply", "no-reply", "office", "orders"}
    | {"sales", "service", "support", "team"}
)
# What a name holds that is nobody's: of a company, or of several people.
_OF_MANY = frozenset(
    {"association", "bv", "committee", "company", "corp", "department", "gmbh", "group", "helpdesk", "inc", "llc"}
    | {"ltd", "mailbox", "office", "plc", "service", "services", "staff", "support", "team"}
)


def day(moment: date) -> str:
    """`Thursday 5 March`."""
    return f"{_DAYS[moment.weekday()]} {moment.day} {_MONTHS[moment.month - 1]}"


def short_day(moment: date) -> str:
    """`Thu 5 Mar`."""
    return f"{_DAYS[moment.weekday()][:3]} {moment.day} {_MONTHS[moment.month - 1][:3]}"


def clock(moment: time) -> str:
    """`noon`, `midnight`, `9:30`."""
    if moment.minute == 0 and moment.hour in _HOURS:
        return _HOURS[moment.hour]
    return f"{moment.hour}:{moment.minute:02d}"


def short_when(moment: datetime, zone: tzinfo) -> str:
    """`Thu 5 Mar 9:30`; the last minute of a day is the day itself."""
    local = moment.astimezone(zone)
    return short_day(local) if (local.hour, local.minute) == (23, 59) else f"{short_day(local)} {clock(local.time())}"


def hours(number: float) -> str:
    """`3.5 h`, `5 h`."""
    return f"{number:.1f}".removesuffix(".0") + " h"


def cut(words: str, length: int) -> str:
    """The words on one line, cut at a word's end with an ellipsis."""
    plain = " ".join(words.split())
    if len(plain) <= length:
        return plain
    return plain[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:-") + "…"


@lru_cache(2048)
def first_name(address: Address) -> str:
    """The name to greet somebody by: of the displayed name, else of a local part that shows one, else ""."""
    shown = address.name.partition("@")[0] if "@" not in address.name else ""
    if "," in shown:  # "Rehn, Tomás"
        shown = " ".join(reversed(shown.split(",", 1)))
    plain = [part.lower().strip(".,()") for part in shown.split()]
    if not _OF_MANY.isdisjoint(plain[1:]):
        return ""
    parts = [part for part, word in zip(shown.split(), plain, strict=True) if word not in _TITLES]
    if parts and _NAME.fullmatch(parts[0]) and len(parts[0]) <= 30:
        return parts[0][0].upper() + parts[0][1:]
    return _of_local_part(address.email.partition("@")[0])


def _of_local_part(local: str) -> str:
    first, *rest = re.split(r"[._\-]", local)
    plain = _NAME.fullmatch(first) and local.lower() not in _SHARED_BOXES and 1 < len(first) <= 20
    return first.capitalize() if plain and (rest or len(first) <= 6) else ""


def people(addresses: tuple[Address, ...]) -> str:
    """`Anna`, `Anna and Bo`, `Anna, Bo and Cy`; their addresses where no name shows."""
    shown = [first_name(a) or a.email for a in addresses]
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)


def title(event: Event) -> str:
    """An event's title for the owner's eyes, cut."""
    return cut(event.title, 60) or "a meeting"
