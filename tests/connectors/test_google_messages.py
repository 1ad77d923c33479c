"""Message resources of Gmail's, read: the same mail is the same message, whichever way it comes."""

import base64
from datetime import UTC, datetime
from email.message import EmailMessage
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import _mime
from connectors.google import messages
from connectors.types import Draft, Folder, Message, Ref
from tests.connectors.builders import BO, MONDAY, mail
from tests.fakes.google import GoogleTwin
from tests.fakes.google.gmail import Reading


def by_gmail(raw: bytes) -> Message:
    """The mail as Gmail's API hands it out."""
    twin = GoogleTwin()
    id_ = twin.mail.deliver(raw, labels={"SENT"}, at=MONDAY)
    return messages.whole(Reading(twin.mail).resource(twin.mail.mails[id_], "full", []), "work")


def by_file(raw: bytes) -> Message:
    """The mail as it would come from a file."""
    headers, start = _mime.split(raw)
    return _mime.whole(_mime.row(headers, Ref("work", "x"), Folder.SENT, MONDAY), headers, raw, start)


def parts(*, html: str = "", plain: str = "", attached: bool = False, charset: str = "utf-8") -> bytes:
    """A mail of several parts as a mail program makes it."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "Ada Lind <ada@harbour.example>", "bo@harbour.example", "Größe"
    made["Date"], made["Message-ID"] = "Mon, 03 Mar 2025 10:30:00 +0100", "<p1@harbour.example>"
    made.set_content(plain or "Hello Bo.\n", charset=charset)
    if html:
        made.add_alternative(html, subtype="html")
    if attached:
        made.add_attachment(b"%PDF" * 100, maintype="application", subtype="pdf", filename="Größe.pdf")
        made.add_attachment("a;b\n", subtype="csv", filename="numbers.csv")
        made.add_attachment(EmailMessage())
    return made.as_bytes()


QUOTED = "<p>I will send it.</p><blockquote type='cite'><p>Will you send it?</p></blockquote>"
FLOWED = "I will send \nthe deck.\n\n> Will you?\n"
INVITED = b"\r\n".join(
    (
        b"From: ada@harbour.example\r\nDate: Mon, 03 Mar 2025 10:30:00 +0100\r\nMessage-ID: <i@harbour.example>",
        b'Content-Type: multipart/alternative; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nCome.',
        b"--b\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n--b--\r\n",
    )
)
SEALED = mail("--b\n\nx\n--b--", extra=('Content-Type: multipart/encrypted; boundary="b"',))
MAILS = {
    "plain": mail("I will send the deck by Friday.\n\nAda"),
    "latin": parts(plain="Grüße aus Köln.\n", charset="iso-8859-1"),
    "japanese": parts(plain="金曜日までに送ります。\n", charset="iso-2022-jp"),
    "alternative": parts(plain="I will send it.\n", html=QUOTED),
    "html only": mail(QUOTED, extra=("Content-Type: text/html; charset=us-ascii",)),
    "attachments": parts(plain="Attached is the plan.\n", html=QUOTED, attached=True),
    "flowed": mail(FLOWED, extra=("Content-Type: text/plain; format=flowed; charset=utf-8",)),
    "bounce": mail("Not delivered.", extra=("Auto-Submitted: auto-replied",)),
    "invitation": INVITED,
    "encrypted": SEALED,
    "our own": b"From: ada@harbour.example\r\n" + _mime.compose(Draft((BO,), (), "Re: The deck", "Late.\n"), "key-1"),
}


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_reads_the_same_from_gmail_and_from_a_file(name: str) -> None:
    mine, other = by_gmail(MAILS[name]), by_file(MAILS[name])
    for field in ("message_id", "from_", "to", "subject", "automatic", "unreadable", "key", "sent_at"):
        assert getattr(mine, field) == getattr(other, field), field
    assert (mine.text or "").split() == (other.text or "").split()
    assert [(a.name, a.type) for a in mine.attachments] == [(a.name, a.type) for a in other.attachments]


def packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode()


def resource(payload: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A message of Gmail's with a header."""
    top = [{"name": "From", "value": "ada@harbour.example"}, *payload.pop("headers", [])]
    base = {"id": "1", "threadId": "t", "labelIds": ["SENT"], "internalDate": "1741000000999"}
    return {**base, "payload": {"mimeType": "text/plain", "headers": top, **payload}, **more}


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        ("Grüße".encode(), "iso-8859-1", "Grüße"),
        ("Grüße".encode("cp1252"), "iso-8859-1", "Grüße"),
        ("送ります".encode("iso-2022-jp"), "iso-2022-jp", "送ります"),
        (b"I will.", "utf-16", "I will."),
        ("I will.".encode("utf-16"), "utf-16", "I will."),
        ("Grüße".encode(), "", "Grüße"),
    ],
)
def test_a_text_is_utf_8_where_it_can_be(data: bytes, charset: str, text: str) -> None:
    kind = {"name": "Content-Type", "value": f'text/plain; charset="{charset}"'}
    assert messages.whole(resource({"headers": [kind], "body": {"data": packed(data)}}), "work").text == text


