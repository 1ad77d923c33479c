"""Shadow mode over Mara's mail: what would have been said day by day, and what came of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.types import Event
from daemon.core import rules, shadow
from daemon.core.judge import judge
from daemon.core.model import Cue, Mail, Mark, Speak, Standing, Verdict
from daemon.core.shadow import Flag, Replay, Truth
from tests.core.builders import ANNA, BOB, MARA, at, event, mail, mark, owner, sentence

RULES = rules.configure({})
MON, SUN = date(2024, 3, 4), date(2024, 3, 24)


def promised(name: str = "m1", when: str = "mon 9:00", words: str = "I'll send you the deck by Wednesday.") -> Mail:
    return mail(name, when, sentence(Cue.PROMISE, words))


def delivered(when: str, name: str = "m2") -> Mail:
    return mail(name, when, sentence(Cue.DELIVERY, "Attached is the deck."), answers="m1", attachments=["deck.pdf"])


def theirs(name: str, when: str, cue: Cue, words: str) -> Mail:
    return mail(name, when, sentence(cue, words), from_=ANNA, to=(MARA,), answers="m1")


def later(when: str = "fri+3 9:00") -> Mail:
    """Something unrelated that shows how far the mail reaches."""
    return mail("z", when, to=(BOB,), subject="Zoo")


def replayed(
    *mails: Mail, events: Sequence[Event] = (), marks: Sequence[Mark] = (), first: date = MON, last: date = SUN
) -> Replay:
    past = shadow.past(mails, events, marks, owner())
    return shadow.replay(past, owner(), RULES, Speak(), first, last)


def key_of(*mails: Mail) -> str:
    (promise,) = shadow.past(mails, (), (), owner()).promises
    return promise.key


def only(found: Replay) -> Flag:
    (flag,) = found.flags
    return flag


def test_late_and_delivered_afterwards_was_flagged_rightly() -> None:
    flag = only(replayed(promised(), delivered("mon+1 10:00")))
    assert (flag.day, flag.truth, flag.came) == (date(2024, 3, 6), Truth.RIGHTLY, Standing.KEPT_LATE)
    assert (flag.at, flag.quote) == (at("mon+1 10:00"), "Attached is the deck.")


def test_flagged_for_a_full_calendar_and_kept_in_time_was_wrong() -> None:
    offsite = event("Offsite", "mon 9:00", "wed 17:00")
    flag = only(replayed(promised(), delivered("wed 16:00"), events=[offsite]))
    assert (flag.truth, flag.came) == (Truth.WRONGLY, Standing.KEPT)
    assert flag.day < date(2024, 3, 6)


def test_what_is_kept_before_anybody_worries_is_no_flag() -> None:
    found = replayed(promised(), delivered("tue 10:00"))
    assert found.flags == ()
    assert (found.weeks[0].found, found.weeks[0].closed, found.weeks[0].flagged) == (1, 1, 0)
    assert found.precision is None


def test_a_promise_nobody_speaks_of_again_is_unknown_and_never_right() -> None:
    flag = only(replayed(promised(), later()))
    assert (flag.truth, flag.came, flag.overran) == (Truth.UNKNOWN, Standing.OPEN, True)


def test_asked_for_after_its_end_it_was_late() -> None:
    asked = theirs("m3", "mon+1 9:00", Cue.CHASE, "Any news on the deck?")
    flag = only(replayed(promised(), asked))
    assert (flag.truth, flag.came, flag.quote) == (Truth.RIGHTLY, Standing.OPEN, "Any news on the deck?")


def test_what_was_put_off_in_time_did_slip() -> None:
    offsite = event("Offsite", "mon 9:00", "wed 17:00")
    moved = mail("m3", "wed 16:00", sentence(Cue.MOVED, "I need until Friday for the deck."), answers="m1")
    found = replayed(promised(), moved, delivered("thu 12:00"), events=[offsite])
    first = found.flags[0]
    assert (first.truth, first.came) == (Truth.RIGHTLY, Standing.MOVED_IN_TIME)


def test_without_a_date_nothing_was_in_time() -> None:
    vague = promised(words="I'll send you the deck.")
    asked = theirs("m3", "wed 9:00", Cue.CHASE, "Any news on the deck?")
    flag = only(replayed(vague, asked, delivered("fri 9:00")))
    assert (flag.truth, flag.came) == (Truth.UNKNOWN, Standing.KEPT)


@pytest.mark.parametrize(
    ("verdict", "truth"),
    [
        (Verdict.KEPT, Truth.WRONGLY),
        (Verdict.NOT_A_PROMISE, Truth.WRONGLY),
        (Verdict.DROPPED, Truth.UNKNOWN),
        (Verdict.MOVED, Truth.RIGHTLY),
    ],
)
def test_the_owners_mark_outranks_what_mail_shows(verdict: Verdict, truth: Truth) -> None:
    by = "fri+3 9:00" if verdict is Verdict.MOVED else None
    word = mark(verdict, "mon+10 9:00", key=key_of(promised()), by=by)
    found = replayed(promised(), delivered("mon+1 10:00"), marks=[word])
    flag = found.flags[0]
    assert (flag.truth, flag.by_mark) == (truth, True)
    assert found.count(truth, by_mark=True) == 1


def test_a_mark_of_that_day_is_heard_on_that_day_and_not_before() -> None:
    hushed = mark(Verdict.HUSH, "wed 12:00", key=key_of(promised()))
    assert replayed(promised(), later(), marks=[hushed]).flags == ()
    too_late = replace(hushed, made_at=at("fri 12:00"))
    assert only(replayed(promised(), later(), marks=[too_late])).day == date(2024, 3, 6)


def test_a_promise_is_flagged_once_however_long_it_stays_open() -> None:
    assert len(replayed(promised(), promised("m5", "tue 9:00", "I'll send you the budget by Friday.")).flags) == 2


def test_what_was_long_past_on_the_first_day_is_let_be() -> None:
    assert replayed(promised(), later("mon+6 9:00"), first=date(2024, 4, 1), last=date(2024, 4, 7)).flags == ()


def test_each_week_is_a_row_and_the_rows_add_up() -> None:
    mails = [promised(), delivered("mon+1 10:00"), promised("m5", "tue+1 9:00", "I'll send you the budget by Friday.")]
    found = replayed(*mails, first=date(2024, 3, 6))
    assert [w.start for w in found.weeks] == [date(2024, 3, 6), date(2024, 3, 11), date(2024, 3, 18)]
    rows = [(w.found, w.closed, w.flagged, w.rightly) for w in found.weeks]
    assert rows == [(0, 0, 1, 1), (1, 1, 1, 0), (0, 0, 0, 0)]
    assert found.precision == 1.0


def test_a_day_at_its_end_sees_what_a_whole_judgement_then_sees() -> None:
    mails = [promised(), theirs("m3", "wed 9:00", Cue.CHASE, "Any news on the deck?"), delivered("mon+1 10:00")]
    flag = only(replayed(*mails))
    then = at("wed 17:00")
    judged = judge(mails, (), (), owner(), then, None, RULES, Speak())
    assert flag.day == date(2024, 3, 6)
    assert flag.risk == next(r for c, r in judged.review.cases if c.promise.key == flag.promise.key)


CUES = (
    (Cue.PROMISE, "I'll send you the deck by Friday."),
    (Cue.PROMISE, "You will have the budget on Tuesday."),
    (Cue.DELIVERY, "Attached is the deck."),
    (Cue.MOVED, "I need until Monday for the deck."),
)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
letters = st.builds(
    lambda n, day, said: mail(f"x{n}", f"{WEEKDAYS[day % 5]}+{day // 5} 9:00", sentence(*said)),
    st.integers(0, 99),
    st.integers(0, 14),
    st.sampled_from(CUES),
)


@settings(max_examples=25)
@given(st.lists(letters, min_size=1, max_size=6))
def test_later_mail_changes_what_came_of_a_flag_but_not_the_flag(mails: list[Mail]) -> None:
    whole = replayed(*mails)
    seen = [m for m in mails if m.sent_at < at("mon+1 9:00")]
    early = replayed(*seen, last=date(2024, 3, 10)) if seen else None
    flags = [(f.day, f.promise.key, f.risk) for f in early.flags] if early else []
    assert flags == [(f.day, f.promise.key, f.risk) for f in whole.flags if f.day <= date(2024, 3, 10)]
