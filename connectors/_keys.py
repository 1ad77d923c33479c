"""The key that seals the tokens at rest: 32 random bytes, from where it is safest.

In: the folder of the tokens, and what the owner chose. Out: a key and where it lies. In this order: a credential that
systemd hands over, the key ring, a file beside the tokens. The last two are made at first use, and by one
account for all.
Source: systemd.exec(5), LoadCredential.
"""

import fcntl
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from connectors._atomic import write
from connectors.errors import AuthNeeded, Misconfigured

_SIZE = 32
_SERVICE, _USER = "headsup", "token-key"
_CREDENTIAL = "headsup-key"


@dataclass(frozen=True, slots=True)
class Key:
    """A key, and the name of the place it comes from: "systemd", "keyring" or "file"."""

    source: str
    value: bytes = field(repr=False)


class Keys:
    """The places where a key may lie. `chosen` is the one the owner wants; None: the safest there is."""

    def __init__(self, folder: Path, chosen: str | None) -> None:
        self._file = folder / "key"
        self._chosen = chosen

    def first(self) -> Key:
        """The key to seal new tokens with; made where there is none. Raises Misconfigured."""
        for source in (self._chosen,) if self._chosen else _SOURCES:
            value = self._value(source) or self._made(source)
            if value:
                return Key(source, value)
        raise Misconfigured(
            f"There is no place for the key to the tokens in {self._chosen!r}; choose another token_key."
        )

    def named(self, source: str) -> Key:
        """The key from `source`, which sealed what is there. Raises AuthNeeded."""
        value = self._value(source)
        if value is None:
            raise AuthNeeded(
                f"The key to the tokens cannot be found in {_PLACES[source]}; unlock it, bring it back or sign in anew."
            )
        return Key(source, value)

    def knows(self, source: str) -> bool:
        """Whether `source` is the name of a place for keys."""
        return source in _PLACES

    def where(self, source: str) -> str:
        """A sentence that says where the key lies and who can read it."""
        if source == "file":
            return f"The key lies beside the tokens in {self._file}: whoever can read your files can read both."
        return f"The key to the tokens lies in {_PLACES[source]}."

    def _value(self, source: str) -> bytes | None:
        """The key that lies there; None where there is none."""
        text = {"systemd": _credential, "keyring": _in_key_ring, "file": self._in_file}[source]()
        return _bytes(text, source) if text else None

    def _in_file(self) -> str | None:
        """What lies there; None for nothing, and for a torn key where no tokens wait for it to be mended."""
        if not self._file.exists():
            return None
        self._file.chmod(0o600)
        text = self._file.read_text(encoding="ascii", errors="replace")
        return text if _decoded(text) or any(self._file.parent.glob("*.token")) else None

    def _made(self, source: str) -> bytes | None:
        """A new key, laid there; None where that is not possible."""
        made: dict[str, Callable[[str], str | None]] = {"keyring": _into_key_ring, "file": self._into_file}
        text = made[source](b64encode(secrets.token_bytes(_SIZE)).decode("ascii")) if source in made else None
        return _bytes(text, source) if text else None

    def _into_file(self, text: str) -> str:
        """The key that lies there now: of two accounts that sign in at the same time, the first makes it for both."""
        folder = self._file.parent
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(folder):
            lying = self._in_file()
            if not lying:
                write(text.encode("ascii") + b"\n", folder, self._file)
        return lying or text


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep others who make a key there waiting meanwhile."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _credential() -> str | None:
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    file = Path(folder) / _CREDENTIAL if folder else None
    return file.read_text(encoding="ascii", errors="replace") if file and file.exists() else None


def _in_key_ring() -> str | None:
    import keyring
    import keyring.errors

    try:
        return keyring.get_password(_SERVICE, _USER)
    except keyring.errors.KeyringError:
        return None


def _into_key_ring(text: str) -> str | None:
    """The key that lies there now, if any: a machine without a desktop has no key ring, and one may be locked."""
    import keyring
    import keyring.errors

    try:
        # Asked again: one that was locked a moment ago may hold the key of other accounts.
        if keyring.get_password(_SERVICE, _USER) is None:
            keyring.set_password(_SERVICE, _USER, text)
        return keyring.get_password(_SERVICE, _USER)
    except keyring.errors.KeyringError:
        return None


def _bytes(text: str, source: str) -> bytes:
    value = _decoded(text)
    if value is None:
        raise Misconfigured(f"What lies in {_PLACES[source]} is no key: put 32 random bytes there, in base64.")
    return value


def _decoded(text: str) -> bytes | None:
    try:
        value = b64decode(text.strip(), validate=True)
    except ValueError:
        return None
    return value if len(value) == _SIZE else None


_PLACES = {
    "systemd": f"the credential {_CREDENTIAL} of systemd",
    "keyring": f"the key ring as {_SERVICE}/{_USER}",
    "file": "the file `key` beside the tokens",
}
_SOURCES = tuple(_PLACES)
