"""The annotated sample says every setting there is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import fields

import config
from config.settings import Section, Settings
from connectors import faults_of

EXAMPLE = Path(config.__file__).with_name("example.toml")
BY_NAME = {"home", "accounts", "rules"}  # the folder, and the tables whose options belong to others


def options(kind: type[Section]) -> Iterator[str]:
    for option in fields(kind):
        if isinstance(option.type, type) and issubclass(option.type, Section):
            yield from options(option.type)
        elif option.name not in BY_NAME:
            yield option.name


def test_the_example_loads() -> None:
    found = config.load(EXAMPLE)
    assert {account.kind for account in found.accounts.values()} == {"local", "graph", "exchange"}
    assert found.rules == {"silence": {"days": 5}}


@pytest.mark.parametrize("option", sorted(options(Settings)))
def test_every_setting_stands_in_the_example(option: str) -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    assert any(line.startswith((f"{option} =", f"[people.{option}]")) for line in lines)


def test_each_kind_of_account_knows_its_options_in_the_example() -> None:
    for name, account in config.load(EXAMPLE).accounts.items():
        assert list(faults_of(name, account.kind, account.options)) == []
