"""Who gets a status mail, and when: read from the file, or told what is wrong with it."""

from datetime import time
from pathlib import Path

import pytest

import config
from config.settings import ConfigError, Settings

BASE = """
[me]
addresses = ["mara@north.example"]
zone = "America/Chicago"
[accounts.work]
kind = "local"
[status.people]
"""


def loaded(folder: Path, line: str) -> Settings:
    file = folder / "config.toml"
    file.write_text(BASE + line, encoding="utf-8")
    return config.load(file)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("fri 15:00", (4, time(15))),
        ("Friday 15:00", (4, time(15))),
        ("mon  08:30", (0, time(8, 30))),
    ],
)
def test_a_day_and_a_time_are_a_moment_of_the_week(tmp_path: Path, said: str, meant: tuple[int, time]) -> None:
    found = loaded(tmp_path, f'"Anna@South.example" = "{said}"')
    assert found.status.people == {"anna@south.example": meant}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('"anna@south.example" = "fri"', "write a day and a time, as in 'fri 15:00'"),
        ('"anna@south.example" = "someday 15:00"', "is no day of the week"),
        ('"anna@south.example" = "fri 25:00"', "is no time of day"),
        ('anna = "fri 15:00"', "is no mail address"),
        ('"anna@south.example" = 15', "status.people"),
    ],
)
def test_what_is_no_such_moment_is_told(tmp_path: Path, line: str, fault: str) -> None:
    with pytest.raises(ConfigError, match=r"status\.people") as told:
        loaded(tmp_path, line)
    assert fault in str(told.value)
