"""Why nobody wrote a mail by hand: header in, a short reason out (RFC 3834; RFC 2919; RFC 3464; RFC 6047)."""

import re

from connectors._mime.headers import Headers, words

# As mail programs say it in their languages; a person's own "Out of office next week" has no colon behind these words.
_AWAY = re.compile(
    r"(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office|automatische antwort|"
    r"abwesenheitsnotiz|réponse automatique|respuesta automática|risposta automatica|resposta automática|"
    r"automatisch antwoord|autosvar|automatiskt svar|automaattinen vastaus|odpowiedź automatyczna|"
    r"自動回复|自动答复|自動応答)"
    r"\s*(?:[:：]|autoreply)",
    re.I,
)
_RETURNED = re.compile(
    r"(?:undeliver(?:able|ed mail)|mail delivery (?:failed|failure|system)|delivery (?:status notification|failure)|"
    r"returned mail|failure notice|mail could not be delivered|unzustellbar|non remis)\b",
    re.I,
)
_ROBOT = re.compile(
    r"(?:no|do[-_.]?not)[-_.]?reply|"
    r"(?:mailer-daemon|postmaster|bounces?|notifications?|alerts?|newsletters?|automailer|mailman|listserv|majordomo|cron)"
    r"\b",
    re.I,
)
_MAILER = re.compile(r"(?:mailer-daemon|postmaster|mail-?delivery)\b", re.I)
_ANSWERED = ("x-autoreply", "x-autorespond", "x-autoresponse", "x-auto-reply")
_BULK = {"bulk": "bulk mail", "list": "mailing list", "junk": "bulk mail", "auto_reply": "automatic reply"}


def reason(headers: Headers, media_type: str, sender: str, *, own: bool) -> str | None:
    """Why the mail counts as automatic, None where a person wrote it; fields of lists say nothing on `own` mail."""
    return _replied(headers) or _reported(headers, media_type, sender) or (None if own else _listed(headers, sender))


def _replied(headers: Headers) -> str | None:
    submitted = headers.first("auto-submitted").partition(";")[0].strip().lower()
    if submitted and submitted != "no":
        return "automatic reply" if submitted.startswith("auto-replied") else "automatic mail"
    if any(map(headers.has, _ANSWERED)):
        return "automatic reply"
    return "automatic reply" if _AWAY.match(words(headers.first("subject"))) else None


def _reported(headers: Headers, media_type: str, sender: str) -> str | None:
    if media_type == "multipart/report" or headers.has("x-failed-recipients"):
        return "delivery report"
    if _MAILER.match(sender) and _RETURNED.match(words(headers.first("subject"))):
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
    if headers.first("x-auto-response-suppress").strip().lower() == "all":
        return "automatic mail"  # Exchange's word for it; with less than "all" people's own mail carries it too
    precedence = _BULK.get(headers.first("precedence").strip().lower())
    return precedence or ("no-reply sender" if _ROBOT.match(sender) else None)
