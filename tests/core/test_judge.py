"""A whole small mailbox, judged; and the lines of `judge --jsonl`."""

from dataclasses import replace
from datetime import UTC, timedelta, timezone

import pytest

from connectors.types import Folder
from daemon.core import intake, rules
from daemon.core.judge import Judged, Mailbox, as_json, judge
from daemon.core.model import Cue, Mail, Mark, Says, Speak, Standing, Verdict
from tests.core.builders import ANNA, MARA, at, event, mail, mark, owner, sentence

PROMISED = mail("m1", "mon 9:00", sentence(Cue.PROMISE, "I'll send you the budget deck by Wednesday."))
CHASED = mail("m2", "thu 9:00", sentence(Cue.CHASE, "Any news on the deck?"), from_=ANNA, to=(MARA,), answers="m1")
MOVED = mail("m3", "tue 9:00", sentence(Cue.PROMISE, "The deck will come on Friday."), answers="m1")
SENT = mail("m4", "fri 9:00", sentence(Cue.DELIVERY, "Attached is the deck."), answers="m2")


def _judge(*mails: Mail, now: str = "mon+1 9:00", marks: tuple[Mark, ...] = (), events: tuple = ()) -> Judged:  # type: ignore[type-arg]
    return judge(mails, events, marks, owner(), at(now), None, rules.configure({}), Speak())


def _standings(judged: Judged) -> list[Standing]:
    return [judged.ledger.standings[p.key] for p in judged.ledger.promises]


def test_a_late_promise_that_was_asked_for_comes_with_a_word_to_say() -> None:
    (row,) = as_json(_judge(PROMISED, CHASED, now="thu 10:00"))
    assert row["standing"] == "open"
    assert row["risk"]["level"] == "late"  # type: ignore[index]
    assert row["heads_up"]["to"] == [ANNA.email]  # type: ignore[index]
    assert [e["source"] for e in row["evidence"]] == ["m2"]  # type: ignore[attr-defined]


FAR_AWAY = sentence(Cue.PROMISE, "I'll send you the deck by 5pm your time on Friday.")


def test_your_time_is_the_clock_their_last_mail_was_written_by() -> None:
    tokyo = timezone(timedelta(hours=9))
    asked = mail("m0", "mon 8:00", sentence(Cue.CHASE, "Any news?"), from_=ANNA, to=(MARA,))
    far = replace(asked, sent_at=asked.sent_at.astimezone(tokyo))
    later = replace(far, key="m9", sent_at=far.sent_at.astimezone(UTC) + timedelta(days=1))
    for before, ends in ((), "17:00"), ((later,), "17:00"), ((far, later), "02:00"):
        (row,) = as_json(_judge(*before, mail("m1", "mon 9:00", FAR_AWAY), now="tue 10:00"))
        assert row["due"]["due_end"].endswith(f"2024-03-08T{ends}:00-06:00"), before  # type: ignore[index]


def test_delivered_on_friday_is_kept_late_and_needs_no_word() -> None:
    (row,) = as_json(_judge(PROMISED, CHASED, SENT))
    assert row["standing"] == "kept late"
    assert row["risk"] == {"score": 0, "level": "none", "signals": []}
    assert row["heads_up"] is None


def test_a_moved_promise_and_its_new_date_are_two_entries() -> None:
    judged = _judge(PROMISED, MOVED, SENT)
    assert _standings(judged) == [Standing.MOVED_IN_TIME, Standing.KEPT]
    old, new = judged.ledger.promises
    assert new.origin == old.key
    assert judged.ledger.slips[new.key] == 1


def test_a_bare_word_for_more_time_makes_a_promise_of_its_own() -> None:
    asked = mail("m3", "tue 9:00", sentence(Cue.MOVED, "I need until Friday for the deck."), answers="m1")
    judged = _judge(PROMISED, asked, SENT)
    assert _standings(judged) == [Standing.MOVED_IN_TIME, Standing.KEPT]
    assert judged.ledger.promises[1].words == PROMISED.sentences[0].text


def test_the_human_moves_it_too() -> None:
    (key,) = (p.key for p in _judge(PROMISED).ledger.promises)
    moved = mark(Verdict.MOVED, "tue 9:00", key=key, by="fri 17:00")
    assert _standings(_judge(PROMISED, marks=(moved,))) == [Standing.MOVED_IN_TIME, Standing.OPEN]


def test_a_repeat_is_no_second_promise() -> None:
    again = mail("m3", "tue 9:00", sentence(Cue.PROMISE, "You'll have the deck on Wednesday."), answers="m1")
    judged = _judge(PROMISED, again)
    (only,) = judged.ledger.promises
    assert [e.says for e in judged.ledger.evidence[only.key]] == [Says.REPEATED]


