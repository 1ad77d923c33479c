"""What `report` tells people of a record: the sentences below its table."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from connectors.types import Address
from daemon.cli import tell_report
from daemon.cli.tell_report import Extent
from daemon.core.track import Track, track
from tests.core.builders import ANNA, owner
from tests.track_story import WIN_BACK, monday, told, words

NOON = datetime.fromisoformat("2026-03-29T12:00:00+02:00")
WHOLE = Extent(NOON, {"work": NOON}, 0, None)


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> "Printed":
    return Printed(capsys)


class Printed:
    """What is printed for a record, on one line."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def lines(self, found: Track, extent: Extent = WHOLE) -> list[str]:
        tell_report.told(found, extent, tell_report.heading(owner(), extent.to))
        return self._capsys.readouterr().out.splitlines()

    def text(self, weeks: Sequence[str], extent: Extent = WHOLE) -> str:
        return " ".join(self.lines(told(weeks), extent))


def test_who_wins_trust_back_is_told_so(printed: Printed) -> None:
    text = printed.text(WIN_BACK)
    assert "Score 87 of 100, rising (+" in text
    assert "Nothing has slipped for 6 weeks, since Mon 16 Feb: 23 promises." in text
    assert "slides back" not in text


def test_who_slides_back_is_told_from_when_on(printed: Printed) -> None:
    text = printed.text(["kkk", "kmk", "kkkl", "kkls", "klkso"])
    assert "It slides back: from Mon 5 Jan to Sun 25 Jan 9 of 10 were kept or moved in time, 4 of 9 since." in text
    assert "Nothing has slipped" not in text


def test_falling_and_steady_are_told(printed: Printed) -> None:
    assert ", falling (-" in printed.text(["kkk"] * 8 + ["ssk"] * 4)
    assert ", steady (+0 since" in printed.text(["kkk"] * 40)


def test_few_promises_say_little(printed: Printed) -> None:
    assert "It rests on few promises, so it says little yet." in printed.text(["kkk"])
    assert "few promises" not in printed.text(["kkkk"])


def test_lateness_is_told_in_hours_or_days(printed: Printed) -> None:
    assert "late by 1.0 d (median)" in printed.text(["l"])
    assert "late by" not in printed.text(["o"])


def test_what_is_not_counted_is_told(printed: Printed) -> None:
    assert "Not counted: 2 past due without a word." in printed.text(["kuu"])
    assert "Not counted" not in printed.text(["k"])


def test_how_far_the_reading_reaches_is_always_told(printed: Printed) -> None:
    stale = Extent(NOON, {"work": None, "home": NOON}, 3, None)
    text = printed.text(["kkkkk"], stale)
    assert "last read: work never, home Sun 29 Mar 2026 12:00; 3 items could not be read." in text


def test_everything_fits_a_terminal_of_80_columns(printed: Printed) -> None:
    many = [Address(f"somebody.with.a.long.name.{n}@department.company.example") for n in range(12)]
    story = [*words(["k" * 60 + "mlso"] * 3, (ANNA,)), *(w for who in many for w in words(["klso"], (who,)))]
    lines = printed.lines(track(story, monday(2), 52))
    assert max(map(len, lines)) <= 80
    assert any("a block is up to" in line for line in lines)
    assert "... and 5 more: `headsup report --json`" in lines


def test_of_one_person_no_list_of_people_is_printed(printed: Printed) -> None:
    lines = printed.lines(told(["k"]), Extent(NOON, {"work": NOON}, 0, ANNA.email))
    assert lines[0].startswith("The track record of Mara Lind towards anna.berg@south.test, ")
    assert not any(line.startswith("promised to") for line in lines)
