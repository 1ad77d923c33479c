"""`headsup read` on mails of Mara's (mara@north.test), said on Monday, 4 March 2024: what a line of it tells."""

from typing import Any

from daemon.cli.explaining import told
from daemon.cli.reading import read_line
from daemon.core import intake


def promise_in(body: str) -> dict[str, Any]:
    """The one promise that `read --explain` finds in a mail with this body."""
    fields = {"id": "1", "date": "2024-03-04T09:30:00+00:00", "from": "mara@north.test", "to": ["anna@south.test"]}
    row = read_line(intake.message(fields | {"cc": [], "subject": "Lease", "body": body}), None, None, True)
    (found,) = row["promises"]
    return dict(found)


def test_a_deadline_before_the_promise_is_shown_where_it_stands() -> None:
    body = "Hello Anna,\n\nBy Friday noon we need the drawings; I'll send them.\n"
    due = promise_in(body)["deadline"]
    assert body[due["start_char"] : due["end_char"]] == due["text"] == "By Friday noon"


def test_a_deadline_in_the_request_is_shown_where_it_stands() -> None:
    body = "Will do.\n\nOn Mon, 4 Mar 2024, Anna Berg <anna@south.test> wrote:\n"
    body += "> Can you send me the drawings by Friday?\n"
    due = promise_in(body)["deadline"]
    assert body[due["start_char"] : due["end_char"]] == due["text"] == "by Friday"


def test_the_explanation_is_in_plain_words() -> None:
    why = promise_in("I'll try to send you the drawings by Friday once Tom has signed.")["why"]
    assert any(line.startswith(("the words", "a word", "the frame")) for line in why)
    assert "its words are softened, so it is hedged" in why
    assert any(line.startswith("it waits for: 'once Tom has signed") for line in why)
    dated = next(line for line in why if line.startswith("due:"))
    assert "said on Mon 4 Mar 2024 09:30" in dated
    assert "kept if done by Fri 8 Mar 2024 23:59" in dated


def test_features_are_told_in_words() -> None:
    assert told("s:i _ send") == "the words 'i ... send'"
    assert told("3:^ i will") == "the words 'i will' at the beginning of a sentence or clause"
    assert told("p:-ing") == "a word that ends in 'ing'"
    assert told("q:when") == "it says when"
    assert told("yes:Could you send it?") == "it says yes to 'Could you send it?'"
    assert told("2:by _ $") == "the words 'by' at the end of a sentence or clause"
    assert told("s:_ you _ _ it") == "the words 'you ... it'"
    assert told("s:^ _ $") == "the words at the beginning and the end of a sentence or clause"
    assert told("f:will send third").startswith("the frame 'will send somebody else'")


def test_another_reading_is_told_by_its_last_day() -> None:
    why = promise_in("I'll send you the drawings next Thursday.")["why"]
    assert "it could also mean until Thu 7 Mar 2024" in why
