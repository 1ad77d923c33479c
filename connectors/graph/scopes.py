"""The rights this kind of account asks for, each with its reason, and what was granted compared with them.

In: the scopes that Microsoft says were granted, by their full names or short. Out: which are forbidden, which are more
than was asked, which are missing. Microsoft's class "admin" means that an administrator has to consent; these need none
unless an organisation says so.
Source: learn.microsoft.com/graph/permissions-reference.
"""

from collections.abc import Iterable, Iterator

from connectors import _scopes
from connectors._scopes import Compared, Scope

WHO = Scope("User.Read", "user", "to see that it is you who signed in", "it is not checked who signed in")
READ_MAIL = Scope(
    "Mail.Read",
    "user",
    "to find what you promised in your sent mail, and what was answered",
    "mail is not read, so no promise is found",
)
WRITE_MAIL = Scope(
    "Mail.ReadWrite",
    "user",
    "to find what you promised, and to lay heads-ups into your Drafts; it cannot send",
    "mail is not read, so no promise is found, and no drafts are written",
)
READ_CALENDARS = Scope(
    "Calendars.Read",
    "user",
    "to see how much time is left before a promise is due",
    "your events are not read, so a crowded week is not noticed",
)
WRITE_CALENDARS = Scope(
    "Calendars.ReadWrite",
    "user",
    "to see how much time is left, and to keep a calendar of its own for notes",
    "your events are not read, so a crowded week is not noticed, and no notes are written",
)
CATEGORIES = Scope(
    "MailboxSettings.ReadWrite",
    "user",
    "to add the categories that colour notes by risk, because you set categories = true",
    "notes have no colour of their own",
)

# What would let this program, or whoever steals its tokens, do what it promises never to do.
FORBIDDEN = frozenset(
    {"Mail.Send", "Mail.Send.Shared", "SMTP.Send", "EWS.AccessAsUser.All", "IMAP.AccessAsUser.All"}
    | {"POP.AccessAsUser.All", "full_access_as_user", "Directory.AccessAsUser.All"}
)
_WHO_YOU_ARE = {"openid", "profile", "email", "offline_access"}


def asked(*, read_only: bool, categories: bool) -> tuple[Scope, ...]:
    """The scopes to ask for."""
    if read_only:
        return (WHO, READ_MAIL, READ_CALENDARS)
    return (WHO, WRITE_MAIL, WRITE_CALENDARS, *((CATEGORIES,) if categories else ()))


def granted(said: str) -> list[str]:
    """The short names in what the token endpoint says of the scope (RFC 6749, 3.3)."""
    return sorted({name.rpartition("/")[2] for name in said.split()})


def compare(names: Iterable[str], wanted: Iterable[Scope]) -> Compared:
    """Compare the short names of the scopes granted with those wanted. Who the owner is counts for nothing."""
    return _scopes.compare(set(names) - _WHO_YOU_ARE, wanted, FORBIDDEN)


def explained(wanted: Iterable[Scope]) -> Iterator[str]:
    """Lines for the owner: what is asked and why, what is never asked."""
    yield "Headsup asks Microsoft for these delegated permissions, none of which needs an administrator by itself:"
    for scope in wanted:
        yield f"  {scope.name}: {scope.why}."
    yield "and, to stay signed in, openid, profile and offline_access."
    yield "It never asks for, and refuses if it is granted:"
    yield f"  {', '.join(sorted(FORBIDDEN))}."
