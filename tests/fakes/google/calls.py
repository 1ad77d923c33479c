"""One call of a method of the API, as its handler sees it."""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.fakes.google.contract import Method
from tests.fakes.google.errors import Json, Refusal


@dataclass(frozen=True, slots=True)
class Call:
    """`places` are the values in the path, `scopes` those of the token that open this method."""

    method: Method
    places: Mapping[str, str]
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: Json
    scopes: frozenset[str] = frozenset()

    def word(self, name: str, default: str = "") -> str:
        """A parameter, or its default."""
        values = self.query.get(name)
        return values[0] if values else default

    def words(self, name: str) -> list[str]:
        """A parameter that may be repeated."""
        return list(self.query.get(name, []))

    def flag(self, name: str) -> bool:
        """A yes-or-no parameter; no where it is not given."""
        return self.word(name) == "true"

    def number(self, default: int, most: int, name: str = "maxResults") -> int:
        """How many results a page may have."""
        return max(1, min(int(self.word(name) or default), most))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handler answers: JSON, or None for "204 No Content"."""

    body: Json | None
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


Handler = Callable[[Call], Answer]


def pack(data: bytes) -> str:
    """Bytes as base64url, with padding as Gmail gives it."""
    return base64.urlsafe_b64encode(data).decode("ascii")


def unpack(text: str) -> bytes:
    """The bytes of base64url or base64, padded or not. Raises Refusal."""
    plain = text.replace("+", "-").replace("/", "_").rstrip("=")
    try:
        return base64.urlsafe_b64decode(plain + "=" * (-len(plain) % 4))
    except (binascii.Error, ValueError) as fault:
        raise Refusal("invalidArgument") from fault
