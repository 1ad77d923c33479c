"""The other side's clock: "5pm your time" is reckoned in the offset that their own mail before it was written in."""

import re
from collections.abc import Iterable
from datetime import tzinfo

from daemon.core.model import Cue, Mail, Promise

_THEIR_TIME = re.compile(r"\byour (?:local )?time\b", re.IGNORECASE)


def asks(mail: Mail) -> bool:
    """Does a promise in it name a time of the reader's clock?"""
    return any(s.cue is Cue.PROMISE and _THEIR_TIME.search(s.text) for s in mail.sentences)


def hangs_on(promise: Promise, mail: Mail) -> bool:
    """Does this mail of the other side's say what time the promise means?"""
    theirs = any(person.email == mail.from_.email for person in promise.to)
    return theirs and mail.sent_at <= promise.made_at and _THEIR_TIME.search(promise.words) is not None


def clock(mail: Mail, others: Iterable[Mail]) -> tzinfo | None:
    """The offset of whoever the mail went to, as they last wrote before it; None where they never did."""
    readers = {person.email for person in mail.to}
    before = [o for o in others if o.from_.email in readers and o.sent_at <= mail.sent_at]
    last = max(before, key=lambda o: (o.sent_at, o.key), default=None)
    return last.sent_at.tzinfo if last else None
