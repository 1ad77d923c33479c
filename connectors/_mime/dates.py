"""When a mail was sent and when it came: header fields in, aware datetimes out (RFC 5322, 3.3 and 4.3)."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from functools import lru_cache

from connectors._mime.headers import Headers

# Mail is younger than 1970; a Date beyond this is a slip or a lie.
_FIRST, _LAST = 1970, 2200


def sent_at(headers: Headers, arrived: datetime | None) -> datetime | None:
    """The Date field; where it is missing or impossible, when the mail came; else None."""
    return parse(headers.first("date")) or received_at(headers) or arrived


def received_at(headers: Headers) -> datetime | None:
    """The time in the topmost Received field that has one."""
    stamps = (parse(line.rpartition(";")[2]) for line in headers.all("received")[:20])
    return next((stamp for stamp in stamps if stamp), None)


@lru_cache(maxsize=256)  # the From_ lines of an exported mbox are often all the same
def parse(text: str) -> datetime | None:
    """A date-time of RFC 5322, also as badly written as programs do; None where it is none or out of range.

    Without a zone, or with "-0000" (zone unknown), the wall clock stands as given and is said to be UTC.
    """
    try:
        found = parsedate_tz(text[:200])
        if found is None or not _FIRST <= found[0] <= _LAST:
            return None
        zone = timezone(timedelta(seconds=found[9])) if found[9] else UTC
        return datetime(*found[:5], min(found[5], 59), tzinfo=zone)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
