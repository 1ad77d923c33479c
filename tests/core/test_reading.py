"""From a message of the border to the facts about it. Mara Lind (mara@north.test) is the owner."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from connectors.types import Address, Attachment, Folder, Message, Ref
from daemon.core import reading, threads, version
from daemon.core.model import Cue, Mail

MARA = Address("mara@north.test", "Mara Lind")
ANNA = Address("anna@south.test", "Anna Berg")
OWNER = frozenset({MARA.email})
SENT_AT = datetime(2024, 3, 4, 9, 30, tzinfo=timezone(timedelta(hours=-6)))


def message(text: str | None = "I'll send you the budget by Friday.\n", **changes: Any) -> Message:
    """A mail from Mara to Anna, but for what the story changes."""
    fields: dict[str, Any] = {
        "ref": Ref("work", "17"),
        "message_id": "a1@north.test",
        "in_reply_to": None,
        "references": (),
        "thread": None,
        "folder": Folder.SENT,
        "sent_at": SENT_AT,
        "received_at": None,
        "sender": None,
        "from_": MARA,
        "to": (ANNA,),
        "cc": (),
        "subject": "Budget",
        "text": text,
    }
    return Message(**(fields | changes))


def read(text: str | None = "I'll send you the budget by Friday.\n", **changes: Any) -> Mail:
    return reading.read(message(text, **changes), OWNER)


def promised(mail: Mail) -> list[str]:
    return [s.text for s in mail.sentences if s.cue is Cue.PROMISE]


def test_a_promise_in_sent_mail_is_kept_with_its_place() -> None:
    mail = read("Hello Anna,\n\nI'll send you the budget by Friday.\n")
    assert promised(mail) == ["I'll send you the budget by Friday"]
    sentence = next(s for s in mail.sentences if s.cue is Cue.PROMISE)
    assert (sentence.start, mail.reader, mail.own) == (13, version.READER, True)


def test_received_mail_is_looked_through_for_evidence_only() -> None:
    mail = read("I'll send you the figures tomorrow.", folder=Folder.RECEIVED, from_=ANNA, to=(MARA,))
    assert not mail.own
    assert promised(mail) == []


def test_own_mail_found_in_another_folder_is_still_own() -> None:
    assert read(folder=Folder.RECEIVED).own


def test_a_header_alone_counts_as_not_read_yet() -> None:
    mail = read(None)
    assert (mail.reader, mail.sentences, mail.skipped) == (0, (), None)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"automatic": "vacation reply"}, "automatic: vacation reply"),
        ({"unreadable": "encrypted", "text": None}, "encrypted"),
        (
            {"text": "Ich schicke dir die Zahlen bis Freitag und rufe dich dann noch an, wie besprochen."},
            "language",
        ),
        ({"text": "Я пришлю вам отчёт до пятницы, как договорились."}, "language"),
    ],
)
def test_what_is_not_read_says_why(changes: dict[str, Any], reason: str) -> None:
    mail = read(**changes)
    assert (mail.skipped, mail.sentences, mail.reader) == (reason, (), version.READER)


def test_a_few_foreign_words_prove_nothing() -> None:
    assert read("Merci, Anna - will do by Friday.").skipped is None


def test_nothing_is_promised_in_quoted_text() -> None:
    mail = read(
        "Thanks, that helps.\n\nOn 4 Mar 2024, Anna <anna@south.test> wrote:\n> I'll send the plan by Friday.\n"
    )
    assert promised(mail) == []


def test_a_heads_up_of_ours_that_was_sent_keeps_its_key_and_is_read() -> None:
    mail = read("I will send you the budget on Tuesday instead.", key="k7")
    assert mail.heads_up == "k7"
    assert promised(mail)


def test_sentences_come_in_order_and_no_longer_than_300_characters() -> None:
    mail = read("I'll call Bob tomorrow.\n\nI will send you " + "a very long list of things, " * 30 + "by Friday.\n")
    starts = [s.start for s in mail.sentences]
    assert starts == sorted(starts)
    assert all(len(s.text) <= 300 for s in mail.sentences)


def test_the_header_row_is_kept_whole() -> None:
    mail = read(attachments=(Attachment("plan.pdf", "application/pdf", 10),), thread="t9", in_reply_to="q@south.test")
    assert (mail.attachments, mail.thread, mail.in_reply_to) == (("plan.pdf",), "t9", "q@south.test")


def test_the_key_is_the_same_in_every_account_and_offset() -> None:
    elsewhere = message(ref=Ref("home", "x"), folder=Folder.RECEIVED, sent_at=SENT_AT.astimezone(UTC))
    assert threads.mail_key(message()) == threads.mail_key(elsewhere)
    assert threads.mail_key(message()) != threads.mail_key(message(message_id="a2@north.test"))


def test_links_are_ids_the_providers_thread_and_subject_with_person() -> None:
    linked = threads.links(message(subject="Re: FW:  Budget", references=("r@x",), thread="t9", cc=(MARA,)), OWNER)
    assert linked == {"a1@north.test", "r@x", "t:work:t9", "budget\nanna@south.test"}


@pytest.mark.parametrize(
    ("subject", "plain"),
    [
        ("Re: RE: Aw: Budget  2024", "budget 2024"),
        ("SV: [EXT] Fwd: Plan", "plan"),
        ("RE[3]: Plan (fwd)", "plan"),
        ("Regarding: us", "regarding: us"),
        ("re:", ""),
    ],
)
def test_marks_of_replies_are_no_part_of_a_subject(subject: str, plain: str) -> None:
    assert threads.normal_subject(subject) == plain


def test_an_empty_subject_links_nobody() -> None:
    assert threads.links(message(subject="Re: "), OWNER) == {"a1@north.test"}


def test_a_visit_set_for_an_hour_in_an_answer_is_owed() -> None:
    asked = {"in_reply_to": "a0@south.test"}
    assert promised(read("I'll come down to the cellar on Thursday at 2pm.\n", **asked))
    assert promised(read("I will meet you on Friday at 2:30 in my office.\n", **asked))
    assert promised(read("I will meet you on Friday at 2:30 in my office.\n")) == []
    assert promised(read("I'll be there at 3.\n", **asked)) == []
