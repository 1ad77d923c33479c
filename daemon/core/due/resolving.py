"""The words of a promise in, by when it is due out: which of the times they name is the deadline, and what it means."""

import re
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from daemon.core.due.aim import aim_of, last_moment, on_day
from daemon.core.due.dates import COMING_DATE
from daemon.core.due.finding import ASIDE, PAST, find
from daemon.core.due.hours import BARE_CLOCK, COMING_CLOCK
from daemon.core.due.lexicon import EVENTS
from daemon.core.model import Due, Reading, TimeExpression, WorkingCalendar

_NEAR = 40  # characters looked at on either side of an expression
_REACH = 300  # characters before it in which its clause begins
_EVENT_BEFORE = re.compile(r"([a-z0-9:-]+)(?: (?:on|at|in|of|for|from))?\s*$")
_NEXT_WORDS = re.compile(r"^(?:'s)? ?([a-z0-9:-]+)(?: ([a-z0-9:-]+))?")
_DONE_BEFORE = re.compile(
    r"\b(?:you|we|i|he|she|they|who|that|which|was|were|been)\s(?:[a-z]+\s)?"
    r"(?:[a-z]{2,12}ed|sent|said|told|spoke|met|got|had|saw|gave|made|took|came|went|wrote|left|began|heard|found)\b"
    r"([^.;:!?,]{0,24})$"
)
_AHEAD = re.compile(
    r"'ll\b|'d\b|\b(?:will|shall|can|could|should|would|going|to(?! (?:you|me|us|him|her|them|the|my|your))\b)\b"
)
_AFTERWARDS = re.compile(
    r"^\W{0,2}(?:\w+ ){0,3}(?:you|we|i|they|that) (?:\w+ )?(?:missed|sent|set|gave|had|asked|agreed)\b"
)
_EDGE = re.compile(r"^\s*(?:$|[.,;:!?)\n-]|and\b|but\b|so\b|if\b|at the latest)")
_START = re.compile(r"(?:^|[.;:!?\n(-])\s*$")
_TOWARDS = re.compile(r"\b(?:for|before|in time)\b")
_LENGTHS = frozenset({"in", "within", "from now"})  # rules of what counts from now: no event's time
_ONLY_AHEAD = re.compile(r"(?:tonight|next|later|first|in|within)\b")  # what can be of no time gone by
_HOLDS = re.compile(r"\b(?:teach|host|hold|run|lead|chair|attend|organi[sz]e|throw)\b")
_SETS = re.compile(  # "set up a call for Friday", but not "the schedule for Friday"
    r"(?<!the )(?<!our )(?<!my )(?<!your )(?<!his )(?<!her )(?<!a )"
    r"\b(?:schedul\w+|arrang\w+|book|set\b.{0,12}\bup|plan)\b[^.;:!?]*$"
)
_WORD_BEFORE = re.compile(r"([a-z0-9'-]+)\s+$")
_NO_NOUN_WORDS = (
    "to it them you this that these those him her us one ready done due set scheduled planned booked available back "
    "there here up out in on off and or but i we plan aim shoot shooting aiming hoping planning looking go "
    "going wait time good"
)
_NO_NOUN = frozenset(_NO_NOUN_WORDS.split())
_WHOLE = frozenset({"day", "days", "week", "weekend", "month", "quarter", "year"})
_TOPIC = re.compile(r"\b(?:pre|post|per|re|regarding|about|than|(?:inform|remind|tell|notif)\w* \w+ of)\W*$")
_REASON = re.compile(r"\b(?:because|b/c|in case|as long as|although|even though)\b[^.;:!?]*$")
_OTHERS = re.compile(r"\b(?:let'?s\b|(?:, |\band )(?:i think )?(?:the|his|her|their|your) \w+ (?:is|are)\b)[^.;:!?]*$")
_GOES_ON = re.compile(r"\b(?:and|or|then|but)\b|[,;/&–-]", re.IGNORECASE)
_CLOSE = 4  # characters between two times that say one together
_LEAST = -1
_YEAR_AHEAD = timedelta(days=330)  # a date so far off has only just gone by
_HALF_YEAR = timedelta(days=183)


