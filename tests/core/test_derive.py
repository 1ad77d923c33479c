"""From mails to promises, evidence, and the links between promises."""

from dataclasses import replace
from typing import Any

import pytest

from daemon.core import derive
from daemon.core.model import Cue, Evidence, Mail, Promise, Says
from tests.core.builders import ANNA, BOB, CLEO, MARA, at, due, event, mail, owner, promise, sentence

ME = owner()


def _promised(words: str, when: str = "mon 9:00", **more: Any) -> Mail:
    return mail("m1", when, sentence(Cue.PROMISE, words), **more)


def _one(words: str, **more: Any) -> Promise:
    (found,) = derive.promises_of(_promised(words, **more), ME)
    return found


def _said(evidence: tuple[Evidence, ...]) -> list[Says]:
    return [e.says for e in evidence]


# --- promises ---------------------------------------------------------------------------------------------------------


def test_a_promise_has_its_words_its_people_and_its_day() -> None:
    found = _one("I'll send you the deck by Friday.")
    assert found.to == (ANNA,)
    assert found.due is not None
    assert found.due.end is not None
    assert found.due.end.date() == at("fri 0:00").date()
    assert found.made_at == at("mon 9:00")


def test_the_date_may_stand_in_the_request_alone() -> None:
    nod = sentence(Cue.PROMISE, "Yes, will do.", answers="Could you send me the deck by Friday?")
    (found,) = derive.promises_of(mail("m1", "mon 9:00", nod), ME)
    assert found.due is not None
    assert found.due.end is not None
    assert found.due.end.date() == at("fri 0:00").date()
    assert "deck" in found.about


def test_the_key_is_that_of_the_words_not_of_the_account() -> None:
    found, again = _one("I'll send the deck."), _one("I'll  send the deck!")
    assert found.key == again.key
    assert found.key != _one("I'll send the report.").key


def test_an_act_said_twice_in_a_mail_is_one_promise() -> None:
    words = "I'll send the deck."
    twice = mail("m1", "mon 9:00", sentence(Cue.PROMISE, words), sentence(Cue.PROMISE, words, start=80))
    nod = mail(
        "m1", "mon 9:00", sentence(Cue.PROMISE, "Will do."), sentence(Cue.PROMISE, "You'll have it Friday.", start=9)
    )
    assert len(derive.promises_of(twice, ME)) == 1
    assert [p.words for p in derive.promises_of(nod, ME)] == ["You'll have it Friday."]


def test_two_things_for_two_days_are_two_promises() -> None:
    words = "I'll get you the boards by Tuesday and the three costed options by Thursday."
    first, second = derive.promises_of(_promised(words), ME)
    assert first.words == "I'll get you the boards by Tuesday"
    assert second.words == words[second.start : second.end] == "the three costed options by Thursday."
    assert [p.due.end.date() for p in (first, second) if p.due and p.due.end] == [
        at("tue 0:00").date(),
        at("thu 0:00").date(),
    ]
    assert len(derive.promises_of(_promised("I'll be done by Tuesday or Thursday."), ME)) == 1


def test_a_note_to_oneself_and_a_mail_of_another_hold_no_promise() -> None:
    assert derive.promises_of(_promised("I'll buy the tickets.", to=(MARA,)), ME) == ()
    assert derive.promises_of(_promised("I'll send it.", from_=BOB, to=(MARA,)), ME) == ()


def test_a_delay_counts_from_what_it_waits_for() -> None:
    words = "Once I have the plates I'll send you the fits within two working days."
    waiting = mail("m1", "mon 9:00", sentence(Cue.PROMISE, words, waits_for="Once I have the plates"))
    (found,) = derive.promises_of(waiting, ME)
    plates = mail(
        "m2",
        "wed 11:00",
        sentence(Cue.DELIVERY, "Here you go."),
        from_=ANNA,
        to=(MARA,),
        answers="m1",
        attachments=("plates.zip",),
    )
    said = derive.weigh(found, plates, ME)
    settled = derive.settled(found, said, ME)
    assert found.due is None
    assert _said(said) == [Says.ARMED]
    assert settled.due is not None
    assert settled.due.end is not None
    assert settled.due.end.date() == at("fri 0:00").date()


