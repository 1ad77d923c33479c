"""Gmail's search words, as the twin understands them."""

from datetime import timedelta
from typing import Any

import pytest

from tests.fakes.google import GoogleTwin
from tests.fakes.google.client import MONDAY, mail, signed_in, twin

pytest.importorskip("googleapiclient", reason="needs the extra `google`")
errors = pytest.importorskip("googleapiclient.errors", reason="needs the extra `google`")


def subjects(gmail: Any, query: str) -> set[str]:
    found = [one["id"] for one in gmail.list(userId="me", q=query).execute().get("messages", [])]
    got = [gmail.get(userId="me", id=one, format="metadata", metadataHeaders=["subject"]).execute() for one in found]
    return {one["payload"]["headers"][0]["value"] for one in got}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("in:sent", {"Deck"}),
        ("in:inbox -from:bo", {"Offer"}),
        ("from:bo@harbour.example", {"Lunch"}),
        ("to:ada subject:(lunch today)", set()),
        ("subject:{lunch offer}", {"Lunch", "Offer"}),
        ("from:cleo OR in:sent", {"Offer", "Deck"}),
        ("{from:cleo in:sent} -subject:deck", {"Offer"}),
        ("(in:inbox from:cleo) OR (in:sent subject:deck)", {"Offer", "Deck"}),
        ("rfc822msgid:<m3@harbour.example>", {"Deck"}),
        ("rfc822msgid:m3@harbour.example", {"Deck"}),
        (f"after:{int(MONDAY.timestamp())} in:anywhere", {"Lunch", "Offer", "Deck", "Prize"}),
        (f"before:{int((MONDAY + timedelta(hours=1)).timestamp())}", {"Lunch"}),
        ("after:2025/03/04", set()),
        ("newer_than:1d label:harbour-works", {"Offer"}),
        ('"a crane for the quay"', {"Offer"}),
        ("in:spam", {"Prize"}),
        ("is:unread", {"Lunch"}),
        ("has:attachment", set()),
    ],
)
def test_search_finds(query: str, found: set[str]) -> None:
    with signed_in(_searched()) as (gmail, _):
        assert subjects(gmail.users().messages(), query) == found


def _searched() -> GoogleTwin:
    world = twin()
    cleo = "From: Cleo March <cleo@client.example>"
    offer = mail(2, "Offer", cleo, text="We offer you a crane for the quay.")
    sent = mail(3, "Deck", "From: ada@harbour.example", "To: bo@harbour.example")
    world.mail.deliver(mail(1, "Lunch"), labels={"INBOX", "UNREAD"}, at=MONDAY)
    world.mail.deliver(offer, labels={"INBOX", "Harbour works"}, at=MONDAY + timedelta(hours=1))
    world.mail.deliver(sent, labels={"SENT"}, at=MONDAY + timedelta(hours=2))
    world.mail.deliver(mail(4, "Prize"), labels={"SPAM"}, at=MONDAY + timedelta(hours=3))
    world.now = MONDAY + timedelta(hours=4)
    return world


def test_an_operator_the_twin_does_not_know_is_refused_not_guessed() -> None:
    with signed_in(_searched()) as (gmail, _), pytest.raises(errors.HttpError, match="larger"):
        gmail.users().messages().list(userId="me", q="larger:5M").execute()
