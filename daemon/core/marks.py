"""Words that were spoken of a promise in; the promise that they mean now out.

A promise is known by its words, so a better reader, which moves the span of them, makes another key of it. What the
owner said of it (a Mark), and what was drafted about it (an outbox row), then belongs to the promise of the same mail
whose words overlap: two spans of one text overlap where one holds the other, or one begins as the other ends.
"""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from daemon.core.model import Mark, Posted, Promise

LEAST = 3  # words that the end of one span and the beginning of the other must share

_WORD = re.compile(r"\w+(?:['’]\w+)?")


def attached(marks: Iterable[Mark], promises: Iterable[Promise], known: Container[str]) -> list[Mark]:
    """The marks, oldest first, each on the key of the promise it means now; one that means none stays as it is.

    `known` are the keys there are: those of `promises`, and of what was linked to them with a new date.
    """
    found = _Found(promises)
    now: dict[str, str] = {}
    moved: list[Mark] = []
    for mark in sorted(marks, key=lambda m: m.made_at):
        was = mark.promise
        key = now.get(was) or (was if was in known else found.key(was, mark.source, mark.words))
        now[was] = key
        if mark.by:
            now[linked_key(was, mark.by)] = linked_key(key, mark.by)
        moved.append(replace(mark, promise=key))
    return moved


def linked_key(key: str, by: datetime | None) -> str:
    """The key of the promise of that key with a new date, whatever zone the date is told in."""
    moment = by.astimezone(UTC).isoformat() if by else ""
    return sha256(f"{key}\n{moment}".encode()).hexdigest()[:20]


def followed(rows: Iterable[Posted], promises: Iterable[Promise]) -> list[Posted]:
    """The outbox rows, each about the keys of the promises that it means now."""
    found = _Found(promises)
    return [replace(row, promises=tuple(_meant(row, found))) for row in rows]


def overlap(one: str, other: str) -> int:
    """How many words two spans of one text share, 0 where they do not overlap."""
    a, b = _WORD.findall(one.lower()), _WORD.findall(other.lower())
    if len(a) > len(b):
        a, b = b, a
    if a and any(b[i : i + len(a)] == a for i in range(len(b) - len(a) + 1)):
        return len(a)
    joints = (n for n in range(len(a) - 1, LEAST - 1, -1) if a[-n:] == b[:n] or b[-n:] == a[:n])
    return next(joints, 0)


class _Found:
    """Promises by key and by mail."""

    def __init__(self, promises: Iterable[Promise]) -> None:
        self._keys: set[str] = set()
        self._by_source: dict[str, list[Promise]] = {}
        for promise in promises:
            self._keys.add(promise.key)
            self._by_source.setdefault(promise.source, []).append(promise)

    def key(self, key: str, source: str, words: str) -> str:
        """The key itself where it is known; else that of the promise of the mail that overlaps most, if any does."""
        if key in self._keys:
            return key
        shared = [(overlap(words, p.words), p) for p in self._by_source.get(source, ())]
        meant = [(-n, p.made_at, p.start, p.key) for n, p in shared if n]
        return min(meant)[-1] if meant else key


def _meant(row: Posted, found: _Found) -> Iterator[str]:
    said: Sequence[tuple[str, str]] = (
        row.said if len(row.said) == len(row.promises) else (("", ""),) * len(row.promises)
    )
    return (found.key(key, source, words) for key, (source, words) in zip(row.promises, said, strict=True))
