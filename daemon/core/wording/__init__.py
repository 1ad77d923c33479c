"""What to say to the person owed. In: cases that need a word now, their mails, the free time. Out: a HeadsUp.

The draft goes into an original thread, to the people of the original mails only. It is made of typed slots (the
promise's own words, dates, a first name) in templates; never of text of others. One draft speaks of all that is owed to
the same people, so the number of drafts does not grow with the debt.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields

from connectors.types import Address, Draft
from daemon.core import people, speech
from daemon.core.capacity import FreeTime
from daemon.core.model import Case, HeadsUp, Mail, Owner, Speak
from daemon.core.wording import clean, offers, proposal, slots, templates, tone
from daemon.core.wording.filling import Paragraphs, filled, signature, signed
from daemon.core.wording.keys import key
from daemon.core.wording.phrases import Phrases
from daemon.core.wording.saying import is_aloud

__all__ = ["MOST_NAMED", "heads_up", "is_aloud", "proposal", "recipients"]

MOST_NAMED = 5
"""So many promises a draft names; whoever reads it wants to know what is first, not how much there is."""


def heads_up(cases: Sequence[Case], owner: Owner, speak: Speak, sources: Mapping[str, Mail], free: FreeTime) -> HeadsUp:
    """One draft about these cases, all owed to the same people; what is due first stands first.

    The thread is that of the promise made first among those it names (in a mail rather than aloud), whose key makes the
    draft's. `sources` must hold their mails, and these must have `recipients`. Where a draft does not pass the
    examination (a template of the owner's gone wrong), the shipped ones are used, and if need be without the quote: no
    heads-up is lost.
    """
    named = sorted(cases, key=slots.by_due)[:MOST_NAMED]
    named.sort(key=lambda case: (is_aloud(case.promise), case.promise.made_at, case.promise.key))
    first = named[0]
    empty = _addressed(first, sources[first.promise.source], owner)
    task = _Task(sorted(named, key=slots.by_due), len(cases) - len(named), empty, owner, speak, free)
    there = frozenset.intersection(*(_there(sources[case.promise.source]) for case in named)) - owner.addresses
    draft, paragraphs = _passing(task, there)
    name = signature(speak, owner)
    return HeadsUp(
        key=key(first.promise.key, "draft", "d"),
        promises=tuple(case.promise.key for case in named),
        draft=signed(draft, name),
        provenance=(*(said for some in paragraphs for said in some), *([(name, "settings")] if name else [])),
    )


def _passing(task: "_Task", there: Collection[str]) -> tuple[Draft, Paragraphs]:
    """The draft and what it says, by the first templates whose draft passes the examination."""
    for own in (task.speak.templates, {}):
        try:
            paragraphs = task.paragraphs(own, quoting=True)
            return filled(task.draft, paragraphs, there), paragraphs
        except (clean.Unsafe, templates.Broken):
            continue
    paragraphs = task.paragraphs({}, quoting=False)
    return filled(task.draft, paragraphs, there), paragraphs


def recipients(case: Case, source: Mail, owner: Owner) -> tuple[Address, ...]:
    """The people owed who are in the original mail, else those it went to; without the owner and who reads no mail."""
    there = _there(source)
    owed = [a for a in people.others(case.promise.to, owner) if a.email in there]
    said_to = owed or people.others(source.to, owner)
    return tuple(clean.address(a) for a in said_to if clean.writable(a) and clean.is_read(a))


@dataclass(frozen=True, slots=True)
class _Task:
    """What a draft is to say: the promises it names, what is due first before the others; how many more there are."""

    named: Sequence[Case]
    more: int
    draft: Draft
    owner: Owner
    speak: Speak
    free: FreeTime

    def paragraphs(self, own: Mapping[str, str], *, quoting: bool) -> Paragraphs:
        """The sentences, by the owner's templates `own`, else the shipped ones. Raises Broken."""
        language, to = self.speak.language, self.draft.to
        with templates.phrased(language, own) as say:
            items = self._items(say)
            shared = {"quoting": quoting, "items": items, **self._about_all(items, say)}
        name = items[0].form if len(items) == 1 else "several"
        greeted = say.greeted([speech.first_name(who) for who in to])
        single = {f.name: getattr(items[0], f.name) for f in fields(items[0])}
        return templates.render(name, language, own, {**single, **shared, "name": greeted})

    def _items(self, say: Phrases) -> list[slots.Item]:
        """Each after the hours of work of those before it."""
        items, before = [], 0.0
        for case in self.named:
            items.append(slots.item(case, before, self.free, self.draft.to, say))
            before += case.hours
        return items

    def _about_all(self, items: Sequence[slots.Item], say: Phrases) -> dict[str, object]:
        """The slots that are not of one promise: the tone, the offer, the numbers."""
        manner = tone.of(self.draft.to, self.owner, self.speak)
        speaks = all(item.form in ("late", "risk") for item in items)
        dates = [item.date for item in items]
        offer = offers.offer(self.named, dates, self.draft.to, manner, self.free) if speaks else offers.NOTHING
        return {
            "tone": manner.value,
            "count": say.number(len(items)),
            "more": say.number(self.more) if self.more else "",
            "meeting": slots.when(offer.meeting, self.named, say),
            "call": slots.when(offer.call, self.named, say),
            "part": offer.part,
            "needed": slots.when(offer.needed, self.named, say),
            "too_late": offer.too_late,
        }


def _addressed(case: Case, source: Mail, owner: Owner) -> Draft:
    """An empty draft in the thread of `source`."""
    return Draft(
        to=recipients(case, source, owner),
        cc=(),
        subject=_subject(case, source),
        text="",
        in_reply_to=source.message_id or None,
        references=_references(source),
        thread=source.thread,
    )


def _subject(case: Case, source: Mail) -> str:
    """That of the thread; what was said aloud has none, so its own words stand there."""
    return clean.quote(source.subject) or "my promise" if is_aloud(case.promise) else clean.subject(source.subject)


def _there(source: Mail) -> frozenset[str]:
    return frozenset(a.email for a in (*source.to, *source.cc, source.from_))


def _references(source: Mail) -> tuple[str, ...]:
    """RFC 5322, 3.6.4: the parent's References (or its In-Reply-To) and then the parent itself."""
    chain = source.references or ((source.in_reply_to,) if source.in_reply_to else ())
    return tuple(dict.fromkeys((*chain, source.message_id))) if source.message_id else tuple(chain)
