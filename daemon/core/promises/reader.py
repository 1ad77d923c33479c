"""The author's own words in, the sentences that owe something out.

A sentence passes a cheap look for any cue, is judged whole by the cascade, and where it is a promise its clauses are
judged again, so that the span holds the promise and its "when" and nothing else.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from daemon.core.due.finding import speaks_of_time
from daemon.core.model import Cue, Sentence
from daemon.core.promises import answers, manner
from daemon.core.promises.cascade import Cascade, shipped
from daemon.core.promises.clauses import clauses, joined, trimmed
from daemon.core.promises.lexicon import lexicon, low_pattern, pattern
from daemon.core.promises.pieces import pieces

_CUE = low_pattern("cue")
# What was done, meant, only aimed at, done by saying it, handed over, doubted or said by somebody else is not owed.
_PAST_OR_OTHERS = ("past", "meant", "goal", "said", "given", "doubt", "reported")
_OVER = low_pattern(*_PAST_OR_OTHERS)
# Nor is what looks like one and is asked of the reader, done by this mail, said or done as ever, needed, or others'.
_EXCUSED = low_pattern(*_PAST_OR_OTHERS, "asked", "performed", "idiom", "needed", "habit", "elsewhere")
_PLAIN, _ON_IT = pattern("plain"), pattern("on_it")
_HANDING = frozenset(lexicon()["handing"])  # no plain words without one of these, or a label with its colon
_REFUSAL, _JOKE = pattern("refusal"), pattern("joke")
_OTHERS = (Cue.OFFER, Cue.ATTENDANCE, Cue.DELEGATED)
_OTHER_FROM = 0.5
_KEPT = 300
_CALLED = 40  # characters before a promise in which a name may stand that it speaks to
_GRANTED = 0.75  # how sure a yes to a quoted request makes, or words of delivery that name a time
_DOUBTFUL = 0.1  # below this no such words save a sentence
_MOST = 500  # sentences of one mail that are judged: nobody promises more at once


def find(
    text: str, spans: Sequence[tuple[int, int]], *, threshold: float | None = None, judge: Cascade | None = None
) -> tuple[Sentence, ...]:
    """Return the promises, offers, attendances and delegated acts in the stretches `spans` of `text`, by start.

    `spans` are [start, end) in characters, in order: the author's own words. `threshold` is the probability from which
    a promise is one (None: the line's own, chosen by cross-validation); `judge` None stands for what ships.
    """
    judge = judge or shipped()
    limit = judge.line.threshold if threshold is None else threshold
    places = (place for first, last in spans for place in pieces(text, first, last))
    cued = (place for place in places if _may_owe(text[slice(*place)]))
    found = [one for place in islice(cued, _MOST) for one in _judged(text, place, spans, judge, limit)]
    return tuple(_without_bare_yes(found, spans))


def looks_ahead(words: str) -> bool:
    """Say whether the words are worth judging: they hold a cue, and are not plainly of what was done."""
    low = words.lower()
    return _CUE.search(low) is not None and _OVER.match(low) is None


def _may_owe(words: str) -> bool:
    return looks_ahead(words) or answers.assents(words)


def _judged(
    text: str, place: tuple[int, int], spans: Sequence[tuple[int, int]], judge: Cascade, limit: float
) -> Iterator[Sentence]:
    words = text[slice(*place)]
    sure, chances = _chance(words, judge, limit)
    if sure >= limit and not _JOKE.search(words):
        for start, end in _owed(words, judge, limit):
            if _REFUSAL.match(words[start:end]) or _EXCUSED.match(words[start:end].lower()):
                continue
            yield _promise(text, (place[0] + start, place[0] + end), spans, judge, sure)
        return
    if asked := _granted(text, place, spans):
        yield replace(_promise(text, place, spans, judge, _GRANTED, asked), why=(f"yes:{asked}",))
        return
    other = max(_OTHERS, key=lambda cue: chances[cue])
    if chances[other] >= _OTHER_FROM:
        yield _sentence(text, place, other, chances)


def _granted(text: str, place: tuple[int, int], spans: Sequence[tuple[int, int]]) -> str:
    """Return the quoted request that the words at `place` say yes to, or name the thing of with a time, else ""."""
    words = text[slice(*place)]
    thing = answers.thing_named(words)
    if not thing and not answers.assents(words):
        return ""
    asked = answers.granted(text, place[0], spans)
    return asked if not thing or answers.speaks_of(asked, thing) else ""


def _chance(words: str, judge: Cascade, limit: float) -> tuple[float, Mapping[str, float]]:
    """Return how sure the words are a promise, and the judge's chances; plain words are surer than a judge in doubt."""
    chances = judge.probabilities(words)
    chance = chances[Cue.PROMISE]
    if _DOUBTFUL <= chance < limit and (_plain(words) or _ON_IT.match(words)):
        return _GRANTED, chances
    return chance, chances


def _plain(words: str) -> re.Match[str] | None:
    """Return where the words plainly hand something over by a time: "you will have it by Friday"."""
    if ": " not in words and _HANDING.isdisjoint(words.lower().split()):
        return None
    return _PLAIN.search(words) if speaks_of_time(words) else None


def _owed(words: str, judge: Cascade, limit: float) -> Iterator[tuple[int, int]]:
    """Yield the clauses of a promising sentence that are promises; the whole of it where no clause is one alone."""
    places = _with_plain(words, clauses(words))
    if len(places) > 1:
        scores = [_chance(words[a:b], judge, limit)[0] for a, b in places]
        best = max(scores)
        places = [place for place, score in zip(places, scores, strict=True) if score >= min(limit, best)]
    yield from joined(places, words) if places else [trimmed(words, 0, len(words))]


def _with_plain(words: str, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Add what stands before the first clause with I or we, where it plainly hands something over."""
    first = places[0][0] if places else 0
    found = _plain(words[:first])
    return [trimmed(words, found.start(), first), *places] if found else places


def _promise(
    text: str, place: tuple[int, int], spans: Sequence[tuple[int, int]], judge: Cascade, score: float, asked: str = ""
) -> Sentence:
    """Return the promise at `place`; `asked` is the request it grants, where that is known already."""
    start, end = place[0], min(place[1], place[0] + _KEPT)
    words = text[start:end]
    plain = " ".join(words.split())
    return Sentence(
        Cue.PROMISE,
        start,
        end,
        words,
        score=round(score, 4),
        hedged=manner.hedged(plain),
        waits_for=manner.waits_for(plain),
        to_name=manner.owed_name(plain) or manner.spoken_to(text[max(0, start - _CALLED) : start]),
        answers=asked or _answered(text, place, spans, plain),
        why=judge.leading(words),
    )


def _without_bare_yes(found: Sequence[Sentence], spans: Sequence[tuple[int, int]]) -> Iterator[Sentence]:
    """Leave out a yes that the same stretch goes on to spell out ("Of course. You'll have the list on Monday.")."""
    said = [s for s in found if s.cue is Cue.PROMISE and not answers.assents(s.text)]
    spelt = [span for span in spans if any(span[0] <= s.start < span[1] for s in said)]
    for sentence in found:
        if not (answers.assents(sentence.text) and any(a <= sentence.start < b for a, b in spelt)):
            yield sentence


def _answered(text: str, place: tuple[int, int], spans: Sequence[tuple[int, int]], plain: str) -> str:
    """Return the quoted request that the words lean on: any where they say nothing themselves, else one they grant."""
    return answers.answered(text, place[0], spans) if answers.says_nothing(plain) else _granted(text, place, spans)


def _sentence(text: str, place: tuple[int, int], cue: Cue, chances: Mapping[str, float]) -> Sentence:
    start, end = place[0], min(place[1], place[0] + _KEPT)
    return Sentence(cue, start, end, text[start:end], score=round(chances[cue], 4))
