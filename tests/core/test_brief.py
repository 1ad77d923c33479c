"""The page of Wednesday morning for Mara Lind, from cases that are told here. Nothing is read, nothing is written."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from connectors.types import Kind
from daemon.core import brief, brief_text
from daemon.core.asks import OpenAsk, Suggestion
from daemon.core.brief import Brief, Judgement, Reading
from daemon.core.model import Due, Level, Posted, Purpose, Risk, Signal, Standing, State
from tests.core.builders import ANNA, BOB, CLEO, MARA, ZONE, at, due, event, mail, owner, promise
from tests.core.cases import case

NOW = at("wed 8:00")
FRESH = (Reading("work", at("wed 7:55")),)


def judged(words: str, level: Level, by: Due | None, name: str = "m1", why: str = "", **seen: Any) -> Judgement:
    said = promise(words, by=by, source=name, to=(BOB,))
    signals = (Signal("crowded", 0.6, why, ()),) if why else ()
    return case("wed 8:00", promise=said, **seen), Risk(said.key, 0.5, level, signals)


DUE = judged("I'll send you the deck today", Level.HIGH, due("wed 23:59"))
LATE = judged("I'll send you the lease by Monday", Level.LATE, due("mon 23:59"), "m2")
RISKY = judged("You'll have the plan by Friday", Level.HIGH, due("fri 23:59"), "m3", "9 h are owed, 4 h are free.")
CALM = judged("I'll look into the lamps", Level.LOW, due("fri+2 23:59"), "m4")
ALOUD = judged("I'll call you tomorrow", Level.LOW, due("tue 23:59"), "m5", standing=Standing.UNCLEAR)


def posted(key: str, about: Judgement, state: State = State.WRITTEN) -> Posted:
    then = at("tue 16:00")
    return Posted(key, "work", Kind.DRAFT, (about[0].promise.key,), state, "", then, then)


def help_wanted(text: str = "Could somebody take the minutes on Friday?") -> Suggestion:
    asked = mail("a1", "tue 10:00", from_=ANNA, to=(BOB, CLEO))
    return Suggestion(OpenAsk("a1b2c3d4", asked, text, None), 1.5, 6.0, at("fri 17:00"))


def brief_of(
    *told: Judgement,
    rows: Sequence[Posted] = (),
    helps: Sequence[Suggestion] = (),
    readings: Sequence[Reading] = FRESH,
    now: datetime = NOW,
) -> Brief:
    return brief.brief(told, rows, helps, readings, now)


def page(*told: Judgement, **more: Any) -> str:
    return brief_text.page(brief_of(*told, **more), ZONE)


def test_the_page_says_what_a_morning_needs() -> None:
    ahead = event("1:1 Bob", "wed 14:00", "wed 15:00", people=(BOB,))
    meeting = structs.replace(RISKY[0], meetings=(ahead,)), RISKY[1]
    told = page(LATE, DUE, meeting, CALM, ALOUD, rows=[posted("d1", LATE)], helps=[help_wanted()])
    assert told == (
        "Wednesday 6 March, 8:00. 1 late, 1 due today, 1 at risk.\n"
        "\n"
        "Due today or late\n"
        '  LATE Bob, Mon 4 Mar: "I\'ll send you the lease by Monday"\n'
        '  Bob, Wed 6 Mar: "I\'ll send you the deck today"\n'
        "\n"
        "At risk\n"
        '  Bob, Fri 8 Mar: "You\'ll have the plan by Friday"\n'
        "    9 h are owed, 4 h are free.\n"
        "\n"
        "Today you meet\n"
        '  14:00 1:1 Bob: you owe Bob "You\'ll have the plan by Friday"\n'
        "\n"
        "Drafts that wait for you\n"
        '  to Bob, Tue 5 Mar: "I\'ll send you the lease by Monday"\n'
        "\n"
        "Was this done? `headsup mark KEY kept`\n"
        "  m5:I'l to Bob, Mon 4 Mar: \"I'll call you tomorrow\"\n"
        "\n"
        "You could help Anna (asked Tue 5 Mar), 1.5 h of 6 h free by Fri 8 Mar\n"
        '  "Could somebody take the minutes on Friday?"\n'
        "\n"
        "Read: work Wed 6 Mar 7:55\n"
    )


def test_a_quiet_day_is_said_with_how_fresh_the_reading_is() -> None:
    assert page(CALM) == (
        "Wednesday 6 March, 8:00. Nothing is due today, nothing is at risk.\n\nRead: work Wed 6 Mar 7:55\n"
    )


def test_what_could_not_be_read_stands_first() -> None:
    readings = (
        Reading("work", at("wed 7:55"), set_aside=2),
        Reading("home", at("tue 7:55"), hindered="sign in: `headsup login home`"),
        Reading("club", None),
    )
    told = page(readings=readings).splitlines()[2:]
    assert " ".join(told) == (
        "Read: club never (see `headsup check`); home Tue 5 Mar 7:55 (sign in: `headsup login home`); "
        "work Wed 6 Mar 7:55, 2 items set aside"
    )


@given(
    st.lists(st.sampled_from((DUE, LATE, RISKY, CALM, ALOUD)), max_size=40),
    st.integers(1, 12),
    st.text(max_size=400),
)
def test_it_never_grows_beyond_its_lines_and_columns(told: list[Judgement], accounts: int, title: str) -> None:
    meetings = tuple(event(title, f"wed {9 + n}:00", f"wed {10 + n}:00", people=(BOB,)) for n in range(5))
    busy = [(structs.replace(c, meetings=meetings, promise=replace(c.promise, words=title)), r) for c, r in told]
    rows = [posted(f"d{n}", about) for n, about in enumerate(busy)]
    readings = [Reading(f"account-{n}", None, 3) for n in range(accounts)]
    lines = page(*busy, rows=rows, helps=[help_wanted(title)], readings=readings).splitlines()
    assert len(lines) <= brief_text.LINES
    assert all(len(line) <= brief_text.COLUMNS for line in lines)


def test_what_does_not_fit_is_counted() -> None:
    many = [judged(f"I'll send you part {n}", Level.LATE, due("tue 12:00"), f"p{n}") for n in range(7)]
    assert "Due today or late (4 of 7)" in page(*many)


def test_what_nobody_waits_for_any_more_comes_last() -> None:
    then = at("mon 23:59") - timedelta(days=28)
    cold = judged("I'll send you the old lease", Level.LATE, replace(due("mon 23:59"), end=then, aim=then), "m9")
    assert brief_of(cold, LATE, DUE).due == (LATE, DUE, cold)


def test_what_the_owner_hushed_is_not_spoken_of() -> None:
    assert "deck" not in page((structs.replace(DUE[0], hushed=True), DUE[1]))


def test_only_drafts_that_lie_there_wait() -> None:
    gone = [posted(f"d{n}", LATE, state) for n, state in enumerate((State.SENT, State.DECLINED, State.WITHDRAWN))]
    rows = [*gone, posted("d7", DUE, State.TOUCHED)]
    (waiting,) = brief_of(DUE, LATE, RISKY, rows=rows).drafts
    assert (waiting.words, waiting.edited) == (DUE[0].promise.words, True)


def test_the_smallest_meeting_is_shown_where_there_are_many() -> None:
    sizes = ((ANNA, BOB, CLEO), (ANNA, BOB, CLEO), (BOB,))
    meetings = tuple(event(f"M{n}", f"wed {9 + n}:00", "wed 13:00", people=p) for n, p in enumerate(sizes))
    told = page((structs.replace(DUE[0], meetings=meetings), DUE[1]))
    assert "9:00 M0" in told
    assert "11:00 M2" in told
    assert "M1" not in told


def test_the_numbers_hold_no_word_of_any_mail() -> None:
    told = brief_text.numbers(brief_of(LATE, DUE, RISKY, ALOUD, rows=[posted("d1", LATE)]))
    assert told == "1 late, 1 due today, 1 at risk, 1 in your drafts, 1 to tell whether they are done."
    stale = (Reading("work", NOW - timedelta(days=3)), *FRESH)
    told = brief_text.numbers(brief_of(readings=stale))
    assert told == "Nothing that was read is due today or at risk. 1 of 2 accounts could not be read."


def test_json_holds_all_of_it() -> None:
    many = [judged(f"I'll send you part {n}", Level.LATE, due("tue 12:00"), f"p{n}") for n in range(7)]
    row = brief.as_json(brief_of(*many, ALOUD, helps=[help_wanted()]), ZONE)
    assert isinstance(row["due"], list)
    assert len(row["due"]) == 7
    assert row["questions"] == [{"key": ALOUD[0].promise.key, "text": "I'll call you tomorrow"}]
    assert row["help"] is not None
    assert row["readings"] == [
        {"account": "work", "last_turn_at": "2024-03-06T07:55:00-06:00", "set_aside": 0, "hindered": None}
    ]


def test_of_many_people_two_are_named_and_of_a_status_mail_what_it_is() -> None:
    many = structs.replace(LATE[0], promise=replace(LATE[0].promise, to=(BOB, ANNA, CLEO, MARA)))
    told = page((many, LATE[1]), rows=[replace(posted("s1", LATE), purpose=Purpose.STATUS)])
    assert "LATE Bob, Anna and 2 more, Mon 4 Mar:" in told
    assert "  to Bob, Anna and 2 more, Tue 5 Mar: the status mail\n" in told


@pytest.mark.parametrize(
    ("when", "clock", "wanted"),
    [
        ("wed 7:59", time(8), False),
        ("wed 8:00", time(8), True),
        ("wed 16:59", time(8), True),
        ("wed 17:00", time(8), False),
        ("sat 8:00", time(8), False),
        ("wed 18:30", time(18), True),
    ],
)
def test_it_comes_on_working_days_from_its_time_until_work_is_over(when: str, clock: time, wanted: bool) -> None:
    assert brief.is_wanted(at(when), clock, owner().calendar) is wanted
