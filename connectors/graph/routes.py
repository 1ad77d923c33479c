"""Every request this kind of account may make. Nothing here sends mail. Of calendars our own is written, and
of the owner's own events what `lines` puts into the description, where the owner asked for it.

Source: learn.microsoft.com/graph/api, resources message, mailFolder, calendar, event; JSON batching.
"""

from connectors._allow import Route
from connectors.graph.options import Options

_FOLDER = "/me/mailFolders/{folder}"
_CALENDAR = "/me/calendars/{calendar}"

GRAPH = (
    Route("GET", "/me"),
    Route("GET", _FOLDER),
    Route("GET", f"{_FOLDER}/childFolders"),
    Route("GET", f"{_FOLDER}/messages"),
    Route("GET", f"{_FOLDER}/messages/delta"),
    Route("GET", "/me/messages"),
    Route("GET", "/me/messages/{id}"),
    Route("POST", "/me/messages", write=True),
    Route("PATCH", "/me/messages/{id}", write=True),
    Route("DELETE", "/me/messages/{id}", write=True),
    Route("GET", "/me/calendars"),
    Route("POST", "/me/calendars", write=True),
    Route("GET", "/me/calendarView/delta"),
    Route("GET", f"{_CALENDAR}/calendarView"),
    Route("GET", f"{_CALENDAR}/events"),
    Route("GET", f"{_CALENDAR}/events/{{id}}"),
    Route("POST", f"{_CALENDAR}/events", write=True),
    Route("PATCH", f"{_CALENDAR}/events/{{id}}", write=True),
    Route("DELETE", f"{_CALENDAR}/events/{{id}}", write=True),
    Route("GET", "/me/outlook/masterCategories"),
    Route("POST", "/me/outlook/masterCategories", write=True),
    Route("POST", "/$batch", batch=True),
)


def entra(options: Options, *, once: bool) -> tuple[Route, ...]:
    """The routes at the authority. `once`: a code is good once, so a request for tokens is never repeated."""
    tenant = f"/{options.tenant}"
    known = (
        Route("GET", f"{tenant}/v2.0/.well-known/openid-configuration"),
        Route("POST", f"{tenant}/oauth2/v2.0/token", write=once),
        Route("POST", f"{tenant}/oauth2/v2.0/devicecode", write=once),
    )
    return (*known, Route("GET", "/common/discovery/instance")) if options.instance_discovery else known
