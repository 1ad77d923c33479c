"""What the commands print for people: promises, turns, everything about one promise."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

import click

from connectors.errors import Busy, ConnectorError
from connectors.types import Kind
from daemon import bookkeeping
from daemon.cli import explaining
from daemon.core import ranking, speech, timing
from daemon.core import risk as reckoning
from daemon.core.judge import Judged
from daemon.core.model import SUMMARIES, Case, HeadsUp, Level, Posted, Risk, Standing, State
from daemon.core.wording import templates
from daemon.core.wording.saying import is_aloud
from daemon.cycle import Turn
from daemon.errors import HeadsupError
from daemon.household import Household
from daemon.service import Ended
from daemon.store import Store

_COLOURS = {Level.LATE: "red", Level.HIGH: "yellow", Level.LOW: "green", Level.NONE: "white"}
_MARGIN = " " * 15
_WIDTH = 90
_SHOWN = 12
_LYING = frozenset({State.INTENDED, State.WRITTEN, State.TOUCHED})

Judgement = tuple[Case, Risk]


def turns(ended: Mapping[str, Ended], judged: Judged, at: datetime) -> None:
    """What a turn of every account did, and what needs a word now."""
    for name, turn in ended.items():
        if isinstance(turn, Turn):
            _turn(name, turn)
        else:
            click.echo(f"{name}: {turn}", err=True)
    live = [(c, r) for c, r in judged.review.cases if r.level is not Level.NONE]
    urgent = [(c, r) for c, r in live if r.level in (Level.LATE, Level.HIGH)]
    click.echo(f"\n{_count(len(live), 'promise')} open as of {_moment(at)}, {len(urgent)} of them late or at risk.")
    if unread := [name for name, turn in ended.items() if isinstance(turn, Exception)]:
        click.echo(f"What is new in {', '.join(unread)} was not read, so there may be more.")
    listing(urgent)


def listing(judged: Sequence[Judgement], most: int = _SHOWN) -> None:
    """Promises in a few lines each, most urgent first, `most` of them."""
    for case, risk in judged[:most]:
        promise(case, risk)
    if len(judged) > most:
        click.echo(f"  ... and {len(judged) - most} more: `headsup list`")


def promise(case: Case, risk: Risk, sources: Mapping[str, str] = MappingProxyType({})) -> None:
    """One promise: how it stands, to whom, by when, its words, the reasons; `sources` tells what their refs are."""
    word = risk.level.upper() if case.standing is Standing.OPEN else case.standing
    mark = click.style(f"{word:>7}", fg=_COLOURS[risk.level], bold=True)
    click.echo(f"{mark} {case.promise.key[:6]} to {_people(case)}, {_due(case)}")
    click.echo(f'{_MARGIN}"{speech.cut(case.promise.words, _WIDTH)}"')
    if case.promise.source in sources:
        click.echo(f"{_MARGIN}{sources[case.promise.source]}")
    for signal in risk.signals:
        told = [sources[ref] for ref in signal.refs if ref in sources and ref != case.promise.source]
        source = f" [{'; '.join(told[:2])}]" if told else ""
        click.echo(click.style(f"{_MARGIN}- {signal.why}{source}", dim=True))


def settled(case: Case) -> None:
    """A promise that is over, on one line, with what showed it."""
    shown = next((f" ({e.why}: {speech.cut(e.quote, 40)!r})" for e in reversed(case.evidence)), "")
    words = speech.cut(case.promise.words, 60)
    click.echo(f'{case.standing:>14} {speech.short_day(case.promise.made_at)} to {_people(case)}: "{words}"{shown}')


def sources(case: Case, risk: Risk, store: Store, now: datetime) -> dict[str, str]:
    """What the refs of a promise and its signals are, in words: a mail by day and writer, an event by title."""
    keys = {case.promise.source, *(ref for s in risk.signals for ref in s.refs)}
    zone = case.calendar.zone
    told = {
        m.key: f"{'your mail' if m.own else 'mail from ' + m.from_.email} of "
        f"{speech.short_when(m.sent_at, zone)}, {speech.cut(m.subject, 50)!r}"
        for m in store.mails(keys)
    }
    around = bookkeeping.events(store, now, [case.promise])
    return told | {e.ref.id: f"calendar, {e.title!r}" for e in around if e.ref.id in keys}


def everything(found: Judgement, judged: Judged, store: Store) -> None:
    """All that is known of one promise, with its sources, and what would close it."""
    case, risk = found
    said, zone = case.promise, case.calendar.zone
    promise(case, risk)
    if is_aloud(said):
        click.echo(f"\nsaid aloud on {speech.short_when(said.made_at, zone)}")
    elif source := judged.mails.get(said.source):
        when = speech.short_when(source.sent_at, zone)
        click.echo(f"\nsaid in   your mail of {when}, subject {speech.cut(source.subject, 60)!r}, id {source.ref.id}")
    click.echo(f"because   {'; '.join(map(explaining.told, said.why)) or 'of its form'} (score {said.score:.2f})")
    if said.due:
        click.echo(f"due       {said.due.said!r}, rule {said.due.rule or said.due.grain!r}: {_reckoned(case)}")
    if said.waits_for:
        click.echo(f"waits for {said.waits_for}")
    for evidence in case.evidence:
        at = speech.short_when(evidence.at, zone)
        click.echo(f"evidence  {evidence.says} on {at}: {speech.cut(evidence.quote, 60)!r} ({evidence.why})")
    _weighed(found, judged)
    for row in (r for r in store.posted() if said.key in r.promises):
        what = row.purpose if row.purpose in SUMMARIES else row.kind
        click.echo(f"{what:9} {row.state}, {row.ref.id if row.ref else 'not there yet'} {row.reason}".rstrip())
    for word in (h for h in judged.review.heads_ups if said.key in h.promises):
        _draft(word)
    click.echo(f"to close  {_closes(case)}")


def _weighed(found: Judgement, judged: Judged) -> None:
    """The reckoning of its risk, and of when and before what others a word is due."""
    case, risk = found
    terms = " x ".join(f"(1 - {s.weight:g} {s.rule})" for s in risk.signals)
    click.echo(f"risk      {risk.score:.2f}" + (f" = 1 - {terms}" if terms else ""))
    if lower := reckoning.lower(risk):
        click.echo(f"What would lower it: {lower}.")
    if moment := judged.review.moments.get(case.promise.key):
        click.echo(f"speak by  {speech.short_when(moment.at, case.calendar.zone)}: {timing.why(case, moment)}")
    if rank := judged.review.ranks.get(case.promise.key):
        click.echo(f"rank      {ranking.told(rank)}")


def _draft(word: HeadsUp) -> None:
    """The draft as it would be written, sentence by sentence, each with where it comes from."""
    click.echo(f"draft     to {speech.people(word.draft.to)}, {word.draft.subject!r}; each sentence with its source:")
    for sentence, source in word.provenance:
        click.echo(f"          {sentence} " + click.style(f"[{templates.SOURCES.get(source, source)}]", dim=True))


def freshness(store: Store, home: Household) -> None:
    """How fresh and how complete the reading is; without it no list says "all is well"."""
    for name in home.settings.accounts:
        row = store.account(name)
        last = _moment(row.last_turn_at.astimezone(home.zone)) if row and row.last_turn_at else "never"
        aside = len(store.set_aside(name))
        click.echo(f"{name}: last read {last}" + (f", {aside} items set aside" if aside else "") + ".", err=True)


def counts(turn: Ended) -> dict[str, object]:
    """A turn in numbers, for `--json`; of an error its name, its sentence, and after how many seconds to try again."""
    if isinstance(turn, Turn):
        return turn.counts()
    ours = isinstance(turn, (ConnectorError, HeadsupError))  # what else broke may hold the content of a mail
    after = turn.retry_after if isinstance(turn, Busy) else None
    said = str(turn) if ours else "the turn broke; the log says where"
    return {"error": type(turn).__name__, "said": said, "retry_after": after}


def _turn(name: str, turn: Turn) -> None:
    number = turn.counts()
    click.echo(
        f"{name}: {_count(turn.mails, 'mail')} new or changed ({turn.bodies} read), {_count(turn.events, 'event')}; "
        f"drafts and notes: {number['written']} written, "
        f"{number['replaced']} replaced, {number['withdrawn']} withdrawn."
    )
    if turn.skipped:
        click.echo("  not read: " + ", ".join(f"{n} {why}" for why, n in turn.skipped.most_common()))
    for item in turn.set_aside[:_SHOWN]:
        click.echo(f"  set aside {item.ref.id}: {item.reason}", err=True)
    if len(turn.set_aside) > _SHOWN:
        click.echo(f"  ... and {len(turn.set_aside) - _SHOWN} more set aside", err=True)
    for said in (*turn.notices, *(f"{key}: {why}" for key, why in turn.outcome.failed), turn.outcome.alert):
        if said:
            click.echo(f"  {said}", err=True)


def _people(case: Case) -> str:
    return ", ".join(speech.first_name(a) or a.email for a in case.promise.to) or "nobody named"


def _due(case: Case) -> str:
    due = case.promise.due
    if due is None or due.end is None:
        return repr(due.said) if due and due.anchor else "no date"
    return f"due {speech.short_when(due.end, case.calendar.zone)}"


def _reckoned(case: Case) -> str:
    due = case.promise.due
    if due is None or due.end is None or due.aim is None:
        return f"no event in your calendar fits “{due.said}”" if due and due.anchor else "no moment could be reckoned"
    zone = case.calendar.zone
    return f"kept until {_moment(due.end.astimezone(zone))}, wanted by {_moment(due.aim.astimezone(zone))}"


def _closes(case: Case) -> str:
    if case.standing is Standing.UNCLEAR:
        return f"nothing in mail or calendar can tell; say so with `headsup mark {case.promise.key[:6]} kept`"
    if case.standing in (Standing.OPEN, Standing.WAITING):
        return f"a mail to {_people(case)} that delivers it, or `headsup mark {case.promise.key[:6]} kept`"
    return f"it is {case.standing}"


def _moment(at: datetime) -> str:
    return f"{at:%a} {at.day} {at:%b %Y %H:%M}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")


def lying(posted: Sequence[Posted], kind: Kind) -> list[Posted]:
    """What of our drafts or notes lies at the provider now."""
    return [row for row in posted if row.kind is kind and row.state in _LYING]
