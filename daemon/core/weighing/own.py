"""What a later mail of the owner's says of a promise: delivered, done, said again, moved, dropped."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from daemon.core import matter, people
from daemon.core.due import resolve
from daemon.core.matter import Act
from daemon.core.model import Cue, Evidence, Mail, Owner, Says, Sentence
from daemon.core.naming import is_by_name, is_named
from daemon.core.weighing.delivery import delivered
from daemon.core.weighing.pair import NOT, Pair, covered, on_the_matter, subject, told

_NOT_YET = re.compile(r"\bnot .{0,30}\byet\b|\b(?:still|unable|will|trying)\b|(?:'|’)ll\b|\bno news\b", re.IGNORECASE)
# in a heads-up: what was said before ("On Monday I wrote: ..."), and what will not be
_OLD_WORDS = re.compile(
    r"[“”\"]|\b(?:I|we) (?:wrote|said|told|promised)\b|\bthat was (?:for|due)\b|n['’]t think\b", re.IGNORECASE
)
_YOUR_WORDS = re.compile(r"\byou(?:r \w+)? (?:said|says|told|confirmed)\b", re.IGNORECASE)
_SPOKE = re.compile(
    r"\b(?:talked|spoke|spoken|called|met|discussed|visited|chatted|reached|phoned|rang|told)\b|\b(?:talk|speak"
    r"|meet|visit)ing\b"
    r"|\bour (?:\w+ ){0,2}(?:call|conversation|discussion|talk|meeting|chat)\b",
    re.IGNORECASE,
)
_WITH_YOU = re.compile(
    r"\b(?:talk|speak|meet|chatt|visit)ing (?:to|with) you\b|\bour (?:\w+ ){0,2}(?:call|conversation|discussion"
    r"|talk|meeting|chat)\b"
    r"|\b(?:talked|spoke|met) (?:to|with) you\b|\b(?:as )?we (?:talked|spoke|discussed|met)\b",
    re.IGNORECASE,
)
_UPDATE = re.compile(
    r"\bupdate\b|\bturns? out\b|\bheard back\b|\b(?:found|checked|confirmed|learned|spoke|talked|says|said|told)\b"
    r"|^\W*(?!I\b|We\b)[A-Z]\w+(?: \w+){0,3}? (?:just |now |already )?\w{3,}ed\b",
)
_NEWS = re.compile(r"\b(?:update|let you know|heard back|turns? out|found out)\b", re.IGNORECASE)
_DONE_BARE = re.compile(
    r"^\W*(?:all |it'?s |that'?s |that is |just )?(?:done|finished|sorted|completed?"
    r"|sent)\b[^?]{0,20}$",
    re.IGNORECASE,
)
# "I won't manage it by Friday"; but "I won't forget it", "not later than Friday" hold the word up
_NEGATED = re.compile(
    r"\b(?:not|cannot|never)\b(?! (?:forget|fail|later|only|worry))|n['’]t\b(?! (?:forget|fail|worry))", re.IGNORECASE
)
# what only says that a promise stands: "as I said", "nothing changes on my side:"
_STANDS = re.compile(
    r"\bas (?:(?:I|we) )?(?:already |just )?(?:said|wrote|promised|mentioned|agreed|announced|told you)\b"
    r"|\b(?:nothing (?:changes|has changed)|no changes?|(?:still|all) on track)\b(?: (?:on|from|at) (?:my|our) \w+)?:?",
    re.IGNORECASE,
)
# "The second file will follow" is what is left of the promise of both
_REST = re.compile(r"\b(?:will|to|shall|should) follow\b|\bstill to come\b", re.IGNORECASE)
_CLAUSES = re.compile(r"[,;:()–—]|\s-+\s|\bbut\b|\band\b", re.IGNORECASE)


def from_owner(pair: Pair) -> Iterator[Evidence]:
    """Of one mail at most one DONE or PARTLY; what is done is not also moved or dropped by it."""
    if not _reaches(pair):
        return
    if pair.mail.heads_up:
        yield from (_by_name if is_by_name(pair.mail) else _heads_up)(pair)
        return
    done = delivered(pair) or _reported(pair)
    if done:
        yield done
    for sentence in pair.mail.sentences:
        if sentence.cue is Cue.PROMISE:
            yield from _said_again(pair, sentence)
        elif sentence.cue is Cue.MOVED and not done:
            yield from _moved(pair, sentence)
        elif sentence.cue is Cue.DROPPED and not done and _given_up(pair, sentence):
            yield _not_then(pair, sentence.text) or pair.says(
                Says.DROPPED, sentence.text, "you said that it will not happen"
            )


def new_date(mail: Mail, owner: Owner) -> tuple[datetime, Sentence] | None:
    """The last date that a heads-up of ours names in words that are not the old ones, and its sentence."""
    return _last_date(mail.sentences, mail, owner)


def _last_date(sentences: Iterable[Sentence], mail: Mail, owner: Owner) -> tuple[datetime, Sentence] | None:
    dated = [
        (due.end, sentence)
        for sentence in sentences
        if sentence.cue in (Cue.PROMISE, Cue.MOVED) and not _OLD_WORDS.search(sentence.text)
        if (due := resolve(sentence.text, mail.sent_at.astimezone(owner.calendar.zone), owner.calendar))
        and due.end
        and due.end > mail.sent_at
    ]
    return max(dated, key=lambda d: d[0]) if dated else None


def _reaches(pair: Pair) -> bool:
    """Does the owner's mail go to a person owed (to anyone, where the header named nobody)?"""
    if not pair.promise.to:
        return pair.threaded
    owed = {a.email for a in pair.promise.to}
    gone_to = {a.email for a in (*pair.mail.to, *pair.mail.cc)}
    return not owed.isdisjoint(gone_to) or (pair.threaded and not gone_to)


