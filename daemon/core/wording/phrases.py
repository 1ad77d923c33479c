"""How a language says days, times, numbers and names. In: values; out: its words, never relative to now.

"tomorrow" would be wrong the day after, and a draft may lie for a day before it is read. The words are data, one line
each in the folder of the language (`phrases.txt`): `when | {day} at {clock}`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

MOST_GREETED = 3

UNUSABLE = (KeyError, IndexError, ValueError)
"""What is raised by phrases that are missing or ask for what there is not."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one language by name. Each method raises `UNUSABLE` where a phrase cannot be used."""

    said: Mapping[str, str]

    @classmethod
    def of(cls, text: str) -> "Phrases":
        """Read the lines of a `phrases.txt`."""
        lines = (line.partition("|") for line in text.splitlines() if line.strip())
        return cls({name.strip(): words.strip() for name, _, words in lines})

    def day(self, moment: date) -> str:
        """`Thursday 5 March`."""
        weekday, month = self._list("days")[moment.weekday()], self._list("months")[moment.month - 1]
        return self.said["day"].format(weekday=weekday, day=moment.day, month=month)

    def when(self, moment: datetime) -> str:
        """`Thursday 5 March at noon`, on the clock of `moment`; the last minute of a day is the day itself."""
        if (moment.hour, moment.minute) == (23, 59):
            return self.day(moment)
        return self.said["when"].format(day=self.day(moment), clock=self._clock(moment))

    def own_clock(self, moment: datetime) -> str:
        """`Thursday 5 March at 11:00 my time`."""
        return self.said["own clock"].format(when=self.when(moment))

    def by(self, moment: datetime) -> str:
        """`noon on Thursday 5 March`, `the end of Thursday 5 March`."""
        at_noon = (moment.hour, moment.minute) == (12, 0)
        return self.said["by noon" if at_noon else "by evening"].format(day=self.day(moment))

    def span(self, first: date, last: date) -> str:
        """`on Thursday 5 March`, `from Thursday 5 March to Monday 9 March`."""
        if first == last:
            return self.said["one day"].format(day=self.day(first))
        return self.said["span"].format(first=self.day(first), last=self.day(last))

    def number(self, count: int) -> str:
        """`three`; in digits where there is no word for it."""
        words = self._list("numbers")
        return words[count - 1] if 0 < count <= len(words) else str(count)

    def joined(self, words: Sequence[str]) -> str:
        """`Anna`, `Anna and Bo`, `Anna, Bo and Cy`."""
        return f" {self.said['and']} ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))

    def greeted(self, names: Sequence[str]) -> str:
        """The names in a greeting; `all` for more than three, "" where one of them does not show."""
        if len(names) > MOST_GREETED:
            return self.said["everybody"]
        return self.joined(names) if all(names) else ""

    def try_all(self) -> None:
        """Say something with each phrase."""
        days = [date(2024, 1, 1 + n) for n in range(7)] + [date(2024, 1 + n, 1) for n in range(12)]
        for day in days:
            self.span(day, day), self.span(day, days[0])
            for hour in (0, 9, 12):
                moment = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
                self.own_clock(moment), self.by(moment)
        self.number(1), self.greeted(["A", "B"]), self.greeted(["A"] * (MOST_GREETED + 1))

    def _clock(self, moment: datetime) -> str:
        if moment.minute == 0 and moment.hour in (0, 12):
            return self.said["noon" if moment.hour else "midnight"]
        return self.said["clock"].format(hour=moment.hour, minute=moment.minute)

    def _list(self, name: str) -> list[str]:
        return [word.strip() for word in self.said[name].split(",")]
