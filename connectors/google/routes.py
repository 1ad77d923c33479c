"""Every request this kind of account may make. Nothing here sends mail, shares a calendar or touches another's event.

Units are those of Gmail's quota as of May 2026 (6,000 a minute for each user of a new project).
Source: developers.google.com/workspace/gmail/api/reference/quota, .../gmail/api/reference/rest,
.../calendar/api/v3/reference.
"""

from urllib.parse import urlsplit

from connectors._allow import Route

_USER = "/gmail/v1/users/{user}"
_EVENTS = "/calendar/v3/calendars/{calendar}/events"

GMAIL = (
    Route("GET", f"{_USER}/profile", units=1),
    Route("GET", f"{_USER}/labels", units=1),
    Route("GET", f"{_USER}/messages", units=5),
    Route("GET", f"{_USER}/messages/{{id}}", units=20),
    Route("GET", f"{_USER}/messages/{{id}}/attachments/{{attachment}}", units=20),
    Route("GET", f"{_USER}/history", units=2),
    Route("GET", f"{_USER}/drafts", units=5),
    Route("GET", f"{_USER}/drafts/{{id}}", units=20),
    Route("POST", f"{_USER}/drafts", write=True, units=10),
    Route("PUT", f"{_USER}/drafts/{{id}}", write=True, units=15),
    Route("DELETE", f"{_USER}/drafts/{{id}}", write=True, units=10),
    Route("POST", "/batch/gmail/v1", batch=True),
)
CALENDAR = (
    Route("GET", "/calendar/v3/users/me/calendarList"),
    Route("POST", "/calendar/v3/calendars", write=True),
    Route("GET", _EVENTS),
    Route("GET", f"{_EVENTS}/{{event}}"),
    Route("POST", _EVENTS, write=True),
    Route("PUT", f"{_EVENTS}/{{event}}", write=True),
    Route("PATCH", f"{_EVENTS}/{{event}}", write=True),
    Route("DELETE", f"{_EVENTS}/{{event}}", write=True),
)


def refreshing(token_uri: str) -> tuple[Route, ...]:
    """The routes at the token endpoint that may be repeated: a refresh, a revocation."""
    return (Route("POST", urlsplit(token_uri).path), Route("POST", urlsplit(revoke_uri(token_uri)).path))


def exchanging(token_uri: str) -> tuple[Route, ...]:
    """The route that trades a code for tokens: a code is good once, so it is never repeated."""
    return (Route("POST", urlsplit(token_uri).path, write=True),)


def revoke_uri(token_uri: str) -> str:
    """Where tokens are revoked: beside the endpoint that gives them out."""
    return f"{token_uri.rpartition('/')[0]}/revoke"
