"""A promise that hangs on an event of the calendar in, the same promise with the moments of that event out.

"Before our next 1:1" is due when the 1:1 starts, as the calendar has it now: moved there, it moves with it. Of a
series, the first event after the promise was made is meant. What no event fits stays without a moment.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cached_property

from connectors.types import Address, Event, Status
from daemon.core import absence, capacity, matter, people
from daemon.core.model import Due, Evidence, Owner, Promise, Says, WorkingCalendar

_ONE_TO_ONE = re.compile(r"\b(?:1\s*[:/-]\s*1|1\s*on\s*1|one[- ](?:on|to)[- ]one)\b", re.IGNORECASE)
_TOGETHER = re.compile(
    r"\b(?:meet(?:ing|s)?|met|call|talk|speak|spoken|see|seen|sync|catch(?:[- ]?up)?|chat|come(?: over| by| down)?)\b",
    re.IGNORECASE,
)
_PRESENCE = re.compile(r"\b(?:in town|in the office|here|visit(?:s|ing)?|over|arrives?|around)\b", re.IGNORECASE)
_ABSENCE = re.compile(
    r"\b(?:leav(?:e|es|ing)|go(?:es|ing)? (?:on|away)|(?:head|set) off|fly|travel|depart|vacation|holidays?|trip"
    r"|pto)\b",
    re.IGNORECASE,
)
_RETURN = re.compile(r"\b(?:back|returns?|returned)\b", re.IGNORECASE)
_OWNERS = re.compile(r"^\W*(?:i|i'm|i’m|i've|i’ve|my|we|we're|our)\b", re.IGNORECASE)
_DAYS = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|today|next|this|[0-9:]+ ?(?:am|pm)?)\b(?: ?['’]s)?",
    re.IGNORECASE,
)
_CONTRACTIONS = re.compile(r"\b(\w+)['’](?:re|ve|m|ll|s)\b")
_WHEN = re.compile(r"^\W*(?:when|while)\b", re.IGNORECASE)
_AFTER = ("after", "from", "since")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SECOND = timedelta(seconds=1)
_DAY = timedelta(days=1)
_LONGEST_BREAK = 31  # days without a working day, after which none is looked for

_Key = tuple[datetime, str, str]


class Agenda:
    """The events of a calendar, to be looked up by people and by words of the title; built when first asked."""

    def __init__(self, events: Iterable[Event], owner: Owner) -> None:
        self._given = events
        self._owner = owner
        self._met: dict[frozenset[str], list[Event]] = {}

    def hang(self, promise: Promise) -> Promise:
        """The promise with its due set by the first event after it that its words can mean.

        "Before" ends as the event begins. "After" begins as it ends; it is wanted by the end of that working day, and
        kept until the end of the next one: the words name the earliest moment, and nobody calls the next day late.
        "When" is wanted as the event begins, and ends with it. Where the words name a day too, only an event of that
        day is meant, nothing is due after that day, and the day stands where there is no such event.
        """
        due = promise.due
        if due is None or not due.anchor or (due.end is not None and due.rule.startswith("since")):
            return promise
        meant = self._meant(due, due.anchor, promise)
        return replace(promise, due=self._at(due, due.anchor, meant)) if meant else promise

    def meetings_with(self, to: Sequence[Address]) -> Iterator[Event]:
        """The events at which the owner sees one of these people, soonest first; looked up when first asked."""
        yield from self._with(to)

    def _meant(self, due: Due, anchor: str, promise: Promise) -> Event | None:
        day = self._day(due)
        for group in self._groups(anchor, promise):
            for event in group[_after(group, promise.made_at) :]:
                if day is None or self._begins(event).date() == day:
                    return event
        return None

    def _day(self, due: Due) -> date | None:
        """The day that the words name beside the event, None where they name none."""
        moment = due.end or due.start
        if moment is None:
            return None
        if due.start is not None and due.end is None and due.start.time() == time():  # "after Friday's review"
            moment = due.start - _SECOND
        return moment.astimezone(self._owner.calendar.zone).date()

    def _groups(self, anchor: str, promise: Promise) -> Iterable[Sequence[Event]]:
        """The events that may be meant, the likeliest group first, each soonest first."""
        if _ONE_TO_ONE.search(anchor):
            yield from self._one_to_ones(promise.to)
            return
        if _RETURN.search(anchor) or _ABSENCE.search(anchor):
            yield self._absences(anchor, promise.to)
        if _PRESENCE.search(anchor):
            yield self._titled(promise.to, _PRESENCE)
        rest = _CONTRACTIONS.sub(r"\1", anchor)
        for said in (_DAYS, _TOGETHER, _PRESENCE, _ABSENCE, _RETURN):
            rest = said.sub(" ", rest)
        if wanted := _things(rest):
            named = self._named(wanted)
            yield [e for e in named if people.meets(e, promise.to)]
            yield named
        elif _TOGETHER.search(anchor) or _PRESENCE.search(anchor):
            yield self._with(promise.to)

    def _one_to_ones(self, to: Sequence[Address]) -> Iterable[Sequence[Event]]:
        """Those with the person owed that are called so; else those with that person alone."""
        if not to:
            yield [e for e in self._events if _ONE_TO_ONE.search(e.title)]
            return
        met = self._with(to)
        yield [e for e in met if _ONE_TO_ONE.search(e.title)]
        yield [e for e in met if len(e.people) == 1]

    def _absences(self, anchor: str, to: Sequence[Address]) -> Sequence[Event]:
        """The owner's own journeys and days out, or those that the calendar knows of the person owed."""
        if _OWNERS.search(anchor):
            return [e for e in self._events if e.mine and (absence.is_out(e.title) or absence.is_travel(e.title))]
        return self._titled(to, absence.ABSENT)

    def _titled(self, to: Sequence[Address], said: re.Pattern[str]) -> Sequence[Event]:
        """Those whose title names one of these people and says so of them."""
        names = {people.first_name(a) for a in to} - {""}
        found = {e.ref: e for name in names for e in self._by_word.get(name, ())}
        return sorted((e for e in found.values() if said.search(e.title)), key=_order)

    def _named(self, wanted: frozenset[str]) -> Sequence[Event]:
        """Those whose title shares most of these words, at least one."""
        found: dict[str, Event] = {}
        count: dict[str, int] = defaultdict(int)
        for word in wanted:
            alike = (some for stem, some in self._by_stem.items() if matter.meet(word, stem))
            for event in {str(e.ref): e for some in alike for e in some}.values():
                found[str(event.ref)] = event
                count[str(event.ref)] += 1
        most = max(count.values(), default=0)
        return sorted((e for ref, e in found.items() if count[ref] == most), key=_order)

    def _with(self, to: Sequence[Address]) -> Sequence[Event]:
        """Those at which the owner sees one of these people."""
        asked = frozenset(a.email for a in to)
        if asked not in self._met:
            words = {word for a in to for word in (a.email, people.first_name(a))}
            maybe = {e.ref: e for word in words for e in self._by_word.get(word, ())}
            self._met[asked] = sorted((e for e in maybe.values() if people.meets(e, to)), key=_order)
        return self._met[asked]

    @cached_property
    def _events(self) -> Sequence[Event]:
        return sorted((e for e in self._given if e.status is not Status.CANCELLED), key=_order)

    @cached_property
    def _by_word(self) -> Mapping[str, list[Event]]:
        found: dict[str, list[Event]] = defaultdict(list)
        for event in self._events:
            for word in {*(a.email for a in event.people), *(w.lower() for w in _WORD.findall(event.title))}:
                found[word].append(event)
        return found

    @cached_property
    def _by_stem(self) -> Mapping[str, list[Event]]:
        found: dict[str, list[Event]] = defaultdict(list)
        for event in self._events:
            for stem in _things(event.title):
                found[stem].append(event)
        return found

    def _begins(self, event: Event) -> datetime:
        zone = self._owner.calendar.zone
        return capacity.event_moments(event, zone)[0].astimezone(zone)

    def _at(self, due: Due, anchor: str, event: Event) -> Due:
        """The due with the moments of the event."""
        calendar = self._owner.calendar
        begins, ends = (m.astimezone(calendar.zone) for m in capacity.event_moments(event, calendar.zone))
        if due.rule.startswith(_AFTER):
            if _WHEN.search(due.said) and not _RETURN.search(anchor):
                last = ends - _SECOND if event.all_day else ends
                aim = _last_working(last, calendar) if event.all_day else begins
                return replace(due, start=begins, end=last, aim=aim, grain="minute")
            aim = _day_end(ends, calendar)
            end = due.end or _day_end(aim + _DAY, calendar).replace(hour=23, minute=59, second=59)
            return replace(due, start=min(ends, end), end=end, aim=min(aim, end), grain="day")
        moment = ends if _RETURN.search(anchor) else begins
        end = moment - _SECOND if event.all_day else moment
        return replace(due, end=end, aim=_last_working(end, calendar), grain="minute")


