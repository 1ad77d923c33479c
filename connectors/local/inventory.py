"""Which sources the configured paths are: looked at anew at every pull, because files come and go."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from connectors.local.calendars import CalendarFile
from connectors.local.files import MailFiles
from connectors.local.mbox import Mbox
from connectors.local.sources import MailReader, MailSource, Source, Tally, shown
from connectors.types import Folder, Surroundings

_HEADER = re.compile(rb"\s*[!-9;-~]+[ \t]*:")


@dataclass(frozen=True, slots=True)
class Broken:
    """A configured path that cannot be read now, and why, as a sentence."""

    name: str
    reason: str


class Inventory:
    """The sources of one account. What was opened before is kept, so that it need not be searched again."""

    def __init__(
        self, account: str, around: Surroundings, paths: Mapping[str, Sequence[Path]], drafts: Path | None, tally: Tally
    ) -> None:
        self._account = account
        self._around = around
        self._paths = paths
        self._drafts = drafts
        self._tally = tally
        self._mails: dict[str, MailSource] = {}

    def sources(self) -> dict[str, Source | Broken]:
        """Every source by its name; a path named twice counts once."""
        found: dict[str, Source | Broken] = {}
        for option, paths in self._paths.items():
            for path in paths:
                for source in self._calendars(path) if option == "calendars" else self._mail(path, Folder(option)):
                    found.setdefault(source.name, source)
        return found

    def mails(self) -> list[MailSource]:
        """The sources of mails, the longest name first."""
        sources = self.sources().values()
        mails = [source for source in sources if isinstance(source, (Mbox, MailFiles))]
        return sorted(mails, key=lambda source: -len(source.name))

    def _mail(self, path: Path, folder: Folder) -> Iterator[MailSource | Broken]:
        name = shown(path, self._around.home)
        if path == self._drafts:
            yield Broken(name, f"{name} is the drafts folder and is not read as mail; take it out of `{folder.value}`.")
            return
        try:
            kind = _kind(path)
        except OSError as fault:
            yield Broken(name, _sentence(name, fault, folder.value))
            return
        if kind is None:
            yield Broken(name, f"{name} is neither an mbox nor a mail; set `{folder.value}` to one, or to a folder.")
            return
        known = self._mails.get(name)
        if not isinstance(known, kind):
            reader = MailReader(self._account, folder, path.name, self._tally)
            known = Mbox(path, name, reader) if kind is Mbox else MailFiles(path, name, reader, self._drafts)
            self._mails[name] = known
        yield known

    def _calendars(self, path: Path) -> Iterator[CalendarFile | Broken]:
        name = shown(path, self._around.home)
        try:
            files = sorted(f for f in path.rglob("*.ics") if not f.name.startswith(".")) if path.is_dir() else [path]
            os.stat(path)  # noqa: PTH116  # rglob is silent about a folder that is not there
            if path.is_dir():
                os.scandir(path).close()
        except OSError as fault:
            yield Broken(name, _sentence(name, fault, "calendars"))
            return
        zone = ZoneInfo(self._around.zone)
        for file in files:
            yield CalendarFile(file, shown(file, self._around.home), self._account, zone, self._around.addresses)


def _kind(path: Path) -> type[Mbox] | type[MailFiles] | None:
    """What lies there: by its first bytes, None for anything else. Raises OSError."""
    if path.is_dir():
        os.scandir(path).close()
        return MailFiles
    with path.open("rb") as file:
        top = file.read(1000)
    if not top.strip() or top.lstrip().startswith(b"From "):
        return Mbox
    return MailFiles if _HEADER.match(top) and b"\0" not in top else None


def _sentence(name: str, fault: OSError, option: str) -> str:
    return sentence(name, fault, f"check `{option}` in the config")


def sentence(name: str, fault: OSError, advice: str) -> str:
    """Why a file cannot be read, for the owner."""
    if isinstance(fault, FileNotFoundError):
        return f"{name} is not there; {advice}."
    return (
        f"{name} cannot be read ({(fault.strerror or 'unknown fault').lower()}); {advice} and the rights of the file."
    )
