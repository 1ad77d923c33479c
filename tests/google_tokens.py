"""Somebody who has signed in at the Google twin: the tokens as `headsup login` leaves them at rest."""

from pathlib import Path

from connectors._tokens import TokenFile
from connectors.google import scopes
from tests.fakes.google import GoogleTwin

ALL = tuple(scope.name for scope in scopes.ASKED)


def sign_in(twin: GoogleTwin, state: Path, account: str = "work", granted: tuple[str, ...] = ALL) -> None:
    """The owner consents to these scopes; the tokens lie below `state`, their key in a file beside them."""
    grant = twin.oauth.grant(*granted)
    tokens = {
        "refresh_token": grant.refresh_token,
        "access_token": grant.access_token,
        "expires_at": grant.expires_at.timestamp(),
        "scopes": sorted(granted),
        "refresh_expires_at": None,
        "refused": False,
        "refusals": 0,
        "refused_at": None,
        "client_id": twin.oauth.client_id,
    }
    TokenFile(state, account, "file").save(tokens)
