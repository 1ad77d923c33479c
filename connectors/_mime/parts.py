"""The parts of a MIME body (RFC 2046), found without recursion by a parser: raw in, a tree of stretches out.

At most 200 parts, 20 deep; what lies beyond is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from connectors._mime.charset import decode
from connectors._mime.headers import Headers, clean, split, words
from connectors._mime.window import Raw

DEPTH = 20
PARTS = 200

_PARAMETER = re.compile(r';\s*([^\s=;"]{1,60})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;"]*))', re.DOTALL)
_EXTENDED = re.compile(r"(.+?)(?:\*(\d{1,3}))?(\*)?\Z")


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its header, and [start, end) of its body in the raw mail. `parts` are what a multipart holds."""

    headers: Headers
    media_type: str
    parameters: dict[str, str]
    start: int
    end: int
    parts: tuple["Part", ...] = ()

    @property
    def disposition(self) -> tuple[str, dict[str, str]]:
        """The Content-Disposition and its parameters (RFC 2183)."""
        return field_with_parameters(self.headers.first("content-disposition"))

    @property
    def file_name(self) -> str:
        """The name of the file it holds, "" where it is none."""
        named = self.disposition[1].get("filename") or self.parameters.get("name", "")
        return clean(words(named), 255)


class Cutter:
    """Cuts one mail into parts, counting them."""

    def __init__(self, raw: Raw) -> None:
        self._raw = raw
        self._left = PARTS

    def cut(self, headers: Headers, start: int, end: int, depth: int = 0, default: str = "text/plain") -> Part:
        """The part with `headers` and the body [start, end)."""
        media_type, parameters = field_with_parameters(headers.first("content-type"))
        media_type = media_type if "/" in media_type else default
        boundary = parameters.get("boundary", "")
        inner: tuple[Part, ...] = ()
        if media_type.startswith("multipart/") and boundary and depth < DEPTH:
            kind = "message/rfc822" if media_type == "multipart/digest" else "text/plain"
            inner = tuple(self._inner(boundary, start, end, depth + 1, kind))
            if not inner:
                media_type = "text/plain"
        return Part(headers, media_type, parameters, start, end, inner)

    def _inner(self, boundary: str, start: int, end: int, depth: int, default: str) -> Iterator[Part]:
        for first, last in self._stretches(boundary.encode("utf-8", "replace"), start, end):
            if self._left <= 0:
                return
            self._left -= 1
            headers, body = split(self._raw, first, last)
            yield self.cut(headers, min(body, last), last, depth, default)

    def _stretches(self, boundary: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
        """What lies between the boundary lines; a missing last one is taken as at the end."""
        begun: int | None = None
        for at, after, closing in self._boundaries(b"--" + boundary, start, end):
            if begun is not None:
                yield begun, max(begun, at)
            begun = None if closing else after
            if closing:
                return
        if begun is not None:
            yield begun, end

    def _boundaries(self, mark: bytes, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
        """Each boundary line: where the part before it ends, where the next begins, whether it closes."""
        place = start
        while (found := self._raw.find(mark, place, end)) >= 0:
            place = found + len(mark)
            before = self._raw[max(found - 2, start) : found]
            after = self._raw[place : min(place + 120, end)]
            line = after.partition(b"\n")[0]
            closing = line.startswith(b"--")
            if (found == start or before.endswith(b"\n")) and not line[2 if closing else 0 :].strip():
                begin = min(place + len(line) + 1, end)
                yield found - (2 if before == b"\r\n" else min(len(before), 1)), begin, closing
                place = max(begin - 1, place)


def field_with_parameters(text: str) -> tuple[str, dict[str, str]]:
    """A field like Content-Type: its value in lower case, its parameters (RFC 2045, 5.1; RFC 2231 pieces joined)."""
    value, _, rest = text[:4096].partition(";")
    pieces: dict[str, dict[int, str]] = {}
    for name, quoted, plain in _PARAMETER.findall(";" + rest):
        key, number, extended = _EXTENDED.match(name.lower()).groups()  # type: ignore[union-attr]  # matches any name
        said = re.sub(r"\\(.)", r"\1", quoted) if quoted else plain.strip()
        pieces.setdefault(key, {})[int(number or 0)] = _percent(said) if extended else said
    joined = {key: "".join(text for _, text in sorted(numbered.items())) for key, numbered in pieces.items()}
    return value.strip().lower(), joined


def _percent(text: str) -> str:
    """An extended value of RFC 2231, charset'language'text with percent signs; a later piece has no charset."""
    charset, quote, rest = text.partition("'")
    if not quote:
        return decode(unquote_to_bytes(text), None)
    return decode(unquote_to_bytes(rest.partition("'")[2]), charset)
