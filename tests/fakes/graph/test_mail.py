"""Reading mail at the twin: folders, messages, what is in them."""

import base64
from datetime import timedelta
from email import message_from_bytes

import pytest

from tests.fakes.google.client import MONDAY, mail
from tests.fakes.graph.client import IMMUTABLE, KEY, SCOPES, Graph, asked, draft, full, ids, signed_in, told, twin

SENT = "/me/mailFolders/sentitems/messages"
SMALL = f"{IMMUTABLE}, odata.maxpagesize=4"
TEXT = f'{IMMUTABLE}, outlook.body-content-type="text"'
ALTERNATIVE = """\
MIME-Version: 1.0
Message-ID: <alt@harbour.example>
Date: Mon, 03 Mar 2025 08:00:00 +0000
From: Ada Lind <ada@harbour.example>
To: Bo Frost <bo@harbour.example>, cy@harbour.example
Subject: =?utf-8?q?Caf=C3=A9?=
X-Ref: k1
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: multipart/alternative; boundary=c

--c
Content-Type: text/plain

I'll send it.
--c
Content-Type: text/html

<html><body><p>I'll send it.</p><div id="divRplyFwdMsg"><b>From:</b> Bo</div><div>When?</div></body></html>
--c--
--b
Content-Type: text/csv; name="plan.csv"
Content-Disposition: attachment; filename="plan.csv"

a,b
--b--
"""


def test_folders_by_their_well_known_names_and_below_each_other() -> None:
    world = twin()
    below = world.mail.make_folder("Projects", parent="inbox")
    with signed_in(world) as graph:
        inbox = graph.get("/me/mailFolders/inbox")
        assert (inbox["displayName"], inbox["childFolderCount"]) == ("Inbox", 1)
        assert ids(graph.get("/me/mailFolders/inbox/childFolders")["value"]) == [below]
        listed, _ = graph.pages(asked("/me/mailFolders", top="3"))
        names = [one["displayName"] for page in listed for one in page]
        assert [len(page) for page in listed] == [3, 3, 1]
        assert {"Inbox", "Sent Items", "Drafts", "Archive", "Deleted Items"} <= set(names)
        assert "Deletions" not in names
        assert told(graph.ask("GET", "/me/mailFolders/attic")) == (404, "ErrorItemNotFound")


def test_what_became_of_the_folders() -> None:
    world = twin()
    with signed_in(world) as graph:
        _, link = graph.round("/me/mailFolders/delta")
        made = world.mail.make_folder("Projects")
        found, link = graph.round(link)
        assert [one["displayName"] for one in found] == ["Projects"]
        world.mail.remove_folder(made)
        assert graph.round(link)[0] == [{"id": made, "@removed": {"reason": "deleted"}}]


def test_a_message_as_it_is_asked_for() -> None:
    world = twin()
    made = world.mail.deliver(ALTERNATIVE.encode(), folder="sentitems", at=MONDAY)
    with signed_in(world) as graph:
        whole = graph.get(f"/me/messages/{made}")
        assert whole["subject"] == "Café"
        assert (whole["sentDateTime"], whole["receivedDateTime"]) == ("2025-03-03T08:00:00Z", "2025-03-03T09:30:00Z")
        assert whole["toRecipients"][0] == {"emailAddress": {"name": "Bo Frost", "address": "bo@harbour.example"}}
        assert (whole["isDraft"], whole["hasAttachments"]) == (False, True)
        assert whole["body"]["contentType"] == "html"
        assert not {"internetMessageHeaders", "uniqueBody", "attachments"} & whole.keys()
        narrow = graph.get(asked(f"/me/messages/{made}", select="internetMessageHeaders,uniqueBody"), Prefer=TEXT)
        assert narrow.keys() == {"@odata.context", "@odata.etag", "id", "internetMessageHeaders", "uniqueBody"}
        assert {"name": "X-Ref", "value": "k1"} in narrow["internetMessageHeaders"]
        assert narrow["uniqueBody"] == {"contentType": "text", "content": "I'll send it.\r\n"}
        assert told(graph.ask("GET", asked(f"/me/messages/{made}", select="colour"))) == (400, "BadRequest")


def test_bodies_come_as_html_unless_text_is_preferred() -> None:
    world = twin()
    made = world.mail.deliver(mail(1, text="Yes & no.\r\n> When?"), folder="inbox", at=MONDAY)
    with signed_in(world) as graph:
        path = asked(f"/me/messages/{made}", select="body,uniqueBody")
        page = graph.get(path)["body"]
        assert page["contentType"] == "html"
        assert "Yes &amp; no.<br>\r\n&gt; When?" in page["content"]
        answer = graph.ask("GET", path, Prefer=TEXT)
        assert answer.json()["body"] == {"contentType": "text", "content": "Yes & no.\r\n> When?\r\n"}
        assert answer.json()["uniqueBody"]["content"] == "Yes & no."
        assert 'outlook.body-content-type="text"' in answer.headers["Preference-Applied"]


def test_bytes_and_attachments() -> None:
    world = twin()
    made = world.mail.deliver(ALTERNATIVE.encode(), folder="sentitems", at=MONDAY)
    with signed_in(world) as graph:
        assert graph.ask("GET", f"/me/messages/{made}/$value").content == ALTERNATIVE.encode()
        (one,) = graph.get(f"/me/messages/{made}/attachments")["value"]
        assert (one["name"], one["contentType"]) == ("plan.csv", "text/csv")
        assert base64.b64decode(one["contentBytes"]) == b"a,b"
        path = f"/me/messages/{made}/attachments/{one['id']}"
        assert graph.get(path)["size"] == 3
        assert graph.ask("GET", f"{path}/$value").content == b"a,b"
        expanded = graph.get(asked(f"/me/messages/{made}", expand="attachments", select="subject"))
        assert [found["name"] for found in expanded["attachments"]] == ["plan.csv"]


