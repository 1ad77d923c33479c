"""`headsup login`: what will be asked, the owner's consent traded for tokens, and its end.

In: the account's options, and a way to talk to the owner. Out: tokens at rest, and sentences that say what was granted.
google-auth-oauthlib makes the address with its state and PKCE. The trade goes through our own door: oauthlib takes any
difference between the scopes asked and granted for an error, and plain http on this machine as well, unless the
environment of the whole process tells it otherwise.
Source: RFC 8252, RFC 7636; developers.google.com/identity/protocols/oauth2/native-app.
"""

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from connectors import _consent as consent
from connectors._access import UNREFUSED
from connectors._http import Door
from connectors._memo import Memo, MemoFile
from connectors._options import origin
from connectors._scopes import Compared
from connectors._signing import Owner
from connectors._tokens import TokenFile
from connectors.errors import AuthNeeded, Busy, Misconfigured, Unreachable
from connectors.google import scopes
from connectors.google.access import FORM, error_of, fields_of, not_granted, renewed
from connectors.google.options import Options, read
from connectors.google.routes import GMAIL, exchanging, refreshing, revoke_uri
from connectors.types import Surroundings

_HERE = "127.0.0.1"
_PERMISSIONS = "https://myaccount.google.com/permissions"
# Their lines hold the state and the code.
_TALKATIVE = ("google_auth_oauthlib", "requests_oauthlib", "oauthlib")


@dataclass(frozen=True, slots=True)
class _Consent:
    """What the consent came to: a code that is good once, and what proves that we asked for it."""

    code: str = field(repr=False)
    verifier: str = field(repr=False)
    redirect: str


def scopes_text(options: Mapping[str, object]) -> str:
    """What a sign-in asks for, and why; needs neither a sign-in nor a network."""
    return "\n".join(scopes.explained(scopes.asked(options.get("own_events") is True)))


def sign_in(name: str, around: Surroundings, options: Mapping[str, object], owner: Owner) -> list[str]:
    """Sign the account in and keep its tokens; what was granted and what is off, as sentences.

    Raises AuthNeeded where the owner has to try again, Misconfigured, Unreachable, Busy, Unwritable.
    """
    chosen = read(name, options, around.home)
    consent = _consent(name, chosen, owner)
    fields = _traded(name, chosen, consent, around)
    file = TokenFile(around.state, name, chosen.token_key)
    wanted = scopes.asked(chosen.own_events)
    granted = sorted(str(fields.get("scope") or " ".join(scope.name for scope in wanted)).split())
    compared = scopes.compare(granted, wanted)
    if compared.forbidden:
        raise _refused(name, chosen, around, file, str(fields["refresh_token"]), compared.forbidden)
    _check_owner(chosen, around, str(fields["access_token"]), str(fields["refresh_token"]))
    tokens = _tokens(chosen, fields, granted, around.clock.now())
    with file.locked():
        file.save(tokens)
    MemoFile(around.state, "google", name).save(Memo())
    return [f"Account {name} is signed in at Google.", *_said(name, granted, compared, tokens, around), file.key_said()]


def revoke(name: str, around: Surroundings, options: Mapping[str, object]) -> list[str]:
    """End the sign-in at Google and forget the tokens; what was done, as sentences. Raises Unreachable, Unwritable."""
    chosen = read(name, options, around.home)
    file = TokenFile(around.state, name, chosen.token_key)
    # A renewal that is under way ends first: what it saved later would outlive the sign-in.
    with file.locked():
        return [_ended(name, chosen, around, file)]


def _consent(name: str, options: Options, owner: Owner) -> _Consent:
    """Ask for the consent, in a browser here or anywhere else. Raises AuthNeeded."""
    begun: list[tuple[Any, str]] = []

    def begin(redirect: str) -> str:
        flow, address, state = _address(options, redirect)
        begun.append((flow, state))
        return address

    came_to = consent.asked(owner, _HERE, begin)
    flow, state = begun[0]
    return _Consent(_code(name, came_to, state), flow.code_verifier, flow.redirect_uri)


def _address(options: Options, redirect: str) -> tuple[Any, str, str]:
    """The flow, the address to open, and its state. The library writes only https; where we point to is ours."""
    try:
        from google_auth_oauthlib.flow import InstalledAppFlow  # type: ignore[import-untyped]
    except ImportError:
        raise Misconfigured("Google's libraries are missing; run `pip install 'headsup[google]'`.") from None
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    auth = options.endpoints.auth
    secure = re.sub("^http:", "https:", auth)
    client = {"client_id": options.client_id, "auth_uri": secure, "token_uri": options.endpoints.token}
    names = [scope.name for scope in scopes.asked(options.own_events)]
    flow = InstalledAppFlow.from_client_config({"installed": client}, names, redirect_uri=redirect)
    address, state = flow.authorization_url(access_type="offline", prompt="consent")
    return flow, auth + str(address).removeprefix(secure), str(state)


def _code(name: str, came_to: str, state: str) -> str:
    """The code in the address the browser ended at. Raises AuthNeeded, which never holds it."""
    again = f"run `headsup login {name}` again"
    fields = consent.brought(name, came_to, state)
    if fields.get("error") == "access_denied":
        raise AuthNeeded(f"The consent was refused; {again} and allow it (in testing mode, as one of the test users).")
    if "code" not in fields:
        raise AuthNeeded(f"Google ended the sign-in without a code; {again}.")
    return fields["code"]


