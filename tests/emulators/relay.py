"""In front of an emulator: its requests go through as they are, but for what neither emulator has and nobody can do
without.

batch     is taken apart, each call asked by itself, and the answers put together again
profile   is made up where there is none, of the newest history id

In: a request. Out: the emulator's answer.
"""

import json
from collections.abc import Mapping
from urllib.parse import urlencode

import requests

from tests.fakes._http import Request, Response
from tests.fakes.google import batch
from tests.fakes.google.batch import Outcome

_PATIENCE = 30.0
# What the two sides say of the connection between them, and not to each other.
_OF_THE_WIRE = {"host", "connection", "content-length", "accept-encoding"}


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
        url = f"{self._root}{request.path}?{urlencode(request.query, doseq=True)}"
        headers = {name: value for name, value in request.headers.items() if name not in _OF_THE_WIRE}
        with requests.Session() as session:
            session.trust_env = False
            got = session.request(request.method, url, headers=headers, data=request.body, timeout=_PATIENCE)
        return Response(got.status_code, _kept(got.headers), got.content)

    def _profile(self, request: Request) -> Response:
        """An emulator without profiles starts its history at 0, and tells with it where it is now."""
        path = f"{request.path.removesuffix('profile')}history"
        told = self._passed(Request("GET", path, {"startHistoryId": ["0"]}, request.headers, b""))
        body = json.dumps({"historyId": json.loads(told.body)["historyId"]})
        return Response(told.status, told.headers, body.encode())


def _outcome(answer: Response) -> Outcome:
    return Outcome(answer.status, {}, json.loads(answer.body) if answer.body else None)


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() in {"content-type", "retry-after", "etag"}}