def test_mails_are_named_by_the_providers_id() -> None:
    row = as_json(_judge(replace(PROMISED, key="k1"), replace(CHASED, key="k2"), now="thu 10:00"))[0]
    assert row["source"]["id"] == "m1"  # type: ignore[index]
    assert [e["source"] for e in row["evidence"]] == ["m2"]  # type: ignore[attr-defined]
    assert {ref for s in row["risk"]["signals"] for ref in s["refs"]} <= {"m1", "m2"}  # type: ignore[index]


def test_a_day_named_later_is_the_due_of_the_promise() -> None:
    undated = mail("m1", "mon 9:00", sentence(Cue.PROMISE, "I'll send you the budget deck."))
    dated = mail("m3", "tue 9:00", sentence(Cue.PROMISE, "You'll have the deck on Wednesday."), answers="m1")
    (only,) = _judge(undated, dated).ledger.promises
    assert only.due is not None
    assert only.due.end is not None
    assert only.due.end.date() == at("wed 0:00").date()


def test_due_before_a_meeting_is_due_when_it_starts() -> None:
    hung = mail("m1", "mon 9:00", sentence(Cue.PROMISE, "You'll have the deck before our next 1:1."))
    meeting = event("1:1 Anna / Mara", "thu 9:00", "thu 9:30", people=(ANNA,))
    (only,) = _judge(hung, events=(meeting, event("Sync", "tue 9:00", "tue 9:30", people=(ANNA,)))).ledger.promises
    assert only.due is not None
    assert only.due.end == at("thu 9:00")


NOTES = "I'll send you the notes after the board meeting on Tuesday."


def test_what_waits_for_a_meeting_is_open_when_that_is_over_and_late_in_the_end() -> None:
    hung = mail("m1", "mon 9:00", sentence(Cue.PROMISE, NOTES, waits_for="after the board meeting on Tuesday"))
    meeting = event("Board meeting", "tue 14:00", "tue 15:00", people=(ANNA,))
    for now, standing in ("tue 14:30", Standing.WAITING), ("tue 15:30", Standing.OPEN), ("fri+3 9:00", Standing.OPEN):
        assert _standings(_judge(hung, events=(meeting,), now=now)) == [standing], now
    (row,) = as_json(_judge(hung, events=(meeting,), now="fri+1 9:00"))
    assert row["risk"]["level"] == "late"  # type: ignore[index]
    assert _standings(_judge(hung, now="fri+1 9:00")) == [Standing.WAITING]


def test_a_meeting_does_not_bring_what_another_condition_wants() -> None:
    words = "Once you send the figures, you'll have the deck after the board meeting."
    hung = mail("m1", "mon 9:00", sentence(Cue.PROMISE, words, waits_for="Once you send the figures"))
    meeting = event("Board meeting", "tue 14:00", "tue 15:00", people=(ANNA,))
    assert _standings(_judge(hung, events=(meeting,))) == [Standing.WAITING]


def test_this_weekend_is_the_owners_own_time() -> None:
    asked = mail("m1", "thu 9:00", sentence(Cue.PROMISE, "I'll send you the deck this weekend."))
    for now in ("fri 17:05", "fri 18:00", "sat 10:00", "sun 12:00"):
        (row,) = as_json(_judge(asked, now=now))
        assert row["risk"]["level"] not in ("high", "late"), now  # type: ignore[index]


def test_a_no_to_the_old_day_moves_it_to_the_new_one() -> None:
    owed = mail("m1", "mon 9:00", sentence(Cue.PROMISE, "I'll send you the deck by Friday."))
    words = "I won't manage the deck by Friday, it will be Tuesday."
    old, new = _judge(owed, mail("m2", "thu 9:00", sentence(Cue.PROMISE, words), answers="m1")).ledger.promises
    assert new.origin == old.key
    assert new.due is not None
    assert new.due.end is not None
    assert new.due.end.date() == at("tue+1 0:00").date()


# --- the human's word on a promise that was moved ---------------------------------------------------------------------


def _key() -> str:
    return _judge(PROMISED).ledger.promises[0].key


