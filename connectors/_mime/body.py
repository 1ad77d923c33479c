"""The body of a mail: raw in; its text, attachments and nature out. 256 KiB of text per part at most."""

import binascii
import re
from dataclasses import dataclass, field

from connectors._mime.charset import decode
from connectors._mime.flowed import unflow
from connectors._mime.headers import Headers, base64_octets
from connectors._mime.parts import Cutter, Part
from connectors._mime.window import Raw
from connectors.types import Attachment

TEXT_BYTES = 256 * 1024
# A generous read of what decodes to that much: quoted-printable can take three characters for one, base64 takes 1.4.
_ENCODED_BYTES = {"quoted-printable": 3 * TEXT_BYTES, "base64": TEXT_BYTES * 3 // 2}

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{1,40})", re.I)
_CRLF = re.compile(r"\r+\n")
_ARMOURED = re.compile(r"^-----BEGIN PGP MESSAGE-----", re.M)
_SEALED = {"application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"}


@dataclass(slots=True)
class Body:
    """What was found in a mail's body."""

    texts: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    invitation: bool = False
    encrypted: bool = False

    @property
    def text(self) -> str:
        """All texts, one under the other."""
        return "\n".join(self.texts) if len(self.texts) > 1 else "".join(self.texts)


def read_body(raw: Raw, headers: Headers, start: int) -> Body:
    """The text people see first, and what hangs beside it. Forwarded mails (message/rfc822) count as attachments."""
    return body_of(raw, Cutter(raw).cut(headers, start, len(raw)))


def body_of(raw: Raw, part: Part) -> Body:
    """The same for a mail that somebody else has cut: `part` holds its parts, whose texts are stretches of `raw`."""
    body = Body()
    _read(raw, part, body)
    if body.texts and any(map(_ARMOURED.search, body.texts)):
        body.encrypted = True
    return body


def _read(raw: Raw, part: Part, body: Body) -> None:
    """Read one part into `body`."""
    if part.media_type in _SEALED:
        body.encrypted = True
    elif part.media_type == "text/calendar":
        body.invitation = True
    elif part.parts:
        for inner in _chosen(raw, part):
            _read(raw, inner, body)
    elif _is_text(part):
        text = _text(raw, part)
        if text.strip() or not body.texts:
            body.texts.append(text)
    elif not part.media_type.startswith("multipart/"):
        body.attachments.append(_attachment(part))


def _chosen(raw: Raw, part: Part) -> tuple[Part, ...]:
    """Of alternatives (RFC 2046, 5.1.4) the plain text unless it is empty, else the last one, which is the richest;
    an invitation among them is always looked at. Of everything else, all parts.
    """
    if part.media_type != "multipart/alternative":
        return part.parts
    invitations = tuple(p for p in part.parts if p.media_type == "text/calendar")
    others = [p for p in part.parts if p.media_type != "text/calendar"]
    plain = [p for p in others if p.media_type == "text/plain" and raw[p.start : min(p.end, p.start + 4096)].strip()]
    rich = [p for p in others if _holds_text(p)]
    return (*(plain[:1] or rich[-1:] or others[-1:]), *invitations)


def _holds_text(part: Part) -> bool:
    return _is_text(part) or any(map(_holds_text, part.parts))


def _is_text(part: Part) -> bool:
    if part.media_type not in {"text/plain", "text/html"}:
        return part.media_type == "text/enriched"
    return part.disposition[0] != "attachment" and not (part.file_name and part.disposition[0])


def _text(raw: Raw, part: Part) -> str:
    data = _decoded(raw, part)
    charset = part.parameters.get("charset")
    if part.media_type == "text/html":
        from connectors._mime.html import text_of_html  # the HTML reader is loaded when the first HTML mail comes

        meta = _META_CHARSET.search(data[:4096])
        return text_of_html(decode(data, charset or (meta[1].decode("ascii") if meta else None)))
    text = _line_ends(decode(data, charset)).replace("\0", "")
    if part.parameters.get("format", "").lower() == "flowed":
        return unflow(text, delsp=part.parameters.get("delsp", "").lower() == "yes")
    return text


def _line_ends(text: str) -> str:
    """With `\n` alone at the end of each line.

    A lone CR ends a line only where nothing else does: within the line of a quote, it would set what follows free.
    """
    text = _CRLF.sub("\n", text)
    return text.replace("\r", " " if "\n" in text else "\n")


def _decoded(raw: Raw, part: Part) -> bytes:
    """The first 256 KiB of a part, its transfer encoding (RFC 2045, 6) taken off."""
    encoding = part.headers.first("content-transfer-encoding").strip().lower()
    data = raw[part.start : min(part.end, part.start + _ENCODED_BYTES.get(encoding, TEXT_BYTES))]
    if encoding == "quoted-printable":
        data = binascii.a2b_qp(data)
    elif encoding == "base64":
        data = base64_octets(data)
    return data[:TEXT_BYTES]


def _attachment(part: Part) -> Attachment:
    size = part.end - part.start
    if part.headers.first("content-transfer-encoding").strip().lower() == "base64":
        size = size * 3 // 4 - size // 78  # four characters for three bytes, a line end after each 76
    return Attachment(part.file_name, part.media_type, max(size, 0))
