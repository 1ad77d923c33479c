"""A notification to where the owner told it to go. In: references to apprise addresses, a title, a text.

The one way out of the house beside `connectors._http`: apprise speaks to a hundred services in their own ways, so it
cannot pass that door. It is an extra, is imported here and nowhere else, and only `headsup brief --notify` loads it,
which the service runs in a process of its own.
"""

from collections.abc import Iterable

from config.secrets import resolve
from daemon.errors import HeadsupError

_REFERENCES = ("env:", "file:", "systemd:", "keyring:")


class Undelivered(HeadsupError):
    """A notification did not go out."""


def notify(addresses: Iterable[str], title: str, text: str) -> None:
    """Send `text` to each of `addresses`: an apprise address (https://github.com/caronc/apprise/wiki) or a reference to
    one. Raises Undelivered, ConfigError; neither holds an address, which may be a secret."""
    try:
        from apprise import Apprise, AppriseAsset
    except ImportError:
        raise Undelivered("notifications need apprise; run `pip install 'headsup[notify]'`") from None
    sender = Apprise(asset=AppriseAsset(app_id="Headsup", app_desc="Headsup", plugin_paths=[], async_mode=False))
    for number, address in enumerate(addresses, 1):
        known = resolve(address).reveal() if address.startswith(_REFERENCES) else address
        if not sender.add(known):
            raise Undelivered(
                f"address {number} of [notify] urls is none that apprise knows; see its wiki for the form"
            )
    if not len(sender):
        raise Undelivered('there is nowhere to notify; write urls = ["env:HEADSUP_NOTIFY"] under [notify]')
    if not sender.notify(body=text, title=title):
        raise Undelivered("a notification could not be delivered; see whether the service it goes to is reachable")
