"""Has a mail brought the thing? By its words, its attachments, or the subject of what it forwards."""

import re

from daemon.core import matter
from daemon.core.matter import Act
from daemon.core.model import Cue, Evidence, Says, Sentence
from daemon.core.weighing.pair import Pair, covered, in_words, subject, told

_FORWARD = re.compile(r"^\W*fwd?:", re.IGNORECASE)
_BRINGS = re.compile(
    r"\b(?:attach|enclos|for?ward(?:ing|ed)|foward)\w*|\bhere(?:'s|’s| is| are| you go)\b|\bfind\b|\bsending\b"
    r"|\b(?:below|following) (?:is|are)\b|\b(?:is|are) (?:below|in the|on the)\b|\bhttps?:"
    r"|\b(?:uploaded|shared|posted|published)\b"
    r"|\b(?:updated|revised|final|new|corrected) (?:version|list|copy|draft|file)\b",
    re.IGNORECASE,
)
# "they need the attached today", "it would help if I attached it"
_HINDERED = re.compile(
    r"\b(?:needs?|would|if (?:I|we)|should|could|did not|not receive)\b|\bdidn['’]t\b", re.IGNORECASE
)
_BARE_FILE = frozenset({"scan", "img", "imag", "imag001", "untitl", "noname", "winmail", "att"})


def delivered(pair: Pair) -> Evidence | None:
    """A mail that brings the thing: by its words, its attachments, or the subject of what it forwards."""
    if pair.matter.acts == {Act.TALK}:
        return None
    bringing = [s for s in told(pair.mail, Cue.DELIVERY) if not _HINDERED.search(s.text)]
    if not pair.mail.attachments:
        bringing = [s for s in bringing if _BRINGS.search(s.text)]
    files = frozenset().union(*(matter.things(name) for name in pair.mail.attachments)) - _BARE_FILE
    stems = frozenset().union(files, *(matter.things(s.text) for s in bringing))
    texts = (*pair.mail.attachments, *(s.text for s in bringing))
    if not bringing and not pair.mail.attachments and not _FORWARD.match(pair.mail.subject):
        return None
    named = _subject(pair).union(*(matter.stems(t) for t in texts))
    quote = _best_quote(pair, bringing)
    parts = covered(pair, named)
    if pair.matter.parts and len(parts) == len(pair.matter.parts):
        return pair.says(Says.DONE, quote, "your mail brings " + in_words(pair, parts))
    if parts and not pair.matter.vague:
        return pair.says(Says.PARTLY, quote, "your mail brings " + in_words(pair, parts))
    if (bringing or pair.mail.attachments) and _fits_thread(pair, stems):
        return pair.says(Says.DONE, quote, "your answer in the thread brings it")
    return None


def _fits_thread(pair: Pair, stems: frozenset[str]) -> bool:
    """In the thread, a thing that names nothing else answers a promise that names nothing else."""
    if not pair.threaded or (Act.GIVE not in pair.matter.acts and pair.matter.acts):
        return False
    if not pair.matter.parts:
        return True
    if pair.matter.vague:
        return matter.is_vague(stems) or bool(matter.shared(matter.things(pair.mail.subject), stems))
    return not stems and len(pair.matter.parts) == 1


def _subject(pair: Pair) -> frozenset[str]:
    """The subject names what is brought where it is not merely that of the thread."""
    return frozenset() if pair.threaded and not _FORWARD.match(pair.mail.subject) else subject(pair)


def _best_quote(pair: Pair, bringing: list[Sentence]) -> str:
    ranked = sorted(bringing, key=lambda s: -len(covered(pair, matter.stems(s.text))))
    if ranked:
        return ranked[0].text
    return ", ".join(pair.mail.attachments) or pair.mail.subject