# --- evidence ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "cue", "later", "attachments"),
    [
        ("I'll send you the budget deck by Friday.", Cue.DELIVERY, "Attached is the deck.", ()),
        ("I'll send you the budget deck by Friday.", Cue.DELIVERY, "Here you go.", ("Budget_Deck_v3.pptx",)),
        ("I'll send it tomorrow.", Cue.DELIVERY, "Attached.", ("scan.pdf",)),
        ("I'll send you the budget deck by Friday.", Cue.DONE, "I sent the deck to you yesterday.", ()),
        ("I'll send you the budget deck by Friday.", Cue.DONE, "Deck sent.", ()),
        ("I'll call Henry about it.", Cue.DONE, "I spoke with Henry this morning.", ()),
        ("Let me find out and let you know.", Cue.DONE, "Just wanted to update you: Henry is fine.", ()),
        ("I'll review it tonight.", Cue.DONE, "I have read it.", ()),
        ("I'll pay the invoice tomorrow.", Cue.DONE, "I have paid the invoice.", ()),
        ("I'll pay the invoice tomorrow.", Cue.DONE, "Done.", ()),
    ],
)
def test_a_later_mail_shows_the_act_done(words: str, cue: Cue, later: str, attachments: tuple[str, ...]) -> None:
    answer = mail("m2", "tue 9:00", sentence(cue, later), answers="m1", attachments=attachments)
    assert _said(derive.weigh(_one(words), answer, ME)) == [Says.DONE]


@pytest.mark.parametrize(
    ("words", "cue", "later", "attachments"),
    [
        ("I'll send you the budget deck by Friday.", Cue.DELIVERY, "Attached is the agenda.", ()),
        ("I'll send you the budget deck by Friday.", Cue.DELIVERY, "Minutes attached.", ("minutes.pdf",)),
        ("I'll call Henry about it.", Cue.DONE, "I spoke with Peter this morning.", ()),
        ("I'll call Henry about it.", Cue.DONE, "I have not called Henry yet.", ()),
        ("I'll call Henry about it.", Cue.DONE, "Let's discuss what Henry wanted.", ()),
        ("I'll pay the invoice tomorrow.", Cue.DONE, "I booked the room.", ()),
        ("I'll send you the budget deck by Friday.", Cue.DROPPED, "I won't be able to join the dinner.", ()),
    ],
)
def test_another_matter_is_nothing(words: str, cue: Cue, later: str, attachments: tuple[str, ...]) -> None:
    answer = mail("m2", "tue 9:00", sentence(cue, later), answers="m1", attachments=attachments)
    assert derive.weigh(_one(words), answer, ME) == ()


def test_half_of_two_things_is_half() -> None:
    two = _one("You'll have the contact list and the bus roster by Wednesday.")
    half = mail("m2", "tue 9:00", sentence(Cue.DELIVERY, "Contacts attached."), attachments=("contacts.xlsx",))
    whole = mail("m3", "tue 9:00", sentence(Cue.DELIVERY, "Attached are the contact list and the roster."))
    assert _said(derive.weigh(two, half, ME)) == [Says.PARTLY]
    assert _said(derive.weigh(two, whole, ME)) == [Says.DONE]


def test_one_of_two_lists_is_not_the_other() -> None:
    two = _one("I'll send you the price list and the guest list by Wednesday.")
    one, both = "Attached is the guest list.", "Attached are the lists."
    for text, says in ((one, Says.PARTLY), (both, Says.DONE)):
        (brought,) = derive.weigh(two, mail("m2", "tue 9:00", sentence(Cue.DELIVERY, text), answers="m1"), ME)
        assert brought.says is says


def test_a_mail_in_another_thread_delivers_too_when_it_reaches_the_person() -> None:
    owed = _one("I'll send you the budget deck by Friday.")
    copied = mail("m7", "tue 9:00", to=(CLEO,), cc=(ANNA,), subject="For you", attachments=("budget_deck.pdf",))
    elsewhere = mail("m8", "tue 9:00", to=(CLEO,), subject="For you", attachments=("budget_deck.pdf",))
    assert _said(derive.weigh(owed, copied, ME)) == [Says.DONE]
    assert derive.weigh(owed, elsewhere, ME) == ()


def test_a_colleague_may_deliver_in_the_owners_place() -> None:
    owed = _one("I'll make sure that you get the invoice scans by Friday.")
    pau = mail("m7", "tue 9:00", sentence(Cue.DELIVERY, "Attached are the invoice scans."), from_=CLEO, subject="Scans")
    assert _said(derive.weigh(owed, pau, ME)) == [Says.DONE]


@pytest.mark.parametrize(
    ("cue", "text", "says"),
    [
        (Cue.CHASE, "Any news on the deck?", Says.CHASED),
        (Cue.CHASE, "Any news?", Says.CHASED),
        (Cue.CHASE, "There was no attachment.", Says.REOPENED),
        (Cue.DROPPED, "Never mind the deck.", Says.DROPPED),
        (Cue.DROPPED, "Never mind!", Says.DROPPED),
        (Cue.THANKS, "Thanks for sending the deck.", Says.DONE),
    ],
)
def test_what_the_person_owed_writes(cue: Cue, text: str, says: Says) -> None:
    answer = mail("m2", "tue 9:00", sentence(cue, text), from_=ANNA, to=(MARA,), answers="m1")
    assert _said(derive.weigh(_one("I'll send you the deck by Friday."), answer, ME)) == [says]


