"""A Maildir (cur, new), a folder of .eml files, or one .eml: each mail a file, read again where it changed."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from connectors import _mime
from connectors.local.cursor import State
from connectors.local.sources import LEFT_OUT, MailReader, Step, digest, first_bound, keep, scope, vanished
from connectors.types import Interest, Message, Ref, SetAside

_HELD = 8 << 20


@dataclass(frozen=True, slots=True)
class Found:
    """A mail file: its place, size in bytes and mtime in nanoseconds."""

    path: Path
    size: int
    mtime: int

    @property
    def stamp(self) -> str:
        """Changes when the file does; not when a Maildir renames it for its flags."""
        return digest(f"{self.size} {self.mtime}".encode(), size=4)


@dataclass(slots=True)
class MailFiles:
    """One folder of mails (or a single .eml). `outside` is never entered: our own drafts."""

    path: Path
    name: str
    reader: MailReader
    outside: Path | None = None
    _listed: dict[str, Found] = field(default_factory=dict)

    def changes(self, state: State, wanted: Interest) -> Iterator[Step]:
        """The files that are new or changed, and the ids of those that are gone."""
        listed = self._listing()
        wanted = first_bound(state, wanted)
        known = {} if state.scope != scope(wanted) else state.known
        news = [item for item, file in listed.items() if known.get(item, "").removeprefix(LEFT_OUT) != file.stamp]
        missing = [item for item in state.known if item not in listed]
        if not news and not missing and state.scope == scope(wanted):
            return
        before = {**state.before, **{item: state.known[item] for item in missing}}
        before.update({item: state.known[item] for item in news if item in state.known})
        kept = {item: stamp for item, stamp in state.known.items() if item not in before}
        state = replace(state, known=kept, before=before, scope=scope(wanted), missing=False)
        yield from self._steps(state, news, wanted)

    def _steps(self, state: State, news: list[str], wanted: Interest) -> Iterator[Step]:
        step = Step(state)
        for item in news:
            keep(step, self._read(item, wanted), item, self._listed[item].stamp)
            if step.full:
                yield step
                step = Step(state)
        step.gone = vanished(self.reader.account, state)
        state.before = {}
        yield step

    def fetch(self, item: str) -> Message | None:
        """The mail with that id, whole."""
        if item not in self._listed or not self._listed[item].path.exists():
            self._listing()
        found = self._read(item, None) if item in self._listed else None
        return found if isinstance(found, Message) else None

    def _read(self, item: str, wanted: Interest | None) -> Message | SetAside | None:
        file = self._listed[item]
        try:
            with file.path.open("rb") as opened:
                raw = opened.read() if file.size <= _HELD else _mime.Large(opened.fileno(), 0, file.size)
                return self.reader.message(raw, _mime.split(raw), item, file.mtime / 1e9, wanted)
        except FileNotFoundError:  # moved or removed since it was listed: the next pull sees where it went
            return None
        except OSError as fault:
            reason = f"This mail cannot be opened ({fault.strerror}); check the rights of its file."
            return SetAside(Ref(self.reader.account, item), reason)

    def _listing(self) -> dict[str, Found]:
        """Every mail by its id. Raises OSError where the folder itself cannot be read."""
        self._listed = {}
        if self.path.is_file():
            self._add(self.name, self.path)
        elif is_maildir(self.path):
            self._list_maildir()
        else:
            self._list_folder()
        return self._listed

    def _list_maildir(self) -> None:
        for part in ("new", "cur"):
            for entry in os.scandir(self.path / part) if (self.path / part).is_dir() else ():
                base, _, flags = entry.name.partition(":2,")
                if entry.name.startswith(".") or set(flags) & set("DT"):  # a draft, or in the bin
                    continue
                self._add(f"{self.name}/{base}", Path(entry.path))

    def _list_folder(self) -> None:
        os.scandir(self.path).close()  # os.walk would pass over a folder that cannot be read
        for folder, inner, names in os.walk(self.path):
            inner[:] = sorted(i for i in inner if Path(folder, i) != self.outside)
            for name in sorted(names):
                if name.lower().endswith(".eml") and not name.startswith("."):
                    path = Path(folder, name)
                    self._add(f"{self.name}/{path.relative_to(self.path)}", path)

    def _add(self, item: str, path: Path) -> None:
        try:
            stat = path.stat()
        except OSError:
            return
        safe = item.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace").replace("\n", " ")
        self._listed[safe] = Found(path, stat.st_size, stat.st_mtime_ns)


def is_maildir(path: Path) -> bool:
    """Whether a folder is laid out as a Maildir."""
    return (path / "cur").is_dir() or (path / "new").is_dir()
