"""Message resources of Graph's, read: the same mail is the same message, whichever way it comes."""

from datetime import timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import _mime
from connectors.graph import messages, properties
from connectors.types import Folder, Interest, Message, Ref
from daemon import sample
from daemon.core.authored import split
from tests.connectors.builders import BO, ME, MONDAY, mail
from tests.connectors.graph_world import GraphWorld
from tests.connectors.provider_world import Mirror
from tests.fakes.graph import GraphTwin
from tests.fakes.graph.loading import load_mbox

VIEW = messages.View("work", ZoneInfo("Europe/Berlin"), frozenset({ME.email}), "sent")


def by_graph(folder: Path, raw: bytes) -> Message:
    """The mail as Graph's API hands it out."""
    with GraphWorld(folder) as world:
        world.deliver(raw, "sentitems")
        mirror = Mirror()
        mirror.pull(world.account, Interest())
        (found,) = mirror.mails().values()
        return found


def by_file(raw: bytes) -> Message:
    """The mail as it would come from a file."""
    headers, start = _mime.split(raw)
    return _mime.whole(_mime.row(headers, Ref("work", "x"), Folder.SENT, MONDAY), headers, raw, start)


def parts(plain: str, *, attached: bool = False, charset: str = "utf-8") -> bytes:
    """A mail of several parts as a mail program makes it."""
    made = EmailMessage(policy=policy.SMTP)
    made["From"], made["To"], made["Subject"] = "Ada Lind <ada@harbour.example>", "bo@harbour.example", "Größe"
    made["Date"], made["Message-ID"] = "Mon, 03 Mar 2025 10:30:00 +0100", "<p1@harbour.example>"
    made.set_content(plain, charset=charset)
    if attached:
        made.add_attachment(b"%PDF" * 100, maintype="application", subtype="pdf", filename="Größe.pdf")
        made.add_attachment("a;b\n", subtype="csv", filename="numbers.csv")
    return made.as_bytes()


QUOTED = "<p>I will send it.</p><blockquote type='cite'><p>Will you send it?</p></blockquote>"
MAILS = {
    "plain": mail("I will send the deck by Friday.\n\nAda"),
    "latin": parts("Grüße aus Köln.\n", charset="iso-8859-1"),
    "html only": mail(QUOTED, extra=("Content-Type: text/html; charset=us-ascii",)),
    "attachments": parts("Attached is the plan.\n", attached=True),
    "answer": mail(
        "Yes.", extra=("In-Reply-To: <m0@harbour.example>", "References: <a@b.example> <m0@harbour.example>")
    ),
    "bounce": mail("Not delivered.", extra=("Auto-Submitted: auto-replied",)),
}


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_reads_the_same_from_outlook_and_from_a_file(tmp_path: Path, name: str) -> None:
    mine, other = by_graph(tmp_path, MAILS[name]), by_file(MAILS[name])
    for field in ("message_id", "in_reply_to", "references", "from_", "subject", "automatic", "unreadable", "sent_at"):
        assert getattr(mine, field) == getattr(other, field), field
    assert [one.email for one in mine.to] == [one.email for one in other.to]
    assert (mine.text or "").split() == (other.text or "").split()
    assert [(a.name, a.type) for a in mine.attachments] == [(a.name, a.type) for a in other.attachments]


def resource(**more: Any) -> dict[str, Any]:
    """A message of Ada's as Graph shows it."""
    person = {"emailAddress": {"name": "Ada Lind", "address": ME.email}}
    return {
        "id": "1",
        "internetMessageId": "<m1@harbour.example>",
        "parentFolderId": "sent",
        "isDraft": False,
        "sentDateTime": "2025-03-03T09:30:00Z",
        "receivedDateTime": "2025-03-03T09:30:00Z",
        "from": person,
        "sender": person,
        "toRecipients": [{"emailAddress": {"name": "Bo Frost", "address": BO.email}}],
        "subject": "The deck",
        "body": {"contentType": "text", "content": "I will."},
        **more,
    }


def classed(kind: str) -> dict[str, Any]:
    return resource(singleValueExtendedProperties=[{"id": "String 0x001A", "value": kind}])


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("IPM.Schedule.Meeting.Request", "invitation"),
        ("IPM.Schedule.Meeting.Resp.Pos", "invitation"),
        ("IPM.Note.Rules.OofTemplate.Microsoft", "automatic reply"),
        ("REPORT.IPM.Note.NDR", "delivery report"),
        ("IPM.Note", None),
    ],
)
def test_what_nobody_wrote_by_hand_is_known_by_its_class(kind: str, why: str | None) -> None:
    assert messages.whole(classed(kind), VIEW).automatic == why


def test_an_invitation_is_known_by_its_type_too() -> None:
    assert (
        messages.row(resource(**{"@odata.type": "#microsoft.graph.eventMessageRequest"}), VIEW).automatic
        == "invitation"
    )


