"""What Gmail does to the bytes of the owner's own mails: missing fields filled in, drafts edited, headers rewritten."""

import re
from datetime import datetime
from email.utils import format_datetime

from tests.fakes.google.mime import head


def completed(raw: bytes, owner: str, message_id: str, now: datetime) -> bytes:
    """A draft with From, Date and Message-ID where it has none."""
    said = head(raw)
    missing = {
        "From": owner,
        "Date": format_datetime(now),
        "Message-ID": f"<{message_id}>",
    }
    lines = [f"{name}: {value}\r\n" for name, value in missing.items() if name not in said]
    return "".join(lines).encode() + raw


def edited(raw: bytes, text: str) -> bytes:
    """A draft with one more line of text."""
    return raw.rstrip(b"\r\n") + b"\r\n" + text.encode() + b"\r\n"


def rewritten(raw: bytes, message_id: str, *, keep_x: bool = False) -> bytes:
    """A mail under another Message-ID, and without fields of its own making unless `keep_x`."""
    top, blank, body = _halves(raw)
    dropped = rb"message-id" if keep_x else rb"message-id|x-[^:\s]+"
    kept = re.sub(rb"(?im)^(?:" + dropped + rb")[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*", b"", top)
    return f"Message-ID: <{message_id}>\r\n".encode() + kept + blank + body


def dated(raw: bytes, now: datetime) -> bytes:
    """A mail with the Date of its sending."""
    top, blank, body = _halves(raw)
    kept = re.sub(rb"(?im)^date[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*", b"", top)
    return f"Date: {format_datetime(now)}\r\n".encode() + kept + blank + body


def _halves(raw: bytes) -> tuple[bytes, bytes, bytes]:
    """Header fields with their last line end, the blank line, the body."""
    found = re.search(rb"\r?\n(\r?\n)", raw)
    if found is None:
        return raw, b"\r\n", b""
    return raw[: found.start(1)], found[1], raw[found.end() :]
