"""What an error answer of Google's means: status and body in, an error of `connectors.errors` out.

Source: "Resolve errors" of the Gmail API; "Handle API errors" of the Google Calendar API.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from connectors.errors import AuthNeeded, Busy, Changed, ConnectorError, Gone, Refused, Unreachable


class Invalid(Refused):
    """Google takes a value of the request for wrong (400): a page token that ran out, a thread that does not fit."""


class Taken(Refused):
    """There is, or was, something of that id already (409)."""


_SLOWER = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"})
_SPENT = frozenset({"dailyLimitExceeded", "quotaExceeded", "calendarUsageLimitsExceeded"})
_NARROW = frozenset({"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"})
_OFF = frozenset({"accessNotConfigured", "SERVICE_DISABLED"})
# Seconds to wait where a day's quota is spent: it is given back little by little.
_LATER = 3600.0


def error(status: int, body: bytes, said: float | None = None) -> ConnectorError:
    """The error that an answer stands for; `said` is how many seconds it asks to wait. Nothing of its text is kept."""
    if status in {404, 410}:
        return Gone("This is no longer there at Google; Headsup leaves it at that.")
    if status == 412:
        return Changed("This was edited at Google; it stays as it is.")
    if status == 401:
        return AuthNeeded("Google no longer takes the sign-in; run `headsup login` for this account.")
    if status == 403:
        return _forbidden(frozenset(reasons(body)), said)
    if status == 429:
        return _busy(said or 0.0)
    if status >= 500:
        return Unreachable(f"Google has a fault of its own ({status}); Headsup tries again by itself.")
    kind = {400: Invalid, 409: Taken}.get(status, Refused)
    return kind(f"Google refused a request ({status}); report this as a bug.")


def reasons(body: bytes) -> Iterator[str]:
    """The words by which programs tell errors apart."""
    try:
        told = json.loads(body)["error"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return
    for entry in _entries(told, "errors", "details"):
        yield str(entry.get("reason", ""))


def _entries(told: object, *names: str) -> Iterator[Mapping[str, Any]]:
    for name in names:
        listed = told.get(name) if isinstance(told, dict) else None
        yield from (entry for entry in listed or () if isinstance(entry, dict))


def _forbidden(why: frozenset[str], said: float | None) -> ConnectorError:
    if why & _SLOWER:
        return _busy(said or 0.0)
    if why & _SPENT:
        return _busy(max(said or 0.0, _LATER))
    if why & _NARROW:
        return AuthNeeded("The sign-in at Google does not cover this; run `headsup login` and leave all boxes ticked.")
    if why & _OFF:
        return Refused("Your Google project has this API switched off; enable Gmail and Calendar in its API library.")
    return Refused("Google does not allow this for your account; ask whoever administers it.")


def _busy(seconds: float) -> Busy:
    return Busy("Google asks to wait; Headsup tries again by itself.", seconds)
