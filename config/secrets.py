"""A reference to a secret -> its value, at the last moment.

    env:NAME                the environment variable NAME
    file:/PATH              a file that only its owner may read
    systemd:NAME            a credential that systemd handed over (LoadCredential=NAME:..., systemd.exec(5))
    keyring:SERVICE/USER    the desktop's or the system's key ring

The configuration holds references only. A value never stands in a repr, a message or a log.
"""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from config.settings import ConfigError


class Secret:
    """A value that only `reveal` gives away."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value, for the one call that needs it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(...)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled; pass its reference on instead")


def resolve(reference: str) -> Secret:
    """The secret that `reference` names. Raises ConfigError, which never holds the value."""
    scheme, _, name = reference.partition(":")
    if scheme not in _SOURCES or not name:
        # The text may be a secret that somebody pasted here, so it is not repeated.
        raise ConfigError(f"A secret is written as a reference; known are {', '.join(f'{s}:...' for s in _SOURCES)}.")
    value = _SOURCES[scheme](name)
    if not value:
        raise ConfigError(f"{reference} is empty: put the secret there.")
    return Secret(value)


def _from_env(name: str) -> str:
    if name not in os.environ:
        raise ConfigError(f"env:{name} is not set: export {name} before headsup starts.")
    return os.environ[name]


def _from_file(name: str) -> str:
    path = Path(name).expanduser()
    try:
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise ConfigError(f"file:{name} can be read by others: run chmod 600 on it.")
    except OSError as fault:
        raise ConfigError(f"file:{name} cannot be read ({fault.strerror}): put the secret there.") from None
    return _text(path, f"file:{name}")


def _from_systemd(name: str) -> str:
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if folder is None or "/" in name:
        raise ConfigError(f"systemd:{name} is not there: add LoadCredential={name}:/PATH to the unit.")
    return _text(Path(folder) / name, f"systemd:{name}")


def _from_keyring(name: str) -> str:
    import keyring
    import keyring.errors

    service, _, user = name.rpartition("/")
    try:
        value = keyring.get_password(service, user)
    except keyring.errors.KeyringError as fault:
        raise ConfigError(f"keyring:{name} cannot be asked ({type(fault).__name__}): unlock the key ring.") from None
    if value is None:
        raise ConfigError(f"keyring:{name} is not there: run `keyring set {service} {user}`.")
    return value


def _text(path: Path, reference: str) -> str:
    """The file's text without the line end that editors add."""
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as fault:
        raise ConfigError(f"{reference} cannot be read ({fault.strerror}): put the secret there.") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{reference} is not text in UTF-8: store the secret as text.") from None


_SOURCES: dict[str, Callable[[str], str]] = {
    "env": _from_env,
    "file": _from_file,
    "systemd": _from_systemd,
    "keyring": _from_keyring,
}
