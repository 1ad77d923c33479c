"""All the thinking on one screen, told by a week of Mara's."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.types import Address, Event, Ref
from daemon.core import plan, review, rules
from daemon.core.ledger import Ledger
from daemon.core.model import Evidence, Level, Mail, Mark, Owner, Promise, Review, Says, Speak, Standing, Verdict
from tests.core.builders import ANNA, BOB, CLEO, at, due, event, evidence, mail, mark, owner, promise

RULES = rules.configure({})
SPEAK = Speak()


def reviewed(
    *promises: Promise,
    now: str = "fri 9:00",
    standings: Mapping[str, Standing] | None = None,
    said: Sequence[Evidence] = (),
    events: Sequence[Event] = (),
    marks: Sequence[Mark] = (),
    whose: Owner | None = None,
    settled: frozenset[str] = frozenset(),
) -> Review:
    whose = whose or owner()
    sources: dict[str, Mail] = {p.source: mail(p.source, "mon 9:00", to=p.to) for p in promises}
    by_key = {p.key: tuple(e for e in said if e.promise == p.key) for p in promises}
    standing = {p.key: Standing.OPEN for p in promises} | dict(standings or {})
    ledger = Ledger(promises, by_key, standing, {}, tuple(marks))
    found = review.cases(ledger, events, {}, whose, at(now))
    return review.review(found, RULES, whose, SPEAK, at(now), sources, events, settled)


LATE = promise("You'll have the budget on Thursday", by=due("thu 12:00"))
LATER = promise("I'll send the guest list", by=due("thu 17:00"), to=(BOB,), source="m2")
EASY = promise("I'll call you", by=due("fri+1 12:00"), to=(CLEO,), source="m3")


def test_late_comes_first_then_risk_then_due() -> None:
    found = reviewed(EASY, LATER, LATE)
    assert [c.promise.words for c, _ in found.cases] == [LATE.words, LATER.words, EASY.words]
    assert [r.level for _, r in found.cases] == [Level.LATE, Level.LATE, Level.LOW]


def test_who_matters_more_goes_before() -> None:
    found = reviewed(LATE, LATER, whose=owner({BOB.email: 2.0}))
    assert next(c.promise for c, _ in found.cases) == LATER


def test_only_those_that_need_a_word_get_one() -> None:
    assert [h.promises for h in reviewed(EASY, LATER, LATE).heads_ups] == [(LATE.key,), (LATER.key,)]


@pytest.mark.parametrize("email", ["noreply@south.test", "Do-Not-Reply@south.test", "news+no.reply@south.test"])
def test_who_reads_no_mail_gets_none(email: str) -> None:
    unread = replace(LATE, to=(Address(email),))
    assert reviewed(unread).heads_ups == ()
    assert [h.draft.to for h in reviewed(replace(LATE, to=(Address(email), BOB))).heads_ups] == [(BOB,)]


def test_what_is_closed_waits_or_is_hushed_gets_none() -> None:
    for standing in (Standing.KEPT, Standing.WAITING, Standing.UNCLEAR, Standing.LAPSED):
        assert reviewed(LATE, standings={LATE.key: standing}).heads_ups == ()
    assert reviewed(LATE, marks=[mark(Verdict.HUSH, "thu 18:00", key=LATE.key)]).heads_ups == ()


def test_a_promise_to_oneself_gets_none() -> None:
    assert reviewed(replace(LATE, to=())).heads_ups == ()


def test_what_the_owner_has_decided_gets_none_again() -> None:
    assert [h.promises for h in reviewed(LATE, LATER, settled=frozenset({LATE.key})).heads_ups] == [(LATER.key,)]


def test_one_draft_for_all_that_is_owed_to_the_same_people() -> None:
    elsewhere = promise("I'll send the photos", by=due("thu 12:00"), source="m7")
    to_both = promise("I'll send the plan", by=due("thu 12:00"), to=(ANNA, BOB), source="m8")
    found = {frozenset(h.promises) for h in reviewed(LATE, elsewhere, to_both).heads_ups}
    assert found == {frozenset({LATE.key, elsewhere.key}), frozenset({to_both.key})}


def test_each_account_speaks_for_itself_and_what_was_said_aloud_goes_with_a_mail() -> None:
    at_home = replace(promise("I'll send the photos", by=due("thu 12:00"), source="m7"), ref=Ref("home", "m7"))
    aloud = replace(promise("bring the cake", by=due("thu 12:00"), source="m0"), ref=Ref("aloud", "m0"))
    found = [h.promises for h in reviewed(LATE, at_home, aloud).heads_ups]
    assert set(found) == {(at_home.key, aloud.key), (LATE.key,)}
    assert [h.promises for h in reviewed(aloud).heads_ups] == [(aloud.key,)]


def test_a_full_calendar_calls_for_a_word_before_it_is_late() -> None:
    deck = promise("You'll have the deck by Friday noon", by=due("fri 12:00"))
    offsite = event("Offsite", "thu 9:00", "fri 17:00")
    assert reviewed(deck, now="wed 16:00").cases[0][1].level is Level.LOW
    assert reviewed(deck, now="wed 16:00", events=[offsite]).cases[0][1].level is Level.HIGH


def test_closed_promises_take_no_time() -> None:
    kept = replace(LATER, due=due("fri 12:00"), effort_hours=40.0)
    deck = promise("You'll have the deck", by=due("fri+1 12:00"))
    found = reviewed(kept, deck, standings={kept.key: Standing.KEPT})
    (load,) = [c.load for c, _ in found.cases if c.promise == deck]
    assert load is not None
    assert load.owed_hours == 3


def test_a_promised_call_under_another_event_is_a_clash() -> None:
    call = promise("I'll ring you at three", by=due("fri 15:00", start="fri 15:00"))
    parade = event("Parade", "fri 14:00", "fri 16:00")
    with_anna = event("Call Anna", "fri 15:00", "fri 15:30", people=[ANNA])
    assert reviewed(call, events=[parade, with_anna]).cases[0][0].clashes == (parade,)
    assert "something else is in my calendar" in reviewed(call, events=[parade]).heads_ups[0].draft.text


def test_meetings_are_those_with_the_people_owed_soonest_first() -> None:
    late, soon = (event("1:1", f"{d}+1 10:00", f"{d}+1 11:00", people=[CLEO]) for d in ("thu", "tue"))
    other = event("Staff", "mon+1 9:00", "mon+1 10:00", people=[BOB])
    assert reviewed(EASY, events=[late, other, soon]).cases[0][0].meetings == (soon, late)


def test_what_was_promised_later_is_not_seen_yet() -> None:
    assert reviewed(replace(LATE, made_at=at("sat 9:00"))).cases == ()


def test_the_order_of_arrival_does_not_matter() -> None:
    assert reviewed(EASY, LATER, LATE) == reviewed(LATE, EASY, LATER)


def test_the_next_turn_wants_the_same() -> None:
    """Nothing new, five minutes later: every draft and note has the digest it had."""
    said = (evidence(Says.CHASED, "thu 18:00", key=LATE.key),)
    now, later = (reviewed(LATE, LATER, EASY, now=clock, said=said) for clock in ("fri 9:00", "fri 9:05"))
    assert [plan.digest(h.draft) for h in now.heads_ups] == [plan.digest(h.draft) for h in later.heads_ups]
    assert [plan.digest(r.note) for r in now.reminders] == [plan.digest(r.note) for r in later.reminders]


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=6), st.lists(st.integers(0, 300), max_size=6))
def test_every_ref_exists_and_every_draft_goes_to_its_people(dues: list[int], hours: list[int]) -> None:
    promises = [
        replace(
            promise(f"I'll send report {i}", source=f"m{i % 3}", to=(ANNA, BOB, CLEO)[i % 3 : i % 3 + 1]),
            due=replace(due("mon 9:00"), end=(end := at("mon 9:00") + timedelta(minutes=minutes)), aim=end),
        )
        for i, minutes in enumerate(dues)
    ]
    start = at("mon 9:00")
    events = [
        replace(event(f"E{h}", "mon 9:00", "mon 10:00", people=[ANNA]), starts_at=start + timedelta(hours=h),
                ends_at=start + timedelta(hours=h + 2))
        for h in hours
    ]  # fmt: skip
    found = reviewed(*promises, events=events)
    there = {p.source for p in promises} | {e.ref.id for e in events}
    assert {ref for _, r in found.cases for s in r.signals for ref in s.refs} <= there
    by_key = {p.key: p for p in promises}
    for word in found.heads_ups:
        assert {a.email for a in word.draft.to} <= {a.email for key in word.promises for a in by_key[key].to}
        assert all(by_key[key].words in word.draft.text for key in word.promises)
