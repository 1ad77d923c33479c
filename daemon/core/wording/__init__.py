"""What to say to the person owed. In: cases that need a word now, their mails, the free time. Out: a HeadsUp.

The draft goes into the original thread, to the people of the original mail only. It is made of typed slots (the
promise's own words, dates, a first name) in templates; never of text of others.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from connectors.types import Address, Draft
from daemon.core import effort, people, risk, speech
from daemon.core.capacity import FreeTime, event_moments
from daemon.core.model import Case, Due, Evidence, HeadsUp, Mail, Owner, Says, Speak
from daemon.core.rules.chased import asker
from daemon.core.wording import clean, proposal, templates
from daemon.core.wording.keys import key
from daemon.core.wording.saying import is_aloud, is_moved

_TALK = frozenset({effort.Act.CALL, effort.Act.MEET})
_HANDED_OVER = frozenset({effort.Act.DOCUMENT, effort.Act.LIST, effort.Act.REVIEW, effort.Act.REPLY, effort.Act.THING})
_OTHER_CLOCK = re.compile(
    r"\b(?:(?:your|our|my|local|central|mountain) time|[ECMP][SD]?T|GMT|UTC|CES?T|BST|pacific|eastern)\b",
    re.IGNORECASE,
)
_SAYS_NOTHING = re.compile(
    r"(?:\b(?:yes|yep|yeah|no|not|a|problem|sure|ok|okay|will|do|does|can|could|i|i'?ll|we|he|she|it|this|that|you|have"
    r"|thanks|of|course|consider|done|absolutely|happy|to|try|by|on|for|the|them|him|her|worries|at|all)\b|[\W\d_])+",
    re.IGNORECASE,
)


def heads_up(cases: Sequence[Case], owner: Owner, speak: Speak, sources: Mapping[str, Mail], free: FreeTime) -> HeadsUp:
    """One draft about all these cases: the same people, the same thread; what is due first stands first.

    The thread is that of the promise made first, whose key makes the draft's. `sources` must hold its mail, and that
    must have `recipients`. Where a draft does not pass the examination (a template of the owner's gone wrong), the
    shipped ones are used, and without the quote: no heads-up is lost.
    """
    first = min(cases, key=lambda c: (c.promise.made_at, c.promise.key))
    source = sources[first.promise.source]
    empty = Draft(
        to=recipients(first, source, owner),
        cc=(),
        subject=_subject(first, source),
        text="",
        in_reply_to=source.message_id or None,
        references=_references(source),
        thread=source.thread,
    )
    slots = {"name": _greeted(empty.to), "items": _items(sorted(cases, key=_by_due), free, empty.to)}
    there = frozenset(a.email for a in _people(source)) - owner.addresses
    try:
        paragraphs = _paragraphs(slots | {"quoting": True}, speak, speak.templates)
        draft = _filled(empty, paragraphs, there)
    except (clean.Unsafe, templates.Broken):
        paragraphs = _paragraphs(slots | {"quoting": False}, speak, {})
        draft = _filled(empty, paragraphs, there)
    return HeadsUp(
        key=key(first.promise.key, "draft", "d"),
        promises=tuple(case.promise.key for case in cases),
        draft=_signed(draft, speak, owner),
        provenance=tuple(sentence for paragraph in paragraphs for sentence in paragraph),
    )


def _subject(case: Case, source: Mail) -> str:
    """That of the thread; what was said aloud has none, so its own words stand there."""
    return clean.quote(source.subject) or "my promise" if is_aloud(case.promise) else clean.subject(source.subject)


def recipients(case: Case, source: Mail, owner: Owner) -> tuple[Address, ...]:
    """The people owed who are in the original mail, else those it went to; without the owner."""
    there = {a.email for a in _people(source)}
    owed = [a for a in people.others(case.promise.to, owner) if a.email in there]
    return tuple(clean.address(a) for a in owed or people.others(source.to, owner) if clean.writable(a))


def _people(source: Mail) -> tuple[Address, ...]:
    return (*source.to, *source.cc, source.from_)


def _paragraphs(slots: Mapping[str, Any], speak: Speak, own: Mapping[str, str]) -> list[list[templates.Sentence]]:
    items = slots["items"]
    name = items[0]["form"] if len(items) == 1 else "several"
    return templates.render(name, speak.language, own, {**slots, **items[0]})


def _filled(empty: Draft, paragraphs: Sequence[Sequence[templates.Sentence]], there: frozenset[str]) -> Draft:
    """The draft with its text, examined. Raises clean.Unsafe."""
    draft = replace(empty, text="\n\n".join(_flowing(paragraph) for paragraph in paragraphs))
    clean.examine(draft, there, [text for paragraph in paragraphs for text, _ in paragraph])
    return draft


def _flowing(paragraph: Sequence[templates.Sentence]) -> str:
    """The sentences of a paragraph on one line; points of a list each on their own."""
    texts = [text for text, _ in paragraph]
    return ("\n" if any(t.startswith("- ") for t in texts) else " ").join(texts)


def _signed(draft: Draft, speak: Speak, owner: Owner) -> Draft:
    """With the owner's signature, else the first name, under it."""
    signature = speak.signature.strip() or speech.first_name(Address("", owner.name))
    return replace(draft, text="\n".join(filter(None, (draft.text, signature))) + "\n")


def _references(source: Mail) -> tuple[str, ...]:
    """RFC 5322, 3.6.4: the parent's References (or its In-Reply-To) and then the parent itself."""
    chain = source.references or ((source.in_reply_to,) if source.in_reply_to else ())
    return tuple(dict.fromkeys((*chain, source.message_id))) if source.message_id else tuple(chain)


def _greeted(to: Iterable[Address]) -> str:
    """`Anna`, `Anna and Bo`; `all` for more than three; "" where a name does not show."""
    names = [speech.first_name(a) for a in to]
    if len(names) > 3:
        return "all"
    return "" if not all(names) else " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _items(cases: Iterable[Case], free: FreeTime, to: Sequence[Address]) -> list[dict[str, Any]]:
    items, before = [], 0.0
    for case in cases:
        items.append(_item(case, before, free, to))
        before += case.hours
    return items


def _item(case: Case, before: float, free: FreeTime, to: Sequence[Address]) -> dict[str, Any]:
    """The slots of one promise to `to`: words and dates, nothing else."""
    zone = case.calendar.zone
    date = proposal.new_date(case, max(before, _ahead_of(case)), free)
    form = _form(case, date)
    moment = proposal.new_moment(case, free) if form == "clash" else None
    words = clean.quote(case.promise.words)
    nod = bool(words) and _SAYS_NOTHING.fullmatch(words) is not None
    due = case.promise.due
    return {
        "form": form,
        "late": risk.is_late(case),
        "said_on": speech.day(case.promise.made_at.astimezone(zone)),
        "aloud": is_aloud(case.promise),
        "moved_to": _due(due, zone) if due and is_moved(case.promise) else "",
        "words": "" if nod else words,
        "nod": nod,
        "due": _due(due, zone) if due else "",
        "handed_over": effort.act(case.promise.words) in _HANDED_OVER,
        "partly": _day_of(case, [e for e in case.evidence if e.says is Says.PARTLY]),
        "asked": _day_of(case, [e for e in case.evidence if e.says is Says.CHASED and _is_by(e, to)]),
        "away": _away(case),
        "new": _by(date, case) if date else "",
        "moment": speech.when(moment, zone) if moment else "",
    }


def _by_due(case: Case) -> tuple[bool, datetime, str]:
    """What is due first, then what was promised first; not by urgency, which changes with the hours."""
    due = case.promise.due
    return due is None or due.end is None, due.end if due and due.end else case.promise.made_at, case.promise.key


def _ahead_of(case: Case) -> float:
    """The hours of what is wanted before it: a day of work at most, or an old backlog would put everything off."""
    if case.load is None:
        return 0.0
    return min(max(0.0, case.load.owed_hours - case.hours), effort.WORKDAY_HOURS)


def _due(due: Due, zone: tzinfo) -> str:
    """The last moment, as the owner's clock has it; said to be the owner's where the words spoke of another clock."""
    if due.end is None:
        return ""
    return speech.when(due.end, zone) + (
        " my time" if _OTHER_CLOCK.search(due.said) and due.start in (None, due.end) else ""
    )


def _form(case: Case, date: datetime | None) -> str:
    """Which of the templates fits: late, clash, keeps (it can still be kept), no_date, risk."""
    due = case.promise.due
    if case.clashes or (risk.is_late(case) and effort.act(case.promise.words) in _TALK):
        return "clash"
    if risk.is_late(case):
        return "late"
    if due is None or due.end is None:
        return "no_date"
    return "keeps" if date and date <= due.end else "risk"


def _by(moment: datetime, case: Case) -> str:
    """`noon on Thursday 5 March`, `the end of Thursday 5 March`."""
    local = moment.astimezone(case.calendar.zone)
    return f"{'noon on' if local.hour == 12 else 'the end of'} {speech.day(local)}"


def _day_of(case: Case, some: Iterable[Evidence]) -> str:
    """The day of the latest of this evidence, "" where there is none by now."""
    moments = [e.at for e in some if e.at <= case.now]
    return speech.day(max(moments).astimezone(case.calendar.zone)) if moments else ""


def _is_by(chase: Evidence, to: Iterable[Address]) -> bool:
    """Whether one of these people asked: by address, or by a name that holds the other ("Anna" and "Berg, Anna")."""
    who = asker(chase)
    if who is None:
        return False
    if who.email:
        return any(a.email == who.email for a in to)
    said = _words(who.name)
    names = (_words(a.name or speech.first_name(a)) for a in to)
    return any(name and said and (name <= said or said <= name) for name in names)


def _words(name: str) -> set[str]:
    return set(re.findall(r"\w+", name.lower()))


def _away(case: Case) -> str:
    """`from Wednesday 30 July to Friday 8 August`, where the days away take in the due day."""
    due = case.promise.due
    if due is None or due.aim is None or risk.is_late(case):
        return ""
    zone = case.calendar.zone
    aim = due.aim.astimezone(zone).date()
    spans = [event_moments(e, zone) for e in case.away]
    if not spans:
        return ""
    first = min(begins for begins, _ in spans).astimezone(zone).date()
    last = (max(ends for _, ends in spans).astimezone(zone) - timedelta(microseconds=1)).date()
    return _run(first, last) if first <= aim <= last else ""


def _run(first: date, last: date) -> str:
    return f"on {speech.day(first)}" if first == last else f"from {speech.day(first)} to {speech.day(last)}"
