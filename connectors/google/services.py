"""Google's own client library on our transport: requests built from its discovery documents in, resources out.

Loaded at the first request that is not a light look: the library costs memory and time. Its repeats are never used.
Source: google-api-python-client, "Batching requests", `build_from_document`.
"""

import json
import logging
from collections.abc import Mapping
from functools import cached_property

from googleapiclient import discovery, discovery_cache  # type: ignore[import-untyped]
from googleapiclient.errors import BatchError, HttpError  # type: ignore[import-untyped]
from requests.structures import CaseInsensitiveDict

from connectors._each import each
from connectors._http import Answer, retry_after
from connectors.errors import ConnectorError, Unreachable
from connectors.google import faults
from connectors.google.options import Endpoints
from connectors.google.shapes import Calls, Request, Resource
from connectors.google.wire import Wire
from connectors.types import Clock

# It logs addresses with their queries, and answers.
logging.getLogger("googleapiclient").setLevel(logging.CRITICAL)

# What the library raises where an answer is not what it should be.
_GARBLED = (BatchError, ValueError, KeyError, IndexError, TypeError, AttributeError)


class Services:
    """Gmail and Calendar as the library presents them; every request goes through `wire`.

    Each collection of the API is kept: the library makes it anew at every call, a quarter of a turn's time.
    """

    def __init__(self, wire: Wire, endpoints: Endpoints, user: str, clock: Clock) -> None:
        self.user = user
        self.clock = clock
        self._wire, self._endpoints = wire, endpoints

    @cached_property
    def mail(self) -> Calls:
        """The resource users of Gmail."""
        return self._gmail.users()

    @cached_property
    def messages(self) -> Calls:
        """users.messages of Gmail."""
        return self.mail.messages()

    @cached_property
    def attachments(self) -> Calls:
        """users.messages.attachments of Gmail."""
        return self.messages.attachments()

    @cached_property
    def history(self) -> Calls:
        """users.history of Gmail."""
        return self.mail.history()

    @cached_property
    def labels(self) -> Calls:
        """users.labels of Gmail."""
        return self.mail.labels()

    @cached_property
    def drafts(self) -> Calls:
        """users.drafts of Gmail."""
        return self.mail.drafts()

    @cached_property
    def events(self) -> Calls:
        """events of Calendar."""
        return self._calendar.events()

    @cached_property
    def calendars(self) -> Calls:
        """calendars of Calendar."""
        return self._calendar.calendars()

    @cached_property
    def calendar_list(self) -> Calls:
        """calendarList of Calendar."""
        return self._calendar.calendarList()

    @cached_property
    def _calendar(self) -> Calls:
        return _service("calendar", "v3", self._endpoints.calendar, self._wire.http())

    @cached_property
    def _gmail(self) -> Calls:
        return _service("gmail", "v1", self._endpoints.gmail, self._wire.http())

    def run(self, request: Request, etag: str | None = None) -> Resource:
        """Make one request, only if the resource still has `etag` where that is given. Raises ConnectorError.

        What cannot be read as an answer may have been done all the same: Unreachable.
        """
        if etag is not None:
            request.headers["If-Match"] = etag
        try:
            return request.execute() or {}
        except HttpError as fault:
            raise _error(fault) from None
        except _GARBLED:
            raise _garbled() from None

    def each(self, requests: Mapping[str, Request]) -> dict[str, Resource | ConnectorError]:
        """Make up to 50 requests that only read as one; an error stands for what cannot be had. Raises as `each`."""
        return each(requests, self._batch, lambda: self.run(self.mail.getProfile(userId=self.user)), self.clock.sleep)

    def _batch(self, requests: Mapping[str, Request]) -> dict[str, Resource | ConnectorError]:
        answers: dict[str, Resource | ConnectorError] = {}

        def keep(key: str, answer: Resource | None, fault: HttpError | None) -> None:
            answers[key] = _error(fault) if fault else answer or {}

        batch = self._gmail.new_batch_http_request(callback=keep)
        for key, request in requests.items():
            batch.add(request, request_id=key)
        try:
            batch.execute()
        except HttpError as fault:
            raise _error(fault) from None
        except _GARBLED:
            raise _garbled() from None
        return answers


def _service(name: str, version: str, root: str, http: object) -> Calls:
    """The service of a discovery document whose addresses all begin with `root`: its batches too."""
    document = json.loads(discovery_cache.get_static_doc(name, version))
    document["rootUrl"] = f"{root.rstrip('/')}/"
    document["baseUrl"] = document["rootUrl"] + document["servicePath"]
    document["batchPath"] = f"batch/{name}/{version}"
    return discovery.build_from_document(document, http=http)


def _error(fault: HttpError) -> ConnectorError:
    answer = Answer(fault.resp.status, CaseInsensitiveDict(fault.resp), fault.content)
    return faults.error(answer.status, answer.body, retry_after(answer))


def _garbled() -> Unreachable:
    return Unreachable("Google's answer could not be read; Headsup tries again by itself.")
