"""The author's own words in, the sentences that owe something out.

A sentence passes a cheap look for any cue, is judged whole by the model, and where it is a promise its clauses are
judged again, so that the span holds the promise and its "when" and nothing else.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from daemon.core.model import Cue, Sentence
from daemon.core.promises import answers, manner
from daemon.core.promises.clauses import clauses, joined, trimmed
from daemon.core.promises.features import features
from daemon.core.promises.lexicon import pattern
from daemon.core.promises.model import Model, shipped
from daemon.core.promises.pieces import pieces

_CUE = pattern("cue")
# What was done, was meant, is only aimed at, done by saying it or handed over, and nothing ahead: it is not owed.
_OVER = tuple(map(pattern, ("past", "meant", "goal", "said", "given")))
_REFUSAL = pattern("refusal")
_OTHERS = (Cue.OFFER, Cue.ATTENDANCE, Cue.DELEGATED)
_OTHER_FROM = 0.5
_KEPT = 300
_MOST = 500  # sentences of one mail that are judged: nobody promises more at once


def find(
    text: str, spans: Sequence[tuple[int, int]], *, threshold: float | None = None, model: Model | None = None
) -> tuple[Sentence, ...]:
    """Return the promises, offers, attendances and delegated acts in the stretches `spans` of `text`, by start.

    `spans` are [start, end) in characters, in order: the author's own words. `threshold` is the probability from which
    a promise is one (None: the model's own, chosen by cross-validation); `model` the judge (None: the shipped one).
    """
    judge = model or shipped()
    limit = judge.threshold if threshold is None else threshold
    places = (place for first, last in spans for place in pieces(text, first, last))
    cued = (place for place in places if looks_ahead(text[slice(*place)]))
    return tuple(found for place in islice(cued, _MOST) for found in _judged(text, place, spans, judge, limit))


def looks_ahead(words: str) -> bool:
    """Say whether the words are worth judging: they hold a cue, and are not plainly of what was done."""
    return _CUE.search(words) is not None and not any(over.match(words) for over in _OVER)


def _judged(
    text: str, place: tuple[int, int], spans: Sequence[tuple[int, int]], judge: Model, limit: float
) -> Iterator[Sentence]:
    words = text[slice(*place)]
    chances = judge.probabilities(features(words))
    if chances[Cue.PROMISE] >= limit:
        for start, end in _owed(words, judge, limit):
            if _REFUSAL.match(words[start:end]):
                continue
            yield _promise(text, (place[0] + start, place[0] + end), spans, judge, chances[Cue.PROMISE])
        return
    other = max(_OTHERS, key=lambda cue: chances[cue])
    if chances[other] >= _OTHER_FROM:
        yield _sentence(text, place, other, chances)


def _owed(words: str, judge: Model, limit: float) -> Iterator[tuple[int, int]]:
    """Yield the clauses of a promising sentence that are promises; the whole of it where no clause is one alone."""
    places = clauses(words)
    if len(places) > 1:
        scores = [judge.probabilities(features(words[a:b]))[Cue.PROMISE] for a, b in places]
        best = max(scores)
        places = [place for place, score in zip(places, scores, strict=True) if score >= min(limit, best)]
    yield from joined(places, words) if places else [trimmed(words, 0, len(words))]


def _promise(
    text: str, place: tuple[int, int], spans: Sequence[tuple[int, int]], judge: Model, score: float
) -> Sentence:
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
        to_name=manner.owed_name(plain),
        answers=answers.answered(text, start, spans) if answers.says_nothing(plain) else "",
        why=judge.leading(features(words), Cue.PROMISE),
    )


def _sentence(text: str, place: tuple[int, int], cue: Cue, chances: Mapping[str, float]) -> Sentence:
    start, end = place[0], min(place[1], place[0] + _KEPT)
    return Sentence(cue, start, end, text[start:end], score=round(chances[cue], 4))
