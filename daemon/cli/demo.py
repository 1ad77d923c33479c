"""The main job on the sample mailbox, told to somebody who has never seen it."""

from pathlib import Path
from tempfile import mkdtemp
from textwrap import indent

import click

from connectors.types import Kind, Note
from daemon import bookkeeping, sample, service
from daemon.cli import house, tell
from daemon.core.judge import Judged
from daemon.core.model import HeadsUp, Level, Standing
from daemon.cycle import Turn
from daemon.store import Store

_SETTLED = ("kept", "kept late", "moved in time", "moved late", "dropped", "lapsed")


def run(folder: Path | None) -> None:
    """Lay the sample into `folder` (None: a new temporary one), run one turn at its fixed moment, and tell."""
    place = (folder or Path(mkdtemp(prefix="headsup-demo-"))).absolute()
    config = sample.lay(place)
    with house.opened(config) as (home, store):
        ended = service.run_once(home, store, sample.NOW)
        turn = next(iter(ended.values()))
        if not isinstance(turn, Turn):
            raise turn
        judged = bookkeeping.whole(store, home, sample.NOW)
        _head(place, turn)
        _promised(judged)
        _at_risk(judged, store)
        _draft(judged, store, place)
        _notes(judged, store)
    _next(place, config)


def _head(place: Path, turn: Turn) -> None:
    _title("The sample: three weeks of Nora Vance, who leads projects for a small firm in New York")
    click.echo(f"It is {sample.NOW:%A} {sample.NOW.day} {sample.NOW:%B %Y}, 9:00. Everybody is invented.")
    click.echo(f"Read: {turn.mails} mails and {turn.events} calendar entries in {place}; nothing of it was changed.")
    click.echo("Not read: " + ", ".join(f"{number} {why}" for why, number in sorted(turn.skipped.items())) + ".")


def _promised(judged: Judged) -> None:
    _title("What Nora promised, and what came of it")
    for case, _ in sorted(judged.review.cases, key=lambda judgement: judgement[0].promise.made_at):
        if case.standing in _SETTLED:
            tell.settled(case)
    still = [c for c, _ in judged.review.cases if c.standing not in _SETTLED]
    quiet = [(c, r) for c, r in judged.review.cases if c in still and r.level in (Level.LOW, Level.NONE)]
    click.echo("")
    tell.listing(quiet)


def _at_risk(judged: Judged, store: Store) -> None:
    _title("What is late or at risk today, and why")
    for case, risk in judged.review.cases:
        if risk.level in (Level.LATE, Level.HIGH) and case.standing is Standing.OPEN:
            tell.promise(case, risk, tell.sources(case, risk, store, sample.NOW))


def _draft(judged: Judged, store: Store, place: Path) -> None:
    rows = {row.key for row in tell.lying(store.posted(), Kind.DRAFT)}
    words = [h for h in judged.review.heads_ups if h.key in rows]
    _title(f"{len(words)} drafts wait in the Drafts folder; nothing is ever sent. The most urgent one")
    for word in words[:1]:
        click.echo(indent(_as_mail(word), "    "))
        click.echo(f"\n  lies in {_file(place / 'Drafts', word.key)}")


def _notes(judged: Judged, store: Store) -> None:
    rows = {row.key for row in tell.lying(store.posted(), Kind.NOTE)}
    wanted = (r.note for r in judged.review.reminders if r.key in rows)
    notes = sorted((note for note in wanted if isinstance(note, Note)), key=lambda n: n.starts_at)
    _title(f"{len(notes)} notes stand in a calendar file of Headsup's own")
    for note in notes:
        click.echo(f"  {note.starts_at.astimezone(sample.NOW.tzinfo):%a %d %b %H:%M}  {note.title}")


def _next(place: Path, config: Path) -> None:
    _title("What to try next")
    click.echo(f"  headsup list --config {config} --as-of {sample.NOW:%Y-%m-%dT%H:%M}")
    click.echo(f"  headsup show KEY --config {config} --as-of {sample.NOW:%Y-%m-%dT%H:%M}    (a key from that list)")
    click.echo("  headsup init PATH-TO-YOUR-OWN-MAIL    (then: headsup once)")
    click.echo(
        f"\nIn a checkout, headsup is .venv/bin/headsup. All files of this demo lie in {place}; delete it at will."
    )


def _title(words: str) -> None:
    click.echo("\n" + click.style(words, bold=True))


def _as_mail(word: HeadsUp) -> str:
    to = ", ".join(f"{a.name} <{a.email}>" if a.name else a.email for a in word.draft.to)
    return f"To: {to}\nSubject: {word.draft.subject}\n\n{word.draft.text}"


def _file(drafts: Path, key: str) -> Path:
    """The file of the draft that carries `key`; the folder where none does."""
    files = (path for path in drafts.rglob("*") if path.is_file())
    return next((path for path in files if f"X-Ref: {key}" in path.read_text(encoding="utf-8")), drafts)
