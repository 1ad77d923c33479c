"""Words before a promise that say when it is due. Mara (mara@north.test) writes on Monday, 4 March 2024."""

from datetime import UTC, datetime

import pytest

from connectors.types import Address, Folder, Message, Ref
from daemon.core import derive, reading
from daemon.core.model import Owner, WorkingCalendar

MARA, ANNA = Address("mara@north.test", "Mara Lind"), Address("anna@south.test", "Anna Berg")
OWNER = Owner(frozenset({MARA.email}), "Mara Lind", WorkingCalendar(UTC))


def due_days(text: str) -> list[str | None]:
    """The day of each promise in a mail of Mara's, None where it has none."""
    mail = Message(
        ref=Ref("work", "1"),
        message_id="a1@north.test",
        in_reply_to=None,
        references=(),
        thread=None,
        folder=Folder.SENT,
        sent_at=datetime(2024, 3, 4, 9, 30, tzinfo=UTC),
        received_at=None,
        sender=None,
        from_=MARA,
        to=(ANNA,),
        cc=(),
        subject="Lease",
        text=text,
    )
    found = derive.promises_of(reading.read(mail, OWNER.addresses), OWNER)
    return [p.due.end.date().isoformat() if p.due and p.due.end else None for p in found]


@pytest.mark.parametrize(
    "text",
    [
        "By Friday noon we need the drawings; I'll send them.",
        "Tom is back on Friday and I will ask him about the keys.",
        "We can walk through the house on Friday and I will then write up the list.",
        "The landlord needs the drawings by Friday. I'll send them.",
        "The tender is due on Friday. I will get it to you by then.",
    ],
)
def test_the_day_is_that_of_the_words_before(text: str) -> None:
    assert due_days(text) == ["2024-03-08"]


def test_the_promises_own_day_counts_first() -> None:
    assert due_days("The landlord needs the drawings by Friday. I'll send them on Wednesday.") == ["2024-03-06"]


@pytest.mark.parametrize(
    "text",
    [
        "The broker sent me this on Friday and I will read it.",
        "I am away until Friday and I will send you the drawings.",
        "Tom is back on Friday, but I will ask Cleo about the keys.",
        "Please send the figures by Friday. I'll put them into the drawings.",
        "The landlord needs the drawings by Friday.\n\nI'll send you the keys.",
        "The fair opens on Friday. I will send you the drawings.",
    ],
)
def test_a_day_of_something_else_is_not_tied(text: str) -> None:
    assert due_days(text) == [None]
