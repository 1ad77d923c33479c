"""Synchronising a folder at the twin: what came, changed, was read and went, page by page; and states that expire."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.exchange import ExchangeTwin
from tests.fakes.exchange.client import (
    account,
    create,
    draft,
    find,
    full,
    id_of,
    ids,
    item_id,
    needs_schema,
    signed_in,
    sync,
    twin,
)
from tests.fakes.exchange.soap import children, local, text
from tests.fakes.google.client import MONDAY, mail


def test_a_first_round_tells_of_all_the_newest_first_and_a_second_of_nothing() -> None:
    world, names = full(5)
    with signed_in(world) as soap:
        told, state = soap.round("sentitems", most=2)
        assert told == [("Create", one) for one in ids(world, names)]
        assert soap.round("sentitems", state) == ([], state)
    assert len(world.requests) == 4


def test_each_kind_of_change_is_told_as_such() -> None:
    world, names = full(5)
    read, edited, moved, deleted, back = names
    with signed_in(world) as soap:
        state = soap.round("sentitems")[1]
        before = dict(zip(names, ids(world, names), strict=True))
        world.mail.mark(read, read=False)
        world.mail.user_edits_draft(edited)
        world.mail.mark(edited, read=False)
        world.mail.move(moved, "archive")
        world.mail.delete(deleted)
        world.mail.move(back, "archive")
        world.mail.move(back, "sentitems")
        told, _ = soap.round("sentitems", state)
        page = soap.one(sync("sentitems", state))
    assert told == [
        ("ReadFlagChange", before[read]),
        ("Update", before[edited]),
        ("Delete", before[moved]),
        ("Delete", before[deleted]),
        ("Delete", before[back]),
        ("Create", world.mail.mail(back).id),
    ]
    assert text(next(children(page, "m:Changes")), "t:IsRead") == "false"


def test_what_came_and_went_between_two_rounds_is_not_told() -> None:
    world = twin()
    with signed_in(world) as soap:
        state = soap.round("inbox")[1]
        world.mail.delete(world.mail.deliver(mail(1), folder="inbox", at=MONDAY))
        assert soap.round("inbox", state)[0] == []


def test_a_round_that_has_begun_is_not_disturbed() -> None:
    world, names = full(4)
    with signed_in(world) as soap:
        first = soap.one(sync("sentitems", most=2))
        world.mail.deliver(mail(9), folder="sentitems", at=MONDAY)
        rest, state = soap.round("sentitems", text(first, "m:SyncState"), most=2)
        assert [id_of(one) for one in children(first, "m:Changes")] + [one for _, one in rest] == ids(world, names)
        assert [kind for kind, _ in soap.round("sentitems", state)[0]] == ["Create"]


def test_a_mail_that_moves_on_during_a_round_is_gone_in_the_next() -> None:
    world, names = full(4)
    last = ids(world, names)[3]
    with signed_in(world) as soap:
        first = soap.one(sync("sentitems", most=2))
        world.mail.move(names[3], "archive")
        rest, state = soap.round("sentitems", text(first, "m:SyncState"), most=2)
        assert rest == [("Create", ids(world, names)[2])]
        assert soap.round("sentitems", state)[0] == [("Delete", last)]


DEEDS = st.tuples(st.sampled_from(["come", "go", "back", "drop", "mark", "look"]), st.integers(0, 5))


@given(st.lists(DEEDS, max_size=20))
def test_what_is_told_adds_up_to_what_is_there(deeds: list[tuple[str, int]]) -> None:
    world = twin()
    living: list[str] = []
    there: set[str] = set()
    folder, since = world.mail.folder("inbox"), 0
    for what, which in [*deeds, ("look", 0)]:
        if what == "look":
            for change in world.mail.changes(folder, since, world.mail.change):
                there = there - {change.id} if change.kind == "Delete" else there | {change.id}
            since = world.mail.change
        elif what == "come" or not living:
            living.append(world.mail.deliver(mail(which), folder="inbox", at=MONDAY))
        else:
            _do(world, what, living, which)
    assert there == {one.id for one in world.mail.listed(folder.id)}


def _do(world: ExchangeTwin, what: str, living: list[str], which: int) -> None:
    name = living[which % len(living)]
    if what == "mark":
        world.mail.mark(name, read=False)
    elif what == "drop":
        world.mail.delete(name)
        living.remove(name)
    else:
        world.mail.move(name, "archive" if what == "go" else "inbox")


def test_items_that_the_client_knows_are_left_out() -> None:
    world, names = full(3)
    known = ids(world, names)[1]
    body = sync("sentitems").replace("<m:Max", f"<m:Ignore>{item_id(known)}</m:Ignore><m:Max")
    with signed_in(world) as soap:
        assert known not in [id_of(one) for one in children(soap.one(body), "m:Changes")]


@needs_schema
@pytest.mark.parametrize("most", [0, 513])
def test_a_page_has_bounds(most: int) -> None:
    with signed_in(twin()) as soap:
        assert "ErrorSchemaValidation" in soap.ask(sync("inbox", most=most)).text


def test_states_expire_and_are_of_one_folder() -> None:
    world = twin()
    with signed_in(world) as soap:
        states = {name: soap.round(name)[1] for name in ("inbox", "sentitems", "calendar")}
        assert soap.codes(sync("inbox", states["sentitems"])) == ["ErrorInvalidSyncStateData"]
        assert soap.codes(sync("inbox", "nonsense")) == ["ErrorInvalidSyncStateData"]
        world.mail.expire_tokens("inbox")
        world.calendars.expire_tokens()
        codes = [soap.codes(sync(name, state)) for name, state in states.items()]
        assert codes == [["ErrorInvalidSyncStateData"], ["NoError"], ["ErrorInvalidSyncStateData"]]
        assert soap.round("inbox")[0] == []


def test_a_write_is_found_and_synchronised_after_the_lag() -> None:
    world = twin()
    world.lag = 2
    with signed_in(world) as soap:
        state = soap.round("drafts")[1]
        made = id_of(soap.one(create(draft())))
        assert soap.items(find("drafts")) == []
        told, state = soap.round("drafts", state)
        assert told == []
        assert [id_of(one) for one in soap.items(find("drafts"))] == [made]
        assert soap.round("drafts", state)[0] == [("Create", made)]
        assert local(soap.got(made)) == "Message"


def test_exchangelib_synchronises() -> None:
    world, names = full(3)
    with account(world) as ada:
        told = [(kind, one.id) for kind, one in ada.sent.sync_items(only_fields=["subject"], max_changes_returned=2)]
        assert told == [("create", one) for one in ids(world, names)]
        world.mail.mark(names[0], read=False)
        ((kind, (_, read)),) = ada.sent.sync_items(only_fields=["subject"])
        assert (kind, read) == ("read_flag_change", False)