def resolve(text: str, at: datetime, calendar: WorkingCalendar, theirs: tzinfo | None = None) -> Due | None:
    """By when the promise with these words, written at `at` (aware), is due; None where they set no time.

    Vague words ("soon", "ASAP") set none. `end` is inclusive, `aim` a moment of working time at most `end` (None where
    no working time is left, as for "today" said on a day off). A due that hangs on an event has its `anchor`, and no
    `end` unless the words say one. `theirs`: the reader's zone, if known.
    """
    ahead = [e for e in (_this_year(f, at) for f in find(text, at, calendar, theirs)) if _is_ahead(e, at)]
    ranked = [(_score(text, e), e) for e in ahead]
    ranked = [r for r in ranked if r[0] >= _LEAST]
    if not ranked:
        return None
    most = max(score for score, _ in ranked)
    chosen = _of_all(text, [said for score, said in ranked if score == most], at)
    return _due(text, _with_day(chosen, [said for _, said in ranked], at), ahead, at, calendar)


def _is_ahead(expression: TimeExpression, at: datetime) -> bool:
    """Whether it can be a deadline at all: not gone by, and no mere name of a thing."""
    if not expression.readings:
        return expression.anchor is not None
    if expression.rule.startswith((PAST, ASIDE, "since")):
        return False
    return _fair(expression, at) is not None


def _this_year(expression: TimeExpression, at: datetime) -> TimeExpression:
    """A date without a year that has only just gone by is not read as one of next year. Of figures in either order
    (5/6) the other reading then counts only where it is at hand."""
    if expression.rule.split(": ")[-1] not in (COMING_DATE, COMING_CLOCK):
        return expression
    near = [r for r in expression.readings if not _beyond(r, at, _YEAR_AHEAD)]
    if len(near) < len(expression.readings):
        near = [r for r in near if not _beyond(r, at, _HALF_YEAR)]
    return replace(expression, readings=tuple(near))


def _beyond(reading: Reading, at: datetime, far: timedelta) -> bool:
    edge = reading.start or reading.end
    return edge is not None and edge - at > far


def _fair(expression: TimeExpression, at: datetime) -> Reading | None:
    """The preferred reading that still lies ahead."""
    return next((r for r in expression.readings if _lasts(r, at)), None)


def _lasts(reading: Reading, at: datetime) -> bool:
    if reading.end is None:  # "after 3" lasts until the end of that day
        return reading.start is None or reading.start.date() >= at.astimezone(reading.start.tzinfo).date()
    return reading.end > at


def _of_all(text: str, best: list[TimeExpression], at: datetime) -> TimeExpression:
    """Of several that look alike the last, where a word or mark between leads to one more act or choice ("today or
    tomorrow"); else the first: what follows it is of a thing. "Tomorrow, I'll ..." frames all that follows."""
    chosen = best[0]
    if chosen.start_char == 0 and text[chosen.end_char :].startswith(","):
        return chosen
    for other in best[1:]:
        if _GOES_ON.search(text, chosen.end_char, other.start_char) or other.start_char - chosen.end_char < _CLOSE:
            chosen = max(chosen, other, key=lambda e: _end(e, at))
    return chosen


def _end(expression: TimeExpression, at: datetime) -> datetime:
    reading = _fair(expression, at)
    return reading.end if reading and reading.end else at


def _score(text: str, expression: TimeExpression) -> int:
    """How much it looks like the deadline: bound words most, times of other things least."""
    lead = text[max(0, expression.start_char - _REACH) : expression.start_char].lower().replace("’", "'")
    before = lead[-_NEAR:]
    after = text[expression.end_char : expression.end_char + _NEAR].lower().replace("’", "'")
    score = _binding(expression)
    if _EDGE.match(after) or _START.search(before):
        score += 1
    if not expression.anchor and expression.rule not in _LENGTHS:
        score -= _of_a_thing(before, after, expression.text.lower())
        score -= _of_another(lead, expression)
    if _gone(before, expression) or _AFTERWARDS.match(after):
        score -= 8
    return score


def _binding(expression: TimeExpression) -> int:
    if not expression.readings:
        return 0
    side = expression.readings[0].open
    if expression.rule.startswith("until"):
        return 1
    return {"before": 4, "after": 0}.get(side or "", 2)


