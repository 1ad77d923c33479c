"""The requests inside a batch, read strictly: what two readers could take differently is refused.

In: a Content-Type and the body that goes with it. Out: what each part would have the provider do. A part may hold one
request without a body and nothing else, so that no second request hides behind the first. A batch is multipart/mixed
(Google) or JSON (Microsoft, whose inner addresses start at the version of the API).
Source: RFC 2046, 5.1; Gmail API, "Batching Requests"; Microsoft Graph, "Combine multiple requests using JSON batching".
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import Message

_REQUEST_LINE = re.compile(r"([A-Z]+) (/[!-~]*) HTTP/1\.1")
_PLAIN = {"", "7bit", "8bit", "binary"}
# Tab, line feed, carriage return and what can be seen; others end a line for some readers and not for others.
_ODD = re.compile(rb"[^\t\n\r -~]|\r(?!\n)")


class Unclear(ValueError):
    """The batch cannot be read in one way only."""


@dataclass(frozen=True, slots=True)
class Inner:
    """One request of a batch: its method, its path with the query, its headers by name in lower case.

    `below` says that the path starts at the root of the API, not at that of the host.
    """

    method: str
    target: str
    headers: Mapping[str, str]
    below: bool = False


def inner_requests(content_type: str, body: bytes) -> Iterator[Inner]:
    """The requests of the batch. Raises Unclear."""
    if content_type == "application/json":
        yield from _of_json(body)
    else:
        yield from _of_parts(content_type, body)


def _of_json(body: bytes) -> Iterator[Inner]:
    try:
        whole = json.loads(body, object_pairs_hook=_once)
        requests = whole.pop("requests")
        if whole or not requests:
            raise Unclear("other things than requests")
        for one in requests:
            headers = {name.lower(): str(value) for name, value in one.pop("headers", {}).items()}
            inner = Inner(one.pop("method"), one.pop("url"), headers, below=True)
            if set(one) != {"id"} or not re.fullmatch(r"/[!-~]*", inner.target):
                raise Unclear("a part that is no request")
            yield inner
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as why:
        raise why if isinstance(why, Unclear) else Unclear("other things than requests") from None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object that names nothing twice: of two values each reader takes another."""
    found = dict(pairs)
    if len(found) != len(pairs) or len({name.lower() for name in found}) != len(found):
        raise Unclear("a name twice")
    return found


def _of_parts(content_type: str, body: bytes) -> Iterator[Inner]:
    if _ODD.search(body) or not content_type.isprintable():
        raise Unclear("characters that not all read alike")
    whole = _parsed(b"Content-Type: " + content_type.encode("ascii", "replace") + b"\n\n" + body)
    parts = whole.get_payload()
    if whole.get_content_type() != "multipart/mixed" or whole.defects or not isinstance(parts, list) or not parts:
        raise Unclear("other things than requests")
    for part in parts:
        if not isinstance(part, Message) or part.defects:
            raise Unclear("a part that is no request")
        yield _inner(part)


def _parsed(raw: bytes) -> Message:
    """A mail as the standard library takes it apart; that takes a megabyte, which no idle look needs."""
    from email.parser import BytesParser
    from email.policy import HTTP

    return BytesParser(policy=HTTP).parsebytes(raw)


def _inner(part: Message) -> Inner:
    encoding = str(part.get("Content-Transfer-Encoding", "")).lower()
    text = part.get_payload()
    if part.get_content_type() != "application/http" or encoding not in _PLAIN or not isinstance(text, str):
        raise Unclear("a part that is no request")
    line, *rest = text.strip().splitlines() or [""]
    named = _REQUEST_LINE.fullmatch(line)
    if not named:
        raise Unclear("no request line")
    return Inner(named[1], named[2], dict(_header(one) for one in rest))


def _header(line: str) -> tuple[str, str]:
    """Every line after the first is a header: an empty one would begin a body, and a GET has none."""
    name, colon, value = line.partition(":")
    if not colon or not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
        raise Unclear("more than one request without a body")
    return name.lower(), value.strip()
