"""A requests session signed in at the twin; a browser that is a thread; and small drafts and events to put into it."""

import html
import re
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import requests

from tests.fakes import _tls
from tests.fakes.google.client import MONDAY, mail
from tests.fakes.graph.errors import Json
from tests.fakes.graph.twin import GraphTwin, serving

SCOPES = ("User.Read", "Mail.ReadWrite", "Calendars.ReadWrite")
IMMUTABLE = 'IdType="ImmutableId"'
KEY = "String {6f2c1a38-0b5e-4d4e-9a77-3c1d5e8f2b90} Name Ref"


class Graph:
    """Asks the twin: paths below /v1.0, or whole links."""

    def __init__(self, url: str, token: str) -> None:
        self.url = url
        self.session = trusting()
        self.session.headers["Authorization"] = f"Bearer {token}"
        self.session.headers["Prefer"] = IMMUTABLE

    def ask(self, method: str, path: str, said: Any = None, **headers: str) -> requests.Response:
        """The answer to a request; `said` is its JSON, header names have `_` for `-`."""
        url = path if path.startswith("https:") else f"{self.url}/v1.0{path}"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.session.request(method, url, json=said, headers=named, timeout=5)

    def get(self, path: str, **headers: str) -> Any:
        """The JSON of what must be there."""
        answer = self.ask("GET", path, **headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def pages(self, path: str, **headers: str) -> tuple[list[list[Json]], str]:
        """All pages from there on, and the delta link that the last one has ("" for none)."""
        found = [self.get(path, **headers)]
        while "@odata.nextLink" in found[-1]:
            found.append(self.get(found[-1]["@odata.nextLink"], **headers))
        return [page["value"] for page in found], str(found[-1].get("@odata.deltaLink", ""))

    def round(self, path: str, **headers: str) -> tuple[list[Json], str]:
        """The items of all pages from there on, and the delta link."""
        pages, link = self.pages(path, **headers)
        return [one for page in pages for one in page], link


class Browser(webbrowser.BaseBrowser):
    """Opens an address and follows it to where it leads; a page that posts itself is posted."""

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        threading.Thread(target=followed, args=(url,)).start()
        return True


def followed(url: str) -> requests.Response:
    """Where an address leads in the end."""
    with trusting() as session:
        page = session.get(url, timeout=5)
        form = re.search(r'<form method="POST" action="([^"]*)">', page.text)
        if form is None:
            return page
        fields = {n: html.unescape(v) for n, v in re.findall(r'name="([^"]*)" value="([^"]*)"', page.text)}
        return session.post(html.unescape(form[1]), fields, timeout=5)


def trusting() -> requests.Session:
    """A session that trusts the twin's authority, whatever the environment says."""
    session = requests.Session()
    session.trust_env = False
    session.verify = str(_tls.ca_bundle())
    return session


def twin(zone: str = "Europe/Berlin", **options: Any) -> GraphTwin:
    """Ada's account on a Monday morning."""
    made = GraphTwin("ada@harbour.example", zone, **options)
    made.now = MONDAY
    return made


@contextmanager
def signed_in(made: GraphTwin, *scopes: str) -> Iterator[Graph]:
    """A session with a token of these scopes (all that the product asks for, if none)."""
    token = made.entra.grant(*(scopes or SCOPES)).access_token
    with serving(made) as url:
        graph = Graph(url, token)
        with graph.session:
            yield graph


def full(count: int = 10, folder: str = "sentitems") -> tuple[GraphTwin, list[str]]:
    """Ada's account with so many mails in a folder, each an hour older than the one before; their ids."""
    world = twin()
    made = [world.mail.deliver(mail(n), folder=folder, at=MONDAY - timedelta(hours=n)) for n in range(count)]
    return world, made


def ids(found: list[Json]) -> list[str]:
    """The ids of resources."""
    return [one["id"] for one in found]


def asked(path: str, **options: str) -> str:
    """A path with options, `$` before each name."""
    return f"{path}?{urlencode({f'${name}': value for name, value in options.items()})}"


def draft(key: str = "k1", text: str = "Soon.") -> Json:
    """The JSON of a draft to Bo that carries a key."""
    return {
        "subject": "The deck",
        "toRecipients": [{"emailAddress": {"name": "Bo Frost", "address": "bo@harbour.example"}}],
        "body": {"contentType": "text", "content": text},
        "singleValueExtendedProperties": [{"id": KEY, "value": key}],
    }


def event(start: str, end: str, subject: str = "Review", zone: str = "Europe/Berlin", **more: Any) -> Json:
    """The JSON of an event; times as a clock in that zone shows them."""
    times = {"start": {"dateTime": start, "timeZone": zone}, "end": {"dateTime": end, "timeZone": zone}}
    return {"subject": subject, **times, **more}


def told(answer: requests.Response) -> tuple[int, str]:
    """The status and the code of a refusal."""
    return answer.status_code, str(answer.json()["error"]["code"])
