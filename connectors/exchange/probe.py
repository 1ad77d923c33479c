"""Whether anything happened on an Exchange server since a cursor, by a request for each folder that is watched.

Without exchangelib: this runs in a process that lives long, and at most turns nothing did happen. NTLM takes a library
of its own and three requests for one, so that with it a whole turn asks.
Source: learn.microsoft.com/exchange/client-developer/web-service-reference/syncfolderitems-operation.
"""

import re
from base64 import b64encode
from collections.abc import Callable
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

from defusedxml.ElementTree import ParseError, fromstring

from connectors._folders import is_look_due
from connectors._http import Answer, Door, Route, told
from connectors._interest import has_drifted, is_old
from connectors._options import origin
from connectors.errors import Busy
from connectors.exchange.cursor import Cursor
from connectors.exchange.known import Server
from connectors.exchange.options import Options
from connectors.types import Clock, Interest

_M = "{http://schemas.microsoft.com/exchange/services/2006/messages}"
_ENVELOPE = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'
    ' xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"'
    ' xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><s:Header>'
    '<t:RequestServerVersion Version="{version}"/></s:Header><s:Body><m:SyncFolderItems>'
    "<m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape><m:SyncFolderId><t:FolderId Id={folder}/>"
    "</m:SyncFolderId><m:SyncState>{state}</m:SyncState><m:MaxChangesReturned>1</m:MaxChangesReturned>"
    "</m:SyncFolderItems></s:Body></s:Envelope>"
)
_BACK_OFF = re.compile(rb"<[^<>]*BackOffMilliseconds[^<>]*>\s*(\d{1,8})\s*<")
_A_WHILE = 10.0


def is_idle(options: Options, server: Server, clock: Clock, cursor: Cursor, wanted: Interest, own: str | None) -> bool:
    """Whether a pull from `cursor` would surely yield no page. Raises ConnectorError."""
    if server.auth not in {"basic", "oauth"} or not server.endpoint or _is_due(cursor, wanted, own):
        return False
    server.check()
    ask = _asking(options, server, clock)
    states = {id_: place.state for id_, place in cursor.folders.items()}
    states |= {id_: days.state for id_, days in cursor.calendars.items()}
    return all(ask(folder, state) for folder, state in states.items())


def _is_due(cursor: Cursor, wanted: Interest, own: str | None) -> bool:
    """Whether there is something to do, whatever the server says: an import, a listing anew, the look once a day."""
    if is_old(cursor.at, wanted) or cursor.sweep or is_look_due(cursor, wanted):
        return True
    if not all(place.whole and place.state for place in cursor.folders.values()):
        return True
    unread = any(not days.state or has_drifted(days.until, wanted) for days in cursor.calendars.values())
    return unread or not cursor.calendars or (own is not None and own not in cursor.calendars)


def _asking(options: Options, server: Server, clock: Clock) -> Callable[[str, str], bool]:
    """What asks whether a folder is as it was at a state."""
    path = urlsplit(server.endpoint).path
    door = Door(origin(server.endpoint), [Route("POST", path)], clock, ca_bundle=options.ca_bundle, held=_held)
    headers = {"Content-Type": "text/xml; charset=utf-8", "Authorization": _signed(options, server.auth)}
    version = "Exchange2010_SP2" if options.version == "2010_SP2" else "Exchange2013"

    def ask(folder: str, state: str) -> bool:
        body = _ENVELOPE.format(version=version, folder=quoteattr(folder), state=escape(state))
        answer = door.request("POST", server.endpoint, headers=headers, body=body.encode())
        if answer.status == 401:
            raise server.refuse()
        return _is_unchanged(answer)

    return ask


def _signed(options: Options, auth: str) -> str:
    if auth == "oauth":
        return f"Bearer {options.revealed()}"
    return f"Basic {b64encode(f'{options.user}:{options.revealed()}'.encode()).decode()}"


def _held(answer: Answer) -> float | None:
    """As for any provider; but Exchange says in the body of a 500 how long to wait."""
    return None if _is_busy(answer) else told(answer)


def _is_busy(answer: Answer) -> bool:
    return b"ErrorServerBusy" in answer.body


def _is_unchanged(answer: Answer) -> bool:
    """Whether the answer tells of no change at all; any error but one is left to a whole turn. Raises Busy."""
    if _is_busy(answer):
        said = _BACK_OFF.search(answer.body)
        wait = int(said[1]) / 1000 if said and int(said[1]) else _A_WHILE
        raise Busy("The Exchange server asks to wait; Headsup tries again by itself.", wait)
    try:
        envelope = fromstring(answer.body) if answer.status == 200 else None
    except ParseError:
        envelope = None
    if envelope is None:
        return False
    code, changes = (envelope.find(f".//{_M}{name}") for name in ("ResponseCode", "Changes"))
    return code is not None and code.text == "NoError" and changes is not None and not len(changes)
