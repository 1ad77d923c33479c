"""The server's side of NTLM over HTTP: tokens of a connection in, the challenge or whether the password is right out.

By pyspnego, whose acceptor looks the password up in a file that the environment names while a token is looked at.
Source: learn.microsoft.com/en-us/openspecs/windows_protocols/ms-ntht; MS-NLMP.
"""

import base64
import binascii
import os
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import spnego
from spnego.exceptions import SpnegoError

_VARIABLE = "NTLM_USER_FILE"
_LOCK = threading.Lock()


@dataclass(slots=True)
class Ntlm:
    """The handshakes that are under way, by connection, and the connections that are signed in."""

    signed_in: set[int] = field(default_factory=set)
    _under_way: dict[int, spnego.ContextProxy] = field(default_factory=dict)

    def challenge(self, connection: int, said: str, passwords: Mapping[str, str]) -> str | None:
        """The next token for a client; None where it needs none, as it is signed in or is refused."""
        try:
            token = base64.b64decode(said, validate=True)
            with _looked_up(passwords):
                if connection not in self._under_way:
                    self._under_way[connection] = spnego.server(
                        protocol="ntlm", options=spnego.NegotiateOptions.use_ntlm
                    )
                answer = self._under_way[connection].step(token)
        except (SpnegoError, binascii.Error, ValueError):
            self._under_way.pop(connection, None)
            return None
        if self._under_way[connection].complete:
            self.signed_in.add(connection)
            del self._under_way[connection]
        return base64.b64encode(answer).decode() if answer else None


@contextmanager
def _looked_up(passwords: Mapping[str, str]) -> Iterator[None]:
    """Within the block these users (DOMAIN\\user, or user@domain) have these passwords."""
    with _LOCK, tempfile.TemporaryDirectory(prefix="twin-ntlm-") as folder:
        store = Path(folder) / "passwords"
        store.write_text("".join(f"{_line(user)}:{word}\n" for user, word in passwords.items()), encoding="utf-8")
        os.environ[_VARIABLE] = str(store)
        try:
            yield
        finally:
            del os.environ[_VARIABLE]


def _line(user: str) -> str:
    domain, slash, name = user.rpartition("\\")
    return f"{domain}:{name}" if slash else f":{user}"
