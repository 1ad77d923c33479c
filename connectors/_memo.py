"""What is remembered between turns beside the cursor: our own calendar, and that it was asked for.

In and out: a Memo, in a small file of the state folder that only its owner may read.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from connectors._atomic import write
from connectors.errors import Unwritable


@dataclass(frozen=True, slots=True)
class Memo:
    """`calendar` is the id of our own calendar; `asked_at` when it was asked for, without an answer yet.

    `declined` says that its owner deleted it.
    """

    calendar: str | None = None
    asked_at: datetime | None = None
    declined: bool = False


@dataclass(frozen=True, slots=True)
class MemoFile:
    """Where the memo of one account of a `kind` lies."""

    state: Path
    kind: str
    account: str

    @property
    def _file(self) -> Path:
        return self.state / self.kind / f"{quote(self.account, safe='')}.json"

    def load(self) -> Memo:
        """The memo; an empty one where there is none, or none that can be read."""
        try:
            data = json.loads(self._file.read_bytes())
            asked_at = datetime.fromisoformat(data["asked_at"]) if data["asked_at"] else None
            return Memo(data["calendar"], asked_at, bool(data.get("declined")))
        except (OSError, ValueError, TypeError, KeyError):
            return Memo()

    def save(self, memo: Memo) -> None:
        """Keep the memo, whole or not at all. Raises Unwritable."""
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write(json.dumps(asdict(memo), default=datetime.isoformat).encode(), self._file.parent, self._file)
        except OSError as fault:
            said = fault.strerror or "it cannot be written"
            raise Unwritable(f"{self._file} cannot be written ({said}); make room or mend its rights.") from None
