"""Options that mean more than their type: a TOML value -> its value. Each raises ValueError with a half-sentence."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import TypeVar
from zoneinfo import ZoneInfo, available_timezones

from msgspec import convert

from config.settings import Brief, Ignore, Me, People, Section, Speak, Status, Store

_T = TypeVar("_T")

TONES = ("boss", "peer", "client")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

# What to write where an option that has no default is missing.
NEEDED = {
    "addresses": 'addresses = ["you@company.example"]',
    "zone": 'zone = "Europe/London"',
    "kind": 'kind = "local"',
}


def addresses(raw: object) -> tuple[str, ...]:
    """One or more mail addresses, each once, in lower case."""
    found = _each(address, _texts(raw))
    if not found:
        raise ValueError(f"at least one is needed, as in {NEEDED['addresses']}")
    if doubles := sorted({a for a in found if found.count(a) > 1}):
        raise ValueError(f"{', '.join(doubles)} stands there more than once (upper and lower case are the same)")
    return tuple(found)


def address(raw: object) -> str:
    """A mail address in lower case."""
    local, at, domain = str(raw).rpartition("@")
    if not isinstance(raw, str) or not (local and at and domain) or any(c.isspace() or c in "<>," for c in raw):
        raise ValueError(f"{raw!r} is no mail address; write it as anna@company.example, without a name")
    return raw.lower()


def zone(raw: object) -> ZoneInfo:
    """A time zone by its IANA name."""
    try:
        return ZoneInfo(str(raw))
    except (KeyError, ValueError, OSError):
        close = get_close_matches(str(raw), available_timezones(), n=1)
        hint = f"did you mean {close[0]!r}? " if close else ""
        raise ValueError(f"{raw!r} is no time zone; {hint}Use an IANA name such as 'America/New_York'") from None


def clock(raw: object) -> time:
    """A wall time: "08:30", or TOML's own 08:30:00."""
    if isinstance(raw, time):
        return raw
    try:
        hour, minute = str(raw).split(":")
        return time(int(hour), int(minute))
    except ValueError:
        raise ValueError(f"{raw!r} is no time of day; write one from '00:00' to '23:59'") from None


def span(raw: object) -> tuple[time, time]:
    """From and to, as wall times; may pass midnight."""
    if not isinstance(raw, list) or len(raw) != 2:
        raise ValueError("two times are needed, from and to, as in ['09:00', '17:00']")
    starts, ends = _each(clock, raw)
    if starts == ends:
        raise ValueError("the two times are the same; leave the option out if there is no such time")
    return starts, ends


def working_span(raw: object) -> tuple[time, time]:
    """From and to within one day."""
    starts, ends = span(raw)
    if starts > ends:
        raise ValueError("work ends before it starts; write the earlier time first")
    return starts, ends


def weekdays(raw: object) -> frozenset[int]:
    """Days of the week as numbers, Monday 0."""
    days = _each(_weekday, _texts(raw))
    if not days:
        raise ValueError(f"at least one day is needed; known are {', '.join(DAYS)}")
    return frozenset(days)


def dates(raw: object) -> frozenset[date]:
    """Calendar days: "2026-12-25", or TOML's own 2026-12-25."""
    if not isinstance(raw, list):
        raise ValueError("a list of days is needed, as in [2026-12-25, 2027-01-01]")
    return frozenset(_each(_date, raw))


def importance(raw: object) -> dict[str, float]:
    """Addresses and how much each matters; 1.0 is ordinary."""
    weights: dict[str, float] = convert(raw, People.__annotations__["importance"])
    return dict(zip(_each(address, weights), weights.values(), strict=True))


def tones(raw: object) -> dict[str, str]:
    """Addresses or domains in lower case, and what each is to the owner."""
    found = convert(raw, dict[str, str])
    if wrong := sorted(set(found.values()) - set(TONES)):
        raise ValueError(f"{wrong[0]!r} is no tone; known are {', '.join(TONES)}")
    return dict(zip(_each(_address_or_domain, found), found.values(), strict=True))


def names(raw: object) -> dict[str, str]:
    """Short names in lower case and the address each stands for."""
    found = convert(raw, dict[str, str])
    return dict(zip((n.lower() for n in found), _each(address, found.values()), strict=True))


def weekly(raw: object) -> dict[str, tuple[int, time]]:
    """Addresses and the moment of the week each stands for: "fri 15:00"."""
    found = convert(raw, dict[str, str])
    return dict(zip(_each(address, found), _each(_moment_of_week, found.values()), strict=True))


def people(raw: object) -> frozenset[str]:
    """A set of mail addresses."""
    return frozenset(_each(address, _texts(raw)))


def lowered(raw: object) -> frozenset[str]:
    """A set of words whose case does not matter."""
    return frozenset(t.lower().removeprefix("@") for t in _texts(raw))


def store_url(raw: object) -> str:
    """An SQLAlchemy address of a kind the ledger can live in."""
    if not isinstance(raw, str) or not re.match(r"(sqlite:///(?!:memory:)|postgresql\+psycopg://).", raw):
        raise ValueError("write sqlite:///PATH or postgresql+psycopg://HOST/NAME")
    return raw


def _moment_of_week(raw: str) -> tuple[int, time]:
    day, _, at = raw.partition(" ")
    if not at:
        raise ValueError(f"{raw!r} is no moment of the week; write a day and a time, as in 'fri 15:00'")
    return _weekday(day), clock(at.strip())


def _address_or_domain(raw: str) -> str:
    return address(raw) if "@" in raw[1:] else raw.removeprefix("@").lower()


def _weekday(raw: str) -> int:
    if len(raw) >= 3 and raw[:3].lower() in DAYS:
        return DAYS.index(raw[:3].lower())
    raise ValueError(f"{raw!r} is no day of the week; known are {', '.join(DAYS)}")


def _date(raw: object) -> date:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    try:
        return date.fromisoformat(str(raw))
    except ValueError:
        raise ValueError(f"{str(raw)!r} is no day of the calendar; write it as 2026-12-25") from None


def _texts(raw: object) -> list[str]:
    if not isinstance(raw, list) or not all(isinstance(t, str) for t in raw):
        raise ValueError('a list of texts is needed, as in ["one", "two"]')
    return raw


def _each(read: Callable[..., _T], raw: Iterable[object]) -> list[_T]:
    """`read` of every value; the faults of all of them in one."""
    values, faults = [], []
    for one in raw:
        try:
            values.append(read(one))
        except ValueError as fault:
            faults.append(str(fault))
    if faults:
        raise ValueError("; ".join(faults))
    return values


READERS: dict[tuple[type[Section], str], Callable[[object], object]] = {
    (Me, "addresses"): addresses,
    (Me, "zone"): zone,
    (Me, "working_hours"): working_span,
    (Me, "working_days"): weekdays,
    (Me, "holidays"): dates,
    (Me, "end_of_day"): clock,
    (People, "boss"): address,
    (People, "importance"): importance,
    (People, "names"): names,
    (People, "tones"): tones,
    (Ignore, "people"): people,
    (Ignore, "domains"): lowered,
    (Ignore, "folders"): lowered,
    (Ignore, "labels"): lowered,
    (Speak, "quiet_hours"): span,
    (Status, "people"): weekly,
    (Store, "url"): store_url,
    (Brief, "at"): clock,
}
