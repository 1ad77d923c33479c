"""Why nobody wrote a mail by hand: header in, a short reason out (RFC 3834; RFC 2919; RFC 3464; RFC 6047)."""

import re

from connectors._mime.headers import Headers

_AWAY = re.compile(
    r"(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office)\s*(?::|autoreply)", re.I
)
_ROBOT = re.compile(
    r"(?:no|do[-_.]?not)[-_.]?reply|(?:mailer-daemon|postmaster|bounces?|notifications?|automailer|listserv|majordomo)\b",
    re.I,
)
_BULK = {"bulk": "bulk mail", "list": "mailing list", "junk": "bulk mail", "auto_reply": "automatic reply"}


def reason(headers: Headers, media_type: str, sender: str, *, own: bool) -> str | None:
    """Why the mail counts as automatic, None where a person wrote it; fields of lists say nothing on `own` mail."""
    return _replied(headers) or _reported(headers, media_type) or (None if own else _listed(headers, sender))


def _replied(headers: Headers) -> str | None:
    submitted = headers.first("auto-submitted").partition(";")[0].strip().lower()
    if submitted and submitted != "no":
        return "automatic reply" if submitted.startswith("auto-replied") else "automatic mail"
    if any(map(headers.has, ("x-autoreply", "x-autorespond", "x-autoresponse", "x-auto-reply"))):
        return "automatic reply"
    return "automatic reply" if _AWAY.match(headers.first("subject")) else None


def _reported(headers: Headers, media_type: str) -> str | None:
    if media_type == "multipart/report" or headers.has("x-failed-recipients"):
        return "delivery report"
    if media_type == "text/calendar" or headers.first("content-class").lower().endswith("calendarmessage"):
        return "invitation"
    return None


def _listed(headers: Headers, sender: str) -> str | None:
    if headers.has("list-id") or headers.has("list-post") or headers.has("mailing-list"):
        return "mailing list"
    if headers.has("list-unsubscribe"):
        return "bulk mail"
    if headers.first("return-path").strip() == "<>":
        return "delivery report"
    precedence = _BULK.get(headers.first("precedence").strip().lower())
    return precedence or ("no-reply sender" if _ROBOT.match(sender) else None)
