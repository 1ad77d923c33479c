"""What lies of ours at the Google twin, told so that two lives can be compared: no id that Google gives."""

from collections import Counter
from collections.abc import Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from tests.fakes.google import GoogleTwin


def drafts(twin: GoogleTwin) -> list[tuple[str, ...]]:
    """Key, addressee, subject and text of each draft."""
    mails = [parsed(twin.mail.mails[mail].raw) for mail in twin.mail.drafts.values()]
    return sorted((_key(m), str(m["To"]), str(m["Subject"]), m.get_content().replace("\r\n", "\n")) for m in mails)


def notes(twin: GoogleTwin) -> list[tuple[str, ...]]:
    """Key, title, text, begin, end and colour of each note."""
    ours = [one for one in twin.calendars.all.values() if one.ours and not one.gone]
    lying = [versions[-1].event for one in ours for versions in one.events.values()]
    return sorted(_said(event) for event in lying if event["status"] != "cancelled")


def doubled(twin: GoogleTwin) -> int:
    """How many drafts, notes and calendars of ours lie there beside another one that is the same."""
    keys = Counter(row[0] for row in [*drafts(twin), *notes(twin)])
    keys["calendar"] = sum(one.ours for one in twin.calendars.all.values())
    return sum(number - 1 for number in keys.values() if number > 1)


def parsed(raw: bytes) -> EmailMessage:
    """A mail as the standard library reads it."""
    return message_from_bytes(raw, EmailMessage, policy=policy.default)


def _said(event: Mapping[str, Any]) -> tuple[str, ...]:
    key = event["extendedProperties"]["private"]["headsupKey"]
    sides = event["start"]["dateTime"], event["end"]["dateTime"]
    return key, event["summary"], event["description"], *sides, event["colorId"]


def _key(mail: EmailMessage) -> str:
    return str(mail["X-Ref"]).partition(";")[0]
