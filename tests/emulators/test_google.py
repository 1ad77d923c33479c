"""One small scenario at emulators of Google that others wrote, and at our twin: who reads the documentation alike?

What an emulator lacks is skipped, with the reason (`LACKS`); the relay in front of it adds batches and profiles.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.errors import AuthNeeded, Changed, Gone
from connectors.types import Draft, Event, Folder, Interest, Kind, Message, Note
from tests.connectors.builders import BO, CLIENT, MONDAY
from tests.connectors.provider_world import Mirror
from tests.emulators.world import World

pytestmark = pytest.mark.emulators

DRAFT = Draft(
    to=(BO,),
    cc=(),
    subject="Re: The deck",
    text="Hello Bo,\n\nthe deck will be a day late: Grüße.\n",
    in_reply_to="m1@harbour.example",
    references=("m1@harbour.example",),
)
LATER = Draft(to=(BO,), cc=(CLIENT,), subject="Re: The deck", text="Hello Bo,\n\ntwo days late.\n")
NOTE = Note(MONDAY, MONDAY + timedelta(hours=1), "Deck for Bo, due", "I will send the deck; by Monday.", "high")
MOVED = Note(MONDAY + timedelta(days=1), MONDAY + timedelta(days=1, hours=1), "Deck for Bo, late", "By Monday.", "late")
WANTED = Interest(
    people=frozenset({BO.email}),
    since=MONDAY - timedelta(days=30),
    until=MONDAY + timedelta(days=90),
    at=MONDAY,
)


def mails(kept: Mirror) -> dict[str, Message]:
    """The mails by their words, "" for one of which only the header was read."""
    found = [item for item in kept.items.values() if isinstance(item, Message)]
    return {(message.text or "").strip(): message for message in found}


def reply(world: World, kept: Mirror) -> Draft:
    """A draft in the thread of the one mail that was sent so far."""
    world.sends(1, "I will send the deck by Friday.")
    kept.pull(world.account, WANTED)
    (sent,) = mails(kept).values()
    return replace(DRAFT, in_reply_to=sent.message_id, references=(sent.message_id,), thread=sent.thread)


def events(kept: Mirror) -> list[Event]:
    """The events."""
    return [item for item in kept.items.values() if isinstance(item, Event)]


# --- sign-in ---------------------------------------------------------------------------------------------------------


def test_a_token_that_ran_out_is_renewed(world: World, kept: Mirror) -> None:
    world.sends(1, "I will send the deck by Friday.")
    world.token_runs_out()
    kept.pull(world.account, WANTED)
    assert mails(kept).keys() == {"I will send the deck by Friday."}


def test_a_token_that_is_not_taken_is_renewed(world: World, kept: Mirror) -> None:
    world.needs("strangers")
    world.sends(1, "I will send the deck by Friday.")
    world.token_is_spoilt()
    kept.pull(world.account, WANTED)
    assert mails(kept).keys() == {"I will send the deck by Friday."}


def test_a_sign_in_that_is_withdrawn_is_told(world: World) -> None:
    world.needs("strangers")
    world.sign_in_is_withdrawn()
    with pytest.raises(AuthNeeded):
        list(world.account.pull(None, WANTED))


# --- pull, mail ------------------------------------------------------------------------------------------------------


def test_what_was_sent_is_whole(world: World, kept: Mirror) -> None:
    world.sends(1, "I will send the deck by Friday.")
    world.sends(2, "Never mind.", CLIENT)
    kept.pull(world.account, WANTED)
    sent = mails(kept)
    assert {words: [one.email for one in message.to] for words, message in sent.items()} == {
        "I will send the deck by Friday.": [BO.email],
        "Never mind.": [CLIENT.email],
    }
    assert {(message.folder, message.subject) for message in sent.values()} == {(Folder.SENT, "The deck")}


def test_what_came_in_is_read_by_interest(world: World, kept: Mirror) -> None:
    world.needs("negation")
    world.receives(1, "Any news on the deck?", BO)
    world.receives(2, "Our prices are low.", CLIENT)
    kept.pull(world.account, WANTED)
    assert {words: one.from_.email for words, one in mails(kept).items()} == {
        "Any news on the deck?": BO.email,
        "": CLIENT.email,
    }


def test_a_body_can_be_read_later(world: World, kept: Mirror) -> None:
    world.needs("negation")
    world.receives(1, "Our prices are low.", CLIENT)
    kept.pull(world.account, WANTED)
    (whole,) = world.account.read([mails(kept)[""].ref])
    assert (whole.text or "").strip() == "Our prices are low."


def test_only_new_mail_comes_again(world: World, kept: Mirror) -> None:
    world.sends(1, "I will send the deck by Friday.")
    kept.pull(world.account, WANTED)
    kept.items.clear()
    world.sends(2, "Here it is.")
    world.receives(3, "Thank you for the deck.")
    kept.pull(world.account, WANTED)
    assert mails(kept).keys() == {"Here it is.", "Thank you for the deck."}
    kept.items.clear()
    kept.pull(world.account, WANTED)
    assert mails(kept) == {}


def test_mail_in_the_bin_is_gone(world: World, kept: Mirror) -> None:
    world.sends(1, "I will send the deck by Friday.")
    kept.pull(world.account, WANTED)
    world.throws_away(mails(kept)["I will send the deck by Friday."].ref)
    kept.pull(world.account, WANTED)
    assert mails(kept) == {}


def test_mail_that_is_deleted_for_good_is_gone(world: World, kept: Mirror) -> None:
    world.needs("deletions of mail")
    world.sends(1, "I will send the deck by Friday.")
    kept.pull(world.account, WANTED)
    world.deletes_mail(mails(kept)["I will send the deck by Friday."].ref)
    kept.pull(world.account, WANTED)
    assert mails(kept) == {}


def test_a_history_that_is_too_old_is_listed_anew(world: World, kept: Mirror) -> None:
    world.needs("expiry")
    world.sends(1, "I will send the deck by Friday.")
    world.sends(2, "Never mind.")
    kept.pull(world.account, WANTED)
    world.deletes_mail(mails(kept)["Never mind."].ref)
    world.sends(3, "Here it is.")
    kept.cursor = world.forget_history(kept.cursor or "")
    kept.pull(world.account, WANTED)
    assert mails(kept).keys() == {"I will send the deck by Friday.", "Here it is."}


# --- pull, calendar --------------------------------------------------------------------------------------------------


def test_meetings_are_read(world: World, kept: Mirror) -> None:
    world.meets("review", MONDAY, MONDAY + timedelta(hours=1))
    kept.pull(world.account, WANTED)
    (event,) = events(kept)
    assert (event.starts_at, event.ends_at) == (MONDAY, MONDAY + timedelta(hours=1))
    assert (event.title, event.busy, event.mine, event.all_day) == ("Review", True, True, False)


def test_meetings_come_and_go(world: World, kept: Mirror) -> None:
    world.meets("review", MONDAY, MONDAY + timedelta(hours=1))
    kept.pull(world.account, WANTED)
    world.calls_off(events(kept)[0].ref)
    world.meets("lunch", MONDAY + timedelta(hours=3), MONDAY + timedelta(hours=4))
    kept.pull(world.account, WANTED)
    assert [event.starts_at for event in events(kept)] == [MONDAY + timedelta(hours=3)]


def test_nothing_new_is_no_page(world: World, kept: Mirror) -> None:
    world.needs("sync")
    world.sends(1, "I will send the deck by Friday.")
    world.meets("review", MONDAY, MONDAY + timedelta(hours=1))
    kept.pull(world.account, WANTED)
    assert list(world.account.pull(kept.cursor, WANTED)) == []
    assert world.account.idle(kept.cursor, WANTED)
    world.sends(2, "Here it is.")
    assert not world.account.idle(kept.cursor, WANTED)


# --- drafts and notes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("needed", "thing", "later", "kind"),
    [("headers", DRAFT, LATER, Kind.DRAFT), ("notes", NOTE, MOVED, Kind.NOTE)],
    ids=["draft", "note"],
)
def test_a_thing_is_found_replaced_and_withdrawn(
    world: World, needed: str, thing: Draft | Note, later: Draft | Note, kind: Kind
) -> None:
    world.needs(needed)
    first = world.account.put(thing, "key-1")
    assert (first.key, first.kind, first.edited) == ("key-1", kind, False)
    assert world.account.find("key-1") == first
    second = world.account.replace(first.ref, first.etag, later)
    assert (second.ref, second.edited, second.etag == first.etag) == (first.ref, False, False)
    assert list(world.account.ours()) == [second]
    world.account.withdraw(second.ref, second.etag)
    assert world.account.find("key-1") is None


# --- drafts ----------------------------------------------------------------------------------------------------------


def test_a_draft_without_its_key_is_withdrawn_by_its_ref(world: World) -> None:
    written = world.account.put(DRAFT, "key-1")
    found = world.account.find("key-1", written.ref)
    assert found is not None
    assert (found.ref, found.etag) == (written.ref, written.etag)
    world.account.withdraw(written.ref, written.etag)
    assert world.account.find("key-1", written.ref) is None


def test_the_owners_edit_of_a_draft_wins(world: World, kept: Mirror) -> None:
    written = world.account.put(reply(world, kept), "key-1")
    world.edits("key-1")
    now = world.account.find("key-1", written.ref)
    assert now is not None
    assert (now.edited, now.etag == written.etag) == (True, False)
    with pytest.raises(Changed):
        world.account.replace(written.ref, written.etag, LATER)
    with pytest.raises(Changed):
        world.account.withdraw(written.ref, written.etag)


def test_a_draft_that_its_owner_deleted_stays_deleted(world: World) -> None:
    written = world.account.put(DRAFT, "key-1")
    world.deletes("key-1")
    assert world.account.find("key-1", written.ref) is None
    with pytest.raises(Gone):
        world.account.replace(written.ref, written.etag, LATER)


def test_a_draft_goes_into_its_thread_and_never_comes_as_mail(world: World, kept: Mirror) -> None:
    written = world.account.put(reply(world, kept), "key-1")
    (sent,) = mails(kept).values()
    assert world.thread(written.ref) == sent.thread
    kept.items.clear()
    kept.pull(world.account, WANTED)
    assert mails(kept) == {}


# --- notes -----------------------------------------------------------------------------------------------------------


def test_a_note_is_never_there_twice_and_can_come_back(world: World) -> None:
    world.needs("notes")
    first = world.account.put(NOTE, "key-1")
    assert world.account.put(NOTE, "key-1") == first
    world.account.withdraw(first.ref, first.etag)
    world.needs("revival")
    again = world.account.put(NOTE, "key-1")
    assert world.account.find("key-1") == again
    assert again.ref == first.ref


def test_the_owners_edit_of_a_note_wins(world: World) -> None:
    world.needs("notes")
    written = world.account.put(NOTE, "key-1")
    world.edits("key-1")
    now = world.account.find("key-1")
    assert now is not None
    assert (now.edited, now.etag == written.etag) == (True, False)
    with pytest.raises(Changed):
        world.account.replace(written.ref, written.etag, MOVED)
    with pytest.raises(Changed):
        world.account.withdraw(written.ref, written.etag)


def test_a_note_that_its_owner_deleted_stays_deleted(world: World) -> None:
    world.needs("notes")
    written = world.account.put(NOTE, "key-1")
    world.deletes("key-1")
    assert world.account.find("key-1") is None
    with pytest.raises(Gone):
        world.account.withdraw(written.ref, written.etag)


def test_notes_never_come_as_events(world: World, kept: Mirror) -> None:
    world.needs("notes")
    world.account.put(NOTE, "key-1")
    kept.pull(world.account, WANTED)
    assert events(kept) == []