def test_never_mind_the_other_thing_and_bare_thanks_say_nothing() -> None:
    owed = _one("I'll send you the deck by Friday.")
    other = mail("m2", "tue 9:00", sentence(Cue.DROPPED, "Never mind the scorecards."), from_=ANNA, to=(MARA,))
    thanks = mail("m3", "tue 9:00", sentence(Cue.THANKS, "Thanks!"), from_=ANNA, to=(MARA,), answers="m1")
    assert derive.weigh(owed, other, ME) == derive.weigh(owed, thanks, ME) == ()


def test_a_stranger_cannot_release_the_owner() -> None:
    stray = mail("m2", "tue 9:00", sentence(Cue.DROPPED, "Never mind the deck."), from_=CLEO, to=(MARA,), answers="m1")
    assert derive.weigh(_one("I'll send you the deck by Friday."), stray, ME) == ()


def test_an_earlier_mail_is_no_evidence_and_a_far_later_one_neither() -> None:
    owed = _one("I'll send you the deck by Friday.", when="wed 9:00")
    before = mail("m0", "tue 9:00", sentence(Cue.DELIVERY, "Attached is the deck."))
    after = mail("m9", "wed+20 9:00", sentence(Cue.DELIVERY, "Attached is the deck."), subject="Autumn")
    assert derive.weigh(owed, before, ME) == derive.weigh(owed, after, ME) == ()


def test_more_time_asked_for_moves_only_with_a_date() -> None:
    owed = _one("I'll send you the deck by Wednesday.")
    dated = mail("m2", "tue 9:00", sentence(Cue.MOVED, "I need until Friday for the deck."), answers="m1")
    undated = mail("m3", "tue 9:00", sentence(Cue.MOVED, "I am running late on the deck."), answers="m1")
    (moved,) = derive.weigh(owed, dated, ME)
    assert moved.says is Says.MOVED
    assert moved.by is not None
    assert moved.by.date() == at("fri 0:00").date()
    assert _said(derive.weigh(owed, undated, ME)) == [Says.PROGRESS]


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("I need until Friday 3pm for the deck.", "fri 15:00"),
        ("I need until Friday 3pm.", "fri 15:00"),
        ("I need until Friday afternoon.", "fri 18:00"),
    ],
)
def test_a_time_of_the_clock_that_was_asked_for_is_itself(text: str, until: str) -> None:
    asked = mail("m2", "tue 9:00", sentence(Cue.MOVED, text), answers="m1")
    (moved,) = derive.weigh(_one("I'll send you the deck by Wednesday."), asked, ME)
    assert (moved.says, moved.by) == (Says.MOVED, at(until))


@pytest.mark.parametrize(
    ("cue", "text", "day"),
    [
        (Cue.PROMISE, "I won't manage the deck by Friday, it will be Tuesday.", "tue+1"),
        (Cue.MOVED, "I will not have the deck until Monday.", None),
        (Cue.MOVED, "I can't manage the deck by Friday, I need until Tuesday.", "tue+1"),
        (Cue.DROPPED, "I won't be able to send the deck by Friday, but on Tuesday.", "tue+1"),
        (Cue.PROMISE, "I won't manage the deck by Friday.", None),
        (Cue.MOVED, "I won't have the deck on Monday.", None),
    ],
)
def test_a_no_to_a_day_is_never_the_same_word_again(cue: Cue, text: str, day: str | None) -> None:
    owed = _one("I'll send you the deck by Friday.")
    (said,) = derive.weigh(owed, mail("m2", "thu 9:00", sentence(cue, text), answers="m1"), ME)
    assert said.says is (Says.MOVED if day else Says.PROGRESS)
    assert (said.by and said.by.date()) == (at(f"{day} 0:00").date() if day else None)


def test_not_to_forget_it_is_the_same_word_again() -> None:
    owed = _one("I'll send you the deck by Friday.")
    again = mail("m2", "thu 9:00", sentence(Cue.PROMISE, "I won't forget to send the deck by Friday."), answers="m1")
    assert _said(derive.weigh(owed, again, ME)) == [Says.REPEATED]


# --- links ------------------------------------------------------------------------------------------------------------


def _chain(*mails: Mail) -> tuple[list[Promise], dict[str, tuple[Evidence, ...]], dict[str, str]]:
    promises = [p for m in mails for p in derive.promises_of(m, ME)]
    evidence = {p.key: tuple(e for m in mails for e in derive.weigh(p, m, ME)) for p in promises}
    return promises, evidence, derive.origins(promises, evidence)


def test_the_same_word_again_is_no_second_promise() -> None:
    again = mail("m2", "tue 9:00", sentence(Cue.PROMISE, "Friday, you'll have the deck."), answers="m1")
    (first, second), evidence, links = _chain(_promised("I'll send you the deck by Friday."), again)
    assert links == {second.key: first.key}
    assert derive.repeated(evidence, links, second)


