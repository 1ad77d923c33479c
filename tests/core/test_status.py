"""The status mail: what stands under which head, in which words, and what is left out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.core.model import Mark, Verdict
from daemon.core.status import MOST_UNDATED, status
from tests.core.desks import desk
from tests.worlds import ANNA, BOB, MONDAY, Letter, bundles, meeting

PLAN = "I'll send you the floor plan by Tuesday."


def at(hour: int) -> datetime:
    return MONDAY + timedelta(hours=hour)


def mine(name: str, text: str, hour: int = 0, **more: Any) -> Letter:
    return Letter(name, True, ANNA, f"Hi Anna,\n\n{text}\n\nMara", hour, **more)


def hers(name: str, text: str, hour: int, **more: Any) -> Letter:
    return Letter(name, False, ANNA, f"Hi,\n\n{text}\n\nAnna", hour, **more)


def told(letters: Sequence[Letter], hour: int, *, since: int = -24, marks: Sequence[Mark] = ()) -> str:
    """The text of the status mail of that hour, "" where there is none."""
    found = status(desk(letters, at(hour), marks=marks), at(hour).date(), at(since))
    return found.draft.text if found else ""


def lines(text: str, head: str) -> list[str]:
    """The points under the head that begins so."""
    paragraph = next((p for p in text.split("\n\n") if p.startswith(head)), "")
    return paragraph.splitlines()[1:]


def test_what_is_late_is_owned_with_a_date_that_can_be_kept() -> None:
    (line,) = lines(told([mine("m1", PLAN)], 50), "Late or at risk, and I'm sorry for what is late:")
    assert line.startswith(
        "- “I'll send you the floor plan by Tuesday” (Monday 2 March): that was for Tuesday 3 March."
    )
    assert " You'll have it by " in line


def test_what_was_done_since_is_told_with_its_day_and_whether_it_was_late() -> None:
    letters = [mine("m1", PLAN), mine("m2", "I have sent the floor plan.", 10)]
    assert lines(told(letters, 50), "Done since Sunday 1 March:") == [
        "- “I'll send you the floor plan by Tuesday” (Monday 2 March): done on Monday 2 March."
    ]
    late = [mine("m1", PLAN), mine("m2", "I have sent the floor plan.", 60)]
    assert lines(told(late, 80), "Done since") == [
        "- “I'll send you the floor plan by Tuesday” (Monday 2 March): "
        "done on Wednesday 4 March, later than Tuesday 3 March, which I had said."
    ]


def test_what_was_done_before_the_last_one_is_not_told_again() -> None:
    letters = [mine("m1", PLAN), mine("m2", "I have sent the floor plan.", 10)]
    assert told(letters, 50, since=20) == ""


def test_what_only_the_owner_says_is_done_has_no_day() -> None:
    key = desk([mine("m1", PLAN)], at(10)).judged.ledger.promises[0].key
    text = told([mine("m1", PLAN)], 50, marks=[Mark(key, Verdict.KEPT, at(20))])
    assert lines(text, "Done since") == ["- “I'll send you the floor plan by Tuesday” (Monday 2 March): done."]


def test_what_was_moved_is_told_once_with_its_way() -> None:
    letters = [
        mine("m1", PLAN),
        mine("m2", "I need until Friday for the floor plan.", 10, answers="m1"),
        mine("m3", "I have sent the floor plan.", 60, answers="m1"),
    ]
    text = told(letters, 80)
    assert text.count("floor plan") == 1
    assert "moved to Friday 6 March, done on Wednesday 4 March." in text


def test_what_has_time_is_on_track_and_what_has_no_date_is_asked_about() -> None:
    letters = [
        mine("m1", "I'll send you the floor plan by the end of the month."),
        mine("m2", "I'll look into the contract.", 1, subject="Autumn plan"),
    ]
    text = told(letters, 5)
    (line,) = lines(text, "On track:")
    assert line.endswith(" (Monday 2 March): planned for Tuesday 31 March.")
    assert lines(text, "Open, and I gave you no date;") == ["- “I'll look into the contract” (Monday 2 March)."]


def test_what_waits_for_them_is_told_apart_from_what_waits_for_others() -> None:
    letters = [
        mine("m1", "Once you send me the figures, I'll write the summary."),
        mine("m2", "Once I hear from the printer, I'll send you the brochure.", 1, subject="Autumn plan"),
    ]
    text = told(letters, 5)
    assert "figures" in "".join(lines(text, "Waiting for something from you:"))
    assert "printer" in "".join(lines(text, "Waiting for what they depend on:"))


def test_what_nobody_spoke_of_for_weeks_after_its_end_is_left_out_until_somebody_asks() -> None:
    plan = mine("m1", PLAN)
    assert "floor plan" in told([plan], 24 * 14)
    assert told([plan], 24 * 20) == ""
    assert "floor plan" in told([plan, hers("m2", "Any news on the floor plan?", 24 * 19, answers="m1")], 24 * 20)


def test_what_is_long_past_without_a_date_and_what_cannot_be_known_is_left_out() -> None:
    assert told([mine("m1", "I'll look into the contract.")], 24 * 50) == ""
    assert told([mine("m1", "I'll call you about the contract tomorrow at 3pm.")], 24 * 4) == ""


def test_of_many_without_a_date_the_latest_are_named() -> None:
    things = ("contract", "brochure", "survey", "poster", "ladder", "lighting", "catalogue")
    letters = [mine(f"m{n}", f"I'll look into the {t}.", n, subject=t.title()) for n, t in enumerate(things)]
    named = lines(told(letters, 20), "Open, and I gave you no date")
    assert len(named) == MOST_UNDATED + 1
    assert named[-1] == "- And two before those."
    assert "catalogue" in named[-2]


def test_words_that_name_no_thing_stand_with_the_owners_subject_never_with_that_of_others() -> None:
    own = told([mine("m1", "I'll send it by Friday.")], 5)
    assert "“I'll send it by Friday” (Monday 2 March, in “Spring plan”)" in own
    asked = hers("m0", "Could you send me the list?", 0, subject="Buy now")
    reply = mine("m1", "I'll send it by Friday.", 1, answers="m0", subject="Buy now")
    text = told([asked, reply], 5)
    assert "(Monday 2 March, in a reply)" in text
    assert "Buy now" not in text


def test_points_stand_line_below_line() -> None:
    letters = [mine("m1", PLAN), mine("m2", "I'll send you the contract by Tuesday.", 1, subject="Autumn plan")]
    assert len(lines(told(letters, 50), "Late or at risk")) == 2


def test_where_the_calendar_has_no_room_the_mail_asks_instead_of_naming_a_date() -> None:
    days = [meeting(f"e{n}", 24 * n - 9, "Exhibition") for n in range(70)]
    full = [replace(day, ends_at=day.starts_at + timedelta(hours=24)) for day in days]
    found = status(desk([mine("m1", PLAN)], at(50), events=full), at(50).date(), at(0))
    assert found
    (line,) = lines(found.draft.text, "Late or at risk")
    assert "You'll have it" not in line
    assert line.endswith(" Tell me by when you need it at the latest, and I'll say the same day what I can do.")


def test_what_the_owner_wants_no_word_about_is_not_told() -> None:
    key = desk([mine("m1", PLAN)], at(10)).judged.ledger.promises[0].key
    assert told([mine("m1", PLAN)], 50, marks=[Mark(key, Verdict.HUSH, at(20))]) == ""
    assert told([mine("m1", PLAN)], 50, marks=[Mark(key, Verdict.NOT_A_PROMISE, at(20))]) == ""


def test_each_sentence_says_where_it_comes_from() -> None:
    found = status(desk([mine("m1", PLAN)], at(50)), at(50).date(), at(0))
    assert found
    assert {origin for _, origin in found.provenance} == {"template", "own words", "settings"}
    assert all(sentence in found.draft.text for sentence, _ in found.provenance)


def test_it_goes_to_its_person_alone_in_no_thread() -> None:
    both = replace(mine("m1", PLAN), other=BOB)
    assert status(desk([both], at(50)), at(50).date(), at(0)) is None
    found = status(desk([mine("m1", PLAN)], at(50)), at(50).date(), at(0))
    assert found
    assert ([a.email for a in found.draft.to], found.draft.cc, found.draft.in_reply_to) == ([ANNA.email], (), None)


@pytest.mark.parametrize("hour", [30, 50, 74])
def test_the_same_facts_make_the_same_mail_an_hour_later(hour: int) -> None:
    letters = [mine("m1", PLAN), mine("m2", "I'll send you the contract by Friday.", 1, subject="Autumn plan")]
    first, later = (status(desk(letters, at(h)), at(hour).date(), at(0)) for h in (hour, hour + 1))
    assert first == later


@given(letters=bundles(), hour=st.integers(0, 24 * 24))
def test_nothing_but_the_owners_words_is_ever_quoted(letters: Sequence[Letter], hour: int) -> None:
    there = [letter for letter in letters if letter.there_at <= at(hour)]
    table = desk(there, at(hour))
    found = status(table, at(hour).date(), at(hour - 24 * 14))
    if found:
        said = {p.words for p in table.judged.ledger.promises}
        quoted = [part.partition("”")[0] for part in found.draft.text.split("“")[1:]]
        subjects = {letter.subject for letter in there if letter.own and not letter.answers}
        assert all(words in said or words in subjects for words in quoted)
        assert "Anna Berg" not in found.draft.text
