"""One draft for all that is owed to the same people: what it names, in which thread, and how it is told."""

from dataclasses import replace
from typing import Any

from msgspec import structs

from connectors.types import Ref
from daemon.core import naming, wording
from daemon.core.model import Case, Says
from tests.core.builders import ANNA, BOB, due, evidence, mail, promise
from tests.core.cases import case
from tests.core.test_wording import OWNER, THURSDAY, WORDS, drafted, owing

PLAN = mail("m2", "tue 9:00", subject="Floor plan")


def plan_of(now: str = "fri 9:00", words: str = "I'll send you the plan by Friday", **seen: Any) -> Case:
    made = promise(words, made="tue 9:00", by=due("fri 23:59"), source="m2")
    return case(now, promise=made, **seen)


def test_promises_of_two_threads_share_one_draft_in_the_first() -> None:
    said = drafted(plan_of(), owing("fri 9:00", hours=2), others=[PLAN])
    assert said.draft.text == (
        "Hi Anna,\n\n"
        "I owe you a word about two things I promised, and I'm sorry for what is late:\n\n"
        "- “You'll have the budget by Thursday noon.” (Monday 4 March): that was for Thursday 7 March at noon. "
        "You'll have it by noon on Friday 8 March.\n"
        "- “I'll send you the plan by Friday” (Tuesday 5 March): still planned for Friday 8 March.\n\n"
        "If one of these matters more to you than the others, tell me and I'll do it first.\n\n"
        "Best,\nMara\n"
    )
    assert (said.draft.subject, said.draft.in_reply_to) == ("Re: Spring plan", "m1")
    assert len(said.promises) == 2


def test_each_point_is_named_as_the_reader_of_sent_mail_knows_it_again() -> None:
    late, fine = owing("fri 9:00", hours=2), plan_of()
    zone = OWNER.calendar.zone
    points = [line for line in drafted(fine, late, others=[PLAN]).draft.text.splitlines() if line.startswith("- ")]
    assert [[naming.is_named(c.promise, line, zone) for c in (late, fine)] for line in points] == [
        [True, False],
        [False, True],
    ]


def test_the_number_of_names_is_bounded_whatever_is_owed() -> None:
    owed = [owing("fri 9:00", f"I'll send you report {n}", by=due(f"wed {9 + n}:00")) for n in range(9)]
    said = drafted(*reversed(owed))
    assert set(said.promises) == {c.promise.key for c in owed[: wording.MOST_NAMED]}
    assert said.draft.text.count("\n- ") == wording.MOST_NAMED
    assert "two things" not in said.draft.text
    assert "Four more things I promised you come after these; if one of them can't wait, tell me." in said.draft.text
    one_more = drafted(*owed[:6]).draft.text
    assert "One more thing I promised you comes after these; if it can't wait, tell me." in one_more


def test_what_one_mail_promised_for_one_day_keeps_its_order() -> None:
    said = [owing("fri 9:00", f"I'll send you report {n}") for n in range(4)]
    placed = [structs.replace(c, promise=replace(c.promise, start=50 * n)) for n, c in enumerate(said)]
    points = [line for line in drafted(*reversed(placed)).draft.text.splitlines() if line.startswith("- ")]
    assert ["report 0" in points[0], "report 1" in points[1], "report 2" in points[2]] == [True] * 3


def test_who_asked_about_one_of_them_is_thanked() -> None:
    asked = plan_of(evidence=(evidence(Says.CHASED, "fri 8:00"),))
    text = drafted(asked, owing("fri 9:00"), others=[PLAN]).draft.text
    assert "\n\nThank you for asking on Friday 8 March. I owe you a word about two things" in text


def test_all_late_is_said_to_be() -> None:
    two = owing("fri 9:00"), owing("fri 9:00", "I'll send you the list", by=due("thu 12:00"))
    assert "two things I promised, all of them late, and I'm sorry:" in drafted(*two).draft.text
    before = owing("wed 9:00", hours=40), owing("wed 9:00", "I'll send you the list", by=THURSDAY, hours=40)
    assert "two things I promised:" in drafted(*before).draft.text


def test_a_nod_in_a_list_is_quoted_and_what_is_still_to_come_is_named() -> None:
    nod = plan_of(words="Yes, will do!")
    seen = (replace(evidence(Says.PARTLY, "wed 9:00"), why="your mail brings budget"),)
    both = owing("fri 9:00", "You'll have the budget and the seating chart by Thursday noon", evidence=seen)
    text = drafted(nod, both, others=[PLAN]).draft.text
    assert "- “Yes, will do!” (Tuesday 5 March): " in text
    assert "Still to come: the seating chart. You'll have it by" in text


def test_it_goes_to_nobody_who_was_not_in_each_of_the_mails() -> None:
    group = mail("m2", "tue 9:00", to=(ANNA, BOB), subject="Floor plan")
    assert drafted(owing("fri 9:00"), plan_of(), others=[group]).draft.to == (ANNA,)


def test_what_was_said_aloud_goes_into_the_thread_of_a_mail() -> None:
    aloud = replace(
        promise("bring the seating chart", made="mon 8:00", by=THURSDAY, source="m0"), ref=Ref("aloud", "x")
    )
    as_mail = mail("m0", "mon 8:00", subject=aloud.words)
    said = drafted(case("fri 9:00", promise=aloud), plan_of(), source=as_mail, others=[PLAN])
    assert said.draft.subject == "Re: Floor plan"
    assert "- “bring the seating chart”: that was for" in said.draft.text


def test_without_quotes_the_points_still_say_which() -> None:
    cut_to_an_address = "a/" * 57 + "a.community"
    text = drafted(owing("fri 9:00", cut_to_an_address), plan_of(), others=[PLAN]).draft.text
    assert "community" not in text
    assert "- What I promised on Monday 4 March: that was for Thursday" in text
    assert WORDS not in text
