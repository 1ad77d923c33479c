"""Which sentences are kept as possible evidence."""

import time

import pytest

from daemon.core.evidence import LONGEST, MOST, cues
from daemon.core.model import Cue
from daemon.core.sentences import split


def _cues(text: str, own: bool = True) -> set[Cue]:
    return {s.cue for s in cues(text, [(0, len(text))], own)}


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Attached is the draft.", Cue.DELIVERY),
        ("Here are the numbers for May.", Cue.DELIVERY),
        ("Please find the contract below.", Cue.DELIVERY),
        ("Here you go!", Cue.DELIVERY),
        ("I have called Bob.", Cue.DONE),
        ("Done.", Cue.DONE),
        ("Just spoke with Bob about it.", Cue.DONE),
        ("I already sent it yesterday.", Cue.DONE),
        ("The invoice has been paid.", Cue.DONE),
        ("I need until Monday for the deck.", Cue.MOVED),
        ("I am running late on the deck.", Cue.MOVED),
        ("It will be a day late.", Cue.MOVED),
        ("Can we push to Thursday?", Cue.MOVED),
        ("I won't be able to finish the report.", Cue.DROPPED),
    ],
)
def test_the_owners_words(text: str, cue: Cue) -> None:
    assert cue in _cues(text)


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Any news on the deck?", Cue.CHASE),
        ("I am still waiting for the deck.", Cue.CHASE),
        ("Just a reminder about the deck.", Cue.CHASE),
        ("Nothing in my inbox yet.", Cue.CHASE),
        ("And the finish schedule?", Cue.CHASE),
        ("I can't open the file.", Cue.CHASE),
        ("There was no attachment.", Cue.CHASE),
        ("Got it, works great.", Cue.THANKS),
        ("Thanks for sending the deck.", Cue.THANKS),
        ("Received, thank you.", Cue.THANKS),
        ("Never mind the deck.", Cue.DROPPED),
        ("The deck is no longer needed.", Cue.DROPPED),
        ("You're off the hook.", Cue.DROPPED),
        ("Could you send me the deck by Friday?", Cue.ASK),
        ("Please send me the deck.", Cue.ASK),
    ],
)
def test_the_others_words(text: str, cue: Cue) -> None:
    assert cue in _cues(text, own=False)


@pytest.mark.parametrize(
    "text",
    [
        "I will attach the draft tomorrow.",
        "Once I have called Bob, we can talk.",
        "We needed that.",
        "Have a nice day.",
    ],
)
def test_what_is_still_to_come_shows_nothing(text: str) -> None:
    assert not _cues(text) & {Cue.DELIVERY, Cue.DONE}


def test_only_what_the_author_wrote_counts() -> None:
    text = "See you soon.\n\n> Attached is the draft.\n> I have called Bob.\n"
    assert cues(text, [(0, 14)], own=True) == ()


def test_a_sentence_is_the_exact_piece_of_the_body() -> None:
    text = "Hi Anna,\n\nsorry for the wait. Attached is the\ndraft of the plan. Bye"
    (found,) = cues(text, [(0, len(text))], own=True)
    assert text[found.start : found.end] == found.text == "Attached is the\ndraft of the plan."


def test_a_fact_has_at_most_300_characters_and_a_mail_at_most_forty() -> None:
    text = "Attached is " + "the very long " * 60 + "draft. " + "Attached is it. " * 100
    found = cues(text, [(0, len(text))], own=True)
    assert len(found) == MOST
    assert max(len(s.text) for s in found) == LONGEST


def test_lines_are_joined_where_they_were_only_wrapped() -> None:
    text = "Hi Bob,\nthe numbers for the month of May came in this morning, and they look\nfine.\n- one\n- two\n\nBye\n"
    assert [text[a:b] for a, b in split(text, 0, len(text))] == [
        "Hi Bob,\nthe numbers for the month of May came in this morning, and they look\nfine.",
        "- one",
        "- two",
        "Bye",
    ]


@pytest.mark.parametrize(
    "text", ["a" * 60_000, "I have " * 10_000, "need " * 12_000, "could you " * 6_000, "\n> " * 15_000]
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    started = time.process_time()
    cues(text, [(0, len(text))], own=True)
    cues(text, [(0, len(text))], own=False)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Deck sent.", Cue.DONE),
        ("The floor plan just sent!", Cue.DONE),
        ("I won't manage the deck by Friday, it will be Tuesday.", Cue.MOVED),
    ],
)
def test_a_thing_sent_and_a_date_not_managed_are_cues(text: str, cue: Cue) -> None:
    assert cue in {s.cue for s in cues(text, ((0, len(text)),), True)}
