"""What is remembered of a server between turns: where it was found, how it signs in, that it turned a password away.

In and out: a small file of the state folder that only its owner may read. Too many tries with a wrong password lock an
account out: after one, nothing is asked for a quarter of an hour, unless the owner changes something.
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from urllib.parse import quote

from connectors._atomic import write, writing
from connectors.errors import AuthNeeded
from connectors.exchange.options import Options
from connectors.types import Clock

_BETWEEN = timedelta(minutes=15)
TURNED_AWAY = "The Exchange server does not take the user and password; correct them in the config."


@dataclass(frozen=True, slots=True)
class Known:
    """`endpoint` and `auth` are "" where they were not found out; `refused` is a short mark of what was turned away."""

    endpoint: str = ""
    auth: str = ""
    refused: str = ""
    refused_at: datetime | None = None


class Server:
    """The server of one account, as far as it is known."""

    def __init__(self, state: Path, account: str, options: Options, clock: Clock) -> None:
        self._file = state / "exchange" / "servers" / f"{quote(account, safe='')}.json"
        self._options, self._clock = options, clock
        self.known = self._load()

    @property
    def endpoint(self) -> str:
        """The address of the web services, "" where it must be found first."""
        return self._options.endpoint or self.known.endpoint

    @property
    def auth(self) -> str:
        """How to sign in, "" where the server must be asked first."""
        return self._options.auth or self.known.auth

    def check(self) -> None:
        """Raise AuthNeeded where what we would sign in with was turned away just now."""
        at = self.known.refused_at
        if at and self.known.refused == self._mark and timedelta(0) <= self._clock.now() - at < _BETWEEN:
            raise AuthNeeded(TURNED_AWAY)

    def refuse(self) -> AuthNeeded:
        """Remember that it was turned away; the error that says so. How to sign in is asked anew then."""
        self._keep(replace(self.known, auth="", refused=self._mark, refused_at=self._clock.now()))
        return AuthNeeded(TURNED_AWAY)

    def pardon(self) -> None:
        """Let what was turned away be tried again."""
        self._keep(replace(self.known, refused="", refused_at=None))

    def learn(self, *, endpoint: str = "", auth: str = "") -> None:
        """Remember what was found out."""
        known = self.known
        self._keep(replace(known, endpoint=endpoint or known.endpoint, auth=auth or known.auth))

    def lose(self) -> None:
        """Forget where it was found: it does not answer there."""
        if self.known.endpoint:
            self._keep(replace(self.known, endpoint="", auth=""))

    def forget(self) -> None:
        """Forget everything. Raises Unwritable."""
        with writing(self._file, "state"):
            self._file.unlink(missing_ok=True)
        self.known = Known()

    @cached_property
    def _mark(self) -> str:
        """Two bytes tell a changed password from the old one, and tell nobody what it is."""
        told = self._options
        said = "\n".join((told.user, told.revealed(), told.mailbox, told.endpoint, told.auth))
        return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=2).hexdigest()

    def _load(self) -> Known:
        try:
            data = json.loads(self._file.read_bytes())
            at = datetime.fromisoformat(data["refused_at"]) if data["refused_at"] else None
            return Known(str(data["endpoint"]), str(data["auth"]), str(data["refused"]), at)
        except (OSError, ValueError, TypeError, KeyError):
            return Known()

    def _keep(self, known: Known) -> None:
        """Whole or not at all. Raises Unwritable."""
        self.known = known
        with writing(self._file, "state"):
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write(json.dumps(asdict(known), default=datetime.isoformat).encode(), self._file.parent, self._file)