def test_a_listing_is_filtered_ordered_and_paged() -> None:
    world, made = full()
    with signed_in(world) as graph:
        since = (MONDAY - timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
        path = asked(SENT, filter=f"receivedDateTime ge {since}", orderby="receivedDateTime", top="4", select="id")
        pages, _ = graph.pages(path)
        assert [len(page) for page in pages] == [4, 2]
        assert ids([one for page in pages for one in page]) == list(reversed(made[:6]))
        assert ids(graph.get(asked(SENT, top="3", skip="2", select="id"))["value"]) == made[2:5]
        counted = graph.get(asked(SENT, count="true", top="1"))
        assert counted["@odata.count"] == 10
        by_id = graph.get(asked("/me/messages", filter="internetMessageId eq '<m3@harbour.example>'"))
        assert ids(by_id["value"]) == [made[3]]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"filter": "isRead eq true", "orderby": "receivedDateTime desc"}, "InefficientFilter"),
        ({"filter": "sentDateTime ge '2025-03-03'"}, "BadRequest"),
        ({"filter": "subject eq 'x"}, "BadRequest"),
        ({"filter": "subject like 'x'"}, "BadRequest"),
        ({"top": "2000"}, "BadRequest"),
        ({"top": "many"}, "BadRequest"),
    ],
)
def test_a_listing_that_is_asked_for_wrongly(options: dict[str, str], code: str) -> None:
    world, _ = full(1)
    with signed_in(world) as graph:
        assert told(graph.ask("GET", asked(SENT, **options))) == (400, code)


def test_a_message_is_found_by_its_extended_property() -> None:
    world = twin()
    with signed_in(world) as graph:
        for key in ("k1", "k2"):
            assert graph.ask("POST", "/me/messages", draft(key)).status_code == 201
        wanted = f"singleValueExtendedProperties/Any(ep: ep/id eq '{KEY}' and ep/value eq 'k2')"
        expand = f"singleValueExtendedProperties($filter=id eq '{KEY}')"
        (found,) = graph.get(asked("/me/messages", filter=wanted, expand=expand))["value"]
        assert found["singleValueExtendedProperties"] == [{"id": KEY, "value": "k2"}]
        assert "singleValueExtendedProperties" not in graph.get(f"/me/messages/{found['id']}")


def test_ids_change_with_a_move_unless_they_are_immutable() -> None:
    world, made = full(1)
    with signed_in(world) as graph:
        before = graph.get(f"/me/messages/{made[0]}", Prefer="")["id"]
        assert before != made[0]
        world.mail.move(made[0], "archive")
        assert told(graph.ask("GET", f"/me/messages/{before}")) == (404, "ErrorItemNotFound")
        there = graph.get(f"/me/messages/{made[0]}")
        archive = graph.get("/me/mailFolders/archive")["id"]
        assert (there["id"], there["parentFolderId"]) == (made[0], archive)
        assert told(graph.ask("GET", "/me/messages/nonsense")) == (400, "ErrorInvalidIdMalformed")


def test_mails_of_one_conversation() -> None:
    world = twin()
    first = world.mail.deliver(mail(1), folder="inbox", at=MONDAY)
    answer = mail(2, "RE: The deck", "In-Reply-To: <m1@harbour.example>", "From: ada@harbour.example")
    second = world.mail.deliver(answer, folder="sentitems", at=MONDAY)
    other = world.mail.deliver(mail(3, "Lunch", "References: <m1@harbour.example>"), folder="inbox", at=MONDAY)
    with signed_in(world) as graph:
        threads = [conversation(graph, name) for name in (first, second, other)]
        assert threads[0] == threads[1] != threads[2]


def conversation(graph: Graph, name: str) -> str:
    return str(graph.get(asked(f"/me/messages/{name}", select="conversationId"))["conversationId"])


def test_scopes_open_what_they_are_for() -> None:
    world, made = full(1)
    with signed_in(world, "User.Read", "Mail.Read") as graph:
        assert graph.get(f"/me/messages/{made[0]}")["id"] == made[0]
        assert told(graph.ask("POST", "/me/messages", draft())) == (403, "ErrorAccessDenied")
        assert told(graph.ask("GET", "/me/calendars")) == (403, "ErrorAccessDenied")
        graph.session.headers["Authorization"] = "Bearer nonsense"
        refused = graph.ask("GET", "/me/messages")
        assert told(refused) == (401, "InvalidAuthenticationToken")
        assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    assert "Mail.ReadWrite" in SCOPES


def test_the_users_own_name_leads_to_the_same_mailbox() -> None:
    world, made = full(1)
    with signed_in(world) as graph:
        assert graph.get(f"/users/ada@harbour.example/messages/{made[0]}")["id"] == made[0]
        assert told(graph.ask("GET", f"/users/bo@harbour.example/messages/{made[0]}")) == (400, "BadRequest")


def test_a_draft_of_properties_is_a_mail_too() -> None:
    world = twin()
    with signed_in(world) as graph:
        made = graph.ask("POST", "/me/messages", draft()).json()["id"]
        whole = message_from_bytes(graph.ask("GET", f"/me/messages/{made}/$value").content)
    assert (whole["Subject"], whole["To"]) == ("The deck", "Bo Frost <bo@harbour.example>")
    assert whole.get_payload() == "Soon.\n"
