"""What was found in, the text of a first config out: TOML whose comments say what each guess rests on."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from daemon.setup.guess import Found


def config_text(found: Found, folder: Path, boss: str | None = None) -> str:
    """The config to be written into `folder`: paths below it are relative, others absolute."""
    sections = (_me(found), _account(found, folder.absolute()), _people(found, boss))
    return "\n".join(line for section in sections for line in (*section, ""))


def _me(found: Found) -> Iterable[str]:
    starts, ends = found.working_hours
    yield f"# Guessed from what lies in {_one_line(str(found.root))}."
    yield "# Correct what is wrong; config/example.toml has every setting."
    yield "[me]"
    yield f"# {found.because['addresses']}"
    yield f"addresses = {_list(found.addresses)}"
    yield f"name = {_text(found.name)}"
    yield f"# {found.because['zone']}"
    yield f"zone = {_text(found.zone or 'UTC')}"
    yield f"# {found.because['working_hours']}"
    yield f'working_hours = ["{starts:%H:%M}", "{ends:%H:%M}"]'


def _account(found: Found, folder: Path) -> Iterable[str]:
    yield "[accounts.work]"
    yield 'kind = "local"'
    for option, paths in (("sent", found.sent), ("received", found.received), ("calendars", found.calendars)):
        yield f"{option} = {_list([_near(path, folder) for path in paths])}"
    yield "# Drafts and notes are written here, beside this file. Nothing is ever sent; your mailboxes stay untouched."
    yield 'drafts = "Drafts"'
    yield 'notes = "headsup.ics"'


def _people(found: Found, boss: str | None) -> Iterable[str]:
    yield "[people]"
    if found.often:
        yield f"# You write most to {_one_line(', '.join(found.often))}."
    yield f"boss = {_text(boss)}" if boss else '# boss = "..."'


def _near(path: Path, folder: Path) -> str:
    return str(path.relative_to(folder) if path.is_relative_to(folder) else path)


def _list(texts: Sequence[str]) -> str:
    if len(texts) <= 1:
        return f"[{''.join(map(_text, texts))}]"
    return "[\n" + "".join(f"  {_text(t)},\n" for t in texts) + "]"


def _text(said: str) -> str:
    """A basic string of TOML, which escapes as JSON does."""
    return json.dumps(said, ensure_ascii=False).replace("\x7f", "\\u007f")


def _one_line(said: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in said)
