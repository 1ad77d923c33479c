"""References to secrets in an account's options, sealed: a connector opens them at the moment it needs the value.

In: options as the config has them. Out: the same, with each secret's reference in place of its text behind `reveal`.
"""

from collections.abc import Mapping

from config.secrets import resolve
from config.settings import ConfigError
from connectors.errors import Misconfigured

_NAMES = ("secret", "password")
_REFERENCES = ("env:", "file:", "systemd:", "keyring:")


class Sealed:
    """A reference to a secret; its repr is the reference, never the value."""

    __slots__ = ("_reference",)

    def __init__(self, reference: str) -> None:
        self._reference = reference

    def reveal(self) -> str:
        """The value, looked up now. Raises Misconfigured, which never holds it."""
        try:
            return resolve(self._reference).reveal()
        except ConfigError as error:
            raise Misconfigured(str(error)) from None

    def __repr__(self) -> str:
        return f"Sealed({self._reference!r})"


def sealed(options: Mapping[str, object]) -> dict[str, object]:
    """The options, with whatever names a secret by reference sealed."""
    return {name: _sealed(value) if name.endswith(_NAMES) else value for name, value in options.items()}


def _sealed(value: object) -> object:
    return Sealed(value) if isinstance(value, str) and value.startswith(_REFERENCES) else value