def _given_up(pair: Pair, sentence: Sentence) -> bool:
    """The very act, of the very thing: "I won't be able to send the deck"."""
    same_act = matter.of(sentence.text).verbs & pair.matter.verbs
    return bool(same_act) and on_the_matter(pair, sentence, bare=False)


def _heads_up(pair: Pair) -> Iterator[Evidence]:
    """A heads-up of ours, sent: the owner's word. The old words it repeats count for nothing."""
    new = new_date(pair.mail, pair.owner)
    if new and pair.threaded:
        yield pair.says(Says.MOVED, new[1].text, "you sent our heads-up with a new date", new[0])


def _by_name(pair: Pair) -> Iterator[Evidence]:
    """A draft of ours about several promises, sent: each gets the later date that stands behind its name."""
    zone = pair.owner.calendar.zone
    named = [s for s in pair.mail.sentences if is_named(pair.promise, s.answers, zone)]
    new = _last_date(named, pair.mail, pair.owner)
    if new and _is_later(pair, new[0]):
        yield pair.says(Says.MOVED, new[1].text, "you sent our draft with a new date for it", new[0])


def _reported(pair: Pair) -> Evidence | None:
    """A sentence that says the act is done."""
    for sentence in told(pair.mail, Cue.DONE):
        if not _unfinished(pair, sentence.text) and (why := _act_done(pair, sentence.text)):
            return pair.says(Says.DONE, sentence.text, why)
    return None


def _unfinished(pair: Pair, text: str) -> bool:
    """ "They are not interested" is news, and news was promised; "I have not called him yet" is no call."""
    if _YOUR_WORDS.search(text):
        return True
    pattern = _NOT_YET if pair.matter.acts == {Act.TELL} and not pair.matter.parts else NOT
    return pattern.search(text) is not None


def _act_done(pair: Pair, text: str) -> str:
    """Why `text` says that the promised act is done, "" where it does not."""
    said = matter.of(text)
    parts = covered(pair, matter.stems(text))
    whole = bool(parts) and len(parts) == len(pair.matter.parts)
    if pair.threaded and _DONE_BARE.match(text) and len(pair.matter.parts) <= 1:
        return "you wrote in the thread that it is done"
    if Act.TALK in pair.matter.acts and _SPOKE.search(text):
        if parts or (pair.threaded and not pair.matter.parts and pair.matter.acts != {Act.TALK}):
            return "you wrote that you spoke"
        if pair.matter.acts == {Act.TALK} and not pair.matter.parts and pair.fresh and _WITH_YOU.search(text):
            return "your mail speaks of the talk you had"
    if Act.TELL in pair.matter.acts and not pair.matter.parts and _NEWS.search(text) and _of_its_matter(pair, text):
        return "you wrote how it stands"
    if Act.TELL in pair.matter.acts and pair.threaded and _UPDATE.search(text) and (parts or not pair.matter.parts):
        return "your answer in the thread says what you found"
    if Act.REVIEW in pair.matter.acts and Act.REVIEW in said.acts and (parts or (pair.threaded and not said.parts)):
        return "you wrote that you read it"
    same_kind = (said.acts & pair.matter.acts) - {Act.TALK}
    if whole and (same_kind or said.verbs & pair.matter.verbs or not pair.matter.verbs):
        return "you wrote that it is done"
    return ""


