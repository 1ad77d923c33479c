"""Content lines of iCalendar (RFC 5545, 3.1): text in, components of properties out. Linear, never raises."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_FOLD = re.compile(r"\r?\n[ \t]")
_HEAD = re.compile(r'[^":]*(?:"[^"]*"[^":]*)*')
_PARAMETER = re.compile(r';\s*([^=;:"]+)=("[^"]*"|[^;"]*)')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
# What is read of an event, a zone or a calendar; the rest (descriptions, alarms, pictures) is passed over at once.
_KEPT = {
    *("UID", "DTSTART", "DTEND", "DURATION", "SUMMARY", "STATUS", "TRANSP", "SEQUENCE", "METHOD", "ORGANIZER"),
    *("ATTENDEE", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "X-MICROSOFT-CDO-BUSYSTATUS", "X-HEADSUP-KEY"),
    *("TZID", "X-LIC-LOCATION", "X-WR-TIMEZONE"),
}
# A longer line holds a picture, not a date.
_LONG = 100_000


@dataclass(frozen=True, slots=True)
class Property:
    """One content line: its value as written, its parameters by upper-case name."""

    value: str
    parameters: dict[str, str]

    @property
    def text(self) -> str:
        """The value as text (RFC 5545, 3.3.11), its escapes taken off."""
        if "\\" not in self.value:
            return self.value
        return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value)


@dataclass(frozen=True, slots=True)
class Component:
    """A VEVENT or VTIMEZONE with its own properties; `source` are the unfolded lines of a VTIMEZONE."""

    name: str
    properties: dict[str, list[Property]] = field(default_factory=dict)
    source: list[str] = field(default_factory=list)

    def first(self, name: str) -> Property | None:
        """The first property of that name."""
        found = self.properties.get(name)
        return found[0] if found else None

    def text(self, name: str) -> str:
        """The text of that property, "" where there is none."""
        found = self.first(name)
        return found.text.strip() if found else ""

    def word(self, name: str) -> str:
        """The value of that property as an upper-case word."""
        return self.text(name).upper()


def components(text: str) -> Iterator[Component]:
    """Each VEVENT and VTIMEZONE, and last the calendar itself with its own properties.

    A component that begins inside an unfinished one of its kind ends that one; what is nested in it is skipped.
    """
    calendar, current, nested = Component("VCALENDAR"), None, 0
    for line in _FOLD.sub("", text).splitlines():
        begins, ends = _edge(line, "BEGIN:"), _edge(line, "END:")
        if begins in {"VEVENT", "VTIMEZONE"}:
            if current is not None:
                yield current
            current, nested = Component(begins), 0
        elif current is None:
            _add(calendar, line)
        elif ends == current.name:
            yield current
            current = None
        else:
            nested += bool(begins) - bool(ends)
            if current.name == "VTIMEZONE":
                current.source.append(line)
            if not (nested or begins or ends):
                _add(current, line)
    if current is not None:
        yield current
    yield calendar


def _edge(line: str, mark: str) -> str:
    if line[:1] not in "BbEe" or line[: len(mark)].upper() != mark:
        return ""
    return line[len(mark) :].strip().upper()


def _add(component: Component, line: str) -> None:
    """Take in one content line; the value begins at the first colon that is not in quotes."""
    head, colon, value = line[:_LONG].partition(":")
    name, semicolon, parameters = head.partition(";")
    if name.upper() not in _KEPT:
        return
    if '"' in parameters:
        head = _HEAD.match(line[:_LONG])[0]  # type: ignore[index]  # an empty match at least
        colon, value = line[len(head) : len(head) + 1], line[len(head) + 1 : _LONG]
        parameters = head.partition(";")[2]
    if colon:
        said = _parameters(";" + parameters) if semicolon else {}
        component.properties.setdefault(name.upper(), []).append(Property(value, said))


def _parameters(text: str) -> dict[str, str]:
    return {key.strip().upper(): said.strip('" ') for key, said in _PARAMETER.findall(text)}
