"""Somebody who has signed in at the Graph twin: the tokens as `headsup login` leaves them at rest."""

from collections.abc import Mapping

from connectors._signing import Owner
from connectors.graph import scopes, sign_in
from connectors.types import Surroundings
from tests.fakes.graph import GraphTwin

ALL = tuple(scope.name for scope in scopes.asked(read_only=False, categories=False))


def signed_in(
    twin: GraphTwin, around: Surroundings, options: Mapping[str, object], granted: tuple[str, ...] = ALL
) -> list[str]:
    """The owner consents to these scopes, by a code typed on another machine; what was said."""
    twin.entra.consent = lambda asked: granted
    return sign_in.sign_in("work", around, options, Owner(lambda line: None, lambda line: "", None, device_code=True))
