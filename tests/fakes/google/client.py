"""Google's own client library, unpatched, pointed at the twin; and small mails to put into it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from tests.fakes.google import GoogleTwin, serving

AT = "https://www.googleapis.com/auth/"
SCOPES = tuple(
    f"{AT}{name}"
    for name in (
        "gmail.readonly",
        "gmail.compose",
        "calendar.events.readonly",
        "calendar.calendarlist.readonly",
        "calendar.app.created",
    )
)
MONDAY = datetime(2025, 3, 3, 9, 30, tzinfo=UTC)


def twin(zone: str = "Europe/Berlin", **options: Any) -> GoogleTwin:
    """Ada's account on a Monday morning."""
    made = GoogleTwin("ada@harbour.example", zone, **options)
    made.now = MONDAY
    return made


@contextmanager
def signed_in(made: GoogleTwin, *scopes: str) -> Iterator[tuple[Any, Any]]:
    """The services of Gmail and Calendar, with a token of these scopes (all that the product asks for, if none)."""
    token = made.oauth.grant(*(scopes or SCOPES)).access_token
    with serving(made) as url:
        gmail, calendar = service(url, token, "gmail", "v1"), service(url, token, "calendar", "v3")
        try:
            yield gmail, calendar
        finally:
            gmail.close()
            calendar.close()


def service(url: str, token: str, name: str, version: str) -> Any:
    """A service over plain httplib2, by the static discovery document with its addresses changed."""
    import google_auth_httplib2  # type: ignore[import-untyped]
    import httplib2  # type: ignore[import-untyped]
    from google.oauth2.credentials import Credentials
    from googleapiclient import discovery_cache  # type: ignore[import-untyped]
    from googleapiclient.discovery import build_from_document  # type: ignore[import-untyped]

    document = json.loads(discovery_cache.get_static_doc(name, version))
    document |= {"rootUrl": f"{url}/", "baseUrl": f"{url}/{document['servicePath']}"}
    document["batchPath"] = f"batch/{name}/{version}"
    http = google_auth_httplib2.AuthorizedHttp(Credentials(token), http=httplib2.Http(timeout=5))  # type: ignore[no-untyped-call]
    return build_from_document(document, http=http)


def mail(number: int, subject: str = "The deck", *lines: str, text: str = "Hello.") -> bytes:
    """A plain mail from Bo to Ada, with more header lines."""
    head = [
        f"Message-ID: <m{number}@harbour.example>",
        "Date: Mon, 03 Mar 2025 09:30:00 +0000",
        *lines,
        f"Subject: {subject}",
    ]
    named = {line.partition(":")[0] for line in lines}
    head += [] if "From" in named else ["From: Bo Frost <bo@harbour.example>"]
    head += [] if "To" in named else ["To: ada@harbour.example"]
    return "\r\n".join([*head, "", text, ""]).encode()


def told(refused: Any) -> tuple[int, str]:
    """The status and the reason of the HttpError that was caught."""
    return refused.value.status_code, refused.value.error_details[0]["reason"]


def own_calendar(calendar: Any) -> str:
    """The client makes a calendar of its own."""
    made: str = calendar.calendars().insert(body={"summary": "Headsup", "description": "notes"}).execute()["id"]
    return made