def _of_its_matter(pair: Pair, text: str) -> bool:
    hits = matter.shared(pair.about, matter.things(text) | matter.things(pair.mail.subject))
    return pair.threaded or not matter.is_vague(hits)


def _said_again(pair: Pair, sentence: Sentence) -> Iterator[Evidence]:
    """A later promise about the same thing: the same word again, or one with a new date."""
    if not _same_matter(pair, sentence):
        return
    if _NEGATED.search(sentence.text):
        yield _not_then(pair, sentence.text) or _later(pair, sentence.text)
        return
    old = pair.promise.due.end if pair.promise.due else None
    due = pair.when(sentence.text)
    new = due.end if due else None
    if old and new and _day(old, pair.owner) < _day(new, pair.owner):
        yield pair.says(Says.MOVED, sentence.text, "you gave a new date", new)
    elif pair.matter.parts or new:
        yield pair.says(Says.REPEATED, sentence.text, "you said it again", new)


def _same_matter(pair: Pair, sentence: Sentence) -> bool:
    owed = {a.email for a in people.owed(sentence, pair.mail, pair.owner)}
    if owed and pair.promise.to and owed.isdisjoint(a.email for a in pair.promise.to):
        return False
    due = pair.when(sentence.text)
    dated = due is not None and due.end is not None
    when = due.said if due else ""
    said = matter.of(_told_anew(sentence.text, when))
    if (Act.TALK in said.acts) != (Act.TALK in pair.matter.acts):
        return False
    named = frozenset().union(*said.parts)
    if not named:
        return dated and _meant(pair, sentence, when)
    if not pair.matter.parts:
        return pair.threaded and dated and bool(matter.shared(pair.about, named))
    if pair.threaded and dated and _in_its_thread(pair, named):
        return True
    parts = covered(pair, named)
    if dated or (pair.threaded and _REST.search(sentence.text)):
        return bool(parts)
    whole = len(parts) == len(pair.matter.parts) and not pair.matter.vague
    return whole and (pair.threaded or pair.fresh) and bool(said.verbs & pair.matter.verbs)


def _in_its_thread(pair: Pair, named: frozenset[str]) -> bool:
    """Do they share a word that is not merely the thread's subject (or is all there is)?"""
    title = subject(pair)
    return any(matter.shared(part - title or part, named) for part in pair.matter.parts)


def _told_anew(text: str, when: str) -> str:
    """The words without `when`, and without those that only say that it stands."""
    told = _STANDS.sub(" ", text)
    return told.replace(when, " , ") if when else told


def _meant(pair: Pair, sentence: Sentence, when: str) -> bool:
    """ "You will find it there on Monday" means what the words around it name, else what its thread is about."""
    around = [s for s in pair.mail.sentences if s is not sentence and s.start < sentence.end and sentence.start < s.end]
    words = (*(_told_anew(s.text, when) for s in around), sentence.answers)
    context = frozenset().union(*map(matter.things, words))
    if context and pair.matter.parts:
        return (pair.threaded and _in_its_thread(pair, context)) or bool(covered(pair, context))
    return pair.threaded or bool(covered(pair, subject(pair)))


def _moved(pair: Pair, sentence: Sentence) -> Iterator[Evidence]:
    if not on_the_matter(pair, sentence, bare=True):
        return
    if _NEGATED.search(sentence.text):
        yield _not_then(pair, sentence.text) or _later(pair, sentence.text)
        return
    new = pair.day_in(sentence.text)
    if new and _is_later(pair, new):
        yield pair.says(Says.MOVED, sentence.text, "you asked for more time", new)
    else:
        yield _later(pair, sentence.text)


def _not_then(pair: Pair, text: str) -> Evidence | None:
    """A no to the old day that names a new one: "not by Friday, it will be Tuesday"."""
    clauses = [c for c in _CLAUSES.split(text) if not _NEGATED.search(c)]
    new = pair.last_day_in(", ".join(clauses))
    return pair.says(Says.MOVED, text, "you gave a new date", new) if new and _is_later(pair, new) else None


def _later(pair: Pair, text: str) -> Evidence:
    return pair.says(Says.PROGRESS, text, "you said that it will be later")


def _is_later(pair: Pair, new: datetime) -> bool:
    old = pair.promise.due.end if pair.promise.due else None
    return old is None or new > old


def _day(moment: datetime, owner: Owner) -> date:
    return moment.astimezone(owner.calendar.zone).date()
