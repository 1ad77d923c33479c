"""An mbox (RFC 4155, mboxo and mboxrd) read from where we left off. A mail's id is a digest of its identifying fields,
so that it stays the same when a mail program compacts the file.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from connectors import _mime
from connectors.local.cursor import State
from connectors.local.sources import MailReader, Step, digest, first_bound, keep, scope, vanished
from connectors.types import Interest, Message

_STEP = 1 << 22
_HELD = 8 << 20  # a longer mail is read piecemeal
_SAMPLE = 1024
_MARK = b"\nFrom "
# A From_ line counts after a blank line, and only where a header (or nothing yet) follows it.
_START = re.compile(rb"From [^\n]*(?:\Z|\n(?:\Z|>?From |[!-9;-~]+[ \t]*:|[!-9;-~]{1,76}\Z))")
_WHEN = re.compile(r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b.*")
_ESCAPED = re.compile(rb"^>(>*From )", re.M)
_IDENTITY = ("message-id", "date", "from", "to", "subject")


@dataclass(slots=True)
class Mbox:
    """One mbox file."""

    path: Path
    name: str
    reader: MailReader
    _places: dict[str, tuple[int, int]] = field(default_factory=dict)
    _placed: tuple[int, int] = (0, 0)

    def changes(self, state: State, wanted: Interest) -> Iterator[Step]:
        """What is new since `state`: only the appended part, or everything where the file was rewritten."""
        with self.path.open("rb") as file:
            stat = os.fstat(file.fileno())
            if (stat.st_size, stat.st_mtime_ns) == (state.size, state.mtime) and state.scope == scope(wanted):
                return
            wanted = first_bound(state, wanted)
            state = _resumed(file.fileno(), stat, replace(state, scope=scope(wanted), missing=False))
            yield from self._steps(file.fileno(), stat, state, wanted)

    def _steps(self, fd: int, stat: os.stat_result, state: State, wanted: Interest) -> Iterator[Step]:
        step = Step(state)
        names = _Names(state.known)
        if not state.read_to:
            self._places = {}
        for start, end in spans(fd, state.read_to, stat.st_size):
            raw, arrived = _mail(fd, start, end, stat.st_mtime)
            head = _mime.split(raw)
            item = names.name(f"{self.name}#{_identity(head[0])}")
            keep(step, self.reader.message(raw, head, item, arrived, wanted), item, "")
            self._places[item] = (start, end)
            state.read_to, state.last = end, start
            if step.full:
                _sample(fd, state)
                yield step
                step = Step(state)
        step.gone = vanished(self.reader.account, state)
        state.before = {}
        state.read_to, state.size, state.mtime, state.inode = stat.st_size, stat.st_size, stat.st_mtime_ns, stat.st_ino
        _sample(fd, state)
        self._placed = (stat.st_size, stat.st_mtime_ns)
        yield step

    def fetch(self, item: str) -> Message | None:
        """The mail with that id, whole; the file is searched anew where it has changed since."""
        with self.path.open("rb") as file:
            fd, stat = file.fileno(), os.fstat(file.fileno())
            if item not in self._places or self._placed != (stat.st_size, stat.st_mtime_ns):
                self._search(fd, stat)
            if item not in self._places:
                return None
            raw, arrived = _mail(fd, *self._places[item], stat.st_mtime)
            found = self.reader.message(raw, _mime.split(raw), item, arrived, None)
            return found if isinstance(found, Message) else None

    def _search(self, fd: int, stat: os.stat_result) -> None:
        """Find the place of every mail."""
        names = _Names({})
        self._places = {}
        for start, end in spans(fd, 0, stat.st_size):
            headers = _mime.split(_mail(fd, start, end, stat.st_mtime)[0])[0]
            self._places[names.name(f"{self.name}#{_identity(headers)}")] = (start, end)
        self._placed = (stat.st_size, stat.st_mtime_ns)


class _Names:
    """Names that are unique within the file: the second mail with the same digest is called ...-2."""

    def __init__(self, taken: dict[str, str]) -> None:
        self._taken = set(taken)
        self._next: dict[str, int] = {}

    def name(self, base: str) -> str:
        name = base
        while name in self._taken:
            self._next[base] = self._next.get(base, 1) + 1
            name = f"{base}-{self._next[base]}"
        self._taken.add(name)
        return name


def _resumed(fd: int, stat: os.stat_result, state: State) -> State:
    """The state to go on from: as it was where the file only grew, else with everything to be met again."""
    grown = stat.st_size > state.read_to or state.mtime == 0
    old = replace(state, known=dict(state.known), before=dict(state.before))
    if not grown or stat.st_size < state.read_to or not _same_samples(fd, state):
        return replace(old, known={}, before={**old.before, **old.known}, read_to=0, last=0, mtime=0)
    begin = _next_start(fd, old.read_to)
    if begin is not None:
        return replace(old, read_to=begin, mtime=0)
    unfinished = next(reversed(old.known), None)  # the last mail has grown: it is read again
    if unfinished is not None:
        old.before[unfinished] = old.known.pop(unfinished)
    return replace(old, read_to=old.last, mtime=0)


def _next_start(fd: int, place: int) -> int | None:
    """Where a mail begins at `place`, blank lines before it skipped."""
    skipped = next((n for n, byte in enumerate(os.pread(fd, 4, place)) if byte not in b"\r\n"), 0)
    return place + skipped if _starts(fd, place + skipped) else None


def _same_samples(fd: int, state: State) -> bool:
    return (state.head, state.tail) == _samples(fd, state.read_to) or not state.head


def _sample(fd: int, state: State) -> None:
    state.head, state.tail = _samples(fd, state.read_to)


def _samples(fd: int, read_to: int) -> tuple[str, str]:
    length = min(_SAMPLE, read_to)
    return digest(os.pread(fd, length, 0)), digest(os.pread(fd, length, read_to - length))


def spans(fd: int, begin: int, size: int) -> Iterator[tuple[int, int]]:
    """Where each mail begins and ends, its From_ line included; `begin` must be the begin of one."""
    if begin == 0:
        begin = len(os.pread(fd, 64, 0)) - len(os.pread(fd, 64, 0).lstrip())
    start = begin
    place = begin
    while place < size:
        chunk = os.pread(fd, min(_STEP, size - place) + len(_MARK) - 1, place)
        found = chunk.find(_MARK)
        while found >= 0:
            at = place + found + 1
            if at > start and at < size and _starts(fd, at):
                yield start, at
                start = at
            found = chunk.find(_MARK, found + 1)
        place += _STEP
    if start < size:
        yield start, size


def _starts(fd: int, place: int) -> bool:
    """Whether a mail begins at `place`."""
    before = min(place, 3)
    window = os.pread(fd, 4096, place - before)
    after_blank = place == 0 or window[:before].endswith((b"\n\n", b"\n\r\n"))
    return after_blank and _START.match(window, before) is not None


def _mail(fd: int, start: int, end: int, mtime: float) -> tuple[_mime.Raw, float]:
    """The mail without its From_ line, and when that line says that it came (else the file's time)."""
    top = os.pread(fd, min(end - start, 1000), start)
    line = top.partition(b"\n")[0]
    skip = min(len(line) + 1, end - start) if line.startswith(b"From ") else 0
    arrived = _arrived(line.decode("ascii", "replace"), mtime)
    if end - start > _HELD:
        return _mime.Large(fd, start + skip, end - start - skip), arrived
    raw = os.pread(fd, end - start - skip, start + skip)
    return _ESCAPED.sub(rb"\1", raw) if b">From " in raw else raw, arrived


def _arrived(line: str, mtime: float) -> float:
    when = _WHEN.search(line)
    stamp = _mime.parse_date(when[0]) if when else None
    return stamp.timestamp() if stamp else mtime


def _identity(headers: _mime.Headers) -> str:
    said = [headers.first(name) for name in _IDENTITY]
    if not any(said[:3]):  # a mail without a name of its own: all of its header, but for what mail programs change
        said = [f"{n}:{v}" for n, vs in headers.fields.items() for v in vs if "status" not in n and "keys" not in n]
    return digest(*(text.encode("utf-8", "surrogatepass") for text in said))
