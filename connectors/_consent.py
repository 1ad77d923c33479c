"""The owner's consent in a browser, here or on another machine: what the browser brings back.

In: a way to talk to the owner, and the address to open. Out: the fields of the answer (RFC 6749, 4.1.2), or AuthNeeded,
which never holds them.
"""

import secrets
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from connectors._landing import Landing, spare_address
from connectors._signing import Owner
from connectors.errors import AuthNeeded

# Seconds the owner has for the consent in the browser.
_PATIENCE = 300.0


def asked(owner: Owner, here: str, begun: Callable[[str], str]) -> str:
    """The whole address that the browser ended at; "" where nobody came in time.

    `here` is what the provider calls this machine. `begun` gets the address that the browser is to come back to, and
    returns the one to open.
    """
    if owner.browse is None:
        back = spare_address(here)
        owner.say(f"Open this address in any browser and consent:\n\n{begun(back)}\n")
        owner.say(f"The browser then ends at an address that begins with {back} and shows an error page.")
        return owner.answer("Paste that whole address here")
    with Landing(here) as landing:
        address = begun(landing.address)
        owner.say(f"Your browser asks for your consent; if it does not, open this on this machine:\n\n{address}\n")
        if not owner.browse(address):
            owner.say("No browser could be opened; --no-browser lets you use one on another machine.")
        return landing.visit(_PATIENCE)


def brought(name: str, came_to: str, state: str) -> dict[str, str]:
    """The fields in the address that the browser ended at: a code or an error. Raises AuthNeeded."""
    again = f"run `headsup login {name}` again"
    if not came_to:
        raise AuthNeeded(f"No consent came within {_PATIENCE / 60:.0f} minutes; {again}, with --no-browser if need be.")
    fields = {field: values[0] for field, values in parse_qs(urlsplit(came_to.strip()).query).items()}
    if "state" not in fields or not {"code", "error"} & fields.keys():
        raise AuthNeeded(f"That is not the whole address the browser ended at; {again} and paste all of it.")
    if not secrets.compare_digest(fields["state"].encode(), state.encode()):
        raise AuthNeeded(f"That answer belongs to another sign-in; {again} and use the address it shows.")
    return fields
