"""What `report` prints: for people a table with bars and a few sentences, for programs one JSON document."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import click

from daemon.core import speech
from daemon.core.model import Owner
from daemon.core.track import Alarm, Counts, Direction, Fate, Hours, Person, Streak, Track, Trend, plot
from daemon.core.track.trend import LEAST
from daemon.core.wording import clean
from daemon.household import Household
from daemon.store import Store

_COLUMNS = (("given", 6), ("kept", 5), ("moved", 6), ("late", 5), ("missed", 7), ("silent", 7), ("notice", 8))
_COLOURS = {"late": "yellow", "missed": "red", "silent": "red"}
_WIDTH = 80
_LABEL, _BAR = 11, 17  # with the columns and the score as wide as that
_ADDRESS = 28
_PEOPLE = 8
_LATE, _MISSED = (Fate.KEPT_LATE, Fate.MOVED_LATE), (Fate.STILL_OWED, Fate.TAKEN_BACK)
_ASIDE = (
    (Fate.PENDING, "not due yet or waiting"),
    (Fate.UNDATED, "open without a date"),
    (Fate.UNKNOWN, "past due without a word"),
    (Fate.UNCLEAR, "unclear"),
    (Fate.DONE_UNDATED, "done that had no date"),
    (Fate.DROPPED, "dropped"),
    (Fate.LAPSED, "lapsed"),
)
_LEGEND = (
    "late: kept or moved late; missed: still owed or taken back; silent: of both, without a word before they were due;"
    " notice: how long before, in the median, a new date was told of what moved in time"
)
_DIRECTIONS = {Direction.RISING: "green", Direction.STEADY: "white", Direction.FALLING: "red"}


@dataclass(frozen=True, slots=True)
class Extent:
    """How far the reading reaches: as of which moment, by account the last turn (None: never) and what was set aside,
    and the address of the one person it is about (None: all)."""

    at: datetime
    turns: Mapping[str, datetime | None]
    set_aside: int
    to: str | None


def extent(store: Store, home: Household, at: datetime, to: str | None) -> Extent:
    """The Extent of a report as of `at`; moments in the owner's zone."""
    rows = {name: store.account(name) for name in home.settings.accounts}
    last = {name: row.last_turn_at if row else None for name, row in rows.items()}
    turns = {name: moment.astimezone(home.zone) if moment else None for name, moment in last.items()}
    return Extent(at, turns, sum(len(store.set_aside(name)) for name in turns), to)


def heading(owner: Owner, to: str | None) -> str:
    """Whose record it is, and towards whom."""
    name = clean.line(owner.name) or min(owner.addresses)
    return f"The track record of {name}" + (f" towards {clean.line(to)}" if to else "")


def told(found: Track, extent: Extent, heading: str) -> None:
    """The weeks in rows with bars, the people, what the weeks tell, what is not counted, how complete it is."""
    click.echo(f"{click.style(heading, bold=True)}, {_date(found.first)} to {_date(found.last)}\n")
    _table(found)
    if extent.to is None and found.people:
        _people(found.people)
    click.echo("")
    for sentence in (*_sentences(found), _extent(extent)):
        click.echo(click.wrap_text(sentence, _WIDTH))


def as_json(found: Track, extent: Extent) -> dict[str, object]:
    """The record as one document. Days are ISO dates of the owner's zone, scores lie between 0 and 1.

    `from`, `to`      the first day (a Monday) and the last one of the counts
    `person`          the address of the one person it is about, null: all
    `as_of`, `read`   the moment; by account the moment of its last turn, null where there was none
    `set_aside`       how many items could not be read
    `score`           of all that was settled up to `to`, before `from` too; null: nothing was
    `trend`           {"change" of the score, "since" (a Monday), "direction"}, null: too little was settled
    `alarm`           {"first", "turned": Mondays, "before", "since": {"good", "settled"}}, null: no backsliding
    `streak`          {"since", "weeks", "promises"} in which nothing slipped, null: none worth telling
    `overall`         counts; `weeks`: [{"week" (a Monday), "score" at its end, ..counts}], empty ones too;
    `people`          [{"email", "name", "score", ..counts}], who most was settled with first

    Counts: `promised` in that time; of those whose end or closing lies in it `kept`, `kept_late`, `moved_in_time`,
    `moved_late`, `still_owed`, `taken_back` (these six are settled), `done_undated`, `unknown` (past due without a
    word), `unclear`, `dropped`, `lapsed`; of those promised in it `pending` and `undated` (open without a date);
    `silent`: how many slipped without a word before their end; `notice`, `lateness`: medians, {"hours",
    "working_hours"} or null.
    """
    return {
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        "person": extent.to,
        "as_of": extent.at.isoformat(),
        "read": {name: moment.isoformat() if moment else None for name, moment in extent.turns.items()},
        "set_aside": extent.set_aside,
        "score": _rounded(found.score),
        "trend": _trend_json(found.trend),
        "alarm": _alarm_json(found.alarm),
        "streak": _streak_json(found.streak),
        "overall": _counts_json(found.overall),
        "weeks": [
            {"week": w.start.isoformat(), "score": _rounded(w.score), **_counts_json(w.counts)} for w in found.weeks
        ],
        "people": [
            {"email": p.address.email, "name": p.address.name, "score": _rounded(p.score), **_counts_json(p.counts)}
            for p in found.people
        ],
    }


