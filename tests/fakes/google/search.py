"""Gmail's search: the words of a query in, a test for mails out.

Operators: support.google.com/mail/answer/7190. Through the API a date means midnight in California, and moments are
given in seconds since 1970 (developers.google.com/workspace/gmail/api/guides/filtering). Two terms side by side must
both hold; OR and braces join alternatives, parentheses group, `-` denies. An operator that is not known here is refused
rather than guessed.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.fakes.google.errors import Refusal
from tests.fakes.google.mailbox import Mail

Test = Callable[[Mail], bool]

_TOKEN = re.compile(r'\s*(-?)(?:([A-Za-z0-9_]+):)?("[^"]*"|[({]|[^\s(){}"]+)|\s*([)}])')
_PLACES = {
    "inbox": "INBOX",
    "sent": "SENT",
    "draft": "DRAFT",
    "drafts": "DRAFT",
    "trash": "TRASH",
    "spam": "SPAM",
    "chats": "CHAT",
    "important": "IMPORTANT",
    "starred": "STARRED",
}
_STATES = {"unread": "UNREAD", "starred": "STARRED", "important": "IMPORTANT", "sent": "SENT"}
_AGES = {"d": 1, "m": 30, "y": 365}
_CALIFORNIA = ZoneInfo("America/Los_Angeles")


@dataclass(frozen=True, slots=True)
class Search:
    """A query that was read. `hidden` says whether it asks for spam or trash by name."""

    test: Test
    hidden: bool


def read(query: str, labels: Mapping[str, str], now: datetime) -> Search:
    """The test for a query; `labels` are the names of the owner's labels by id. Raises Refusal."""
    reader = _Reader(query, labels, now)
    test = reader.all_of("")
    return Search(test, reader.hidden)


class _Reader:
    """Reads a query from left to right."""

    def __init__(self, query: str, labels: Mapping[str, str], now: datetime) -> None:
        self._query = query
        self._at = 0
        self._labels = {name.lower(): one for one, name in labels.items()}
        self._now = now
        self.hidden = False

    def all_of(self, closing: str) -> Test:
        """Terms up to the closing bracket, each of which must hold; in braces one is enough."""
        groups: list[list[Test]] = []
        joined = False
        while (found := self._next()) is not None:
            deny, name, word, end = found
            if end:
                if end != closing:
                    raise Refusal("invalidArgument")
                break
            if word in {"OR", "AND"} and not name:
                joined = word == "OR"
                continue
            test = self._term(name, word)
            test = _not(test) if deny else test
            if joined and groups:
                groups[-1].append(test)
            else:
                groups.append([test])
            joined = False
        if closing == "}":
            return _any([test for group in groups for test in group])
        return _all([_any(group) for group in groups])

    def _next(self) -> tuple[str, str, str, str] | None:
        found = _TOKEN.match(self._query, self._at)
        if found is None:
            if self._query[self._at :].strip():
                raise Refusal("invalidArgument")
            return None
        self._at = found.end()
        return found[1] or "", (found[2] or "").lower(), found[3] or "", found[4] or ""

    def _term(self, name: str, word: str) -> Test:
        if word in {"(", "{"}:
            start = self._at
            if not name:
                return self.all_of(")" if word == "(" else "}")
            return self._distributed(name, word, start)
        return self._operator(name, word.strip('"'))

    def _distributed(self, name: str, word: str, start: int) -> Test:
        """An operator before a bracket belongs to each word in it: subject:(a b), from:{a b}."""
        end = self._query.find(")" if word == "(" else "}", start)
        if end < 0:
            raise Refusal("invalidArgument")
        self._at = end + 1
        tests = [self._operator(name, piece.strip('"')) for piece in self._query[start:end].split() if piece != "OR"]
        return _any(tests) if word == "{" or " OR " in self._query[start:end] else _all(tests)

    def _operator(self, name: str, said: str) -> Test:
        word = said.lower()
        if not name:
            return lambda mail: word in _text(mail)
        if name in {"from", "to", "cc", "bcc", "subject"}:
            return _field(name, word)
        if name in {"in", "label"}:
            return self._label(word)
        if name in {"after", "newer", "before", "older", "newerthan", "olderthan", "newer_than", "older_than"}:
            return self._time(name, word)
        return self._rare(name, said)

    def _rare(self, name: str, said: str) -> Test:
        if name == "rfc822msgid":
            wanted = said.strip("<>").lower()
            return lambda mail: mail.facts.message_id.lower() == wanted
        if (name, said) == ("has", "attachment"):
            return lambda mail: any(part.filename for part in mail.tree.walk())
        if name == "is" and said in _STATES:
            label = _STATES[said]
            return lambda mail: label in mail.labels
        if (name, said) == ("is", "read"):
            return lambda mail: "UNREAD" not in mail.labels
        raise Refusal("invalidArgument", f"the twin does not know the operator {name}:")

    def _label(self, word: str) -> Test:
        if word == "anywhere":
            self.hidden = True
            return lambda mail: True
        if word in {"spam", "trash"}:
            self.hidden = True
        label = _PLACES.get(word) or self._labels.get(word) or self._labels.get(word.replace("-", " "), word.upper())
        return lambda mail: label in mail.labels

    def _time(self, name: str, word: str) -> Test:
        if "than" in name:
            moment = self._now - _age(word)
        elif word.isdigit() and len(word) > 8:
            moment = datetime.fromtimestamp(int(word), _CALIFORNIA)
        else:
            moment = _day(word)
        bound = int(moment.timestamp() * 1000)
        if name in {"after", "newer", "newerthan", "newer_than"}:
            return lambda mail: mail.at >= bound
        return lambda mail: mail.at < bound


def _day(word: str) -> datetime:
    try:
        year, month, day = (int(piece) for piece in re.split(r"[/-]", word))
        return datetime(year, month, day, tzinfo=_CALIFORNIA)
    except ValueError as fault:
        raise Refusal("invalidArgument") from fault


def _age(word: str) -> timedelta:
    found = re.fullmatch(r"(\d+)([dmy])", word)
    if found is None:
        raise Refusal("invalidArgument")
    return timedelta(days=int(found[1]) * _AGES[found[2]])


def _field(name: str, word: str) -> Test:
    attribute = "from_" if name == "from" else name
    return lambda mail: word in getattr(mail.facts, attribute)


def _text(mail: Mail) -> str:
    facts = mail.facts
    bodies = (part.data or b"" for part in mail.tree.walk() if part.type.startswith("text/"))
    said = " ".join(body.decode("utf-8", "replace") for body in bodies)
    return f"{facts.subject} {facts.from_} {facts.to} {facts.cc} {said}".lower()


def _not(test: Test) -> Test:
    return lambda mail: not test(mail)


def _any(tests: list[Test]) -> Test:
    return tests[0] if len(tests) == 1 else lambda mail: any(test(mail) for test in tests)


def _all(tests: list[Test]) -> Test:
    return tests[0] if len(tests) == 1 else lambda mail: all(test(mail) for test in tests)
