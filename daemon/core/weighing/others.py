"""What somebody else's later mail says of a promise: asked for, received, no longer needed, what it waited for."""

import re
from collections.abc import Iterator

from daemon.core import matter
from daemon.core.model import Cue, Evidence, Says, Sentence
from daemon.core.weighing.delivery import delivered
from daemon.core.weighing.pair import NOT, Pair, covered, in_words, on_the_matter

_USELESS = re.compile(r"\battach|\bopen\b|\bwrong (?:file|version)\b", re.IGNORECASE)
_RECEIPT = re.compile(
    r"\breceived\b|\b(?:got|have)\b|\barrived\b|\bwent in\b|\bshowed me\b|\blook(?:s|ed)?\b|\ball good\b"
    r"|\bthank(?:s| you)\b.{0,30}\bfor (?:sending|the|your|getting|sharing|forwarding|this|these|that)\b",
    re.IGNORECASE,
)


def from_other(pair: Pair) -> Iterator[Evidence]:
    """Only a person owed can release or thank; anybody who names the thing can ask for it."""
    owed = {a.email for a in pair.promise.to}
    by_owed = pair.mail.from_.email in owed or (not owed and pair.threaded)
    if not by_owed and (done := _delivered_by_another(pair)):
        yield done
    if armed := _armed(pair):
        yield armed
    for sentence in pair.mail.sentences:
        yield from _other_says(pair, sentence, by_owed)


def _other_says(pair: Pair, sentence: Sentence, by_owed: bool) -> Iterator[Evidence]:
    if sentence.cue is Cue.CHASE and by_owed and pair.threaded and _USELESS.search(sentence.text):
        yield pair.says(Says.REOPENED, sentence.text, f"{_called(pair)} could not use what came")
    elif sentence.cue is Cue.CHASE and on_the_matter(pair, sentence, bare=by_owed):
        yield pair.says(Says.CHASED, sentence.text, f"{_called(pair)} asked about it")
    elif sentence.cue is Cue.DROPPED and by_owed and on_the_matter(pair, sentence, bare=True):
        yield pair.says(Says.DROPPED, sentence.text, f"{_called(pair)} no longer needs it")
    elif sentence.cue is Cue.THANKS and by_owed and _RECEIPT.search(sentence.text):
        yield from _thanked(pair, sentence)


def _thanked(pair: Pair, sentence: Sentence) -> Iterator[Evidence]:
    """A receipt for the thing shows it kept; thanks for nothing named show that somebody is content, no more."""
    parts = covered(pair, matter.stems(sentence.text))
    if not parts or NOT.search(sentence.text):
        return
    whole = len(parts) == len(pair.matter.parts)
    why = f"{_called(pair)} has received " + in_words(pair, parts)
    yield pair.says(Says.DONE if whole else Says.PARTLY, sentence.text, why)


def _delivered_by_another(pair: Pair) -> Evidence | None:
    """Somebody else brought it to the person owed: what the owner vouched for is kept."""
    gone_to = {a.email for a in (*pair.mail.to, *pair.mail.cc)}
    if gone_to.isdisjoint(a.email for a in pair.promise.to):
        return None
    done = delivered(pair)
    return done and pair.says(done.says, done.quote, f"{_called(pair)} sent it in your place")


def _armed(pair: Pair) -> Evidence | None:
    """The condition has come: a mail in the thread brings what was waited for."""
    waits = pair.promise.waits_for
    if not waits or not (pair.threaded or matter.things(waits)):
        return None
    bringing = [s for s in pair.mail.sentences if s.cue in (Cue.DELIVERY, Cue.THANKS)]
    files = frozenset().union(*(matter.things(n) for n in pair.mail.attachments))
    stems = frozenset().union(files, *(matter.things(s.text) for s in bringing))
    brought = pair.mail.attachments or any(not NOT.search(s.text) for s in bringing)
    if not brought or not (matter.shared(matter.things(waits), stems) or (pair.threaded and pair.mail.attachments)):
        return None
    quote = bringing[0].text if bringing else ", ".join(pair.mail.attachments)
    due = pair.when(pair.promise.words)
    return pair.says(Says.ARMED, quote, "what it waited for has come", due.end if due else None)


def _called(pair: Pair) -> str:
    return pair.mail.from_.name or pair.mail.from_.email
