"""Why Entra does not take a sign-in. In: an answer with the number of its error. Out: whom to ask for what.

Source: learn.microsoft.com/entra/identity-platform/reference-error-codes.
"""

import re
from collections.abc import Mapping
from typing import Any

from connectors.errors import AuthNeeded, ConnectorError, Misconfigured, Unreachable
from connectors.graph.options import Options

_CODE = re.compile(r"AADSTS(\d+)")
_AGAIN = "run `headsup login {name}`"
_GRANT = "to grant the app {client} the permissions that `headsup login {name} --scopes` lists"

# What the owner, or whoever administers their organisation, has to do.
_NEEDED: Mapping[str, str] = {
    "50053": "Your account is locked after too many sign-ins; wait, or ask your administrator.",
    "50057": "Your account is switched off; ask your administrator.",
    "50076": f"Your organisation asks for a second factor again; {_AGAIN}.",
    "50079": f"Your organisation wants a second factor set up first; {_AGAIN} and follow Microsoft's page.",
    "50105": "You are not assigned to this app; ask your administrator to assign you to the app {client}.",
    "50158": f"Your organisation asks for a further proof of who you are; {_AGAIN}.",
    "50173": f"The sign-in was ended, as after a change of password or when access is withdrawn; {_AGAIN}.",
    "53000": "Your organisation lets in managed devices only (conditional access); ask your administrator to enrol "
    "this machine or to except the app {client}.",
    "53003": "A rule of your organisation (conditional access) blocks this sign-in; ask your administrator to allow "
    "the app {client} for you, and show them AADSTS53003.",
    "65001": f"Your consent is missing; {_AGAIN}; where it says an administrator must approve, ask yours {_GRANT}.",
    "65004": f"The consent was refused; {_AGAIN} again and allow it.",
    "70008": f"The code was too old or used before; {_AGAIN} again and finish within a few minutes.",
    "70043": f"Your organisation ends sign-ins after some time (sign-in frequency); {_AGAIN}.",
    "700082": f"The sign-in was not used for too long and has ended; {_AGAIN}.",
    "90094": f"In your organisation an administrator has to consent; ask yours {_GRANT}.",
}
# What is wrong with the options, or with the app's registration.
_WRONG: Mapping[str, str] = {
    "50011": "the app {client} lacks the redirect address http://localhost; add it to its platform `Mobile and desktop "
    "applications`",
    "50020": "you do not belong to this tenant; correct tenant",
    "50194": "the app {client} is for one organisation only; set tenant to that organisation's ID",
    "700016": "Microsoft does not know the app {client} in this tenant; correct client_id or tenant",
    "7000218": "the app {client} is no public client; set `Allow public client flows` to Yes in its registration",
    "90002": "there is no such tenant; correct tenant",
}
_ALIKE = {
    "50078": "50076",
    "50097": "53000",
    "50133": "50173",
    "50196": "50194",
    "53001": "53000",
    "53002": "53003",
    "53004": "53003",
    "530003": "53000",
    "530036": "53003",
    "54005": "70008",
    "700084": "700082",
    "90093": "90094",
    "90095": "90094",
}
_OTHERWISE = f"Microsoft does not take the sign-in of account {{name}}; {_AGAIN}."


def refusal(name: str, options: Options, answer: Mapping[str, Any]) -> ConnectorError:
    """The error for an answer of Entra's that grants nothing. Of its text only the number of the error is used."""
    found = _CODE.search(str(answer.get("error_description", "")))
    number = _ALIKE.get(found[1], found[1]) if found else ""
    said = {"name": name, "client": options.client_id}
    if number in _WRONG:
        return Misconfigured(f"accounts.{name}: {_WRONG[number].format(**said)}.")
    if number not in _NEEDED and answer.get("error") in {"temporarily_unavailable", "server_error"}:
        return Unreachable("Microsoft's sign-in has a fault of its own; Headsup tries again by itself.")
    return AuthNeeded(_NEEDED.get(number, _OTHERWISE).format(**said))
