"""The key that seals the tokens at rest: 32 random bytes, from where it is safest.

In: the folder of the tokens, and what the owner chose. Out: a key and where it lies. In this order: a credential that
systemd hands over, the key ring, a file beside the tokens. The last two are made at first use.
Source: systemd.exec(5), LoadCredential.
"""

import binascii
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

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
        if not self._file.exists():
            return None
        self._file.chmod(0o600)
        return self._file.read_text(encoding="ascii", errors="replace")

    def _made(self, source: str) -> bytes | None:
        """A new key, laid there; None where that is not possible."""
        value = secrets.token_bytes(_SIZE)
        text = b64encode(value).decode("ascii")
        made: dict[str, Callable[[str], bool]] = {"keyring": _into_key_ring, "file": self._into_file}
        return value if source in made and made[source](text) else None

    def _into_file(self, text: str) -> bool:
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        return True


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


def _into_key_ring(text: str) -> bool:
    """Whether it lies there now: a machine without a desktop has no key ring, and one may be locked."""
    import keyring
    import keyring.errors

    try:
        # Asked again: one that was locked a moment ago may hold the key of other accounts.
        if keyring.get_password(_SERVICE, _USER) is None:
            keyring.set_password(_SERVICE, _USER, text)
        return keyring.get_password(_SERVICE, _USER) == text
    except keyring.errors.KeyringError:
        return False


def _bytes(text: str, source: str) -> bytes:
    try:
        value = b64decode(text.strip(), validate=True)
    except binascii.Error:
        value = b""
    if len(value) != _SIZE:
        raise Misconfigured(f"What lies in {_PLACES[source]} is no key: put 32 random bytes there, in base64.")
    return value


_PLACES = {
    "systemd": f"the credential {_CREDENTIAL} of systemd",
    "keyring": f"the key ring as {_SERVICE}/{_USER}",
    "file": "the file `key` beside the tokens",
}
_SOURCES = tuple(_PLACES)
