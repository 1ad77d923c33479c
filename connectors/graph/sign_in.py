"""`headsup login`: what will be asked, the owner's consent traded for tokens, and its end.

In: the account's options, and a way to talk to the owner. Out: tokens at rest, and sentences that say what was granted.
The consent is given in a browser, by a code with PKCE that comes back to this machine (RFC 8252, RFC 7636). By a device
code (RFC 8628) only where the owner asks for it: many organisations block that, as Microsoft advises.
Source: learn.microsoft.com/entra/msal/python; .../entra/identity/conditional-access/policy-block-authentication-flows.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from connectors import _consent as consent
from connectors._scopes import Compared, Scope
from connectors._signing import Owner
from connectors._tokens import TokenFile
from connectors.errors import AuthNeeded, Unreachable
from connectors.graph import scopes
from connectors.graph.access import signed_in
from connectors.graph.causes import refusal
from connectors.graph.identity import Identity, garbled
from connectors.graph.options import Options, read
from connectors.graph.wire import Wire
from connectors.types import Surroundings

# Entra knows this machine by this name only; any port will do.
_HERE = "localhost"
_APPS = "https://myapplications.microsoft.com"


def scopes_text(options: Mapping[str, object]) -> str:
    """What a sign-in asks for, and why; needs neither a sign-in nor a network."""
    return "\n".join(scopes.explained(_asked(options)))


def sign_in(name: str, around: Surroundings, options: Mapping[str, object], owner: Owner) -> list[str]:
    """Sign the account in and keep its tokens; what was granted and what is off, as sentences.

    Raises AuthNeeded where the owner has to try again, Misconfigured, Unreachable, Busy, Unwritable.
    """
    chosen = read(name, options, around.home)
    identity = Identity(chosen, around.clock, once=True)
    wanted = scopes.asked(read_only=chosen.read_only, categories=chosen.categories)
    names = [scope.name for scope in wanted]
    answer = _by_device(identity, names, owner) if owner.device_code else _by_browser(name, identity, names, owner)
    if "access_token" not in answer:
        raise refusal(name, chosen, answer)
    tokens = signed_in(answer, identity, chosen, around.clock.now())
    compared = scopes.compare(tokens["scopes"], wanted)
    if compared.forbidden:
        raise _refused(name, compared.forbidden)
    file = TokenFile(around.state, name, chosen.token_key)
    with file.locked():
        before = _load(file)
        file.save(tokens)
    try:
        _check_owner(name, chosen, around, file)
    except AuthNeeded:
        _put_back(file, before)
        raise
    return [f"Account {name} is signed in at Microsoft.", *_said(name, tokens["scopes"], compared), file.key_said()]


def revoke(name: str, around: Surroundings, options: Mapping[str, object]) -> list[str]:
    """Forget the tokens; what was done, as sentences. Raises Unwritable.

    Entra has no endpoint that ends one grant: what is left of it is the owner's to remove.
    """
    chosen = read(name, options, around.home)
    file = TokenFile(around.state, name, chosen.token_key)
    # A renewal that is under way ends first: what it saved later would outlive the sign-in.
    with file.locked():
        there = _load(file) is not None
        file.forget()
    if not there:
        return [f"Account {name} is not signed in; there is nothing to revoke."]
    return [
        f"Account {name} is signed out here: its tokens are gone.",
        f"Microsoft still lists the consent; remove the app {chosen.client_id} at {_APPS} to end that, too.",
    ]


def _asked(options: Mapping[str, object]) -> tuple[Scope, ...]:
    return scopes.asked(read_only=options.get("read_only") is True, categories=options.get("categories") is True)


def _by_browser(name: str, identity: Identity, names: list[str], owner: Owner) -> dict[str, Any]:
    """The answer to a code that came back from a browser, here or anywhere else. Raises AuthNeeded, Unreachable."""
    flow: dict[str, Any] = {}

    def begin(redirect: str) -> str:
        back = redirect.rstrip("/")
        flow.update(identity.begun(names, back))
        return str(flow["auth_uri"])

    came_to = consent.asked(owner, _HERE, begin)
    fields = consent.brought(name, came_to, str(flow["state"]))
    return fields if "error" in fields else _traded(name, identity, flow, fields)


def _traded(name: str, identity: Identity, flow: dict[str, Any], fields: dict[str, str]) -> dict[str, Any]:
    """The token endpoint's answer to the code. Raises Unreachable."""
    try:
        answer: dict[str, Any] = identity.app.acquire_token_by_auth_code_flow(flow, fields)
    except Unreachable:
        raise Unreachable(
            "Microsoft did not answer when the code was traded for tokens; look at the network and run "
            f"`headsup login {name}` again."
        ) from None
    except (ValueError, KeyError, RuntimeError):
        raise garbled() from None
    return answer


def _by_device(identity: Identity, names: list[str], owner: Owner) -> dict[str, Any]:
    """The answer once the owner has typed a code on a page of Microsoft's, on any machine."""
    flow: dict[str, Any] = identity.app.initiate_device_flow(names)
    if "user_code" not in flow:
        return flow
    owner.say(f"Open {flow.get('verification_uri')} in any browser, type the code {flow['user_code']} and consent.")
    answer: dict[str, Any] = identity.app.acquire_token_by_device_flow(flow)
    return answer


def _check_owner(name: str, options: Options, around: Surroundings, file: TokenFile) -> None:
    """Raise AuthNeeded where somebody else than the owner of `[me]` has consented."""
    wire = Wire(options, file, around.clock)
    if scopes.WHO.name not in wire.granted:
        return
    me = wire.get("/me", select="mail,userPrincipalName,otherMails,proxyAddresses")
    named = (me.get("mail"), me.get("userPrincipalName"), *(me.get("otherMails") or ()))
    aliases = (str(one).partition(":")[2] for one in me.get("proxyAddresses") or ())
    known = {str(one or "").lower() for one in (*named, *aliases)}
    if known - {""} and known.isdisjoint(around.addresses):
        who = sorted(known - {""})[0]
        raise AuthNeeded(
            f"You consented as {who}, who is not you by [me] addresses; add it there, or run `headsup login {name}` as "
            "yourself."
        )


def _refused(name: str, forbidden: Sequence[str]) -> AuthNeeded:
    """The error for what nobody should hold: nothing of it was kept."""
    return AuthNeeded(
        f"Microsoft granted more than Headsup may hold ({', '.join(forbidden)}), so nothing was kept; take that out of "
        f"the app's registration, remove its consent at {_APPS} and run `headsup login {name}` again."
    )


def _load(file: TokenFile) -> dict[str, Any] | None:
    """The tokens before; {} where there are some that cannot be read."""
    try:
        return file.load()
    except AuthNeeded:
        return {}


def _put_back(file: TokenFile, before: dict[str, Any] | None) -> None:
    with file.locked():
        file.forget()
        if before:
            file.save(before)


def _said(name: str, granted: Sequence[str], compared: Compared) -> list[str]:
    """What the owner should know of what was granted."""
    said = [f"Granted: {', '.join(granted)}."]
    said += [f"Not needed and not used, although granted: {scope}." for scope in compared.wider]
    for scope in compared.missing:
        said.append(f"Not granted: {scope.name}: {scope.lost}; `headsup login {name}` asks again.")
    return said
