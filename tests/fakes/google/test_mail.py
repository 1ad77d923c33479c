"""The Gmail side of the twin, asked by Google's own client library."""

import base64
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from tests.fakes.google.client import AT, MONDAY, mail, signed_in, told, twin

pytest.importorskip("googleapiclient", reason="needs the extra `google`")
errors = pytest.importorskip("googleapiclient.errors", reason="needs the extra `google`")

DRAFT = b"X-Ref: k1;s\r\nMessage-ID: <k1@headsup.invalid>\r\nTo: bo@harbour.example\r\nSubject: Q\r\n\r\nSoon.\r\n"


def raw(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode()


def ids(listed: Any) -> list[str]:
    return [one["id"] for one in listed.get("messages", [])]


def test_a_mailbox_is_listed_newest_first_page_by_page() -> None:
    world = twin()
    made = [
        world.mail.deliver(mail(n, f"About {n}"), labels={"INBOX"}, at=MONDAY + timedelta(hours=n)) for n in range(7)
    ]
    world.mail.relabel(made[3], add={"TRASH"}, remove={"INBOX"})
    with signed_in(world) as (gmail, _):
        messages = gmail.users().messages()
        request, pages = messages.list(userId="me", maxResults=4), []
        while request is not None:
            pages.append(request.execute())
            request = messages.list_next(request, pages[-1])
        assert [len(ids(page)) for page in pages] == [4, 2]
        assert [one for page in pages for one in ids(page)] == [made[n] for n in (6, 5, 4, 2, 1, 0)]
        assert len(ids(messages.list(userId="me", includeSpamTrash=True).execute())) == 7
        assert ids(messages.list(userId="me", labelIds=["TRASH"]).execute()) == [made[3]]
        world.mail.expire_pages()
        with pytest.raises(errors.HttpError) as refused:
            messages.list(userId="me", maxResults=4, pageToken=pages[0]["nextPageToken"]).execute()
        assert refused.value.status_code == 400


def test_a_mail_in_every_format() -> None:
    made = EmailMessage()
    made["From"] = "Zoë March <zoe@client.example>"
    made["To"] = "ada@harbour.example"
    made["Subject"] = "Über the quay, which is a subject long enough to be folded over more than one line"
    made["Message-ID"] = "<q1@client.example>"
    made.set_content("Grüße\n", charset="iso-8859-1", cte="8bit")
    made.add_alternative("<p>Grüße</p>", subtype="html")
    made.add_attachment(b"%PDF-1.7 \x00", maintype="application", subtype="pdf", filename="Plan.pdf")
    world = twin()
    name = world.mail.deliver(made.as_bytes(), labels={"INBOX", "UNREAD", "Harbour works"}, at=MONDAY)
    with signed_in(world) as (gmail, _):
        messages = gmail.users().messages()
        minimal, full, whole = (
            messages.get(userId="me", id=name, format=f).execute() for f in ("minimal", "full", "raw")
        )
        assert minimal["labelIds"] == ["INBOX", "Label_1", "UNREAD"]
        assert minimal["internalDate"] == str(int(MONDAY.timestamp() * 1000))
        assert base64.urlsafe_b64decode(whole["raw"]) == made.as_bytes()
        headers = {one["name"]: one["value"] for one in full["payload"]["headers"]}
        assert headers["From"] == "Zoë March <zoe@client.example>"
        assert headers["Subject"] == made["Subject"]
        both, plan = full["payload"]["parts"]
        plain = both["parts"][0]
        assert (plain["partId"], plain["mimeType"]) == ("0.0", "text/plain")
        assert base64.urlsafe_b64decode(plain["body"]["data"]).decode("utf-8") == "Grüße\n"
        assert "iso-8859-1" in {h["name"]: h["value"] for h in plain["headers"]}["Content-Type"]
        assert (plan["filename"], plan["body"]["size"], "data" in plan["body"]) == ("Plan.pdf", 10, False)
        attachments = messages.attachments()
        got = attachments.get(userId="me", messageId=name, id=plan["body"]["attachmentId"]).execute()
        assert base64.urlsafe_b64decode(got["data"]) == b"%PDF-1.7 \x00"
        again = messages.get(userId="me", id=name).execute()["payload"]["parts"][1]
        assert again["body"]["attachmentId"] != plan["body"]["attachmentId"]
        labels = {one["id"]: one["name"] for one in gmail.users().labels().list(userId="me").execute()["labels"]}
        assert labels["Label_1"] == "Harbour works"


def test_a_long_text_is_only_named_by_its_attachment_id() -> None:
    world = twin()
    world.mail.longest = 100
    name = world.mail.deliver(mail(1, text="word " * 40), labels={"SENT"}, at=MONDAY)
    with signed_in(world) as (gmail, _):
        body = gmail.users().messages().get(userId="me", id=name).execute()["payload"]["body"]
        assert sorted(body) == ["attachmentId", "size"]


def test_threads_are_made_of_answers_under_one_subject() -> None:
    world = twin()
    first = world.mail.deliver(mail(1, "The deck"), labels={"INBOX"}, at=MONDAY)
    answer = mail(2, "Re: The  deck", "From: ada@harbour.example", "In-Reply-To: <m1@harbour.example>")
    second = world.mail.deliver(answer, labels={"SENT"}, at=MONDAY + timedelta(hours=1))
    other = mail(3, "Lunch?", "References: <m1@harbour.example>")
    third = world.mail.deliver(other, labels={"INBOX"}, at=MONDAY + timedelta(hours=2))
    with signed_in(world) as (gmail, _):
        threads = gmail.users().threads()
        assert [one["id"] for one in threads.list(userId="me").execute()["threads"]] == [third, first]
        got = threads.get(userId="me", id=first, format="minimal").execute()
        assert ids(got) == [first, second]
        with pytest.raises(errors.HttpError) as refused:
            threads.get(userId="me", id=second).execute()
        assert told(refused) == (404, "notFound")


def test_history_tells_what_became_of_mails() -> None:
    world = twin(history_from=2**70)
    kept = world.mail.deliver(mail(1), labels={"INBOX", "UNREAD"}, at=MONDAY)
    with signed_in(world) as (gmail, _):
        start = gmail.users().getProfile(userId="me").execute()["historyId"]
        assert int(start) > 2**64
        new = world.mail.deliver(mail(2), labels={"INBOX"}, at=MONDAY)
        world.mail.relabel(kept, add={"TRASH"}, remove={"INBOX", "UNREAD"})
        world.mail.delete(new)
        history = gmail.users().history()
        request, pages = history.list(userId="me", startHistoryId=start, maxResults=3), []
        while request is not None:
            pages.append(request.execute())
            request = history.list_next(request, pages[-1])
        records = [record for page in pages for record in page["history"]]
        assert [(set(r) - {"id", "messages"}).pop() for r in records] == [
            "messagesAdded",
            "labelsAdded",
            "labelsRemoved",
            "messagesDeleted",
        ]
        assert records[0]["messagesAdded"][0]["message"] == {"id": new, "threadId": new, "labelIds": ["INBOX"]}
        assert records[2]["labelsRemoved"][0]["labelIds"] == ["INBOX", "UNREAD"]
        last = pages[-1]["historyId"]
        assert history.list(userId="me", startHistoryId=last).execute() == {"historyId": last}
        only = history.list(userId="me", startHistoryId=start, historyTypes=["messageDeleted"]).execute()
        assert len(only["history"]) == 1


def test_a_history_that_was_forgotten_is_not_found() -> None:
    world = twin()
    with signed_in(world) as (gmail, _):
        start = gmail.users().getProfile(userId="me").execute()["historyId"]
        world.mail.forget_history()
        with pytest.raises(errors.HttpError) as refused:
            gmail.users().history().list(userId="me", startHistoryId=start).execute()
        assert told(refused) == (404, "notFound")


def test_the_life_of_a_draft() -> None:
    world = twin()
    world.mail.deliver(mail(1, "The deck"), labels={"INBOX"}, at=MONDAY)
    with signed_in(world) as (gmail, _):
        drafts = gmail.users().drafts()
        start = gmail.users().getProfile(userId="me").execute()["historyId"]
        made = drafts.create(userId="me", body={"message": {"raw": raw(DRAFT)}}).execute()
        assert made["message"]["labelIds"] == ["DRAFT"]
        got = drafts.get(userId="me", id=made["id"], format="raw").execute()
        kept = base64.urlsafe_b64decode(got["message"]["raw"])
        assert kept.endswith(DRAFT)
        assert b"From: ada@harbour.example\r\n" in kept
        listed = drafts.list(userId="me", q="rfc822msgid:k1@headsup.invalid").execute()
        assert [one["id"] for one in listed["drafts"]] == [made["id"]]
        changed = drafts.update(userId="me", id=made["id"], body={"message": {"raw": raw(DRAFT + b"Later.")}}).execute()
        assert changed["id"] == made["id"]
        assert changed["message"]["id"] != made["message"]["id"]
        drafts.delete(userId="me", id=made["id"]).execute()
        with pytest.raises(errors.HttpError) as refused:
            drafts.get(userId="me", id=made["id"]).execute()
        assert told(refused) == (404, "notFound")
        records = gmail.users().history().list(userId="me", startHistoryId=start).execute()["history"]
        assert [(set(r) - {"id", "messages"}).pop() for r in records] == [
            "messagesAdded",
            "messagesDeleted",
            "messagesAdded",
            "messagesDeleted",
        ]
    assert [row.template.rpartition(".")[2] for row in world.writes] == ["create", "update", "delete"]


def test_what_the_owner_does_with_a_draft() -> None:
    world = twin()
    with signed_in(world) as (gmail, _):
        drafts, messages = gmail.users().drafts(), gmail.users().messages()
        made = drafts.create(userId="me", body={"message": {"raw": raw(DRAFT)}}).execute()
        world.mail.user_edits_draft(made["id"], "P.S. Bring the plan.", keeps_headers=False)
        got = drafts.get(userId="me", id=made["id"], format="raw").execute()["message"]
        assert got["id"] != made["message"]["id"]
        assert got["threadId"] == made["message"]["threadId"]
        assert b"P.S. Bring the plan." in base64.urlsafe_b64decode(got["raw"])
        assert b"k1" not in base64.urlsafe_b64decode(got["raw"])
        world.now = MONDAY + timedelta(minutes=30)
        sent = world.mail.user_sends_draft(made["id"])
        assert "drafts" not in drafts.list(userId="me").execute()
        assert ids(messages.list(userId="me", labelIds=["SENT"]).execute()) == [sent]
        dated = messages.get(userId="me", id=sent, format="metadata", metadataHeaders=["Date"]).execute()
        assert dated["payload"]["headers"] == [{"name": "Date", "value": "Mon, 03 Mar 2025 10:00:00 +0000"}]


@pytest.mark.parametrize(
    ("lines", "refusal"),
    [
        (["In-Reply-To: <m1@harbour.example>", "Subject: Re: The deck"], None),
        (["Subject: Re: The deck"], (400, "invalidArgument")),
        (["In-Reply-To: <m1@harbour.example>", "Subject: Lunch"], (400, "invalidArgument")),
    ],
)
def test_a_draft_joins_a_thread_only_where_it_answers_it(lines: list[str], refusal: tuple[int, str] | None) -> None:
    world = twin()
    thread = world.mail.deliver(mail(1, "The deck"), labels={"INBOX"}, at=MONDAY)
    text = "\r\n".join(["To: bo@harbour.example", *lines, "", "Soon."]).encode()
    with signed_in(world) as (gmail, _):
        request = gmail.users().drafts().create(userId="me", body={"message": {"raw": raw(text), "threadId": thread}})
        if refusal is None:
            assert request.execute()["message"]["threadId"] == thread
            return
        with pytest.raises(errors.HttpError) as refused:
            request.execute()
        assert told(refused) == refusal
        assert world.mail.drafts == {}


def test_only_what_a_scope_opens() -> None:
    world = twin()
    with signed_in(world, f"{AT}gmail.readonly") as (gmail, calendar):
        gmail.users().labels().list(userId="me").execute()
        for closed in (
            gmail.users().drafts().create(userId="me", body={"message": {"raw": raw(mail(1))}}),
            calendar.calendarList().list(),
        ):
            with pytest.raises(errors.HttpError) as refused:
                closed.execute()
            assert told(refused) == (403, "insufficientPermissions")


def test_a_big_mailbox_is_quick() -> None:
    world = twin()
    for number in range(10_000):
        world.mail.deliver(mail(number, f"No. {number}"), labels={"SENT"}, at=MONDAY + timedelta(seconds=number))
    begin = datetime.now(UTC)
    with signed_in(world) as (gmail, _):
        request, found = gmail.users().messages().list(userId="me", q="in:sent after:2025/01/01", maxResults=500), 0
        while request is not None:
            page = request.execute()
            found += len(ids(page))
            request = gmail.users().messages().list_next(request, page)
    assert found == 10_000
    assert datetime.now(UTC) - begin < timedelta(seconds=3)
