"""`headsup login` for an account on an Exchange server: the password of the config is tried now.

In: the options. Out: sentences. What was turned away before holds nothing up here, and a calendar for notes that its
owner threw away is made anew.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from connectors._memo import Memo, MemoFile
from connectors._signing import Owner
from connectors.exchange.known import Server
from connectors.exchange.options import Options, read
from connectors.types import Surroundings


def scopes_text(options: Mapping[str, object]) -> str:
    """What a sign-in asks for: Exchange has no scopes; needs neither a sign-in nor a network."""
    return (
        "An Exchange server has no scopes: the password opens the whole mailbox. Headsup lets only requests out that "
        "read mail and calendars, save drafts, and keep a calendar of its own; none of them sends."
    )


def sign_in(name: str, around: Surroundings, options: Mapping[str, object], owner: Owner) -> list[str]:
    """Try the password; what came of it, as sentences. Raises ConnectorError."""
    from connectors.exchange.wire import Wire

    chosen, server = _known(name, around, options)
    server.pardon()
    wire = Wire(chosen, around, server)
    wire.read(lambda: wire.account.inbox)
    memo = MemoFile(around.state, "exchange", name)
    if memo.load().declined:
        memo.save(Memo())
    return [f"Account {name} is signed in at {urlsplit(server.endpoint).hostname}."]


def revoke(name: str, around: Surroundings, options: Mapping[str, object]) -> list[str]:
    """Forget the server; what was done, as sentences. Raises Unwritable."""
    _known(name, around, options)[1].forget()
    return [f"Nothing is kept of the server of {name}; its password stands in the config, remove it there."]


def _known(name: str, around: Surroundings, options: Mapping[str, object]) -> tuple[Options, Server]:
    chosen = read(name, options, around.home, around.addresses)
    return chosen, Server(around.state, name, chosen, around.clock)
