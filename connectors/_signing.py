"""What a kind of account that needs a sign-in offers to `headsup login`, and what it is given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from connectors.types import Surroundings


@dataclass(frozen=True, slots=True)
class Owner:
    """How to talk to the owner, who sits at this machine or at another.

    `say` shows a line, `answer` asks for one, `browse` opens an address here and says whether it could. Without
    `browse` the owner opens the address wherever they like and pastes what came of it. `device_code` asks for a short
    code to type on another machine, where the provider knows such.
    """

    say: Callable[[str], None]
    answer: Callable[[str], str]
    browse: Callable[[str], bool] | None
    device_code: bool = False


class SigningIn(Protocol):
    """The functions of `connectors.KIND.sign_in`, or of `connectors.KIND` where that is one file."""

    def scopes_text(self, options: Mapping[str, object]) -> str:
        """What a sign-in asks for, and why; needs neither a sign-in nor a network."""

    def sign_in(self, name: str, around: Surroundings, options: Mapping[str, object], owner: Owner) -> list[str]:
        """Sign the account in; what was granted and what is off, as sentences. Raises ConnectorError."""

    def revoke(self, name: str, around: Surroundings, options: Mapping[str, object]) -> list[str]:
        """End the sign-in and forget it; what was done, as sentences. Raises ConnectorError."""
