"""Batches: a multipart/mixed of HTTP requests in, a multipart/mixed of HTTP answers out.

Source: developers.google.com/workspace/gmail/api/guides/batch. At most 100 calls; the answers may come in any order
and are told apart by `Content-ID: <response-...>`; headers of the batch hold for each call that does not say its own.
"""

import email
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

from tests.fakes._http import Request, Response
from tests.fakes.google.errors import Json, Refusal

MOST = 100


@dataclass(frozen=True, slots=True)
class Inner:
    """A call within a batch."""

    name: str
    request: Request


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a call: `body` None for an answer without one."""

    status: int
    headers: Mapping[str, str]
    body: Json | None


def inner_calls(request: Request) -> list[Inner]:
    """The calls of a batch. Raises Refusal."""
    kind = request.headers.get("content-type", "")
    whole = email.message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + request.body)
    parts = whole.get_payload()
    if not whole.is_multipart() or not isinstance(parts, list):
        raise Refusal("badRequest", "Failed to parse batch request, error: no boundary.")
    if len(parts) > MOST:
        raise Refusal("badRequest", f"Inner request count exceeds the limit. Received: {len(parts)}, Limit: {MOST}")
    shared = {name: value for name, value in request.headers.items() if not name.startswith("content-")}
    return [_inner(part, shared) for part in parts if isinstance(part, Message)]


def response(calls: Sequence[Inner], outcomes: Sequence[Outcome], *, shuffled: bool) -> Response:
    """The answers of a batch, last call first if `shuffled`."""
    pieces = [_piece(call, outcome) for call, outcome in zip(calls, outcomes, strict=True)]
    boundary = "batch_twin_5f3c"
    body = "".join(f"--{boundary}\r\n{piece}\r\n" for piece in (reversed(pieces) if shuffled else pieces))
    kind = {"Content-Type": f"multipart/mixed; boundary={boundary}"}
    return Response(200, kind, f"{body}--{boundary}--\r\n".encode())


def _inner(part: Message, shared: Mapping[str, str]) -> Inner:
    text = str(part.get_payload(decode=False))
    line, _, rest = text.replace("\r\n", "\n").partition("\n")
    verb, _, target = line.strip().partition(" ")
    split = urlsplit(target.partition(" HTTP/")[0])
    if part.get_content_type() != "application/http" or split.scheme or not split.path.startswith("/"):
        raise Refusal("badRequest", "Failed to parse batch request, error: no request line.")
    said, _, body = rest.partition("\n\n")
    own = {name.lower(): value for name, value in email.message_from_string(said).items()}
    query = parse_qs(split.query, keep_blank_values=True)
    request = Request(verb, split.path, query, {**shared, **own}, body.strip().encode("utf-8", "surrogateescape"))
    return Inner(str(part.get("Content-ID", "")).strip("<> "), request)


def _piece(call: Inner, outcome: Outcome) -> str:
    body = "" if outcome.body is None else json.dumps(outcome.body)
    lines = [
        "Content-Type: application/http",
        f"Content-ID: <response-{call.name}>",
        "",
        f"HTTP/1.1 {outcome.status} {HTTPStatus(outcome.status).phrase}",
        *(f"{name}: {value}" for name, value in outcome.headers.items()),
        "Content-Type: application/json; charset=UTF-8",
        f"Content-Length: {len(body.encode())}",
        "",
        body,
    ]
    return "\r\n".join(lines)
