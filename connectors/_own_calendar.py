"""Our own calendar at a provider: made once, remembered, and not made again where its owner deleted it.

In: how the provider lists calendars and makes one. Out: the id of ours. The intent to make it is kept first, for a lost
answer must not make two.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from connectors._memo import Memo, MemoFile
from connectors.errors import AuthNeeded, Busy, Refused, Unreachable, Unwritable
from connectors.types import Clock


@dataclass(frozen=True, slots=True)
class OwnCalendar:
    """`listed` are the calendars by id, each with whether it bears our mark; the list may lag by `slack`.

    `make` makes one. `service` is what the provider is called.
    """

    service: str
    memo: MemoFile
    clock: Clock
    slack: timedelta
    listed: Callable[[], Iterable[tuple[str, bool]]]
    make: Callable[[], str]

    def known(self) -> str | None:
        """Its id; None where it has not been made, as far as the list shows. Raises ConnectorError."""
        memo = self.memo.load()
        if memo.calendar is not None:
            return memo.calendar
        # Of several, which only two installations could have made, all must choose the same one.
        found = min((id_ for id_, marked in self.listed() if marked), default=None)
        if found is not None:
            self.memo.save(Memo(found))
        return found

    def made(self) -> str:
        """Its id; made now where there is none.

        Raises Unreachable while it is not known whether it has been made, Unwritable where its owner deleted it: no
        other one is made then, until the owner signs in anew.
        """
        known = self.known()
        if known is not None:
            return known
        memo, now = self.memo.load(), self.clock.now()
        if memo.declined:
            raise Unwritable(
                "The calendar for notes was deleted; none are written until `headsup login` brings it back."
            )
        if memo.asked_at is not None and timedelta(0) <= now - memo.asked_at < self.slack:
            raise Unreachable(
                f"It is not known yet whether {self.service} made the calendar for notes; Headsup waits for it."
            )
        self.memo.save(Memo(asked_at=now))
        try:
            id_ = self.make()
        except (Busy, Refused, AuthNeeded):  # it was surely not made
            self.memo.save(Memo())
            raise
        self.memo.save(Memo(id_))
        return id_

    def doubt(self, id_: str) -> None:
        """Believe that its owner deleted it only where the list of calendars no longer shows it either.

        Whether it still bears our mark counts for nothing here: its owner may have rewritten what it says of itself.
        """
        if id_ not in dict(self.listed()):
            self.memo.save(Memo(declined=True))