def _table(found: Track) -> None:
    scale = plot.words_per_block([w.counts for w in found.weeks], _BAR)
    _head("week of", _LABEL)
    for week in found.weeks:
        bar = plot.bar(week.counts, scale)
        click.echo(f"{_row(speech.short_day(week.start), _LABEL, week.counts, week.score)}  {bar}".rstrip())
    click.echo(_row("in all", _LABEL, found.overall, found.score))
    blocks = ", ".join(f"{block} {name}" for block, name, _ in plot.BLOCKS)
    click.echo(click.style(f"\n{blocks}" + (f"; a block is up to {scale} promises" if scale > 1 else ""), dim=True))
    click.echo(click.style(click.wrap_text(_LEGEND, _WIDTH), dim=True))


def _people(people: Sequence[Person]) -> None:
    click.echo("")
    _head("promised to", _ADDRESS)
    for person in people[:_PEOPLE]:
        label = speech.cut(clean.line(person.address.email), _ADDRESS - 1)
        click.echo(_row(label, _ADDRESS, person.counts, person.score))
    if len(people) > _PEOPLE:
        click.echo(f"... and {len(people) - _PEOPLE} more: `headsup report --json`")


def _head(label: str, width: int) -> None:
    click.echo(f"{label:<{width}}" + "".join(f"{name:>{wide}}" for name, wide in _COLUMNS) + " score")


def _row(label: str, width: int, counts: Counts, score: float | None) -> str:
    numbers = {
        "given": counts.promised,
        "kept": counts.of(Fate.KEPT),
        "moved": counts.of(Fate.MOVED_IN_TIME),
        "late": counts.of(*_LATE),
        "missed": counts.of(*_MISSED),
        "silent": counts.silent,
        "notice": _span(counts.notice),
    }
    cells = (_cell(name, f"{numbers[name] or '-':>{wide}}") for name, wide in _COLUMNS)
    return f"{label:<{width}}{''.join(cells)}{_percent(score):>6}"


def _cell(name: str, shown: str) -> str:
    return click.style(shown, fg=_COLOURS[name]) if name in _COLOURS and not shown.endswith("-") else shown


def _sentences(found: Track) -> Iterable[str]:
    yield _score(found)
    if found.alarm:
        yield click.style(_alarm(found.alarm), fg="red", bold=True)
    if found.streak:
        yield click.style(_streak(found.streak), fg="green")
    if found.overall.lateness:
        yield f"What was kept late was late by {_span(found.overall.lateness)} (median)."
    aside = [f"{n} {name}" for fate, name in _ASIDE if (n := found.overall.of(fate))]
    if aside:
        yield f"Not counted: {', '.join(aside)}."


def _score(found: Track) -> str:
    if found.score is None:
        return "Nothing that had a date was kept, moved or seen to slip yet, so there is no score."
    few = " It rests on few promises, so it says little yet." if found.overall.settled < LEAST else ""
    return f"Score {_percent(found.score)} of 100{_trend(found.trend)}.{few}"


def _trend(trend: Trend | None) -> str:
    if trend is None:
        return ""
    word = click.style(str(trend.direction), fg=_DIRECTIONS[trend.direction])
    return f", {word} ({100 * trend.change:+.0f} since {speech.short_day(trend.since)})"


def _alarm(alarm: Alarm) -> str:
    until = alarm.turned - timedelta(days=1)
    return (
        f"It slides back: from {speech.short_day(alarm.first)} to {speech.short_day(until)} {alarm.good_before} of"
        f" {alarm.settled_before} were kept or moved in time, {alarm.good_since} of {alarm.settled_since} since."
    )


def _streak(streak: Streak) -> str:
    since = speech.short_day(streak.since)
    return f"Nothing has slipped for {streak.weeks} weeks, since {since}: {streak.words} promises."


def _extent(extent: Extent) -> str:
    turns = ", ".join(f"{name} {_moment(at) if at else 'never'}" for name, at in extent.turns.items())
    aside = f"; {extent.set_aside} items could not be read" if extent.set_aside else ""
    return f"As of {_moment(extent.at)}; last read: {turns}{aside}. What no mail shows is not known here."


def _counts_json(counts: Counts) -> dict[str, object]:
    return {
        "promised": counts.promised,
        **{fate.replace(" ", "_"): counts.of(fate) for fate in Fate},
        "silent": counts.silent,
        "notice": _hours_json(counts.notice),
        "lateness": _hours_json(counts.lateness),
    }


def _hours_json(hours: Hours | None) -> dict[str, float] | None:
    return {"hours": hours.clock, "working_hours": hours.working} if hours else None


def _trend_json(trend: Trend | None) -> dict[str, object] | None:
    if trend is None:
        return None
    return {"change": round(trend.change, 4), "since": trend.since.isoformat(), "direction": str(trend.direction)}


def _alarm_json(alarm: Alarm | None) -> dict[str, object] | None:
    if alarm is None:
        return None
    return {
        "first": alarm.first.isoformat(),
        "turned": alarm.turned.isoformat(),
        "before": {"good": alarm.good_before, "settled": alarm.settled_before},
        "since": {"good": alarm.good_since, "settled": alarm.settled_since},
    }


def _streak_json(streak: Streak | None) -> dict[str, object] | None:
    return {"since": streak.since.isoformat(), "weeks": streak.weeks, "promises": streak.words} if streak else None


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 4)


def _percent(score: float | None) -> str:
    return "-" if score is None else f"{100 * score:.0f}"


def _span(hours: Hours | None) -> str:
    """`5 h`, `1.2 d`, "" for None; by the clock."""
    if hours is None:
        return ""
    return f"{hours.clock:.0f} h" if hours.clock < 24 else f"{hours.clock / 24:.1f} d"


def _date(day: date) -> str:
    return f"{speech.short_day(day)} {day.year}"


def _moment(at: datetime) -> str:
    return f"{_date(at)} {at:%H:%M}"
