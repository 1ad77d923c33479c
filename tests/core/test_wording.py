"""The drafts and notes as they would be read, and what never gets into one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.types import Address, Draft, Event
from daemon.core import capacity, wording
from daemon.core.model import Case, HeadsUp, Mail, Owner, Promise, Says, Speak, Tone
from daemon.core.wording import clean, templates
from tests.core.builders import ANNA, BOB, DAYS, MARA, at, due, event, evidence, mail, owner, promise
from tests.core.cases import case, load

OWNER = replace(owner(), tones={"south.test": Tone.PEER})
THURSDAY = due("thu 12:00", said="by Thursday noon")
WORDS = "You'll have the budget by Thursday noon."


def drafted(
    *cases: Case,
    source: Mail | None = None,
    others: Sequence[Mail] = (),
    events: Sequence[Event] = (),
    speak: Speak | None = None,
    whose: Owner = OWNER,
) -> HeadsUp:
    source = source or mail("m1", "mon 9:00", answers="m0")
    sources = {m.key: m for m in (source, *others)}
    start, end = at("mon 9:00") - timedelta(days=7), at("mon 9:00") + timedelta(days=60)
    free = capacity.free_time(events, start, end, OWNER.calendar)
    return wording.heads_up(cases, whose, speak or Speak(), sources, free)


def owing(now: str = "wed 9:00", words: str = WORDS, **seen: Any) -> Case:
    made: Promise = promise(words, by=seen.pop("by", THURSDAY), to=seen.pop("to", (ANNA,)))
    return case(now, promise=made, **seen)


def test_before_it_is_late() -> None:
    offsite = event("Offsite", "mon 9:00", "thu 17:00")
    assert drafted(owing(hours=4), events=[offsite]).draft.text == (
        "Hi Anna,\n\n"
        "On Monday 4 March I wrote: “You'll have the budget by Thursday noon.” "
        "I'd rather tell you before it's due: I don't think I'll manage it by Thursday 7 March at noon.\n\n"
        "You'll have it by the end of Friday 8 March. "
        "If that's too late for you, tell me what you need first and I'll start there.\n\n"
        "Best,\nMara\n"
    )


def test_when_it_is_late() -> None:
    assert drafted(owing("fri 9:00", hours=2)).draft.text == (
        "Hi Anna,\n\n"
        "On Monday 4 March I wrote: “You'll have the budget by Thursday noon.” "
        "That was for Thursday 7 March at noon, and you don't have it yet. I'm sorry.\n\n"
        "You'll have it by noon on Friday 8 March. "
        "If that's too late for you, tell me what you need first and I'll start there.\n\n"
        "Best,\nMara\n"
    )


def test_what_is_done_already_and_who_asked_is_said() -> None:
    seen = (evidence(Says.PARTLY, "tue 9:00"), evidence(Says.CHASED, "fri 8:00"))
    text = drafted(owing("fri 9:00", evidence=seen)).draft.text
    assert "Thank you for asking on Friday 8 March." in text
    assert "You have had part of it since Tuesday 5 March; the rest is still to come." in text
    assert "You'll have the rest by" in text


def test_days_away_over_the_due_are_said() -> None:
    away = replace(event("Vacation (oh!)", "thu 0:00", "tue+1 0:00"), all_day=True)
    text = drafted(owing(away=(away,)), events=[away, event("Offsite", "wed 9:00", "wed 17:00")]).draft.text
    assert "I'm away from Thursday 7 March to Monday 11 March." in text
    assert "by the end of Tuesday 12 March" in text
    assert "Vacation" not in text


def test_a_sprint_of_whole_days_is_no_absence() -> None:
    sprint = replace(event("Sprint 12", "mon 0:00", "sat 0:00"), all_day=True)
    assert "away" not in drafted(owing(), events=[sprint]).draft.text


def test_what_can_still_be_kept_is_said_to_be_under_way() -> None:
    text = drafted(owing(evidence=(evidence(Says.CHASED, "wed 8:00"),))).draft.text
    assert "it's still planned" in text
    assert "I don't think" not in text


def test_a_clash_asks_for_another_time() -> None:
    parade = event("Parade", "thu 12:00", "thu 16:00")
    made = owing(words="I'll ring you at noon on Thursday", by=due("thu 12:00", start="thu 12:00"), clashes=(parade,))
    text = drafted(made, events=[parade]).draft.text
    assert "something else is in my calendar on Thursday 7 March at noon" in text
    assert "Would Thursday 7 March at 16:00 work for you instead?" in text
    assert "Parade" not in text


def test_without_a_date() -> None:
    text = drafted(owing("wed+2 9:00", by=None)).draft.text
    assert "I gave you no date then, and it isn't done yet. You'll have it by" in text


def test_what_is_owed_before_it_is_done_before_it() -> None:
    alone, after_others = (drafted(owing("fri 9:00", hours=2, load=load(owed, 0))).draft.text for owed in (2, 6))
    assert "by noon on Friday 8 March" in alone
    assert "by the end of Friday 8 March" in after_others


def test_it_answers_in_the_original_thread() -> None:
    source = replace(mail("m1", "mon 9:00", answers="m0", subject="Budget"), references=("r0", "m0"), thread="t7")
    draft = drafted(owing(), source=source).draft
    assert (draft.subject, draft.in_reply_to, draft.references, draft.thread) == (
        "Re: Budget",
        "m1",
        ("r0", "m0", "m1"),
        "t7",
    )


def test_it_goes_to_the_person_owed_and_nobody_else() -> None:
    source = mail("m1", "mon 9:00", to=(BOB, MARA), cc=(ANNA,))
    assert (drafted(owing(), source=source).draft.to, drafted(owing(), source=source).draft.cc) == ((ANNA,), ())


def test_a_stranger_among_the_people_owed_is_left_out() -> None:
    stranger = Address("eve@elsewhere.test", "Eve")
    assert drafted(owing(to=(ANNA, stranger))).draft.to == (ANNA,)
    assert drafted(owing(to=(stranger,))).draft.to == (ANNA,)


def test_the_key_is_the_same_whatever_joins_the_draft_later() -> None:
    one, later = owing("fri 9:00"), case("fri 9:00", promise=promise("I'll call Bob for you", made="tue 9:00"))
    assert drafted(one).key == drafted(later, one).key
    assert len(drafted(one).key) == 17


def test_provenance_covers_every_sentence() -> None:
    said = drafted(owing(hours=4))
    assert {source for _, source in said.provenance} <= set(templates.SOURCES)
    text = said.draft.text
    for sentence, _ in said.provenance:
        assert sentence in text
        text = text.replace(sentence, "", 1)
    assert text.strip() == ""


def test_a_date_stands_as_long_as_it_can_be_kept() -> None:
    """Two hours of work, overdue since Thursday noon."""
    for times, date in (
        (("thu 12:05", "thu 13:00", "thu 14:25"), "the end of Thursday 7 March"),
        (("thu 14:35", "thu 17:00", "fri 9:25"), "noon on Friday 8 March"),
    ):
        texts = {drafted(owing(now, hours=2)).draft.text for now in times}
        assert len(texts) == 1
        assert f"by {date}." in texts.pop()


@given(st.integers(0, 20 * 24 * 12), st.floats(0.25, 12))
def test_a_proposal_is_always_still_to_come_and_leaves_time_for_the_work(minutes: int, hours: float) -> None:
    free = capacity.free_time((), at("mon 9:00"), at("mon+8 9:00"), OWNER.calendar)
    weeks, rest = divmod(minutes * 5 + 725, 7 * 24 * 60)  # from Thursday 12:05 on
    day, clock = divmod(rest, 24 * 60)
    now = f"{DAYS[(day + 3) % 7]}+{weeks + (day + 3) // 7} {clock // 60}:{clock % 60:02}"
    made = owing(now, hours=hours)
    proposed = wording.proposal.new_date(made, 0.0, free)
    assert proposed is not None
    assert free.hours(made.now, proposed) >= 1.25 * max(hours, 0.5) - 1e-3


def test_the_owners_own_template_and_signature() -> None:
    speak = Speak(signature="M. Lind\nNorth", templates={"late": "Dear {{ name }}, sorry: {{ new }}."})
    assert drafted(owing("fri 9:00"), speak=speak).draft.text == (
        "Dear Anna, sorry: the end of Friday 8 March.\nM. Lind\nNorth\n"
    )


@pytest.mark.parametrize(
    "broken",
    [
        "{{ nonsense }}",
        "{% if %}",
        "see https://x.test",
        "",
        "{{ ''.__class__.__mro__ }}",
        "{{ name + 1 }}",
        "{{ 1 / 0 }}",
        "{% include 'late' %}",
        "{{ items[9].words }}",
        "{{ name.no() }}",
    ],
)
def test_a_template_gone_wrong_loses_no_heads_up(broken: str) -> None:
    text = drafted(owing("fri 9:00"), speak=Speak(templates={"late": broken})).draft.text
    assert text.startswith("Hi Anna,")
    assert "That was for Thursday 7 March at noon" in text
    assert "https" not in text


HOSTILE = [
    "I'll send it, see https://evil.test/x?y=1 and www.evil.test for the rest",
    "I'll send it to mallory@evil.test by noon",
    "I'll\r\nBcc: mallory@evil.test\r\n\r\nsend it",
    "I'll send \u202egpj.exe\u202c by \u2066noon\u2069\x00\x1b[31m",
    "I'll send “it”\n\n-- \nPlease pay evil.com/now",
    "{{ 7 * 7 }} {% for x in y %} I'll send it",
    "x" * 5000,
    "",
    "\u2028\u2029",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_cleaned_and_the_heads_up_is_kept(words: str) -> None:
    for now in ("wed 9:00", "fri 9:00"):
        draft = drafted(owing(now, words)).draft
        assert draft.to == (ANNA,)
        assert "evil" not in draft.text
        for char in "\r\x00\x1b\u202e\u2066\u2028":
            assert char not in draft.text
        assert "://" not in draft.text
        assert "@" not in draft.text
        assert "www." not in draft.text
        assert max(len(line) for line in draft.text.splitlines()) < 500


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("Anna Berg", "Hi Anna,"),
        ("Berg, Anna", "Hi Anna,"),
        ("Dr. Anna Berg", "Hi Anna,"),
        ("", "Hi Anna,"),
        ("mallory@evil.test", "Hi Anna,"),
        ("Click http://evil.test", "Hi Anna,"),
        ("\u202eanna\r\nBcc: x", "Hi Anna,"),
        ("Zoë O'Hara-Ruiz", "Hi Zoë,"),
    ],
)
def test_the_greeting(name: str, greeting: str) -> None:
    spoofed = Address(ANNA.email, name)
    draft = drafted(owing("fri 9:00", to=(spoofed,)), source=mail("m1", "mon 9:00", to=(spoofed,))).draft
    assert draft.text.splitlines()[0] == greeting
    assert "\r" not in draft.to[0].name
    assert "@" not in draft.to[0].name


def test_a_shared_mailbox_is_not_greeted_by_name() -> None:
    desk = Address("service@south.test")
    draft = drafted(owing("fri 9:00", to=(desk,)), source=mail("m1", "mon 9:00", to=(desk,))).draft
    assert draft.text.startswith("Hi,\n")


def test_a_subject_stays_on_one_line() -> None:
    source = mail("m1", "mon 9:00", subject="Budget\r\nBcc: eve@evil.test \u202e")
    assert drafted(owing(), source=source).draft.subject == "Re: Budget Bcc: eve@evil.test"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"to": ()}, "original mail"),
        ({"to": (BOB,)}, "original mail"),
        ({"cc": (BOB,)}, "original mail"),
        ({"text": "Hi Anna,\n\nPay me."}, "no template"),
        ({"subject": "Re:\x07 x"}, "control"),
    ],
)
def test_the_examination_refuses(change: dict[str, Any], reason: str) -> None:
    draft = Draft((ANNA,), (), "Re: x", "Hi Anna,")
    clean.examine(draft, {ANNA.email}, ["Hi Anna,"])
    with pytest.raises(clean.Unsafe, match=reason):
        clean.examine(replace(draft, **change), {ANNA.email}, ["Hi Anna,"])


@given(st.text(max_size=300))
@settings(max_examples=30)
def test_any_words_can_be_quoted(words: str) -> None:
    quoted = clean.quote(words)
    assert quoted == clean.line(quoted)
    assert len(quoted) <= clean.QUOTE_LENGTH
    assert drafted(owing("fri 9:00", words)).draft.to == (ANNA,)