def _of_a_thing(before: str, after: str, said: str) -> int:
    """What is taken off where the time tells when some event is: "Friday's meeting", "the meeting on Friday"."""
    if said.startswith(("by ", "before ", "no later")):
        return 0
    words = _NEXT_WORDS.match(after)
    if words and (words[1] in EVENTS or (words[1] not in _NO_NOUN and (words[2] or "") in EVENTS)):
        return 3 if _TOWARDS.search(before) else 6
    if _HOLDS.search(before):  # "I'll teach the class in spring"
        return 0
    led = _EVENT_BEFORE.search(before)
    if not led or led[1] not in EVENTS or led[1] in _SENT:
        return 0
    return 3 if _TOWARDS.search(before) or not said.startswith(("on ", "at ", "in ")) else 6


def _of_another(lead: str, expression: TimeExpression) -> int:
    """What is taken off where the time is the topic ("about Friday"), tells which thing ("the schedule for next week"),
    or stands in a reason or somebody else's clause ("because he is not in today", "the auction is Wednesday")."""
    said = expression.text.lower()
    whole = expression.readings[:1] and expression.readings[0].grain in _WHOLE
    if whole and (said.startswith("about ") or _TOPIC.search(lead) or _REASON.search(lead)):
        return 6
    if whole and said.startswith("for ") and not _SETS.search(lead):
        thing = _WORD_BEFORE.search(lead)
        return 6 if thing and thing[1] not in _NO_NOUN and thing[1] not in EVENTS else 0
    return 2 if _OTHERS.search(lead) else 0


_SENT_WORDS = "email mail message note memo report letter version agenda paper numbers presentation call edition"
_SENT = frozenset(_SENT_WORDS.split())


def _gone(before: str, expression: TimeExpression) -> bool:
    """Whether something done stands right before it ("the draft you sent on Friday") with nothing promised between."""
    said = expression.text.lower()
    if _ONLY_AHEAD.match(said) or (expression.rule == "day" and not said.startswith(("today", "this"))):
        return False
    done = _DONE_BEFORE.search(before)
    bound = said.startswith(("by ", "before ", "no later"))
    return done is not None and not bound and _AHEAD.search(done[1]) is None


def _with_day(chosen: TimeExpression, others: list[TimeExpression], at: datetime) -> TimeExpression:
    """ "tomorrow, hopefully by noon": a time of the clock without a day belongs to the one day that is named."""
    if BARE_CLOCK not in chosen.rule:
        return chosen
    days = [r for e in others for r in e.readings[:1] if r.grain == "day" and r.open is None]
    if len(days) != 1 or days[0].start is None:
        return chosen
    day = days[0].start.date()
    moved = tuple(replace(r, start=on_day(r.start, day), end=on_day(r.end, day)) for r in chosen.readings)
    return replace(chosen, readings=moved)


def _due(
    text: str, said: TimeExpression, ahead: list[TimeExpression], at: datetime, calendar: WorkingCalendar
) -> Due | None:
    reading = _fair(said, at)
    if reading is None:
        return Due(None, None, None, "event", said.text, said.start_char, said.end_char, (), said.anchor, said.rule)
    end = last_moment(reading, said.rule, at, calendar)
    aim = aim_of(end, reading, said, at, calendar) if end else None
    first = _joined_by_or(text, said, ahead)
    fixed = reading.open != "before" and not said.rule.startswith("next so many")
    start = (first.readings[0].start if first else reading.start) if fixed else None
    start = min(start, end) if start and end else start
    begin = first.start_char if first else said.start_char
    others = tuple(r for r in said.readings if r is not reading)
    words = text[begin : said.end_char]
    return Due(start, end, aim, reading.grain, words, begin, said.end_char, others, said.anchor, said.rule)


def _sooner(other: TimeExpression, said: TimeExpression) -> bool:
    first, second = other.readings[:1], said.readings[:1]
    starts = [r.start for r in (*first, *second) if r.start and r.grain == "day"]
    return len(starts) == 2 and starts[0] < starts[1]


def _joined_by_or(text: str, said: TimeExpression, ahead: list[TimeExpression]) -> TimeExpression | None:
    """The first of two days in "Tuesday or Wednesday"."""
    for other in ahead:
        if _sooner(other, said) and text[other.end_char : said.start_char].strip().lower() in {"or", "/"}:
            return other
    return None