@pytest.mark.parametrize(("kind", "encrypted"), [("IPM.Note.SMIME", True), ("IPM.Note.SMIME.MultipartSigned", False)])
def test_what_is_encrypted_cannot_be_read_what_is_signed_can(kind: str, encrypted: bool) -> None:
    assert (messages.whole(classed(kind), VIEW).unreadable == "encrypted") is encrypted


REPLY = (
    '<html><body><div>I will send the deck by Friday.</div><hr tabindex="-1"><div id="divRplyFwdMsg" dir="ltr">'
    "<font><b>From:</b> Bo Frost<br><b>Sent:</b> Monday<br><b>Subject:</b> The deck</font></div>"
    "<div>I will never be read as Ada's.</div></body></html>"
)


def test_what_outlook_quotes_is_not_the_authors_own() -> None:
    text = messages.whole(resource(body={"contentType": "html", "content": REPLY}), VIEW).text or ""
    own = "".join(text[start:end] for start, end in split(text).authored)
    assert "send the deck by Friday" in own
    assert "never be read" not in own


def test_a_picture_within_the_text_is_no_attachment() -> None:
    found = [
        {"name": "plan.pdf", "contentType": "application/PDF", "size": 6, "isInline": False},
        {"name": "logo.png", "contentType": "image/png", "size": 9, "isInline": True},
    ]
    message = messages.whole(resource(attachments=found), VIEW)
    assert [(a.name, a.type, a.size) for a in message.attachments] == [("plan.pdf", "application/pdf", 6)]


def test_an_address_of_exchanges_own_is_none() -> None:
    unresolved = {"emailAddress": {"name": "Bo", "address": "/O=EXCHANGELABS/CN=RECIPIENTS/CN=BO"}}
    assert messages.row(resource(toRecipients=[unresolved]), VIEW).to == ()


def test_our_key_counts_in_the_owners_own_mail_only() -> None:
    carried = [{"id": properties.KEY, "value": "key-1"}]
    assert messages.row(resource(singleValueExtendedProperties=carried), VIEW).key == "key-1"
    eve = {"emailAddress": {"address": "eve@harbour.example"}}
    received = resource(singleValueExtendedProperties=carried, parentFolderId="inbox", **{"from": eve, "sender": eve})
    assert messages.row(received, VIEW).key is None


def test_a_mail_without_a_date_is_unreadable_and_the_owners_zone_stands_in_for_an_offset() -> None:
    assert messages.row(resource(), VIEW).sent_at.utcoffset() == timedelta(hours=1)
    with pytest.raises(_mime.Unreadable):
        messages.row(resource(sentDateTime="soon", receivedDateTime=None), VIEW)


def test_a_monster_is_read_within_bounds() -> None:
    headers = [{"name": f"X-{n}", "value": "y" * 5_000} for n in range(1_000)]
    everybody = [{"emailAddress": {"address": f"p{n}@harbour.example"}} for n in range(40_000)]
    huge = {"contentType": "text", "content": "I will. " * 500_000}
    found = messages.whole(resource(body=huge, toRecipients=everybody, internetMessageHeaders=headers), VIEW)
    assert len(found.text or "") <= _mime.TEXT_BYTES
    assert len(found.to) <= _mime.ADDRESSES


ODD = st.none() | st.integers() | st.text(max_size=9) | st.lists(st.text(max_size=3), max_size=2)


@given(st.dictionaries(st.sampled_from(sorted(resource())), ODD, max_size=5))
def test_whatever_is_in_it_a_resource_is_read_or_unreadable(odd: dict[str, Any]) -> None:
    try:
        message = messages.whole({**resource(), **odd}, VIEW)
    except _mime.Unreadable:
        return
    assert message.text is not None
    assert message.sent_at.utcoffset() is not None


def test_what_we_take_for_the_authors_own_lies_within_what_exchange_calls_unique() -> None:
    twin = GraphTwin("nora@alderfinch.example", "America/New_York")
    load_mbox(twin, Path(sample.__file__).parent / "sent.mbox", folder="sentitems")
    compared = 0
    for one in twin.mail.mails.values():
        body, unique = (
            one.shown_body("text")["content"],
            " ".join(one.shown_body("text", unique=True)["content"].split()),
        )
        text = messages.whole(resource(body={"contentType": "text", "content": body}), VIEW).text or ""
        found = split(text)
        quoted_from = min((start for start, _ in found.quoted), default=len(text))
        for start, end in found.authored:
            if end > quoted_from:
                continue  # an answer between the lines: the twin takes all below a quote for quoted
            for line in text[start:end].splitlines():
                assert " ".join(line.split()) in unique
                compared += 1
    assert compared > 50
