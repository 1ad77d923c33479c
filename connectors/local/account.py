"""The local account: its sources, one after the other, as pages; its drafts and notes."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

from connectors.errors import Misconfigured, Refused, Unwritable
from connectors.local import cursor as cursors
from connectors.local.cursor import State
from connectors.local.drafts import PREFIX as DRAFT
from connectors.local.drafts import Drafts
from connectors.local.inventory import Broken, Inventory, sentence
from connectors.local.notes import PREFIX as NOTE
from connectors.local.notes import Notes
from connectors.local.sources import MailSource, Source, Step, Tally, vanished
from connectors.types import Draft, Interest, Item, Kind, Line, Message, Page, Ref, SetAside, Surroundings, Written


class Local:
    """A `Connector` over local files. Sources are never written to."""

    def __init__(
        self, name: str, around: Surroundings, paths: Mapping[str, Sequence[str]], drafts: str | None, notes: str | None
    ) -> None:
        self._name = name
        self._tally = Tally()
        folder = _absolute(drafts, around.home) if drafts else None
        file = _absolute(notes, around.home) if notes else None
        self._drafts = Drafts(name, folder) if folder else None
        self._notes = Notes(name, file) if file else None
        absolute = {option: [_absolute(path, around.home) for path in listed] for option, listed in paths.items()}
        self._inventory = Inventory(name, around, absolute, folder, self._tally)
        _check(name, absolute)

    @property
    def slack(self) -> timedelta:
        """None: a file that was written is there at once."""
        return timedelta(0)

    @property
    def kinds(self) -> frozenset[Kind]:
        """Those that the config names a place for."""
        places = {Kind.DRAFT: self._drafts, Kind.NOTE: self._notes}
        return frozenset(kind for kind, place in places.items() if place is not None)

    @property
    def covers_ours(self) -> bool:
        """No: the drafts and the notes are looked at by themselves."""
        return False

    def idle(self, cursor: str | None, wanted: Interest) -> bool:
        """See Connector.idle. Never sure: a pull of files costs no more than the question."""
        return False

    @property
    def bodies_read(self) -> int:
        """How many bodies of mails were read since the account was opened."""
        return self._tally.bodies

    def notices(self) -> Iterator[str]:
        """None: nothing here ends by itself."""
        yield from ()

    def pull(self, cursor: str | None, wanted: Interest) -> Iterator[Page]:
        """Yield what changed, at most 500 items a page. A file that cannot be read is said once, until it is back."""
        states = cursors.load(cursor)
        sources = self._inventory.sources()
        yield from self._forgotten(states, sources)
        for name, source in sources.items():
            for step in self._steps(source, states.get(name, State()), wanted):
                states[name] = step.state
                yield Page(
                    tuple(step.messages),
                    tuple(step.events),
                    tuple(step.gone),
                    tuple(step.set_aside),
                    cursors.dump(states),
                )

    def _forgotten(self, states: dict[str, State], sources: Mapping[str, Source | Broken]) -> Iterator[Page]:
        """What the config no longer names, or lies no longer in a folder that can be read, is gone."""
        broken = tuple(f"{name}/" for name, source in sources.items() if isinstance(source, Broken))
        for name in [name for name in states if name not in sources and not name.startswith(broken)]:
            state = states.pop(name)
            gone = vanished(self._name, State(before={**state.before, **state.known}))
            yield Page(gone=tuple(gone), cursor=cursors.dump(states))

    def _steps(self, source: Source | Broken, state: State, wanted: Interest) -> Iterator[Step]:
        """The steps of one source; that it cannot be read is an item too, which is gone when it can."""
        ref = Ref(self._name, source.name)
        back = [ref] if state.missing else []
        try:
            if isinstance(source, Broken):
                yield from _broken(ref, state, source.reason)
                return
            for step in source.changes(state, wanted):
                step.gone += back
                back = []
                yield step
            if back:
                yield Step(replace(state, missing=False), gone=back)
        except OSError as fault:
            yield from _broken(ref, state, sentence(source.name, fault, "look whether it is in use or damaged"))

    def read(self, refs: Sequence[Ref]) -> Iterator[Message]:
        """Yield the mails whole; one that is gone is left out."""
        sources = self._inventory.mails()
        for ref in refs:
            source = next((one for one in sources if _holds(one, ref.id)), None)
            found = _fetched(source, ref.id) if source is not None and ref.account == self._name else None
            if found is not None:
                yield found

    def put(self, item: Item, key: str) -> Written:
        """Write a draft or note. Raises Unwritable."""
        if isinstance(item, Line):
            raise _sources_stay()
        if isinstance(item, Draft):
            return self._draft_folder().put(item, key)
        return self._note_file().put(item, key)

    def find(self, key: str, ref: Ref | None = None) -> Written | None:
        """The draft or note with that key."""
        found = self._drafts.find(key) if self._drafts else None
        return found or (self._notes.find(key) if self._notes else None)

    def replace(self, ref: Ref, etag: str, item: Item) -> Written:
        """Overwrite a draft or note that nobody edited. Raises Changed, Gone, Unwritable."""
        if isinstance(item, Line):
            raise _sources_stay()
        if isinstance(item, Draft):
            return self._draft_folder().replace(_key(ref, DRAFT), etag, item)
        return self._note_file().replace(_key(ref, NOTE), etag, item)

    def withdraw(self, ref: Ref, etag: str) -> None:
        """Remove a draft or note that nobody edited. Raises Changed, Gone, Unwritable."""
        if ref.id.startswith(DRAFT):
            self._draft_folder().withdraw(_key(ref, DRAFT), etag)
        else:
            self._note_file().withdraw(_key(ref, NOTE), etag)

    def ours(self) -> Iterator[Written]:
        """All our drafts and notes."""
        if self._drafts:
            yield from self._drafts.ours()
        if self._notes:
            yield from self._notes.ours()

    def _draft_folder(self) -> Drafts:
        if self._drafts is None:
            raise Unwritable(f"accounts.{self._name} has no folder for drafts; set `drafts` in the config.")
        return self._drafts

    def _note_file(self) -> Notes:
        if self._notes is None:
            raise Unwritable(f"accounts.{self._name} has no file for notes; set `notes` in the config.")
        return self._notes


def _sources_stay() -> Unwritable:
    return Unwritable("Calendar files are never written to, so no line is added to an event; notes stand beside them.")


def _broken(ref: Ref, state: State, reason: str) -> Iterator[Step]:
    if not state.missing:
        yield Step(replace(state, missing=True), set_aside=[SetAside(ref, reason)])


def _holds(source: MailSource, item: str) -> bool:
    return item == source.name or item.startswith((f"{source.name}#", f"{source.name}/"))


def _fetched(source: MailSource, item: str) -> Message | None:
    try:
        return source.fetch(item)
    except OSError:
        return None


def _key(ref: Ref, prefix: str) -> str:
    if not ref.id.startswith(prefix):
        raise Refused(f"{ref.id} is nothing that was written here.")
    return unquote(ref.id.removeprefix(prefix))


def _absolute(path: str, home: Path) -> Path:
    return Path(os.path.abspath(home / Path(path).expanduser()))  # noqa: PTH100  # links stay links


def _check(name: str, paths: Mapping[str, Sequence[Path]]) -> None:
    """Refuse an account of which nothing at all can be read."""
    everything = [path for listed in paths.values() for path in listed]
    if not everything:
        raise Misconfigured(f"accounts.{name}: nothing to read; set `sent`, `received` or `calendars`")
    if not any(os.access(path, os.R_OK) for path in everything):
        shown = ", ".join(str(path) for path in everything[:5])
        raise Misconfigured(f"accounts.{name}: none of {shown} can be read; correct the paths or their rights")
