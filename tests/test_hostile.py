"""A thousand hostile mails: from the bytes of a mail to the bytes of a draft, nothing foreign gets through.

Each mailbox holds real promises that are late; each of them must be drafted, whatever lies around it.
"""

import re
from collections.abc import Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from connectors.local import connect
from connectors.types import Interest, Surroundings
from daemon.core import judge, reading, rules
from daemon.core.model import HeadsUp, Owner, Speak, WorkingCalendar
from tests import hostile

MAILBOXES = 50
ZONE = "America/Chicago"
OWNER = Owner(frozenset({hostile.ME}), "Mara Lind", WorkingCalendar(ZoneInfo(ZONE)))
SPEAK = Speak(signature="Mara")
URL = re.compile(r"://|\bwww\.|mailto:|\bevil\.", re.IGNORECASE)
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")

Drafted = tuple[HeadsUp, EmailMessage]


def drafts(folder: Path, mails: Sequence[hostile.Mail]) -> list[Drafted]:
    """Lay the mails into files, read and judge them, have the drafts written; each heads-up and its draft."""
    for name in ("sent", "inbox"):
        (folder / name).mkdir(parents=True)
    for number, mail in enumerate(mails):
        (folder / ("sent" if mail.sent else "inbox") / f"{number:03}.eml").write_bytes(mail.raw)
    around = Surroundings(folder, ZONE, OWNER.addresses, folder)
    account = connect("work", around, sent=["sent"], received=["inbox"], drafts="Drafts")
    listed = [message.ref for page in account.pull(None, Interest()) for message in page.messages]
    read = [reading.read(message, OWNER.addresses) for message in account.read(listed)]
    assert len(read) == len(mails)
    judged = judge.judge(read, (), (), OWNER, hostile.NOW, None, rules.configure({}), SPEAK)
    found = []
    for word in judged.review.heads_ups:
        ref = account.put(word.draft, word.key).ref
        (file,) = [f for f in (folder / "Drafts").rglob("*") if f.is_file() and word.key in f.read_text("utf-8")]
        assert ref.account == "work"
        found.append((word, message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=policy.default)))
    return found


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[list[hostile.Owed], list[Drafted]]]:
    """Of each mailbox what is owed, and what was drafted."""
    found = []
    for number in range(MAILBOXES):
        mails, owed = hostile.mailbox(number)
        if number % 20 == 0:
            mails.append(hostile.huge(number))
        found.append((owed, drafts(tmp_path_factory.mktemp("box"), mails)))
    return found


Answered = list[tuple[list[hostile.Owed], list[Drafted]]]


def test_they_are_a_thousand() -> None:
    assert sum(not mail.sent for number in range(MAILBOXES) for mail in hostile.mailbox(number)[0]) == 1000


def test_no_heads_up_is_lost_and_none_goes_to_anybody_else(answered: Answered) -> None:
    for owed, drafted in answered:
        people = {mail["To"].addresses[0].addr_spec: (word, mail) for word, mail in drafted}
        assert people.keys() == {one.person for one in owed}
        assert len(drafted) == len(owed)
        for one in owed:
            word, mail = people[one.person]
            assert one.words in mail.get_content()
            assert len(word.promises) == 1
            assert [a.addr_spec for a in mail["To"].addresses] == [one.person]
            assert set(mail.keys()).isdisjoint({"Cc", "Bcc", "From", "Reply-To"})


def test_no_sentence_page_or_unseen_character_of_others_is_in_a_draft(answered: Answered) -> None:
    for _, drafted in answered:
        for word, mail in drafted:
            body, subject = mail.get_content().replace("\r\n", "\n"), mail["Subject"]
            assert hostile.FOREIGN not in body.lower()
            assert [URL.search(text) for text in (body, word.draft.subject.replace("evil.example", ""))] == [None, None]
            assert [UNSEEN.search(text) for text in (body, subject, mail["To"])] == [None, None, None]
            left = body
            for sentence, _ in word.provenance:
                assert sentence in left
                left = left.replace(sentence, "", 1)
            assert left.strip() == ""
