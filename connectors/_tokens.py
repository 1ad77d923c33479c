"""Tokens at rest: sealed, whole or not at all, for one account and one process at a time.

In: tokens as a JSON object. Out: the same, after a restart. A file is one line that names the format and where the key
lies, then a nonce, then the object under AES-256-GCM with the account's name as associated data (NIST SP 800-38D).
The last generation before it that could be read is kept as `.old`, for a disk that forgets.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from connectors._atomic import sync_folder, write
from connectors._keys import Key, Keys
from connectors.errors import AuthNeeded, Misconfigured, Unwritable

_FORMAT = b"headsup-tokens 1 "
_NONCE = 12


class TokenFile:
    """The tokens of one account, below the state folder. Only the owner of the files may read them."""

    def __init__(self, state: Path, account: str, token_key: str | None = None) -> None:
        self._folder = state / "tokens"
        self._file = self._folder / f"{quote(account, safe='')}.token"
        self._old = self._file.with_suffix(".old")
        self._keys = Keys(self._folder, token_key)
        self._key: Key | None = None
        self.account = account
        self.fell_back = False

    def load(self) -> dict[str, Any] | None:
        """The tokens; None where there are none. `fell_back` then says whether they are the last but one.

        Raises AuthNeeded where they cannot be read.
        """
        if not self._file.exists():
            return None
        for file in (self._file, self._old):
            opened = self._opened(file)
            if opened is not None:
                self._key, tokens = opened
                self.fell_back = file is self._old
                return tokens
        raise AuthNeeded(f"The tokens of {self.account} cannot be read; run `headsup login {self.account}`.")

    def save(self, tokens: dict[str, Any]) -> None:
        """Keep these tokens in place of those before. Raises Unwritable."""
        with self._writing():
            self._key = self._key or self._keys.first()
            nonce = secrets.token_bytes(_NONCE)
            sealed = AESGCM(self._key.value).encrypt(nonce, json.dumps(tokens).encode(), self.account.encode())
            line = _FORMAT + self._key.source.encode() + b"\n"
            old = self._old if self._is_readable() else None
            write(line + nonce + sealed, self._folder, self._file, old=old)

    def forget(self) -> None:
        """Remove the tokens. Raises Unwritable."""
        with self._writing():
            for file in (self._file, self._old):
                file.unlink(missing_ok=True)
            sync_folder(self._folder)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other processes and threads from the tokens meanwhile. Raises Unwritable."""
        with self._writing():
            descriptor = os.open(self._file.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def key_said(self) -> str:
        """A sentence that says where the key lies, once tokens were loaded or saved."""
        return self._keys.where(self._key.source) if self._key else "There is no key to the tokens yet."

    def _is_readable(self) -> bool:
        """Whether the newest file may take the place of the older one: a damaged one would take the last good one."""
        try:
            return self._opened(self._file) is not None
        except (AuthNeeded, Misconfigured):
            return False

    def _opened(self, file: Path) -> tuple[Key, dict[str, Any]] | None:
        """The tokens in `file` and their key; None where it is torn, of another account or under another key."""
        try:
            file.chmod(0o600)
            head, _, rest = file.read_bytes().partition(b"\n")
        except OSError:
            return None
        source = head.removeprefix(_FORMAT).decode("ascii", "replace")
        if not head.startswith(_FORMAT) or not self._keys.knows(source):
            return None
        key = self._keys.named(source)
        try:
            tokens: dict[str, Any] = json.loads(
                AESGCM(key.value).decrypt(rest[:_NONCE], rest[_NONCE:], self.account.encode())
            )
        except (InvalidTag, ValueError):
            return None
        return key, tokens

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """A folder that only the owner may enter; an OSError becomes Unwritable."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._folder.chmod(0o700)
            yield
        except OSError as fault:
            said = fault.strerror or "it cannot be written"
            raise Unwritable(
                f"The tokens of {self.account} cannot be kept in {self._folder} ({said}); make room or mend its rights."
            ) from None