def test_the_moment_is_in_whole_seconds_and_without_one_the_date_counts() -> None:
    date = [{"name": "Date", "value": "Mon, 3 Mar 2025 10:30:00 +0100"}]
    assert messages.row(resource({}), "work").sent_at == datetime(2025, 3, 3, 11, 6, 40, tzinfo=UTC)
    assert messages.row(resource({"headers": date}, internalDate="soon"), "work").sent_at == MONDAY
    with pytest.raises(_mime.Unreadable):
        messages.row(resource({}, internalDate=None), "work")


def test_a_forwarded_mail_is_an_attachment_not_its_text() -> None:
    inner = {"mimeType": "text/plain", "body": {"data": packed(b"Their words.")}}
    forwarded = {"mimeType": "message/rfc822", "filename": "fwd.eml", "body": {"size": 900}, "parts": [inner]}
    own = {"mimeType": "text/plain", "body": {"data": packed(b"My words.")}}
    found = messages.whole(resource({"mimeType": "multipart/mixed", "parts": [own, forwarded]}), "work")
    assert found.text == "My words."
    assert [(a.type, a.size) for a in found.attachments] == [("message/rfc822", 900)]


def test_a_text_that_was_not_handed_out_is_no_text() -> None:
    whole = {"mimeType": "text/plain", "body": {"data": packed(b"Here.")}}
    bare = {"mimeType": "text/html", "filename": "", "body": {"size": 2_000_000, "attachmentId": "a1"}}
    found = resource({"mimeType": "multipart/mixed", "parts": [whole, bare]})
    assert messages.withheld(found) == [], "too large to be fetched"
    assert (messages.whole(found, "work").text or "").strip() == "Here."
    bare["body"] = {"size": 200, "attachmentId": "a1"}
    assert messages.withheld(found) == [bare["body"]]


def test_a_monster_is_read_within_bounds() -> None:
    node: dict[str, Any] = {"mimeType": "text/plain", "body": {"data": packed(b"Deep down.")}}
    for _ in range(400):
        node = {"mimeType": "multipart/mixed", "parts": [node]}
    leaf = {"mimeType": "text/plain", "body": {"data": packed(b"x" * 2_000_000)}}
    wide = {"mimeType": "multipart/mixed", "parts": [leaf] * 1_000}
    many = [{"name": f"X-{n}", "value": "y" * 500} for n in range(1_000)]
    started = process_time()
    assert messages.whole(resource({"mimeType": "multipart/mixed", "parts": [node]}), "work").text == ""
    assert len(messages.whole(resource(wide), "work").text or "") <= 201 * (256 * 1024 + 1)
    assert len(messages.headers_of(resource({"headers": many})).fields) < 200
    assert process_time() - started < 5


PART = st.recursive(
    st.fixed_dictionaries(
        {},
        optional={
            "mimeType": st.sampled_from(["text/plain", "text/html", "multipart/mixed", "text/calendar", "", "x"]),
            "filename": st.text(max_size=8),
            "headers": st.lists(
                st.fixed_dictionaries(
                    {"name": st.sampled_from(["Content-Type", "To", "Date", "X-Ref", ""]), "value": st.text()}
                ),
                max_size=4,
            ),
            "body": st.fixed_dictionaries(
                {}, optional={"data": st.text(max_size=40), "size": st.integers(-5), "attachmentId": st.text()}
            ),
        },
    ),
    lambda inner: st.fixed_dictionaries(
        {"mimeType": st.sampled_from(["multipart/mixed", "multipart/alternative"]), "parts": st.lists(inner)}
    ),
    max_leaves=8,
)


@given(PART, st.sampled_from(["1741000000000", "", "-1", "9" * 40, "x"]))
def test_whatever_is_in_it_a_resource_is_read_or_unreadable(part: dict[str, Any], date: str) -> None:
    found = {"id": "1", "labelIds": ["SENT"], "internalDate": date, "payload": part}
    try:
        message = messages.whole(found, "work")
    except _mime.Unreadable:
        return
    assert message.text is not None
    assert message.sent_at.utcoffset() is not None
    assert messages.withheld(found) is not None
