"""RFC 5322 bytes in, `Message` out; `Draft` in, RFC 5322 bytes out. Bounded in time, depth and memory.

`raw` is anything with `find`, slices and a length: bytes, or `window.Large` for a mail too big to hold. A mail that a
provider hands out in parts goes in by `body_of`.
"""

from connectors._mime.automatic import reason as automatic_reason
from connectors._mime.body import TEXT_BYTES, Body, body_of, read_body
from connectors._mime.charset import decode
from connectors._mime.dates import parse as parse_date
from connectors._mime.draft import compose, draft_key, is_edited, seal, seal_of
from connectors._mime.headers import (
    ADDRESSES,
    HEADER_BYTES,
    NAME_CHARS,
    Headers,
    addresses,
    base64_octets,
    clean,
    ids,
    split,
)
from connectors._mime.message import Unreadable, row, whole, with_body
from connectors._mime.parts import DEPTH, PARTS, Part, field_with_parameters
from connectors._mime.window import Large, Raw

__all__ = [
    "ADDRESSES",
    "DEPTH",
    "HEADER_BYTES",
    "NAME_CHARS",
    "PARTS",
    "TEXT_BYTES",
    "Body",
    "Headers",
    "Large",
    "Part",
    "Raw",
    "Unreadable",
    "addresses",
    "automatic_reason",
    "base64_octets",
    "body_of",
    "clean",
    "compose",
    "decode",
    "draft_key",
    "field_with_parameters",
    "ids",
    "is_edited",
    "parse_date",
    "read_body",
    "row",
    "seal",
    "seal_of",
    "split",
    "whole",
    "with_body",
]
