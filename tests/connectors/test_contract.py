"""The one suite that judges every kind of account: what each must do at the border, told as deeds of a user."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.errors import Changed, Gone, Unwritable
from connectors.google.scopes import OWN_EVENTS
from connectors.types import Draft, Folder, Ignore, Interest, Kind, Line, Message, Note, Page, Ref, Written
from tests.connectors.builders import BO, CLIENT, MONDAY, LocalWorld, MemoryWorld, World
from tests.connectors.exchange_world import ExchangeWorld
from tests.connectors.google_world import GoogleWorld
from tests.connectors.graph_world import GraphWorld
from tests.connectors.provider_world import ProviderWorld
from tests.google_tokens import ALL

WORLDS: dict[str, Callable[[Path], World]] = {
    "exchange": ExchangeWorld,
    "google": lambda home: GoogleWorld(home, granted=(*ALL, OWN_EVENTS.name), own_events=True),
    "graph": lambda home: GraphWorld(home, own_events=True),
    "local": LocalWorld,
    "memory": MemoryWorld,
}
DRAFT = Draft(
    to=(BO,),
    cc=(),
    subject="Re: The deck",
    text="Hello Bo,\n\nthe deck will be a day late.\n",
    in_reply_to="m1@harbour.example",
    references=("m0@harbour.example", "m1@harbour.example"),
)
NOTE = Note(MONDAY, MONDAY + timedelta(hours=1), "Deck for Bo, due", "I will send the deck; by Monday.", "high")
THINGS = [pytest.param(DRAFT, id="draft"), pytest.param(NOTE, id="note")]
BY_BO = Interest(people=frozenset({BO.email}))


@pytest.fixture(params=sorted(WORLDS))
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    made = WORLDS[request.param](tmp_path)
    with made if isinstance(made, ProviderWorld) else nullcontext():
        yield made


def pulled(world: World, cursor: str | None = None, wanted: Interest = BY_BO) -> list[Page]:
    return list(world.account.pull(cursor, wanted))


def mails(pages: list[Page]) -> dict[str, Message]:
    return {message.message_id: message for page in pages for message in page.messages}


def test_nothing_new_is_no_page(world: World) -> None:
    world.sends(1, "I will send the deck by Friday.")
    world.meets("review", MONDAY, MONDAY + timedelta(hours=1))
    first = pulled(world)
    assert pulled(world, first[-1].cursor) == []


def test_only_what_is_new_comes_again(world: World) -> None:
    world.sends(1, "I will send the deck by Friday.")
    cursor = pulled(world)[-1].cursor
    world.sends(2, "Here it is.")
    world.meets("review", MONDAY, MONDAY + timedelta(hours=1))
    later = pulled(world, cursor)
    assert list(mails(later)) == ["m2@harbour.example"]
    assert [event.uid for page in later for event in page.events] == ["review"]


def test_every_page_is_a_place_to_go_on_from(world: World) -> None:
    for number in range(1, 620):
        world.sends(number, "Hello.")
    pages = pulled(world)
    assert len(pages) > 1
    for number, page in enumerate(pages):
        assert len(mails(pages[: number + 1]) | mails(pulled(world, page.cursor))) == 619
    assert pulled(world, pages[-1].cursor) == []


def test_pulled_twice_from_nothing_is_the_same(world: World) -> None:
    world.sends(1, "I will.")
    world.receives(2, "Will you?")
    assert mails(pulled(world)) == mails(pulled(world))


def test_sent_mail_is_whole_and_received_mail_by_interest(world: World) -> None:
    world.sends(1, "I will send the deck.")
    world.receives(2, "Any news on the deck?", BO)
    world.receives(3, "Our prices are low.", CLIENT)
    found = mails(pulled(world))
    assert (found["m1@harbour.example"].text or "").strip() == "I will send the deck."
    assert (found["m2@harbour.example"].text or "").strip() == "Any news on the deck?"
    others = found.get("m3@harbour.example")
    assert others is None or others.text is None
    assert found["m1@harbour.example"].folder is Folder.SENT


def test_a_thread_of_interest_is_whole(world: World) -> None:
    world.receives(3, "About our contract.", CLIENT)
    found = mails(pulled(world, wanted=Interest(threads=frozenset({"m3@harbour.example"}))))
    assert (found["m3@harbour.example"].text or "").strip() == "About our contract."


def test_a_body_can_be_read_later(world: World) -> None:
    world.receives(3, "Our prices are low.", CLIENT)
    row = mails(pulled(world)).get("m3@harbour.example")
    if row is None:
        pytest.skip("this kind leaves out received mail nobody wants")
    (whole,) = world.account.read([row.ref])
    assert (whole.text or "").strip() == "Our prices are low."
    assert whole.ref == row.ref


def test_what_the_owner_shuts_out_stays_out(world: World) -> None:
    world.receives(1, "Private words.", CLIENT)
    world.receives(2, "Words from Bo.", BO)
    by_person = Interest(ignore=Ignore(people=frozenset({CLIENT.email})))
    by_domain = Interest(ignore=Ignore(domains=frozenset({"client.example"})))
    assert list(mails(pulled(world, wanted=by_person))) == ["m2@harbour.example"]
    assert list(mails(pulled(world, wanted=by_domain))) == ["m2@harbour.example"]


def test_every_moment_knows_its_zone(world: World) -> None:
    world.sends(1, "I will.")
    world.meets("review", MONDAY, MONDAY + timedelta(hours=1))
    pages = pulled(world)
    assert all(message.sent_at.utcoffset() is not None for message in mails(pages).values())
    (event,) = [event for page in pages for event in page.events]
    assert (event.starts_at, event.ends_at) == (MONDAY, MONDAY + timedelta(hours=1))


@pytest.mark.parametrize("thing", THINGS)
def test_what_is_written_is_found_by_its_key_at_once(world: World, thing: Draft | Note) -> None:
    pulled(world)
    assert world.account.find("key-1") is None
    written = world.account.put(thing, "key-1")
    assert (written.key, written.edited) == ("key-1", False)
    assert written.kind is (Kind.DRAFT if isinstance(thing, Draft) else Kind.NOTE)
    assert world.account.find("key-1") == written
    assert list(world.account.ours()) == [written]


@pytest.mark.parametrize("thing", THINGS)
def test_a_replaced_thing_keeps_its_key_and_changes_its_etag(world: World, thing: Draft | Note) -> None:
    first = world.account.put(thing, "key-1")
    second = world.account.replace(first.ref, first.etag, _other(thing))
    assert second.key == "key-1"
    assert (second.edited, second.etag == first.etag) == (False, False)
    assert world.account.find("key-1") == second
    with pytest.raises(Changed):
        world.account.replace(second.ref, first.etag, thing)


@pytest.mark.parametrize("thing", THINGS)
def test_a_withdrawn_thing_is_gone(world: World, thing: Draft | Note) -> None:
    written = world.account.put(thing, "key-1")
    other = world.account.put(_other(thing), "key-2")
    world.account.withdraw(written.ref, written.etag)
    assert world.account.find("key-1") is None
    assert list(world.account.ours()) == [other]
    with pytest.raises(Gone):
        world.account.withdraw(written.ref, written.etag)


@pytest.mark.parametrize("thing", THINGS)
def test_the_owners_edit_wins(world: World, thing: Draft | Note) -> None:
    written = world.account.put(thing, "key-1")
    world.edits("key-1")
    now = world.account.find("key-1")
    assert isinstance(now, Written)
    assert now.edited, "after a lost reply nothing else tells the owner's words from ours"
    assert now.etag != written.etag
    with pytest.raises(Changed):
        world.account.replace(written.ref, written.etag, thing)
    with pytest.raises(Changed):
        world.account.withdraw(written.ref, written.etag)
    assert world.account.find("key-1") == now


@pytest.mark.parametrize("thing", THINGS)
def test_what_the_owner_deletes_stays_deleted(world: World, thing: Draft | Note) -> None:
    written = world.account.put(thing, "key-1")
    world.deletes("key-1")
    assert world.account.find("key-1") is None
    with pytest.raises(Gone):
        world.account.replace(written.ref, written.etag, thing)
    with pytest.raises(Gone):
        world.account.withdraw(written.ref, written.etag)


def test_our_things_never_come_back_as_mail_or_events(world: World) -> None:
    world.account.put(DRAFT, "key-1")
    world.account.put(NOTE, "key-2")
    pages = pulled(world)
    assert mails(pages) == {}
    assert [event for page in pages for event in page.events] == []


def test_a_draft_the_owner_sends_comes_back_with_its_key(world: World) -> None:
    cursor = (pulled(world) or [Page(cursor="")])[-1].cursor or None
    world.account.put(DRAFT, "key-1")
    world.sends_draft("key-1")
    (sent,) = mails(pulled(world, cursor)).values()
    assert (sent.key, sent.folder, sent.subject) == ("key-1", Folder.SENT, "Re: The deck")
    assert "a day late" in (sent.text or "")
    assert world.account.find("key-1") is None


@pytest.mark.parametrize("colour", ["none", "low", "high", "late"])
def test_a_note_is_private_and_free_and_nobody_is_told(world: World, colour: str) -> None:
    world.account.put(replace(NOTE, colour=colour), "key-1")
    shown = world.shown("key-1")
    if shown is None:
        pytest.skip("this kind keeps the note as it was given")
    assert (shown.private, shown.free, shown.people) == (True, True, 0)


def test_each_level_of_risk_has_a_colour_of_its_own(world: World) -> None:
    for colour in ("none", "low", "high", "late"):
        world.account.put(replace(NOTE, colour=colour), f"key-{colour}")
    shown = [world.shown(f"key-{colour}") for colour in ("none", "low", "high", "late")]
    if None in shown:
        pytest.skip("this kind keeps the note as it was given")
    assert len({one.colour for one in shown if one}) == 4


# --- lines on the owner's own events ---------------------------------------------------------------------------------

OWED = "You owe Bo here: “I will send the deck”"
BESIDE = ["", "Table by the window.", "Two lines,\nand a break at the end\n", "<b>Menu</b><br>soup &amp; bread"]


@pytest.fixture
def lined(world: World) -> World:
    """A world in which lines can be written, with lunch on its calendar."""
    if Kind.LINE not in world.account.kinds:
        pytest.skip("this kind never writes to an event")
    world.meets("lunch", MONDAY, MONDAY + timedelta(hours=1))
    return world


def line(world: World, text: str = OWED) -> Line:
    (event,) = [event for page in pulled(world) for event in page.events]
    return Line(event.ref, text)


@pytest.mark.parametrize("before", BESIDE)
def test_a_line_comes_and_goes_and_every_other_character_stays(lined: World, before: str) -> None:
    lined.describes("lunch", before)
    written = lined.account.put(line(lined), "key-1")
    assert (written.key, written.kind, written.edited) == ("key-1", Kind.LINE, False)
    assert lined.description("lunch").splitlines()[-1] == OWED
    assert lined.description("lunch").startswith(before)
    assert lined.account.find("key-1") == lined.account.find("key-1", written.ref) == written
    assert list(lined.account.ours()) == [written]
    lined.account.withdraw(written.ref, written.etag)
    assert lined.description("lunch") == before
    assert lined.account.find("key-1") is None
    assert list(lined.account.ours()) == []
    with pytest.raises(Gone):
        lined.account.withdraw(written.ref, written.etag)


@pytest.mark.parametrize("before", BESIDE)
def test_what_the_owner_writes_around_a_line_stays(lined: World, before: str) -> None:
    lined.describes("lunch", before)
    written = lined.account.put(line(lined), "key-1")
    lined.describes("lunch", f"Bring an umbrella.\n{lined.description('lunch')}\nBo pays.")
    assert lined.account.find("key-1", written.ref) == written, "the line itself is as it was"
    lined.account.withdraw(written.ref, written.etag)
    assert lined.description("lunch") == f"Bring an umbrella.\n{before}\nBo pays."


def test_a_line_is_replaced(lined: World) -> None:
    first = lined.account.put(line(lined), "key-1")
    second = lined.account.replace(first.ref, first.etag, line(lined, "You owe Bo here: two things"))
    assert (second.key, second.edited, second.etag == first.etag) == ("key-1", False, False)
    assert lined.description("lunch") == "You owe Bo here: two things"
    assert lined.account.find("key-1", second.ref) == second


def test_two_lines_on_one_event_know_nothing_of_each_other(lined: World) -> None:
    lined.describes("lunch", "Table by the window.")
    first = lined.account.put(line(lined), "key-1")
    second = lined.account.put(line(lined, f"{OWED} and more"), "key-2")
    assert {written.key for written in lined.account.ours()} == {"key-1", "key-2"}
    lined.account.withdraw(first.ref, first.etag)
    assert list(lined.account.ours()) == [second]
    lined.account.withdraw(second.ref, second.etag)
    assert lined.description("lunch") == "Table by the window."


def test_the_owners_edit_of_a_line_wins(lined: World) -> None:
    written = lined.account.put(line(lined), "key-1")
    lined.edits("key-1")
    now = lined.account.find("key-1", written.ref)
    assert isinstance(now, Written)
    assert (now.edited, now.etag == written.etag) == (True, False)
    edited = lined.description("lunch")
    for change in (
        lambda: lined.account.replace(written.ref, written.etag, line(lined)),
        lambda: lined.account.withdraw(written.ref, written.etag),
    ):
        with pytest.raises(Changed):
            change()
    assert lined.description("lunch") == edited


def test_a_line_goes_with_its_event(lined: World) -> None:
    written = lined.account.put(line(lined), "key-1")
    lined.cancels("lunch")
    assert lined.account.find("key-1", written.ref) is None
    with pytest.raises(Gone):
        lined.account.withdraw(written.ref, written.etag)


def test_no_line_is_written_where_somebody_else_takes_part_or_nothing_is(lined: World) -> None:
    lined.cancels("lunch")
    lined.meets("talk", MONDAY, MONDAY + timedelta(hours=1), with_bo=True)
    with pytest.raises(Gone):
        lined.account.put(line(lined), "key-1")
    with pytest.raises(Gone):
        lined.account.put(Line(Ref("work", "event/nowhere/nothing"), OWED), "key-2")


def test_an_event_with_a_line_is_still_the_same_event(lined: World) -> None:
    (before,) = [event for page in pulled(lined) for event in page.events]
    lined.account.put(line(lined), "key-1")
    assert [event for page in pulled(lined) for event in page.events] == [before]


def test_where_lines_cannot_be_written_none_is(world: World) -> None:
    if Kind.LINE in world.account.kinds:
        pytest.skip("this kind writes lines")
    with pytest.raises(Unwritable):
        world.account.put(Line(Ref("work", "event"), OWED), "key-1")


def _other(thing: Draft | Note) -> Draft | Note:
    if isinstance(thing, Draft):
        return Draft(thing.to, thing.cc, thing.subject, "Hello Bo,\n\ntwo days late.\n")
    return Note(thing.starts_at, thing.ends_at, "Deck for Bo, late", thing.text, "late")
