"""A stretch of a file that can be searched and sliced like bytes, without ever being held whole."""

import os
from dataclasses import dataclass
from typing import Protocol, SupportsIndex

_STEP = 1 << 20


class Raw(Protocol):
    """What the readers need of a mail: `bytes` has it, and so has `Large`."""

    def find(self, needle: bytes, start: SupportsIndex = 0, end: SupportsIndex | None = None, /) -> int:
        """The first place of `needle` in [start, end), -1 where there is none."""

    def __getitem__(self, stretch: slice, /) -> bytes:
        """The bytes of a stretch."""

    def __len__(self) -> int:
        """How many bytes there are."""


@dataclass(frozen=True, slots=True)
class Large:
    """`size` bytes of the open file `fd` from `start` on. The file must stay open while this is used."""

    fd: int
    start: int
    size: int

    def find(self, needle: bytes, start: SupportsIndex = 0, end: SupportsIndex | None = None, /) -> int:
        """As `bytes.find`, one step of 1 MiB at a time."""
        place = int(start)
        stop = self.size if end is None else min(int(end), self.size)
        while place < stop:
            found = self[place : min(place + _STEP + len(needle) - 1, stop)].find(needle)
            if found >= 0:
                return place + found
            place += _STEP
        return -1

    def __getitem__(self, stretch: slice, /) -> bytes:
        begin, stop, _ = stretch.indices(self.size)
        return os.pread(self.fd, max(stop - begin, 0), self.start + begin)

    def __len__(self) -> int:
        return self.size
