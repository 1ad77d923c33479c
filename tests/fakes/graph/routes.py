"""The routes of Graph that the twin has: a method and path in, which route it is out.

Sources: the "Permissions" and "HTTP request" of each page below learn.microsoft.com/en-us/graph/api. Whatever is not
GET and not among them is never to be called.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tests.fakes._http import segments

_KEY = re.compile(r"\('([^')]*)'\)")
_ONE = ("$select", "$expand")
_LIST = (*_ONE, "$filter", "$orderby", "$top", "$skip", "$count")
_FOLDERS = (*_LIST, "includeHiddenFolders")
_DELTA = (*_ONE, "$filter", "$orderby", "$top", "$skiptoken", "$deltatoken", "changeType")
_VIEW = (*_LIST, "startDateTime", "endDateTime")
_VIEW_DELTA = ("startDateTime", "endDateTime", "$top", "$skiptoken", "$deltatoken")

_READ_MAIL = ("Mail.Read", "Mail.ReadWrite")
_BASIC_MAIL = ("Mail.ReadBasic", *_READ_MAIL)
_WRITE_MAIL = ("Mail.ReadWrite",)
_READ_CALENDARS = ("Calendars.Read", "Calendars.ReadWrite")
_BASIC_CALENDARS = ("Calendars.ReadBasic", *_READ_CALENDARS)
_WRITE_CALENDARS = ("Calendars.ReadWrite",)
_WRITE_SETTINGS = ("MailboxSettings.ReadWrite",)
_READ_SETTINGS = ("MailboxSettings.Read", "MailboxSettings.ReadWrite")


@dataclass(frozen=True, slots=True)
class Route:
    """`name` is "GET /me/messages/{id}"; any one of `scopes` opens it; `takes` and `gives` are types of the schema."""

    name: str
    scopes: tuple[str, ...]
    options: tuple[str, ...] = ()
    gives: str = ""
    takes: str = ""

    @property
    def method(self) -> str:
        """GET, POST, .."""
        return self.name.partition(" ")[0]

    @property
    def template(self) -> str:
        """The path, with `{name}` for a place."""
        return self.name.partition(" ")[2]

    def places(self, pieces: list[str]) -> dict[str, str] | None:
        """The values in a path, None where it is not one of this route. Names are read in any case, as Graph does."""
        pairs = list(zip(self.template.strip("/").split("/"), pieces, strict=True))
        if any(said.lower() != piece.lower() for said, piece in pairs if not said.startswith("{")):
            return None
        return {said[1:-1]: piece for said, piece in pairs if said.startswith("{")}


ROUTES = (
    Route("GET /me", ("User.Read",), _ONE),
    Route("GET /me/mailboxSettings", _READ_SETTINGS, _ONE, "mailboxSettings"),
    Route("GET /me/outlook/masterCategories", _READ_SETTINGS, _LIST),
    Route("POST /me/outlook/masterCategories", _WRITE_SETTINGS, (), "outlookCategory", "outlookCategory"),
    Route("GET /me/mailFolders", _BASIC_MAIL, _FOLDERS, "mailFolderCollection"),
    Route("GET /me/mailFolders/delta", _BASIC_MAIL, _DELTA, "mailFolderCollection"),
    Route("GET /me/mailFolders/{id}", _BASIC_MAIL, _ONE, "mailFolder"),
    Route("GET /me/mailFolders/{id}/childFolders", _BASIC_MAIL, _FOLDERS, "mailFolderCollection"),
    Route("GET /me/mailFolders/{id}/messages", _READ_MAIL, _LIST, "messageCollection"),
    Route("GET /me/mailFolders/{id}/messages/delta", _READ_MAIL, _DELTA, "messageCollection"),
    Route("POST /me/mailFolders/{id}/messages", _WRITE_MAIL, (), "message", "message"),
    Route("GET /me/messages", _READ_MAIL, _LIST, "messageCollection"),
    Route("POST /me/messages", _WRITE_MAIL, (), "message", "message"),
    Route("GET /me/messages/{id}", _READ_MAIL, _ONE, "message"),
    Route("PATCH /me/messages/{id}", _WRITE_MAIL, (), "message", "message"),
    Route("DELETE /me/messages/{id}", _WRITE_MAIL),
    Route("GET /me/messages/{id}/$value", _READ_MAIL),
    Route("GET /me/messages/{id}/attachments", _READ_MAIL, _LIST),
    Route("GET /me/messages/{id}/attachments/{attachment}", _READ_MAIL, _ONE, "fileAttachment"),
    Route("GET /me/messages/{id}/attachments/{attachment}/$value", _READ_MAIL),
    Route("POST /me/messages/{id}/createReply", _WRITE_MAIL, (), "message"),
    Route("POST /me/messages/{id}/createReplyAll", _WRITE_MAIL, (), "message"),
    Route("POST /me/messages/{id}/move", _WRITE_MAIL, (), "message"),
    Route("GET /me/calendars", _BASIC_CALENDARS, _LIST, "calendarCollection"),
    Route("POST /me/calendars", _WRITE_CALENDARS, (), "calendar", "calendar"),
    Route("GET /me/calendar", _BASIC_CALENDARS, _ONE, "calendar"),
    Route("GET /me/calendars/{id}", _BASIC_CALENDARS, _ONE, "calendar"),
    Route("PATCH /me/calendars/{id}", _WRITE_CALENDARS, (), "calendar", "calendar"),
    Route("DELETE /me/calendars/{id}", _WRITE_CALENDARS),
    Route("GET /me/calendars/{id}/events", _READ_CALENDARS, _LIST, "eventCollection"),
    Route("POST /me/calendars/{id}/events", _WRITE_CALENDARS, (), "event", "event"),
    Route("GET /me/calendars/{id}/calendarView", _READ_CALENDARS, _VIEW, "eventCollection"),
    Route("GET /me/calendars/{id}/calendarView/delta", _READ_CALENDARS, _VIEW_DELTA, "eventCollection"),
    Route("GET /me/calendarView", _READ_CALENDARS, _VIEW, "eventCollection"),
    Route("GET /me/calendarView/delta", _READ_CALENDARS, _VIEW_DELTA, "eventCollection"),
    Route("GET /me/events", _READ_CALENDARS, _LIST, "eventCollection"),
    Route("POST /me/events", _WRITE_CALENDARS, (), "event", "event"),
    Route("GET /me/events/{id}", _READ_CALENDARS, _ONE, "event"),
    Route("GET /me/events/{id}/instances", _READ_CALENDARS, _VIEW, "eventCollection"),
    Route("PATCH /me/events/{id}", _WRITE_CALENDARS, (), "event", "event"),
    Route("DELETE /me/events/{id}", _WRITE_CALENDARS),
    Route("GET /me/calendars/{calendar}/events/{id}", _READ_CALENDARS, _ONE, "event"),
    Route("PATCH /me/calendars/{calendar}/events/{id}", _WRITE_CALENDARS, (), "event", "event"),
    Route("DELETE /me/calendars/{calendar}/events/{id}", _WRITE_CALENDARS),
)


def find(method: str, path: str, owners: Iterable[str]) -> tuple[Route, dict[str, str]] | None:
    """The route of a path below /v1.0 and the values in it. `/users/{one of owners}` is `/me`.

    A value may also stand in a key, `/mailFolders('inbox')`, and a function be written `microsoft.graph.delta()`.
    """
    plain = _KEY.sub(r"/\1", path.replace("%27", "'"))
    pieces = [re.sub(r"^microsoft\.graph\.|\(\)$", "", piece) for piece in segments(plain)]
    if pieces[:1] != ["v1.0"]:
        return None
    pieces = pieces[1:]
    if pieces[:1] == ["users"] and len(pieces) > 1 and pieces[1].lower() in {one.lower() for one in owners}:
        pieces[:2] = ["me"]
    for route in _BY_SHAPE.get((method, len(pieces)), []):
        places = route.places(pieces)
        if places is not None and all(places.values()):
            return route, places
    return None


def _by_shape() -> dict[tuple[str, int], list[Route]]:
    found: dict[tuple[str, int], list[Route]] = {}
    for route in sorted(ROUTES, key=lambda one: one.template.count("{")):
        found.setdefault((route.method, len(route.template.strip("/").split("/"))), []).append(route)
    return found


_BY_SHAPE = _by_shape()
