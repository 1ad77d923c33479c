"""A draft of ours that was sent tells by name which promise each of its dates is for."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.core import naming, retold
from daemon.core.model import Mail
from daemon.core.wording import clean
from tests.core.builders import at, mail, promise

DAY = at("mon 9:00")
ZONE = ZoneInfo("America/Chicago")
PLAN = replace(promise("I'll send you the floor plan by Friday"), made_at=DAY)
NAMED = f"“I'll send you the floor plan by Friday” (Monday {DAY.day} March)"


def said(text: str) -> list[tuple[str, str]]:
    return [(s.answers, s.text) for s in retold.points(text, [(0, len(text))])]


def test_a_point_is_its_names_and_the_sentences_behind_them() -> None:
    text = f"Hi,\n\nLate:\n- {NAMED}: that was for Friday. You'll have it by Monday.\n- “B” (Tuesday 2 May).\n\nBest,\n"
    assert said(text) == [
        (NAMED, ": that was for Friday."),
        (NAMED, "You'll have it by Monday."),
        ("“B” (Tuesday 2 May)", "."),
    ]
    for sentence in retold.points(text, [(0, len(text))]):
        assert text[sentence.start : sentence.end] == sentence.text


def test_lines_that_a_mail_program_has_wrapped_are_one_point() -> None:
    wrapped = NAMED.replace(" floor", "\nfloor")
    text = f"- {wrapped}: late. You'll\nhave it by Monday.\n\nBest,\n"
    assert said(text) == [(NAMED, ": late."), (NAMED, "You'll\nhave it by Monday.")]


@pytest.mark.parametrize("blank", [" ", "\t", "\xa0", "\xa0 "])
def test_the_blanks_of_an_editor_of_html_part_a_point_like_any_other(blank: str) -> None:
    text = f"{blank}-{blank}{NAMED}: late.{blank}You'll have it by Monday.\r\n{blank}\r\nBest,\r\n"
    assert said(text) == [(NAMED, ": late."), (NAMED, "You'll have it by Monday.")]


def test_a_question_gives_no_date() -> None:
    assert said(f"- {NAMED}: that didn't happen. Would Monday at 10 work instead?\n") == [
        (NAMED, ": that didn't happen.")
    ]


def test_a_point_that_names_nothing_and_running_text_are_none() -> None:
    assert said("I wrote “A” (Monday 2 March): no.\n- And two more before those.\n") == []


def test_only_the_owners_own_words_are_looked_at() -> None:
    own = "My answer.\n"
    assert retold.points(own + f"- {NAMED}: You'll have it by Monday.\n", [(0, len(own))]) == ()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (NAMED, True),
        (NAMED.replace(" (", "\n("), True),
        (NAMED.replace(")", ", in “Spring plan”)"), True),
        (f"“Other words” (Monday 2 March), then {NAMED}", True),
        ("“I'll send you the floor plan by Friday”", True),
        (f"“I'll send you the floor…” (Monday {DAY.day} March)", True),
        (f"“I'll send you the floor” (Monday {DAY.day} March)", False),
        (f"“I'll send you the floor plan by Friday” (Tuesday {DAY.day + 1} March)", False),
        ("I'll send you the floor plan by Friday", False),
    ],
)
def test_a_promise_is_named_by_its_words_and_the_day(text: str, named: bool) -> None:
    assert naming.is_named(PLAN, text, ZONE) is named


@pytest.mark.parametrize(
    ("key", "text", "by_name"),
    [
        ("s1", "Nothing.", True),
        ("t1", "Nothing.", True),
        ("d1", f"- {NAMED}: You'll have it by Monday.", True),
        ("d1", "You'll have it by Monday.", False),
        (None, f"- {NAMED}: You'll have it by Monday.", False),
    ],
)
def test_mails_of_ours_tell_by_name_where_they_name_anything(key: str | None, text: str, by_name: bool) -> None:
    points = retold.points(text, [(0, len(text))])
    sent: Mail = replace(mail("m", "mon 9:00"), heads_up=key, sentences=points)
    assert naming.is_by_name(sent) is by_name


@given(
    st.lists(st.sampled_from(("send", "it", "to", "bo@x.test", "https://x.test/a?b=1", "x.dev", "-", "by", "Friday!")))
)
def test_words_that_were_quoted_without_their_addresses_are_found_again(words: list[str]) -> None:
    said_so = replace(PLAN, words=" ".join(("I'll", *words)))
    assert naming.is_named(said_so, f"“{clean.quote(said_so.words)}”", ZONE)
    assert not naming.is_named(replace(PLAN, words="You'll have it"), f"“{clean.quote(said_so.words)}”", ZONE)


def test_an_ellipsis_alone_names_nothing() -> None:
    assert not naming.is_named(PLAN, "“…”", ZONE)


@given(words=st.text("abc XYZ'.,-", min_size=1, max_size=60).filter(lambda w: any(c.isalpha() for c in w)))
def test_whatever_the_words_what_is_named_is_found_again(words: str) -> None:
    said_so = replace(PLAN, words=words)
    text = f"- “{words}” (Monday {DAY.day} March): late. You'll have it by Monday.\n"
    assert all(naming.is_named(said_so, s.answers, ZONE) for s in retold.points(text, [(0, len(text))]))
    assert retold.points(text, [(0, len(text))])
