"""The one transport of this kind of account: what exchangelib sends is looked at before a socket opens.

In: a request of the library's. Out: it, on its way to the account's own server, or Refused. Only the operations listed
here leave, and those that write only as a save that tells nobody.
Source: learn.microsoft.com/exchange/client-developer/web-service-reference (operations, dispositions).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import requests
from defusedxml.ElementTree import ParseError, fromstring
from requests.adapters import HTTPAdapter

from connectors.errors import Refused

_SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
_SERVICES = "{http://schemas.microsoft.com/exchange/services/2006/messages}"
_TELLING = "{http://schemas.microsoft.com/exchange/2010/Autodiscover}"
_SAVED, _TOLD = "SaveOnly", "SendToNone"
READS = frozenset(
    {"FindFolder", "FindItem", "GetFolder", "GetItem", "GetServerTimeZones", "ResolveNames", "SyncFolderHierarchy"}
    | {"SyncFolderItems"}
)
# What each write must say, and nothing else.
WRITES: Mapping[str, Mapping[str, frozenset[str]]] = {
    "CreateFolder": {},
    "CreateItem": {"MessageDisposition": frozenset({_SAVED}), "SendMeetingInvitations": frozenset({_TOLD})},
    "UpdateItem": {
        "MessageDisposition": frozenset({_SAVED}),
        "SendMeetingInvitationsOrCancellations": frozenset({_TOLD}),
        "ConflictResolution": frozenset({"NeverOverwrite"}),
        "SuppressReadReceipts": frozenset({"true"}),
    },
    "DeleteItem": {
        "DeleteType": frozenset({"HardDelete"}),
        "SendMeetingCancellations": frozenset({_TOLD}),
        "AffectedTaskOccurrences": frozenset({"AllOccurrences"}),
        "SuppressReadReceipts": frozenset({"true"}),
    },
}
# What older servers do not know.
_OPTIONAL = frozenset({"SuppressReadReceipts", "AffectedTaskOccurrences"})
_DISCOVERS = frozenset({"GetUserSettingsRequestMessage"})
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Place:
    """An address that requests may go to: the certificates it is trusted by, and whether it only tells of others."""

    ca_bundle: str | None
    discovery: bool = False


class Guard(HTTPAdapter):
    """What exchangelib takes for an adapter of requests. `places` are the addresses that it may go to."""

    places: ClassVar[dict[str, Place]] = {}

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:  # noqa: ANN401
        """Send it, if it may leave. Raises Refused."""
        place = self.places.get(request.url or "")
        if place is None:
            raise _refused("A request went astray from the account's server")
        check(request.method or "", request.body, _DISCOVERS if place.discovery else READS)
        kept = {**kwargs, "verify": place.ca_bundle or True, "proxies": {}}
        return super().send(request, *args, **kept)

    def build_response(self, *args: Any) -> requests.Response:  # noqa: ANN401
        """The answer, which exchangelib would read byte by byte: it asks for no size, and requests takes that for 1."""
        response = super().build_response(*args)
        response.__class__ = _InChunks
        return response


class _InChunks(requests.Response):
    def iter_content(self, chunk_size: int | None = _CHUNK, decode_unicode: bool = False) -> Any:  # noqa: ANN401
        return super().iter_content(chunk_size, decode_unicode)


def check(method: str, body: object, reads: frozenset[str] = READS) -> None:
    """Raise Refused for what is neither one of these reads nor, beside them, a save that tells nobody.

    A handshake (NTLM) sends an empty body first.
    """
    if method != "POST":
        raise _refused(f"{method} is not among the requests Headsup may make")
    if not body:
        return
    for operation, said in _operations(body):
        if operation in reads:
            continue
        wanted = WRITES.get(operation) if reads is READS else None
        if wanted is None:
            raise _refused(f"{operation} is not among the operations Headsup may ask for")
        if wanted.keys() - _OPTIONAL - said.keys() or any(said[name] not in wanted.get(name, ()) for name in said):
            raise _refused(f"{operation} may only save, and tell nobody")


def _operations(body: object) -> list[tuple[str, Mapping[str, str]]]:
    """The operations in an envelope, by their names without the namespaces that are known, and their attributes."""
    data = body.encode() if isinstance(body, str) else body
    try:
        envelope = fromstring(data) if isinstance(data, bytes) else None
    except (ParseError, ValueError):
        envelope = None
    bodies = envelope.findall(f"{_SOAP}Body") if envelope is not None else []
    if len(bodies) != 1 or not len(bodies[0]):
        raise _refused("A request holds no operation that can be read")
    return [(one.tag.removeprefix(_SERVICES).removeprefix(_TELLING), one.attrib) for one in bodies[0]]


def _refused(what: str) -> Refused:
    return Refused(f"{what}; please report this as a bug.")
