"""A sentence in, the clauses that may each be a promise out: as short as the clause allows, its "when" included."""

from collections.abc import Iterator, Sequence

from daemon.core.promises.lexicon import pattern

_HEAD, _BREAK, _LEAD, _TAIL, _WHEN = (pattern(name) for name in ("head", "break", "lead", "tail", "when"))
_PAIR = pattern("pair")
_CLOSERS = " \t\r\n.,;:!-–—"
_SCANNED = 600  # a clause is looked for in the first so many characters


def clauses(sentence: str) -> list[tuple[int, int]]:
    """Return the place of each clause with I, we or a bare "will"; none where there is none."""
    part = sentence[:_SCANNED]
    breaks = [found.end() for found in _BREAK.finditer(part)]
    heads = [found.start() for found in _HEAD.finditer(part)]
    starts: list[int] = []
    for head in heads:
        start = _begins(part, breaks, starts[-1] if starts else 0, head)
        if not starts or start > starts[-1]:
            starts.append(start)
    if len(heads) == 1 and _LEAD.match(part, starts[0], heads[0]):  # "The numbers tomorrow, after I get them."
        starts = [0]
    ends = [*starts[1:], len(sentence)]
    return [_without_tail(sentence, start, end) for start, end in zip(starts, ends, strict=False)]


def times(words: str) -> frozenset[str]:
    """Return the words about time in `words`, in lower case."""
    return frozenset(found.group().lower() for found in _WHEN.finditer(words))


def _begins(part: str, breaks: Sequence[int], floor: int, head: int) -> int:
    """Go back from the head to where its clause begins; a condition or a time before it belongs to it."""
    cuts = [floor, *(cut for cut in breaks if floor < cut <= head)]
    if _PAIR.search(part, floor, cuts[-1]):  # "Ava and I": no break, one subject
        cuts.pop()
    begin = cuts.pop()
    while cuts and _LEAD.match(part, cuts[-1], head):
        begin = cuts.pop()
    return begin


def _without_tail(sentence: str, start: int, end: int) -> tuple[int, int]:
    """Leave off what follows the promise without belonging to it, and the marks at both ends."""
    tail = _TAIL.search(sentence, min(start + 12, end), end)
    head = _HEAD.search(sentence, start, end)
    if tail and head and tail.start() > head.end() + 4:
        end = tail.start()
    return trimmed(sentence, start, end)


def trimmed(sentence: str, start: int, end: int) -> tuple[int, int]:
    """Leave off white space and marks at both ends, and a link word that hangs at the end."""
    words = sentence[start:end].rstrip(_CLOSERS)
    for link in (" and then", " and", " but", " so that", " so"):
        words = words.removesuffix(link).rstrip(_CLOSERS)
    start += len(words) - len(words.lstrip(_CLOSERS))
    return start, start + len(words.strip(_CLOSERS))


def joined(places: list[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    """Join neighbouring clauses unless they speak of different times."""
    current: tuple[int, int] | None = None
    for start, end in places:
        if current is None:
            current = start, end
            continue
        before, here = times(text[slice(*current)]), times(text[start:end])
        if before and here and before != here:
            yield current
            current = start, end
        else:
            current = current[0], end
    if current:
        yield current
