"""The owner's own words in the drafts: what `[speak]` and `[people.tones]` change, and what is told of a fault."""

import json
from pathlib import Path

import pytest

from tests.household import CONFIG, Home

MONDAY = "2026-03-16T09:00:00-05:00"
LATE = "2026-03-18T10:00:00-05:00"


def home(folder: Path, speak: str = "", people: str = "") -> Home:
    config = CONFIG.replace("[speak]\n", f"[speak]\n{speak}\n").replace("[store]", f"{people}\n[store]")
    found = Home(folder, config)
    found.sends("Hi Anna,\n\nI'll send you the floor plan by Tuesday.\n\nMara\n", on=MONDAY)
    return found


def drafted(world: Home) -> str:
    world.run("once", "--as-of", LATE)
    (draft,) = world.drafts()
    return draft.read_bytes().decode().replace("\r\n", "\n").partition("\n\n")[2].rstrip("\n")


def test_a_tone_for_a_domain_or_for_everybody(tmp_path: Path) -> None:
    assert drafted(home(tmp_path / "a")).startswith("Hello Anna,\n")
    assert drafted(home(tmp_path / "b", people='[people.tones]\n"South.example" = "peer"')).startswith("Hi Anna,\n")
    assert drafted(home(tmp_path / "c", 'tone = "peer"')).startswith("Hi Anna,\n")


def test_templates_of_their_own_beside_the_config(tmp_path: Path) -> None:
    world = home(tmp_path, 'templates = "mine"')
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "closing.txt").write_text("Cheers,\n")
    assert drafted(world).endswith("\n\nCheers,\nMara Lind")


@pytest.mark.parametrize(
    ("speak", "files", "said"),
    [
        ('language = "xx"', {}, "speak.language: there are no templates in 'xx'; known are en."),
        ('templates = "none"', {}, "speak.templates: there is no folder "),
        ('templates = "mine"', {"lat.txt": b"x"}, "speak.templates: there is no template 'lat'; known are "),
        ('templates = "mine"', {"late.txt": b"{% if"}, "speak.templates: the template 'late' cannot be read, line 1"),
        ('templates = "mine"', {"late.txt": b"\xff"}, "late.txt cannot be read; make it a text file in UTF-8."),
        ('tone = "friend"', {}, "speak.tone: invalid enum value 'friend'; known are person, boss, peer, client."),
    ],
)
def test_a_fault_is_told_at_start(tmp_path: Path, speak: str, files: dict[str, bytes], said: str) -> None:
    world = home(tmp_path, speak)
    (tmp_path / "mine").mkdir()
    for name, content in files.items():
        (tmp_path / "mine" / name).write_bytes(content)
    done = world.run("once", "--as-of", LATE, check=False)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_tone_for_nobody_is_told(tmp_path: Path) -> None:
    for tones, said in (
        ('"a b@c" = "peer"', "'a b@c' is no mail address"),
        ('"c" = "friend"', "'friend' is no tone; known"),
    ):
        done = home(tmp_path, people=f"[people.tones]\n{tones}").run("once", "--as-of", LATE, check=False)
        assert f"people.tones: {said}" in done.stderr


def test_show_says_of_each_sentence_of_the_draft_where_it_comes_from(tmp_path: Path) -> None:
    world = home(tmp_path)
    text = drafted(world)
    (row,) = json.loads(world.run("list", "--json", "--as-of", LATE).stdout)
    shown = world.run("show", row["key"], "--as-of", LATE).stdout
    sentences = [line.strip().partition(" [") for line in shown.partition("draft     to Anna")[2].splitlines()[1:-1]]
    assert [words for words, _, _ in sentences] == [
        "Hello Anna,",
        "On Monday 16 March I wrote: “I'll send you the floor plan by Tuesday”.",
        "That was for Tuesday 17 March, and you don't have it yet. I'm sorry.",
        "You'll have it by the end of Wednesday 18 March.",
        "If that's too late for you, tell me what you need first and I'll start there.",
        "Kind regards,",
        "Mara Lind",
    ]
    assert [source for _, _, source in sentences] == [
        "the template]",
        "your own words]",
        "the date you gave]",
        "your calendar]",
        "the template]",
        "the template]",
        "your settings]",
    ]
    assert all(words in text for words, _, _ in sentences)
