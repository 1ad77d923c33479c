"""What each rule says and when it keeps still; how rules are found and configured."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from daemon.core import rules
from daemon.core.model import Case, Says, Shortfall, Signal
from daemon.core.rules import (
    chased,
    crowded,
    double_booked,
    due_soon,
    meeting_first,
    no_date,
    out_before_due,
    overcommitted_now,
    overdue,
    silence,
    slipped_before,
)
from tests.core.builders import ANNA, BOB, at, due, event, evidence, promise
from tests.core.cases import case, load

NOON = due("thu 12:00")


def weight(signal: Signal | None) -> float:
    return signal.weight if signal else 0.0


def test_overdue_speaks_after_the_last_moment_only() -> None:
    assert overdue.check(case("thu 12:00", by=NOON)) is None
    late = overdue.check(case("thu 12:01", by=NOON))
    assert late is not None
    assert late.why == "It was due Thu 7 Mar noon, and nothing shows that it was done."
    assert late.refs == ("m1",)


def test_the_longer_overdue_the_heavier() -> None:
    assert weight(overdue.check(case("fri 9:00", by=NOON))) < weight(overdue.check(case("fri+2 9:00", by=NOON)))


def test_due_soon_grows_towards_the_aim_and_ends_with_the_due() -> None:
    whens = ("mon 9:00", "wed 9:00", "thu 9:00")
    weights = [weight(due_soon.check(case(w, by=NOON))) for w in whens]
    assert weights == sorted(weights)
    assert weights[0] == 0
    assert due_soon.check(case("fri 9:00", by=NOON)) is None


def test_crowded_tells_what_is_owed_and_what_is_free() -> None:
    signal = crowded.check(case(by=NOON, hours=5, load=load(9, 3.5)))
    assert signal is not None
    assert signal.why == "9 h of work are owed by Thu 7 Mar noon, and 3.5 h are free."


def test_an_errand_that_fits_somewhere_is_not_crowded() -> None:
    assert crowded.check(case(by=NOON, hours=0.25, load=load(30, 4))) is None
    assert crowded.check(case(by=NOON, hours=0.25, load=load(0.25, 0.1))) is not None


def test_crowded_keeps_still_where_there_is_room_or_nothing_is_known() -> None:
    assert crowded.check(case(by=NOON, hours=2, load=load(2, 8))) is None
    assert crowded.check(case(by=NOON)) is None


@given(st.floats(0, 40), st.floats(0, 40), st.floats(0, 40), st.floats(0, 20))
def test_more_free_time_never_raises_it(owed: float, some: float, more: float, own: float) -> None:
    little, much = sorted((some, more))
    full = weight(crowded.check(case(by=NOON, hours=own, load=load(owed, little))))
    assert weight(crowded.check(case(by=NOON, hours=own, load=load(owed, much)))) <= full


@pytest.mark.parametrize("now", ["thu 17:05", "thu 18:00", "thu 23:00"])
def test_what_is_left_after_the_aim_is_the_owners_own_time(now: str) -> None:
    today = replace(due("thu 23:59"), aim=at("thu 17:00"))
    seen = case(
        now, by=today, hours=3, load=load(3, 0), promise=promise("You'll have it today", made="thu 9:00", by=today)
    )
    assert crowded.check(seen) is None
    assert overcommitted_now.check(seen) is None


def test_silence_counts_from_the_last_word_and_only_when_it_is_wanted_soon() -> None:
    signal = silence.check(case("thu 9:00", by=NOON))
    assert signal is not None
    assert signal.why == "You last wrote to Anna on Mon 4 Mar."
    assert silence.check(case("thu 9:00", by=NOON, last_word_at=at("wed 9:00"))) is None
    assert silence.check(case("thu 9:00", by=due("fri+3 12:00"))) is None


def test_chased_names_who_asked_and_when() -> None:
    asked = (evidence(Says.CHASED, "tue 9:00", source="m4"), evidence(Says.CHASED, "wed 8:00", source="m5"))
    signal = chased.check(case(by=NOON, evidence=asked))
    assert signal is not None
    assert signal.why == "Anna asked about it on Wed 6 Mar for the second time."
    assert signal.refs == ("m4", "m5")
    answered = chased.check(case(by=NOON, evidence=asked, last_word_at=at("wed 8:30")))
    assert weight(answered) < signal.weight


def test_a_question_of_tomorrow_is_not_heard_today() -> None:
    assert chased.check(case(by=NOON, evidence=(evidence(Says.CHASED, "fri 9:00"),))) is None


def test_meeting_first_names_the_meeting() -> None:
    meeting = event("1:1 Anna", "thu 10:00", "thu 10:30", people=[ANNA])
    signal = meeting_first.check(case(by=NOON, meetings=(meeting,)))
    assert signal is not None
    assert signal.why == "You meet Anna on Thu 7 Mar 10:00 (1:1 Anna) before it is done."
    assert signal.refs == (meeting.ref.id,)
    assert meeting_first.check(case(by=due("wed 17:00"), meetings=(meeting,))) is None


def test_a_promise_without_a_date_speaks_after_a_week() -> None:
    assert no_date.check(case("fri 9:00")) is None
    signal = no_date.check(case("tue+1 9:00"))
    assert signal is not None
    assert signal.why == "You promised it on Mon 4 Mar without a date."
    assert no_date.check(case("tue+1 9:00", by=NOON)) is None


def test_what_slipped_before_says_how_often() -> None:
    signals = [slipped_before.check(case(by=NOON, slips=slips)) for slips in (0, 1, 2, 5)]
    assert [s.why if s else "" for s in signals] == [
        "",
        "It was put off once before.",
        "It was put off twice before.",
        "It was put off 5 times before.",
    ]


def test_double_booked_names_what_lies_over_the_moment() -> None:
    parade = event("Parade", "thu 11:00", "thu 13:00")
    signal = double_booked.check(case(by=NOON, clashes=(parade,)))
    assert signal is not None
    assert signal.why == (
        "Parade stands in your calendar from Thu 7 Mar 11:00 to Thu 7 Mar 13:00, over the time you promised."
    )


def test_double_booked_names_whom_the_same_time_was_promised_to() -> None:
    other = promise("I'll ring you at noon on Thursday", to=[BOB], by=NOON, source="m3")
    signal = double_booked.check(case(by=NOON, rivals=(other,)))
    assert signal is not None
    assert signal.why == "You promised Bob “I'll ring you at noon on Thursday” for the same time."
    assert signal.refs == ("m1", "m3")
    parade = event("Parade", "thu 11:00", "thu 13:00")
    assert weight(double_booked.check(case(by=NOON, rivals=(other,), clashes=(parade,)))) > signal.weight


def test_double_booked_says_that_the_calendar_has_nothing_for_it() -> None:
    signal = double_booked.check(case(by=NOON, booked=False))
    assert signal is not None
    assert signal.why == "Nothing in your calendar stands for it on Thu 7 Mar noon."
    assert double_booked.check(case(by=NOON)) is None
    assert double_booked.check(case("fri 9:00", by=NOON, booked=False)) is None


def test_crowded_names_the_first_that_does_not_fit() -> None:
    deck = promise("You'll have the deck by Wednesday", by=due("wed 17:00"), to=[BOB], source="m3")
    full = structs.replace(load(9, 3.5), first=Shortfall(deck, 6, 3))
    signal = crowded.check(case(by=NOON, hours=3, load=full))
    assert signal is not None
    assert signal.why == (
        "9 h of work are owed by Thu 7 Mar noon, and 3.5 h are free. The first that does not fit is "
        "“You'll have the deck by Wednesday” to Bob: 6 h owed by Wed 6 Mar 17:00, 3 h free."
    )
    assert signal.refs == ("m1", "m3")
    fits = crowded.check(case(by=NOON, hours=3, load=structs.replace(full, owed_hours=3.2)))
    assert fits is not None
    assert "first" not in fits.why


def test_overcommitted_now_speaks_for_one_working_day() -> None:
    full = load(9, 3.5)
    signal = overcommitted_now.check(case("mon 10:00", by=NOON, hours=5, load=full))
    assert signal is not None
    assert signal.why == (
        "You promised it on Mon 4 Mar for Thu 7 Mar noon, and it does not fit before that; it is still cheap to say so."
    )
    assert overcommitted_now.check(case("tue 9:00", by=NOON, hours=5, load=full)) is not None
    assert overcommitted_now.check(case("tue 9:30", by=NOON, hours=5, load=full)) is None
    assert overcommitted_now.check(case("tue 9:30", by=NOON, hours=5, load=full), hours=16) is not None


def test_overcommitted_now_keeps_still_where_it_fits_or_is_an_errand() -> None:
    assert overcommitted_now.check(case("mon 10:00", by=NOON, hours=2, load=load(3, 3.5))) is None
    assert overcommitted_now.check(case("mon 10:00", by=NOON, hours=0.5, load=load(9, 3.5))) is None
    assert overcommitted_now.check(case("mon 10:00", hours=5, load=load(9, 3.5))) is None


@given(st.floats(0, 40), st.floats(0, 40), st.floats(0, 40), st.floats(0, 20))
def test_more_free_time_never_makes_it_overcommitted(owed: float, some: float, more: float, own: float) -> None:
    little, much = sorted((some, more))
    full = weight(overcommitted_now.check(case("mon 10:00", by=NOON, hours=own, load=load(owed, little))))
    assert weight(overcommitted_now.check(case("mon 10:00", by=NOON, hours=own, load=load(owed, much)))) <= full


def test_out_before_due_tells_the_last_moment_and_grows_towards_it() -> None:
    fair = event("Fair", "wed 0:00", "sat 0:00")
    away: dict[str, Any] = {"last_working": at("tue 17:00"), "away": (fair,)}
    signal = out_before_due.check(case("tue 9:00", by=NOON, **away))
    assert signal is not None
    assert signal.why == "You are away on Thu 7 Mar noon (Fair): the last moment to work on it is Tue 5 Mar 17:00."
    assert signal.refs == (fair.ref.id,)
    whens = ("mon 9:00", "tue 9:00", "wed 9:00", "thu 9:00")
    weights = [weight(out_before_due.check(case(w, by=NOON, **away), days=1)) for w in whens]
    assert 0 == weights[0] < weights[1] < weights[2] == weights[3]
    assert out_before_due.check(case("fri 9:00", by=NOON, **away)) is None
    assert out_before_due.check(case("tue 9:00", by=NOON)) is None


def test_out_before_due_calls_a_holiday_a_day_off() -> None:
    signal = out_before_due.check(case("tue 9:00", by=NOON, last_working=at("wed 17:00")))
    assert signal is not None
    assert "(a day off)" in signal.why
    assert signal.refs == ("m1",)


def test_a_date_that_hangs_on_no_event_is_said_at_once() -> None:
    hanging = replace(NOON, end=None, aim=None, said="before our next 1:1", anchor="our next 1:1")
    signal = no_date.check(case("mon 10:00", by=hanging))
    assert signal is not None
    assert signal.why == "No event in your calendar fits “before our next 1:1”."
    assert no_date.check(case("mon 10:00", by=replace(hanging, end=at("thu 10:00")))) is None


def test_all_rules_are_found_by_their_files_and_carry_their_help() -> None:
    found = rules.configure({})
    assert [r.name for r in found] == sorted(r.name for r in found)
    assert {"overdue", "due_soon", "crowded", "silence", "chased", "meeting_first", "no_date"} <= set(rules.names())
    assert all(r.help.endswith(".") for r in found)


def test_a_rule_can_be_set_and_switched_off() -> None:
    found = rules.configure({"silence": {"days": 2, "weight": 0.3}, "crowded": {"enabled": False}})
    names = [r.name for r in found]
    assert "crowded" not in names
    silent = found[names.index("silence")].check(case("wed 10:00", by=NOON))
    assert weight(silent) == 0.3


@pytest.mark.parametrize(
    ("rule", "name", "value"),
    [
        ("overdue", "half_days", 0),
        ("overdue", "half_days", float("inf")),
        ("silence", "days", float("nan")),
        ("silence", "days", -1),
        ("silence", "days", 3651),
        ("crowded", "weight", float("nan")),
        ("double_booked", "rival", 1.5),
        ("double_booked", "missing", -0.1),
        ("chased", "answered", 2),
    ],
)
def test_a_number_out_of_its_range_is_a_fault(rule: str, name: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"rules.{rule}.{name} must "):
        rules.configure({rule: {name: value}})


def test_all_faults_are_told_at_once_with_the_known_names() -> None:
    with pytest.raises(ValueError, match="there is no rule 'silense'") as caught:
        rules.configure(
            {"silense": {}, "silence": {"day": 3, "days": "3"}, "chased": {"weight": 2, "enabled": 1}, "crowded": {}}
        )
    faults = str(caught.value).splitlines()
    assert len(faults) == 5
    assert "overdue" in faults[0]
    assert any("days" in f and "within" in f and "enabled" in f for f in faults)
    assert "rules.silence.days must be a number" in faults
    assert "rules.chased.weight must lie between 0 and 1" in faults


@given(st.integers(-20_000, 60_000))
def test_every_signal_rests_on_something_that_is_there(minutes: int) -> None:
    meeting = event("1:1 Anna", "thu 10:00", "thu 10:30", people=[ANNA])
    full = case(
        by=NOON,
        hours=5,
        load=load(9, 1),
        meetings=(meeting,),
        clashes=(meeting,),
        last_working=at("wed 17:00"),
        away=(meeting,),
        slips=1,
        evidence=(evidence(Says.CHASED, "tue 9:00", source="m4"),),
    )
    shifted: Case = structs.replace(full, now=full.now + timedelta(minutes=minutes))
    for rule in rules.configure({}):
        if signal := rule.check(shifted):
            assert 0 <= signal.weight <= 1
            assert signal.rule == rule.name
            assert signal.refs
            assert set(signal.refs) <= {"m1", "m4", meeting.ref.id}