@pytest.mark.parametrize(
    ("verdict", "standing"),
    [
        (Verdict.KEPT, Standing.KEPT),
        (Verdict.DROPPED, Standing.DROPPED),
        (Verdict.NOT_A_PROMISE, Standing.NOT_A_PROMISE),
    ],
)
def test_a_word_on_the_old_promise_closes_what_it_was_moved_to(verdict: Verdict, standing: Standing) -> None:
    word = mark(verdict, "sat 9:00", key=_key())
    asked = mail("m3", "tue 9:00", sentence(Cue.MOVED, "I need until Friday for the deck."), answers="m1")
    marked = mark(Verdict.MOVED, "tue 9:00", key=_key(), by="fri 17:00")
    assert _standings(_judge(PROMISED, MOVED, marks=(word,))) == [standing, standing]
    assert _standings(_judge(PROMISED, asked, marks=(word,))) == [standing]
    assert _standings(_judge(PROMISED, marks=(marked, word))) == [standing]


def test_a_move_counts_while_it_is_the_last_word() -> None:
    marked = mark(Verdict.MOVED, "tue 9:00", key=_key(), by="fri 17:00")
    kept = mark(Verdict.KEPT, "wed 9:00", key=_key())
    again = mark(Verdict.MOVED, "thu 9:00", key=_key(), by="fri+1 17:00")
    assert _standings(_judge(PROMISED, marks=(marked, kept, again))) == [Standing.MOVED_LATE, Standing.OPEN]
    assert _standings(_judge(PROMISED, marks=(kept, marked, again), now="wed 10:00")) == [Standing.KEPT]


def test_a_word_from_before_the_new_promise_leaves_it_open() -> None:
    early = mark(Verdict.DROPPED, "mon 12:00", key=_key())
    assert _standings(_judge(PROMISED, MOVED, marks=(early,))) == [Standing.DROPPED, Standing.OPEN]


def test_what_was_hushed_stays_hushed_when_it_is_moved() -> None:
    hush = mark(Verdict.HUSH, "mon 10:00", key=_key())
    marked = mark(Verdict.MOVED, "tue 9:00", key=_key(), by="fri 17:00")
    for judged in (_judge(PROMISED, MOVED, marks=(hush,)), _judge(PROMISED, marks=(hush, marked))):
        assert [case.hushed for case, _ in judged.review.cases] == [True, True]
        assert judged.review.heads_ups == ()


def test_as_of_sees_nothing_later() -> None:
    assert _standings(_judge(PROMISED, CHASED, SENT, now="tue 9:00")) == [Standing.OPEN]
    assert as_json(_judge(PROMISED, CHASED, SENT, now="tue 9:00")) == as_json(_judge(PROMISED, now="tue 9:00"))


def test_the_same_mail_in_two_folders_is_one() -> None:
    assert as_json(_judge(PROMISED, PROMISED)) == as_json(_judge(PROMISED))


def test_the_last_word_is_the_owners_last_mail_to_the_person() -> None:
    box = Mailbox((PROMISED, CHASED, SENT))
    (found,) = box.promises(owner())
    assert box.last_word(found) == SENT.sent_at
    assert Mailbox((PROMISED, CHASED)).last_word(found) == PROMISED.sent_at


LINE = {
    "id": "box",
    "me": ["Mara@north.test"],
    "zone": "America/Chicago",
    "now": "2024-03-08T12:00:00-06:00",
    "working_hours": ["08:30", "17:00"],
    "mails": [
        {
            "id": "a",
            "date": "2024-03-04T09:00:00-06:00",
            "from": "Mara Lind <mara@north.test>",
            "to": ["anna.berg@south.test"],
            "cc": [],
            "subject": "Re: Plan",
            "body": "Hi",
            "in_reply_to": "z",
            "attachments": ["plan.pdf"],
        },
        {"id": "b", "date": "2024-03-05T09:00:00-06:00", "from": "anna.berg@south.test", "subject": "plan", "body": ""},
    ],
    "events": [{"id": "e", "start": "2024-03-06T00:00:00-06:00", "end": "2024-03-07T00:00:00-06:00", "title": "Off"}],
    "surprise": 1,
}


def test_a_line_becomes_a_mailbox() -> None:
    box = intake.mailbox(LINE)
    sent, received = box.messages
    assert box.owner.addresses == {"mara@north.test"}
    assert box.owner.calendar.starts.isoformat() == "08:30:00"
    assert (sent.folder, received.folder) == (Folder.SENT, Folder.RECEIVED)
    assert sent.references == ("z",)
    assert [a.name for a in sent.attachments] == ["plan.pdf"]
    assert sent.thread == received.thread == "subject plan"  # b names nobody: only the subject ties it
    assert box.events[0].all_day
    assert box.started is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"zone": "Mars/Base"}, "no time zone"),
        ({"mails": [{"id": "a"}]}, "not a mailbox"),
        ({"now": "noon"}, "noon"),
        ({"mails": None}, "not a mailbox"),
    ],
)
def test_a_wrong_line_is_told_in_one_sentence(change: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        intake.mailbox({**LINE, **change})
