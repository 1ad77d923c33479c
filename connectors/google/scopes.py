"""The rights this kind of account asks for, each with its reason, and what was granted compared with them.

In: the scopes that Google says were granted. Out: which are forbidden, which are more than was asked, which are
missing. Google's own classes: an app with "restricted" or "sensitive" scopes is reviewed by Google unless it is for its
owner alone.
Source: developers.google.com/workspace/gmail/api/auth/scopes, .../calendar/api/auth.
"""

from collections.abc import Iterable, Iterator

from connectors import _scopes
from connectors._scopes import Compared, Scope

_AT = "https://www.googleapis.com/auth/"


READ_MAIL = Scope(
    f"{_AT}gmail.readonly",
    "restricted",
    "to find what you promised in your sent mail, and what was answered",
    "mail is not read, so no promise is found",
)
WRITE_DRAFTS = Scope(
    f"{_AT}gmail.compose",
    "restricted",
    "to lay heads-ups into your Drafts; Google has no lesser scope for that, and although this one could send, every "
    "request that sends is refused before it leaves",
    "no drafts are written",
)
READ_EVENTS = Scope(
    f"{_AT}calendar.events.readonly",
    "sensitive",
    "to see how much time is left before a promise is due",
    "your events are not read, so a crowded week is not noticed",
)
LIST_CALENDARS = Scope(
    f"{_AT}calendar.calendarlist.readonly",
    "neither",
    "to know which calendars there are, and to find Headsup's own again",
    "your calendars are not found, so neither events are read nor notes written",
)
WRITE_NOTES = Scope(
    f"{_AT}calendar.app.created",
    "neither",
    "to keep a calendar of its own for notes; no other calendar can be written with it",
    "no notes are written",
)
OWN_EVENTS = Scope(
    f"{_AT}calendar.events.owned",
    "sensitive",
    "to add a line to your own events, because you set own_events = true",
    "no line is added to your own events",
)

ASKED = (READ_MAIL, WRITE_DRAFTS, READ_EVENTS, LIST_CALENDARS, WRITE_NOTES)
# What would let this program, or whoever steals its tokens, do what it promises never to do.
FORBIDDEN = frozenset(
    {"https://mail.google.com/"}
    | {f"{_AT}gmail.{right}" for right in ("modify", "send", "insert", "settings.basic", "settings.sharing")}
    | {f"{_AT}calendar{right}" for right in ("", ".events", ".acls", ".calendars")}
)
_WHO_YOU_ARE = {"openid", "profile", "email", f"{_AT}userinfo.profile", f"{_AT}userinfo.email"}


def asked(own_events: bool) -> tuple[Scope, ...]:
    """The scopes to ask for."""
    return (*ASKED, OWN_EVENTS) if own_events else ASKED


def compare(granted: Iterable[str], wanted: Iterable[Scope]) -> Compared:
    """Compare the names of the scopes granted with those wanted. Who the owner is counts for nothing."""
    return _scopes.compare(set(granted) - _WHO_YOU_ARE, wanted, FORBIDDEN)


def explained(wanted: Iterable[Scope]) -> Iterator[str]:
    """Lines for the owner: what is asked and why, how Google ranks it, what is never asked."""
    yield "Headsup asks Google for:"
    for scope in wanted:
        ranked = "neither restricted nor sensitive" if scope.rank == "neither" else scope.rank
        yield f"  {short(scope.name)} ({ranked}): {scope.why}."
    yield "It never asks for, and refuses if it is granted:"
    yield f"  {', '.join(sorted(map(short, FORBIDDEN)))}."
    yield "You may untick any of them when Google asks; what then is off is said."


def short(name: str) -> str:
    """The name of a scope as people say it."""
    return name.removeprefix(_AT).removeprefix("https://").rstrip("/")
