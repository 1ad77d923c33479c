"""Our drafts in a folder of the owner's: a Maildir, or plain .eml files.

They are found by the key in their header, because a mail program saves an edited draft under another name.
"""

import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from connectors import _mime
from connectors._atomic import sync_folder, write, writing
from connectors.errors import Changed, Gone, Unwritable
from connectors.local.files import is_maildir
from connectors.local.sources import digest
from connectors.types import Draft, Kind, Ref, Written

PREFIX = "draft/"


@dataclass(frozen=True, slots=True)
class Drafts:
    """The folder for the drafts of `account`; it is created as a Maildir where it is not there."""

    account: str
    folder: Path

    def put(self, draft: Draft, key: str) -> Written:
        """Write a new draft; where the key is there already, nothing is written and that one is returned."""
        there = self.find(key)
        if there is not None:
            return there
        data = _mime.compose(draft, key)
        with self._reached():
            self._create()
            write(data, self._temporary, self._place(key), new=True)
        return self._written(key, data)

    def find(self, key: str) -> Written | None:
        """The draft with that key."""
        found = self._file(key)
        return self._written(key, self._content(found)) if found else None

    def replace(self, key: str, etag: str, draft: Draft) -> Written:
        """Overwrite the draft in its place. Raises Changed, Gone, Unwritable."""
        file = self._untouched(key, etag)
        data = _mime.compose(draft, key)
        with self._reached():
            write(data, self._temporary, file)
        return self._written(key, data)

    def withdraw(self, key: str, etag: str) -> None:
        """Remove the draft. Raises Changed, Gone, Unwritable."""
        file = self._untouched(key, etag)
        with self._reached():
            file.unlink()
            sync_folder(file.parent)

    def ours(self) -> Iterator[Written]:
        """Every draft that carries a key of ours."""
        for file in self._files():
            key = _key_in(file)
            if key is not None:
                yield self._written(key, self._content(file))

    def _untouched(self, key: str, etag: str) -> Path:
        file = self._file(key)
        if file is None:
            raise Gone("The draft is no longer in the folder; its owner sent or deleted it.")
        if _etag(self._content(file)) != etag:
            raise Changed("The draft was edited by its owner; it stays as it is.")
        return file

    def _file(self, key: str) -> Path | None:
        expected = self._place(key)
        if expected.is_file() and _key_in(expected) == key:
            return expected
        found = [file for file in self._files() if _key_in(file) == key]
        return max(found, key=lambda file: file.stat().st_mtime_ns, default=None)

    def _reached(self) -> AbstractContextManager[None]:
        return writing(self.folder, f"accounts.{self.account}.drafts")

    def _content(self, file: Path) -> bytes:
        with self._reached():
            return file.read_bytes()

    def _files(self) -> list[Path]:
        folders = [self.folder / "cur", self.folder / "new"] if is_maildir(self.folder) else [self.folder]
        with self._reached():
            files = [file for folder in folders if folder.is_dir() for file in sorted(folder.iterdir())]
        return [
            f for f in files if f.is_file() and not f.name.startswith(".") and "T" not in f.name.partition(":2,")[2]
        ]

    @property
    def _temporary(self) -> Path:
        return self.folder / "tmp" if is_maildir(self.folder) else self.folder

    def _place(self, key: str) -> Path:
        name = f"headsup-{digest(key.encode(), size=12)}"
        return self.folder / "cur" / f"{name}:2,DS" if is_maildir(self.folder) else self.folder / f"{name}.eml"

    def _create(self) -> None:
        if self.folder.exists() and not self.folder.is_dir():
            raise Unwritable(f"{self.folder} is no folder; set `accounts.{self.account}.drafts` to one.")
        parts = ("cur", "new", "tmp") if not self.folder.exists() or is_maildir(self.folder) else ()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for part in parts:
            (self.folder / part).mkdir(mode=0o700, exist_ok=True)

    def _written(self, key: str, data: bytes) -> Written:
        ref = Ref(self.account, PREFIX + quote(key, safe=""))
        return Written(ref, _etag(data), key, Kind.DRAFT, edited=_mime.is_edited(data))


def _etag(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _key_in(file: Path) -> str | None:
    try:
        with file.open("rb") as opened:
            return _mime.draft_key(_mime.split(opened.read(70_000))[0])
    except OSError:
        return None