def _traded(name: str, options: Options, consent: _Consent, around: Surroundings) -> dict[str, Any]:
    """The token endpoint's answer to the code. Raises AuthNeeded, Misconfigured, Unreachable, Busy."""
    again = f"run `headsup login {name}` again"
    try:
        answer = _door(options, around, exchanging).request(
            "POST", options.endpoints.token, headers=FORM, body=_form(options, consent)
        )
    except Unreachable:
        answer = None
    if answer is None:
        raise Unreachable(
            f"Google did not answer when the code was traded for tokens; look at the network and {again}."
        )
    fields, error = fields_of(answer), error_of(answer)
    if error == "invalid_grant":
        raise AuthNeeded(f"The code was too old or used before; {again} and finish within a few minutes.")
    if error or "access_token" not in fields:
        raise not_granted(name, error)
    if not fields.get("refresh_token"):
        raise AuthNeeded(f"Google gave no lasting token; remove Headsup at {_PERMISSIONS}, then {again}.")
    return fields


def _check_owner(options: Options, around: Surroundings, access: str, refresh: str) -> None:
    """Raise AuthNeeded, and give all back, where somebody else than the owner of `[me]` has consented.

    Without leave to read mail, or while it cannot be reached, Gmail does not say who it was.
    """
    endpoints = options.endpoints
    door = Door(endpoints.gmail, GMAIL, around.clock, ca_bundle=endpoints.ca_bundle)
    bearer = {"Authorization": f"Bearer {access}"}
    try:
        answer = door.request("GET", f"{endpoints.gmail}/gmail/v1/users/me/profile", headers=bearer)
    except (Unreachable, Busy):
        return
    who = str(fields_of(answer).get("emailAddress", "")).lower()
    if who and who not in around.addresses:
        with suppress(Unreachable, Busy):
            _revoke(options, around, refresh)
        raise AuthNeeded(
            f"You consented as {who}, who is not you by [me] addresses; add it there or sign in as yourself."
        )


def _refused(
    name: str, options: Options, around: Surroundings, file: TokenFile, token: str, forbidden: Sequence[str]
) -> AuthNeeded:
    """Give back what nobody should hold; the error that says so."""
    said = ", ".join(map(scopes.short, forbidden))
    with file.locked():
        file.forget()
    try:
        _revoke(options, around, token)
    except Unreachable:
        return AuthNeeded(f"Google granted more than Headsup may hold ({said}); remove it at {_PERMISSIONS}.")
    return AuthNeeded(
        f"Google granted more than Headsup may hold ({said}), so all was given back; take those scopes out of the "
        f"OAuth project and run `headsup login {name}` again."
    )


def _ended(name: str, options: Options, around: Surroundings, file: TokenFile) -> str:
    """End the sign-in and forget the tokens; the sentence that says so. The caller holds the lock."""
    try:
        tokens = file.load()
    except AuthNeeded:
        file.forget()
        return f"The tokens of account {name} could not be read and are gone; end its access at {_PERMISSIONS}."
    if tokens is None:
        return f"Account {name} is not signed in; there is nothing to revoke."
    _revoke(options, around, str(tokens["refresh_token"]))
    file.forget()
    return f"Account {name} is signed out: its access has ended at Google and its tokens are gone."


def _revoke(options: Options, around: Surroundings, token: str) -> None:
    """End the grant. One that Google no longer knows has ended as well. Raises Unreachable, Busy."""
    body = urlencode({"token": token}).encode("ascii")
    address = revoke_uri(options.endpoints.token)
    answer = _door(options, around, refreshing).request("POST", address, headers=FORM, body=body)
    if answer.status >= 400 and error_of(answer) != "invalid_token":
        raise Unreachable(f"Google did not end the access ({answer.status}); end it at {_PERMISSIONS}.")


def _tokens(options: Options, fields: Mapping[str, Any], granted: Sequence[str], now: datetime) -> dict[str, Any]:
    """The tokens as they lie at rest."""
    lasts = fields.get("refresh_token_expires_in")
    return {
        **renewed(fields, now),
        "scopes": list(granted),
        "refresh_expires_at": now.timestamp() + lasts if isinstance(lasts, (int, float)) and lasts > 0 else None,
        **UNREFUSED,
        "client_id": options.client_id,
    }


def _said(
    name: str, granted: Sequence[str], compared: Compared, tokens: Mapping[str, Any], around: Surroundings
) -> list[str]:
    """What the owner should know of what was granted."""
    said = [f"Granted: {', '.join(map(scopes.short, granted))}."]
    said += [f"Not needed and not used, although granted: {scopes.short(scope)}." for scope in compared.wider]
    for scope in compared.missing:
        said.append(f"Not granted: {scopes.short(scope.name)}: {scope.lost}; `headsup login {name}` asks again.")
    if tokens["refresh_expires_at"] is not None:
        ends = datetime.fromtimestamp(tokens["refresh_expires_at"], around.clock.now().tzinfo)
        said.append(
            f"The OAuth project is in testing mode: the sign-in ends on {ends:%Y-%m-%d}; publish it to keep it."
        )
    return said


def _door(options: Options, around: Surroundings, routes: Callable[[str], Any]) -> Door:
    endpoints = options.endpoints
    return Door(origin(endpoints.token), routes(endpoints.token), around.clock, ca_bundle=endpoints.ca_bundle)


def _form(options: Options, consent: _Consent) -> bytes:
    fields = {
        "grant_type": "authorization_code",
        "client_id": options.client_id,
        "client_secret": options.secret(),
        "code": consent.code,
        "code_verifier": consent.verifier,
        "redirect_uri": consent.redirect,
    }
    return urlencode(fields).encode("ascii")
