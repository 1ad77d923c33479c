"""The work of the stateless commands: one mail, text or mailbox in, one JSON object out."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from connectors import open_account
from connectors.types import Interest, Message, Surroundings
from daemon.cli import explaining
from daemon.cli.lines import Fault, Row
from daemon.core import derive, due, intake, reading
from daemon.core.due import format as due_format
from daemon.core.model import Cue, Due, Owner, Promise, Reading, Sentence, WorkingCalendar

_OTHERS = (Cue.OFFER, Cue.ATTENDANCE, Cue.DELEGATED)


def messages(path: Path) -> Iterator[Message | Fault]:
    """The mails of an mbox, a Maildir, a folder of .eml or one .eml file, and what of it could not be read.

    Raises ConnectorError where nothing can be read at all.
    """
    around = Surroundings(Path.cwd(), "UTC", frozenset(), Path.cwd())
    empty = True
    for page in open_account("read", "local", {"sent": [str(path)]}, around).pull(None, Interest()):
        yield from page.messages
        yield from (Fault(f"{item.ref.id}: {item.reason}") for item in page.set_aside)
        empty = empty and not page.messages and not page.set_aside
    if empty:
        yield Fault(f"{path} holds no mail; name an mbox, a Maildir or a folder of .eml files")


def read_json(read: Callable[[Message], Row], line: Row) -> Row:
    """The promises of the mail of one line of `read --jsonl`. Raises ValueError on a wrong line."""
    return read(intake.message(line))


def read_line(message: Message, me: str | None, where: ZoneInfo | None, explain: bool) -> Row:
    """The promises of one mail, in the shape of `read` (JSON lines)."""
    writer = message.from_.email
    if me is not None and writer != me:
        return _row(message, skipped="not from the owner")
    owner = _owner(writer, where or message.sent_at.tzinfo)
    seen = reading.look(message, owner.addresses)
    if seen.skipped:
        return _row(message, skipped=seen.skipped)
    text = message.text or ""
    return _row(
        message,
        authored=[list(span) for span in seen.authored],
        promises=[_promise(p, text, explain) for p in _promised(message, seen, owner)],
        others=[_other(s) for s in seen.owing if s.cue in _OTHERS],
    )


def _promised(message: Message, seen: reading.Look, owner: Owner) -> tuple[Promise, ...]:
    """Nothing but what is owed is asked of a mail here, so evidence is not looked for; a heads-up of ours needs it."""
    if message.key is not None:
        return derive.promises_of(reading.read(message, owner.addresses), owner)
    if all(sentence.cue is not Cue.PROMISE for sentence in seen.owing):
        return ()
    return derive.promises_of(reading.facts(message, owner.addresses, seen), owner)


def when_line(line: Mapping[str, Any], default_zone: str) -> Row:
    """What one text says about when, in the shape of `when --jsonl`. Raises KeyError, ValueError on a wrong line."""
    zone = ZoneInfo(line.get("zone") or default_zone)
    at = datetime.fromisoformat(line["reference"]).replace(tzinfo=zone)
    return {"id": line["id"], "predictions": predictions(line["text"], at, zone)}


def predictions(text: str, at: datetime, zone: ZoneInfo) -> list[Row]:
    """Every expression of time in `text`, said at `at`."""
    return due_format.predictions(due.find(text, at, WorkingCalendar(zone)))


def told(text: str, found: list[Row]) -> str:
    """The expressions for people: the words, the moments, the rule."""
    lines = [
        f"{text[p['start_char'] : p['end_char']]!r}: {p['start'] or '...'} to {p['end'] or p['start']} ({p['rule']})"
        for p in found
    ]
    return "\n".join(lines) or "Nothing in these words says when."


@cache
def _owner(address: str, zone: tzinfo | None) -> Owner:
    return Owner(frozenset({address}), "", WorkingCalendar(zone or UTC))


def _row(
    message: Message,
    authored: list[list[int]] | None = None,
    promises: list[Row] | None = None,
    others: list[Row] | None = None,
    skipped: str | None = None,
) -> Row:
    return {
        "id": message.ref.id,
        "authored": authored or [],
        "promises": promises or [],
        "others": others or [],
        "skipped": skipped,
    }


def _promise(promise: Promise, text: str, explain: bool) -> Row:
    row: Row = {
        "start": promise.start,
        "end": promise.end,
        "text": text[promise.start : promise.end],
        "score": round(promise.score, 4),
        "hedged": promise.hedged,
        "waits_for": promise.waits_for,
        "to": [a.email for a in promise.to],
        "deadline": _deadline(promise.due, promise.start, text) if promise.due else None,
    }
    return row | {"why": explaining.why(promise)} if explain else row


def _deadline(due: Due, start: int, text: str) -> Row:
    """`start` is where the promise's words start in the body."""
    first, last = _place(due, start, text)
    return {
        "text": due.said,
        "start_char": first,
        "end_char": last,
        "due_start": _iso(due.start),
        "due_end": _iso(due.end),
        "grain": due.grain,
        "readings": [_reading(r) for r in due.readings],
    }


def _place(due: Due, start: int, text: str) -> tuple[int, int]:
    """Where the words that say when stand in the body: in the promise, else where they were last said before it, else
    after it (in the quoted request below), white space and the marks of a quote apart."""
    first, last = start + due.start_char, start + due.end_char
    if text[first:last] == due.said:
        return first, last
    words = re.compile(r"[\s>]+".join(map(re.escape, due.said.split())))
    places = [found.span() for found in words.finditer(text)]
    return next((place for place in reversed(places) if place[0] < start), places[0] if places else (first, last))


def _reading(reading: Reading) -> Row:
    return {"start": _iso(reading.start), "end": _iso(reading.end), "grain": reading.grain, "open": reading.open}


def _other(sentence: Sentence) -> Row:
    return {
        "kind": str(sentence.cue),
        "start": sentence.start,
        "end": sentence.end,
        "text": sentence.text,
        "score": round(sentence.score, 4),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
