"""A Brief in, the page for the owner's eyes out; and its numbers in one sentence.

The page has at most `LINES` lines of `COLUMNS` columns, so that it is read in twenty seconds: of each part the first
few, the others counted.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, tzinfo
from textwrap import wrap

from connectors.types import Address
from daemon.core import speech
from daemon.core.asks import Suggestion
from daemon.core.brief import Brief, Judgement, Meeting, Reading, Waiting
from daemon.core.model import Case, Level, Purpose
from daemon.core.wording import clean

LINES = 25
COLUMNS = 72
STALE = timedelta(days=1)  # an older reading is no base for a day's plan

_DUE, _AT_RISK, _MEETINGS, _DRAFTS, _QUESTIONS = 4, 2, 2, 2, 3  # with the other lines they make LINES
_TITLE = 28  # characters of a meeting's title
_NAMED = 2  # of many people
_WHAT = {Purpose.STATUS: "the status mail", Purpose.LETTER: "the letter"}

Part = list[str]


def page(brief: Brief, zone: tzinfo) -> str:
    """The page, moments in `zone`; a free line between its parts where there is room, a line break at its end."""
    parts = [part for part in _parts(brief, zone) if part]
    airy = sum(map(len, parts)) + len(parts) - 1 <= LINES
    return ("\n\n" if airy else "\n").join("\n".join(part) for part in parts) + "\n"


def numbers(brief: Brief) -> str:
    """The brief in numbers alone, in one sentence: nothing of what any mail says."""
    waiting = ((len(brief.drafts), "in your drafts"), (len(brief.questions), "to tell whether they are done"))
    unread = _unread(brief)
    said = _counted(*_urgent(brief), *waiting) or _nothing(unread)
    return f"{said} {unread} of {len(brief.readings)} accounts could not be read." if unread else said


def _parts(brief: Brief, zone: tzinfo) -> Iterator[Part]:
    said = _counted(*_urgent(brief)) or _nothing(_unread(brief))
    yield [f"{speech.day(brief.at)}, {speech.clock(brief.at.time())}. {said}"]
    yield _part("Due today or late", [_due(j, zone) for j in brief.due], _DUE)
    yield _part("At risk", [_at_risk(j, zone) for j in brief.at_risk], _AT_RISK)
    yield _part("Today you meet", [_meeting(m, zone) for m in _closest(brief.meetings)], _MEETINGS)
    yield _part("Drafts that wait for you", [_draft(d, zone) for d in brief.drafts], _DRAFTS)
    yield _part("Was this done? `headsup mark KEY kept`", [_question(c, zone) for c in brief.questions], _QUESTIONS)
    yield _help(brief.help, zone) if brief.help else []
    yield _readings(brief, zone)


def _unread(brief: Brief) -> int:
    return sum(_is_hindered(reading, brief.at) for reading in brief.readings)


def _nothing(unread: int) -> str:
    """That nothing is urgent; no more is known of it than was read."""
    return "Nothing that was read is due today or at risk." if unread else "Nothing is due today, nothing is at risk."


def _urgent(brief: Brief) -> tuple[tuple[int, str], ...]:
    late = sum(found.level is Level.LATE for _, found in brief.due)
    return (late, "late"), (len(brief.due) - late, "due today"), (len(brief.at_risk), "at risk")


def _counted(*told: tuple[int, str]) -> str:
    """ "2 late, 1 at risk."; "" where all are none."""
    said = ", ".join(f"{number} {what}" for number, what in told if number)
    return f"{said}." if said else ""


def _part(head: str, points: Sequence[Part], most: int) -> Part:
    """The head and the first few points; the head says how many there are where that is more than are shown."""
    if not points:
        return []
    counted = f"{head} ({most} of {len(points)})" if len(points) > most else head
    return [counted, *(line for point in points[:most] for line in _indented(*point))]


def _indented(first: str, *reasons: str) -> Part:
    return [f"  {speech.cut(first, COLUMNS - 2)}", *(f"    {speech.cut(reason, COLUMNS - 4)}" for reason in reasons)]


def _due(judgement: Judgement, zone: tzinfo) -> Part:
    case, found = judgement
    word = "LATE " if found.level is Level.LATE else ""
    return [_quoting(f"{word}{_owed(case)}, {_by(case, zone)}:", case.promise.words)]


def _at_risk(judgement: Judgement, zone: tzinfo) -> Part:
    case, found = judgement
    return [_quoting(f"{_owed(case)}, {_by(case, zone)}:", case.promise.words), *(s.why for s in found.signals[:1])]


def _meeting(meeting: Meeting, zone: tzinfo) -> Part:
    begins = speech.clock(meeting.event.starts_at.astimezone(zone).time())
    first, *more = meeting.cases
    title = speech.cut(clean.line(speech.title(meeting.event)), _TITLE)
    others = f" and {len(more)} more" if more else ""
    return [_quoting(f"{begins} {title}: you owe {_owed(first)}", first.promise.words, others)]


def _closest(meetings: Sequence[Meeting]) -> Sequence[Meeting]:
    """The smallest ones, in the order of the day, then the others: a 1:1 is where a promise comes up."""
    small = sorted(meetings, key=lambda m: len(m.event.people))[:_MEETINGS]
    return [*(m for m in meetings if m in small), *(m for m in meetings if m not in small)]


def _draft(draft: Waiting, zone: tzinfo) -> Part:
    begun = ", edited" if draft.edited else ""
    before = f"to {_people(draft.to)}, {_day(draft.since, zone)}{begun}:"
    return [_quoting(before, draft.words) if draft.purpose is Purpose.HEADS_UP else f"{before} {_WHAT[draft.purpose]}"]


def _question(case: Case, zone: tzinfo) -> Part:
    promise = case.promise
    return [_quoting(f"{promise.key[:6]} to {_owed(case)}, {_day(promise.made_at, zone)}:", promise.words)]


def _help(found: Suggestion, zone: tzinfo) -> Part:
    mail = found.ask.mail
    takes, free = speech.hours(found.hours), speech.hours(found.free_hours)
    asked = f"{speech.people((mail.from_,))} (asked {_day(mail.sent_at, zone)})"
    head = f"You could help {asked}, {takes} of {free} free by {_day(found.by, zone)}"
    return [speech.cut(head, COLUMNS), f"  {_quoting('', found.ask.words)}"]


def _readings(brief: Brief, zone: tzinfo) -> Part:
    """How fresh and complete the reading is, in two lines at most; what is stale or hindered stands first."""
    ordered = sorted(brief.readings, key=lambda r: (not _is_hindered(r, brief.at), r.account))
    told = "; ".join(_reading(r, brief.at, zone) for r in ordered)
    return wrap(f"Read: {told}", COLUMNS, max_lines=2, placeholder=" ...")


def _reading(reading: Reading, at: datetime, zone: tzinfo) -> str:
    said = speech.short_when(reading.last_turn_at, zone) if reading.last_turn_at else "never"
    hindered = f" ({reading.hindered or 'see `headsup check`'})" if _is_hindered(reading, at) else ""
    aside = f", {reading.set_aside} items set aside" if reading.set_aside else ""
    return f"{reading.account} {said}{aside}{hindered}"


def _is_hindered(reading: Reading, at: datetime) -> bool:
    """Whether the account cannot be read, or was not for so long that no plan should rest on it."""
    last = reading.last_turn_at
    return bool(reading.hindered) or last is None or at - last > STALE


def _owed(case: Case) -> str:
    return _people(case.promise.to) or "nobody named"


def _people(addresses: tuple[Address, ...]) -> str:
    """Their first names; of more than three people those of two."""
    if len(addresses) <= _NAMED + 1:
        return speech.people(addresses)
    return f"{', '.join(speech.people((a,)) for a in addresses[:_NAMED])} and {len(addresses) - _NAMED} more"


def _by(case: Case, zone: tzinfo) -> str:
    end = case.promise.due.end if case.promise.due else None
    return speech.short_when(end, zone) if end else "no date"


def _day(at: datetime, zone: tzinfo) -> str:
    return speech.short_day(at.astimezone(zone))


def _quoting(before: str, words: str, after: str = "") -> str:
    """The words in quotation marks between the two, as much of them as the line holds."""
    room = COLUMNS - len(before) - len(after) - 5  # the indent, the blank, the marks
    return f'{before} "{speech.cut(clean.quote(words), max(room, 10))}"{after}'.strip()