def come(bare: Promise, hung: Promise) -> tuple[Evidence, ...]:
    """What `bare` waits for, where it is the event that `hung` was hung on: it has come when "after" begins."""
    due = hung.due
    if due is None or due == bare.due or not due.anchor or not due.start or due.anchor not in (bare.waits_for or ""):
        return ()
    why = "the event it waited for is over"
    return (Evidence(hung.key, hung.source, due.start, Says.ARMED, due.said[:300], why),)


def _things(words: str) -> frozenset[str]:
    """The stems of what is named; "review" at the very beginning would be taken for a verb."""
    return matter.things(f"the {words.strip()}")


def _order(event: Event) -> _Key:
    return event.starts_at, event.ref.account, event.ref.id


def _after(events: Sequence[Event], moment: datetime) -> int:
    """The place of the first event that starts after the moment."""
    return bisect_right(events, moment, key=lambda e: e.starts_at)


def _works(day: date, calendar: WorkingCalendar) -> bool:
    return day.weekday() in calendar.days and day not in calendar.holidays


def _day_end(moment: datetime, calendar: WorkingCalendar) -> datetime:
    """The end of the first working day that ends at or after the moment."""
    for ahead in range(_LONGEST_BREAK):
        day = moment.date() + ahead * _DAY
        end = datetime.combine(day, calendar.ends, calendar.zone)
        if _works(day, calendar) and end >= moment:
            return end
    return moment


def _last_working(moment: datetime, calendar: WorkingCalendar) -> datetime:
    """The last moment of working time up to `moment`; itself where there is none."""
    if calendar.ends <= calendar.starts:
        return moment
    for back in range(_LONGEST_BREAK):
        day = moment.date() - back * _DAY
        begin, end = (datetime.combine(day, at, calendar.zone) for at in (calendar.starts, calendar.ends))
        if _works(day, calendar) and moment > begin:
            return min(moment, end)
    return moment
