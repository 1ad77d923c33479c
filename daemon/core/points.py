"""One promise as a status mail or a letter tells it. In: what is on the desk, a case; out: typed slots.

Its words are the owner's own, everything else is a day, a time or a yes or no; never text of others.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import pairwise

from daemon.core import threads
from daemon.core.desk import Desk
from daemon.core.model import Case, Mail, Promise, Says
from daemon.core.weighing import matter_of
from daemon.core.wording import clean, slots
from daemon.core.wording.phrases import Phrases
from daemon.core.wording.saying import is_aloud, is_moved

_POINTS_BACK = re.compile(r"\b(?:it|them)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Name:
    """How a promise was said: its words and the day; `aloud` where no mail holds it.

    Where the words alone do not tell what was meant, the owner's own `subject` stands by them, or that it is a `reply`.
    """

    words: str
    day: str
    subject: str = ""
    reply: bool = False
    aloud: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """The slots of one promise and of what it was before: the first date it had and those it was moved to.

    `names` are the first and the last way it was said; `item` has the slots of a heads-up. `done` is the day on which a
    mail showed it to be done, "" where only the owner said so.
    """

    names: tuple[Name, ...]
    item: slots.Item
    first_due: str
    moves: tuple[str, ...]
    standing: str
    done: str


@dataclass(slots=True)
class Teller:
    """Tells promises one after the other: a new date comes after the work of those told before."""

    desk: Desk
    say: Phrases
    hours: float = 0.0

    def points(self, cases: Iterable[Case]) -> list[Point]:
        """The points about what takes no more work now."""
        return [self._point(case) for case in cases]

    def owed(self, cases: Iterable[Case]) -> list[Point]:
        """The points about what is still to be done, each after the work of those before it."""
        told = []
        for case in cases:
            told.append(self._point(case))
            self.hours += case.hours
        return told

    def _point(self, case: Case) -> Point:
        story = self.desk.story(case)
        dues = [self._due(p, case.calendar.zone) for p in story]
        moves = [due for before, due in pairwise(dues) if due and due != before]
        return Point(
            names=tuple(self._names(story, case.calendar.zone)),
            item=slots.item(case, self.hours, self.desk.free, (self.desk.person,), self.say),
            first_due=dues[0],
            moves=tuple(moves),
            standing=str(case.standing),
            done=self._done(case),
        )

    def _names(self, story: Sequence[Promise], zone: tzinfo) -> Iterable[Name]:
        said = [p for p in story if not is_moved(p)] or story
        return dict.fromkeys(self._name(p, zone) for p in (said[0], said[-1]))

    def _name(self, promise: Promise, zone: tzinfo) -> Name:
        mail = self.desk.judged.mails.get(promise.source)
        words, day = clean.quote(promise.words), self.say.day(promise.made_at.astimezone(zone))
        if is_aloud(promise):
            return Name(words, day, aloud=True)
        if mail is None or (matter_of(promise).parts and not _POINTS_BACK.search(words)):
            return Name(words, day)
        return Name(words, day, subject=_own_subject(mail), reply=bool(mail.in_reply_to))

    def _due(self, promise: Promise, zone: tzinfo) -> str:
        end = promise.due.end if promise.due else None
        return self.say.when(end.astimezone(zone)) if end else ""

    def _done(self, case: Case) -> str:
        at = self.desk.closed_at(case)
        shown = any(e.says is Says.DONE and e.at == at for e in case.evidence)
        return self.say.day(at.astimezone(case.calendar.zone)) if shown else ""


def _own_subject(mail: Mail) -> str:
    """The subject where the owner began the thread, else "" (it is not theirs to quote); without marks of a name."""
    answers = mail.in_reply_to or mail.references or threads.normal_subject(mail.subject) != mail.subject.casefold()
    subject = clean.quote(mail.subject)
    return "" if answers or set(subject) & set("()“”") else subject
