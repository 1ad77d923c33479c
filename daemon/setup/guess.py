"""Mailboxes and calendars in; their owner's addresses, zone and working hours out, each with what it rests on."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from daemon.setup.calendars import Times, times
from daemon.setup.find import Form, Place, places
from daemon.setup.heads import Head, heads

DEFAULT_HOURS = (time(9), time(17))
# Fewer moments than these say nothing about anybody's hours.
ENOUGH = 20
# Who writes early or late is still wanted within these: a day that starts between and ends between.
EARLIEST, LATEST_START = time(6), time(10)
EARLIEST_END, LATEST = time(15), time(20)
# An address in at least this share of the sent mail is the owner's too; a rarer one is a delegate's or a mistake.
OWN_SHARE = 0.05
# A mailbox in which the owner wrote at least this share is one of sent mail, whatever its name.
SENT_SHARE = 0.9

_SENT = {
    "sent",
    "gesendet",
    "gesendete",
    "envoyés",
    "envoyes",
    "enviados",
    "enviadas",
    "inviata",
    "verzonden",
    "skickat",
}
_ASIDE = {"draft", "drafts", "entwürfe", "brouillons", "trash", "deleted", "papierkorb", "corbeille", "spam", "junk"}

# Where the calendars name no zone: one city for each clock, the one with the most offices first.
_CITIES = (
    "America/New_York",
    "Europe/Berlin",
    "Europe/London",
    "America/Los_Angeles",
    "America/Chicago",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Europe/Helsinki",
    "America/Denver",
    "America/Sao_Paulo",
    "Asia/Dubai",
    "Europe/Istanbul",
    "Africa/Johannesburg",
    "Africa/Lagos",
    "Asia/Karachi",
    "Asia/Dhaka",
    "Asia/Jakarta",
    "Pacific/Auckland",
    "America/Bogota",
    "America/Phoenix",
    "America/Halifax",
    "America/Mexico_City",
    "Asia/Jerusalem",
    "Australia/Perth",
    "Australia/Brisbane",
    "Australia/Adelaide",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/St_Johns",
    "Asia/Tehran",
    "Asia/Kathmandu",
    "Asia/Yangon",
)


@dataclass(frozen=True, slots=True)
class Found:
    """What lies under `root`, and what it says about its owner.

    `addresses` are the owner's, the most used first; `zone` is an IANA name, None where nothing tells it; `often` whom
    the owner writes to most. `because` has a sentence for each guess, `passed_over` one for each place left out.
    """

    root: Path
    sent: tuple[Path, ...] = ()
    received: tuple[Path, ...] = ()
    calendars: tuple[Path, ...] = ()
    addresses: tuple[str, ...] = ()
    name: str = ""
    zone: str | None = None
    working_hours: tuple[time, time] = DEFAULT_HOURS
    often: tuple[str, ...] = ()
    because: Mapping[str, str] = field(default_factory=dict)
    passed_over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Box:
    path: Path
    named: str | None
    heads: tuple[Head, ...]

    def share(self, addresses: Iterable[str]) -> float:
        """The share of its mails that `addresses` wrote."""
        own = set(addresses)
        return sum(h.email in own for h in self.heads) / max(1, len(self.heads))


def survey(root: Path) -> Found:
    """Look through `root` (a folder, or one file). Where nothing lies, everything found is empty."""
    passed_over: list[str] = []
    there = _nameable(places(root.absolute()), passed_over)
    boxes = _boxes((p for p in there if p.form is not Form.CALENDAR), passed_over)
    calendars, told = _calendars([p.path for p in there if p.form is Form.CALENDAR], passed_over)
    addresses, why_addresses = _addresses(boxes)
    sent = _sent(boxes, addresses)
    own = [h for box in sent for h in box.heads if h.email in addresses]
    zone, why_zone = _zone(told, own)
    hours, why_hours = _hours(told, own, zone)
    return Found(
        root=root.absolute(),
        sent=tuple(b.path for b in sent),
        received=tuple(b.path for b in boxes if b not in sent),
        calendars=calendars,
        addresses=addresses,
        name=_name(own),
        zone=zone,
        working_hours=hours,
        often=_often(own, addresses),
        because={"addresses": why_addresses, "zone": why_zone, "working_hours": why_hours},
        passed_over=tuple(passed_over),
    )


def _nameable(there: Iterable[Place], passed_over: list[str]) -> list[Place]:
    """The places that a config, which is text, can name."""
    nameable = []
    for place in there:
        try:
            str(place.path).encode()
        except UnicodeEncodeError:
            passed_over.append(f"{str(place.path)!a}: its name is not text in UTF-8; rename it to have it read.")
        else:
            nameable.append(place)
    return nameable


def _boxes(there: Iterable[Place], passed_over: list[str]) -> list[_Box]:
    boxes = []
    for place in there:
        named = _named(place.path)
        if named == "aside":
            passed_over.append(f"{place.path}: by its name nothing in it was sent or received.")
            continue
        try:
            found = tuple(heads(place))
        except OSError as fault:
            passed_over.append(f"{place.path}: cannot be read ({fault.strerror}).")
            continue
        # A Maildir may be empty today and hold mail tomorrow.
        if found or place.form is Form.MAILDIR:
            boxes.append(_Box(place.path, named, found))
    return boxes


def _named(path: Path) -> str | None:
    """What the name of a mailbox says: "sent", "aside" (drafts, trash), None. Apple Mail calls the file itself mbox."""
    name = path.parent.name if path.name == "mbox" else path.name
    words = set(re.findall(r"[^\W_]+", name.lower()))
    return "sent" if words & _SENT else "aside" if words & _ASIDE else None


def _calendars(paths: Sequence[Path], passed_over: list[str]) -> tuple[tuple[Path, ...], Times]:
    readable, told = [], Times()
    for path in paths:
        try:
            one = times([path])
        except OSError as fault:
            passed_over.append(f"{path}: cannot be read ({fault.strerror}).")
            continue
        readable.append(path)
        told.zones.update(one.zones)
        told.starts += one.starts
        told.ends += one.ends
    return tuple(readable), told


def _addresses(boxes: Sequence[_Box]) -> tuple[tuple[str, ...], str]:
    """The owner's addresses: who wrote the sent mail; without any, who is in nearly every mail."""
    authors = Counter(h.email for box in boxes if box.named == "sent" for h in box.heads)
    total = authors.total()
    if total:
        own = [a for a, n in authors.most_common(5) if n >= OWN_SHARE * total]
        return tuple(own), f"They wrote {sum(authors[a] for a in own)} of {total} sent mails."
    present = Counter(a for box in boxes for h in box.heads for a in {h.email, *h.to})
    if not present:
        return (), "No mail was found: write your own address."
    owner = max(present, key=lambda a: (present[a], a))
    return (owner,), f"No mailbox is named as sent mail; this address is in {present[owner]} mails."