def test_a_new_date_is_a_promise_of_its_own_that_moves_the_old_one() -> None:
    mails = (
        _promised("I'll send you the deck by Tuesday."),
        mail("m2", "tue 9:00", sentence(Cue.PROMISE, "The deck will come on Thursday."), answers="m1"),
        mail("m3", "wed 9:00", sentence(Cue.PROMISE, "You will have the deck next Monday."), answers="m2", to=(ANNA,)),
    )
    (first, second, third), evidence, links = _chain(*mails)
    assert links == {second.key: first.key, third.key: second.key}
    assert not derive.repeated(evidence, links, third)
    assert [derive.slips(p.key, links) for p in (first, second, third)] == [0, 1, 2]
    assert _chain(*reversed(mails))[2] == links


def test_what_was_delivered_is_not_moved_by_the_next_one() -> None:
    mails = (
        _promised("I'll send you the report by Tuesday."),
        mail("m2", "tue 9:00", sentence(Cue.DELIVERY, "Attached is the report."), answers="m1"),
        mail("m3", "wed 9:00", sentence(Cue.PROMISE, "I'll send you the next report by Friday."), answers="m2"),
    )
    assert _chain(*mails)[2] == {}


def test_a_heads_up_that_was_sent_is_one_new_promise() -> None:
    sent = mail(
        "m2",
        "tue 9:00",
        sentence(Cue.PROMISE, "On Monday I wrote: “I'll send you the deck by Tuesday.”"),
        sentence(Cue.PROMISE, "You will have it on Thursday.", start=60),
        answers="m1",
        heads_up="h1",
    )
    (first, second), evidence, links = _chain(_promised("I'll send you the deck by Tuesday."), sent)
    assert second.words == "You will have it on Thursday."
    assert links == {second.key: first.key}
    assert _said(evidence[first.key]) == [Says.MOVED]


# --- the calendar -----------------------------------------------------------------------------------------------------


def test_a_talk_whose_time_has_passed_is_unclear() -> None:
    owed = promise("I'll call you on Wednesday.", by=due("wed 23:59"))
    (said,) = derive.from_events(owed, (), ME)
    assert (said.says, said.at) == (Says.UNCLEAR, at("wed 23:59"))


def test_a_meeting_with_the_person_is_its_source() -> None:
    owed = promise("I'll call you on Wednesday.", by=due("wed 23:59"))
    met = event("Call", "wed 10:00", "wed 10:30", people=(ANNA,))
    (said,) = derive.from_events(owed, (event("Call", "tue 9:00", "tue 9:30", people=(BOB,)), met), ME)
    assert (said.source, said.at) == (met.ref.id, at("wed 10:30"))


@pytest.mark.parametrize("words", ["I'll talk to Tim and get back to you.", "I'll tell you what I find."])
def test_what_is_told_by_mail_is_not_unclear(words: str) -> None:
    assert derive.from_events(promise(words, by=due("wed 23:59")), (), ME) == ()


def test_a_meeting_delivers_no_deck() -> None:
    owed = promise("I'll send you the deck by Wednesday.", by=due("wed 23:59"))
    assert derive.from_events(owed, (event("Sync", "tue 9:00", "tue 9:30", people=(ANNA,)),), ME) == ()


def test_two_mails_of_one_message_id_are_two() -> None:
    """Some programs stamp every mail alike; the day tells them apart, and neither is lost."""
    said = sentence(Cue.PROMISE, "I'll send the weekly figures tomorrow.")
    first, second = mail("weekly", "mon 9:00", said), mail("weekly", "mon+1 9:00", said)
    assert first.message_id == second.message_id
    again = replace(second, key="another")
    assert derive.promises_of(first, owner())[0].key != derive.promises_of(again, owner())[0].key


def _after_both(words: str, **more: Any) -> list[Says]:
    """What a later mail that promises `words` says of the promise of two files."""
    owed = _one("The guest list and the seating plan will be in your inbox by Friday.")
    return _said(derive.weigh(owed, mail("m2", "thu 9:00", sentence(Cue.PROMISE, words), **more), ME))


def test_what_only_says_that_it_stands_is_the_same_word_again() -> None:
    stands = "Nothing changes on my side: the seating plan lands by Friday."
    assert _after_both(stands, answers="m1") == [Says.REPEATED]
    assert _after_both("As I said, you get it by Friday.", subject="Seating plan: our template?") == [Says.REPEATED]


def test_the_rest_that_will_follow_is_no_new_promise() -> None:
    assert _after_both("The seating plan is with the printer, will follow.", answers="m1") == [Says.REPEATED]
    assert _after_both("The invoice will follow.", answers="m1") == []
