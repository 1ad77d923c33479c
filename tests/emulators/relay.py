"""In front of an emulator: its requests go through as they are, but for what neither emulator has and nobody can do
without.

batch     is taken apart, each call asked by itself, and the answers put together again
profile   is made up where there is none, of the newest history id

In: a request. Out: the emulator's answer.
"""

import json
from urllib.parse import urlencode

import requests

from tests.fakes._http import Request, Response
from tests.fakes.google import batch
from tests.fakes.google.batch import Outcome

_PATIENCE = 30.0
# What the two sides say of the connection between them, and not to each other.
_OF_THE_WIRE = {"host", "connection", "content-length", "accept-encoding"}
_KEPT = {"content-type", "etag", "location", "retry-after"}


class Relay:
    """An app for `tests.fakes._http.serving`, in front of the API at `root`."""

    def __init__(self, root: str) -> None:
        self._root = root

    def answer(self, request: Request) -> Response:
        """The emulator's answer."""
        if request.path.startswith("/batch/"):
            calls = batch.inner_calls(request)
            return batch.response(calls, [_outcome(self._passed(call.request)) for call in calls], shuffled=False)
        answer = self._passed(request)
        if answer.status == 404 and request.path.endswith("/profile"):
            return self._profile(request)
        return answer

    def _passed(self, request: Request) -> Response:
        return passed(f"{self._root}{request.path}", request)

    def _profile(self, request: Request) -> Response:
        """An emulator without profiles starts its history at 0, and tells with it where it is now."""
        path = f"{request.path.removesuffix('profile')}history"
        told = self._passed(Request("GET", path, {"startHistoryId": ["0"]}, request.headers, b""))
        body = json.dumps({"historyId": json.loads(told.body)["historyId"]})
        return Response(told.status, told.headers, body.encode())


def _outcome(answer: Response) -> Outcome:
    return Outcome(answer.status, {}, json.loads(answer.body) if answer.body else None)


def passed(url: str, request: Request, *, follows: bool = True) -> Response:
    """What `url` answers to the same request; `follows` says whether the relay goes where it is sent."""
    headers = {name: value for name, value in request.headers.items() if name not in _OF_THE_WIRE}
    with requests.Session() as session:
        session.trust_env = False
        got = session.request(
            request.method,
            f"{url}?{urlencode(request.query, doseq=True)}",
            headers=headers,
            data=request.body,
            allow_redirects=follows,
            timeout=_PATIENCE,
        )
    return Response(got.status_code, {n: v for n, v in got.headers.items() if n.lower() in _KEPT}, got.content)