def _sent(boxes: Sequence[_Box], addresses: Sequence[str]) -> list[_Box]:
    """The mailboxes of sent mail, by name or by who wrote in them; without any, those in which the owner wrote at all.

    A mailbox of both (an export of "all mail") counts as sent: who wrote each mail is judged mail by mail later.
    """
    sent = [b for b in boxes if b.named == "sent" or b.share(addresses) >= SENT_SHARE]
    return sent or [b for b in boxes if b.share(addresses) > 0]


def _name(own: Iterable[Head]) -> str:
    """The name most often displayed, "Vance, Nora" turned round."""
    named = Counter(h.name for h in own if h.name and "@" not in h.name)
    if not named:
        return ""
    last, comma, first = named.most_common(1)[0][0].partition(",")
    return f"{first.strip()} {last.strip()}".strip() if comma else last.strip(" '\"")


def _often(own: Iterable[Head], addresses: Sequence[str]) -> tuple[str, ...]:
    written_to = Counter(a for h in own for a in h.to if a not in addresses)
    return tuple(a for a, _ in written_to.most_common(5))


def _zone(told: Times, own: Iterable[Head]) -> tuple[str | None, str]:
    if told.zones:
        zone, n = told.zones.most_common(1)[0]
        return zone, f"The calendars name it most often ({n} times)."
    moments = [h.sent_at for h in own if h.sent_at is not None]
    fits = {city: _fit(city, moments) for city in _CITIES}
    best = max(fits, key=lambda city: fits[city])
    if not fits[best]:
        return None, "Nothing tells it: write your own."
    return best, f"Its clock fits {fits[best]} of {len(moments)} sent mails; another city may have the same clock."


def _fit(city: str, moments: Iterable[datetime]) -> int:
    zone = ZoneInfo(city)
    return sum(m.astimezone(zone).utcoffset() == m.utcoffset() for m in moments)


def _hours(told: Times, own: Iterable[Head], zone: str | None) -> tuple[tuple[time, time], str]:
    """The 10th percentile of what starts and the 90th of what ends on weekdays, to the half hour, within reason."""
    written = [h.sent_at for h in own if h.sent_at is not None]
    starts = _clocks([*written, *told.starts], zone)
    ends = _clocks([*written, *told.ends], zone)
    if min(len(starts), len(ends)) < ENOUGH:
        return DEFAULT_HOURS, "There is too little mail to tell; these are the usual ones."
    first = min(max(_half_hour(starts[len(starts) // 10]), EARLIEST), LATEST_START)
    last = min(max(_half_hour(ends[len(ends) * 9 // 10]), EARLIEST_END), LATEST)
    return (first, last), "Four fifths of your mails and meetings on weekdays are within them."


def _clocks(moments: Iterable[datetime], zone: str | None) -> list[time]:
    """The wall times of what is on a weekday, sorted; an aware moment is seen in `zone`, a naive one is local."""
    where = ZoneInfo(zone) if zone else None
    local = (m.astimezone(where) if m.utcoffset() is not None and where else m for m in moments)
    return sorted(m.time() for m in local if m.weekday() < 5)


def _half_hour(clock: time) -> time:
    """The nearest full or half hour of the same day."""
    halves = min(round((clock.hour * 60 + clock.minute) / 30), 47)
    return time(halves // 2, halves % 2 * 30)
