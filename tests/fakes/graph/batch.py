"""JSON batches: the requests in one body in, the answers in one body out.

Source: learn.microsoft.com/en-us/graph/json-batching. At most 20 requests; their answers come in any order and are told
apart by their ids; one that depends on one that failed is answered 424. Bodies that are no JSON come in base64.
"""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from tests.fakes._http import Request, Response
from tests.fakes.graph.errors import Json, Refusal, json_response

MOST = 20
PATH = "/v1.0/$batch"


@dataclass(frozen=True, slots=True)
class Inner:
    """A request within a batch; `after` are the ids of those it depends on."""

    id: str
    request: Request
    after: tuple[str, ...]


def inner_calls(request: Request) -> list[Inner]:
    """The requests of a batch. Raises Refusal."""
    try:
        said = json.loads(request.body)["requests"]
        found = [_inner(one, request.headers) for one in said]
    except (ValueError, KeyError, TypeError) as fault:
        raise Refusal("BadRequest", "Invalid batch payload format.") from fault
    if not 0 < len(found) <= MOST or len({one.id for one in found}) < len(found):
        raise Refusal("BadRequest", f"A batch holds 1 to {MOST} requests, each with an id of its own.")
    return found


def carried_out(calls: Sequence[Inner], answer: Callable[[int, Request], Response]) -> list[Response]:
    """The answer to each request, in their order."""
    found: dict[str, Response] = {}
    for at, call in enumerate(calls):
        failed = any(found[name].status >= 400 for name in call.after if name in found)
        refusal = Refusal("FailedDependency", "A request that it depends on failed.", 424)
        found[call.id] = refusal.response() if failed else answer(at, call.request)
    return [found[call.id] for call in calls]


def response(calls: Sequence[Inner], answers: Sequence[Response], *, shuffled: bool) -> Response:
    """The answers of a batch, the last one first if `shuffled`."""
    told = [_told(call, one) for call, one in zip(calls, answers, strict=True)]
    return json_response({"responses": told[::-1] if shuffled else told})


def _inner(said: Json, outer: Mapping[str, str]) -> Inner:
    own = {name.lower(): value for name, value in (said.get("headers") or {}).items()}
    body = _body(said, own.get("content-type", ""))
    split = urlsplit(said["url"])
    shared = {name: outer[name] for name in ("authorization", "host") if name in outer}
    query = parse_qs(split.query, keep_blank_values=True)
    path = f"/v1.0/{split.path.lstrip('/')}"
    request = Request(said["method"].upper(), path, query, {**own, **shared}, body)
    return Inner(str(said["id"]), request, tuple(said.get("dependsOn", [])))


def _body(said: Json, kind: str) -> bytes:
    """The body of one; one that is there needs to say of what type it is."""
    if "body" not in said:
        return b""
    if not kind:
        raise Refusal("BadRequest", "Content-Type header is missing in a request with a body.")
    body = said["body"]
    return body.encode() if isinstance(body, str) else json.dumps(body).encode()


def _told(call: Inner, answer: Response) -> Json:
    said: Json = {"id": call.id, "status": answer.status, "headers": dict(answer.headers)}
    if answer.body and answer.headers.get("Content-Type", "").startswith("application/json"):
        said["body"] = json.loads(answer.body)
    elif answer.body:
        said["body"] = base64.b64encode(answer.body).decode()
    return said
