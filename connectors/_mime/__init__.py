"""RFC 5322 bytes in, `Message` out; `Draft` in, RFC 5322 bytes out. Bounded in time, depth and memory.

`raw` is anything with `find`, slices and a length: bytes, or `window.Large` for a mail too big to hold.
"""

from connectors._mime.body import Body, read_body
from connectors._mime.dates import parse as parse_date
from connectors._mime.draft import compose, draft_key, is_edited
from connectors._mime.headers import Headers, split
from connectors._mime.message import Unreadable, row, whole
from connectors._mime.window import Large, Raw

__all__ = [
    "Body",
    "Headers",
    "Large",
    "Raw",
    "Unreadable",
    "compose",
    "draft_key",
    "is_edited",
    "parse_date",
    "read_body",
    "row",
    "split",
    "whole",
]
