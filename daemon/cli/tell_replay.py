"""What `replay` prints: for people week by week and flag by flag, for programs one JSON document."""

from datetime import date, datetime, tzinfo

import click

from daemon.core import speech
from daemon.core.model import Standing
from daemon.core.shadow import Flag, Replay, Truth, Week
from daemon.core.wording.saying import is_moved

_COLUMNS = ("found", "closed", "flagged", "rightly", "wrongly", "unknown")
_WIDTH = 90


def told(found: Replay, zone: tzinfo) -> None:
    """The weeks in rows, the precision, then each flag with why and what came of it; moments as of `zone`."""
    days = (found.last - found.first).days + 1
    click.echo(
        f"Replay of {days} {'day' if days == 1 else 'days'}, from {_date(found.first)} to {_date(found.last)},"
        " as if Headsup had been started then. Nothing was written.\n"
    )
    click.echo(f"{'week of':<12}" + "".join(f"{name:>9}" for name in _COLUMNS))
    for week in found.weeks:
        _row(speech.short_day(week.start), _numbers(week))
    _row("in all", [sum(column) for column in zip(*map(_numbers, found.weeks), strict=True)])
    click.echo(f"\n{_precision(found)}")
    for flag in found.flags:
        _flag(flag, zone)


def as_json(found: Replay) -> dict[str, object]:
    """The replay as one document; `precision` is null where nothing is known of any flag."""
    return {
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        "weeks": [{"week": w.start.isoformat(), **dict(zip(_COLUMNS, _numbers(w), strict=True))} for w in found.weeks],
        "flagged": len(found.flags),
        **{str(truth): found.count(truth) for truth in Truth},
        "by_mark": {str(truth): found.count(truth, by_mark=True) for truth in Truth},
        "overran": sum(f.overran for f in found.flags),
        "precision": found.precision,
        "flags": [_flag_json(f) for f in found.flags],
    }


def _date(day: date) -> str:
    return f"{speech.short_day(day)} {day.year}"


def _numbers(week: Week) -> list[int]:
    return [week.found, week.closed, week.flagged, week.rightly, week.wrongly, week.unknown]


def _row(name: str, numbers: list[int]) -> None:
    click.echo(f"{name:<12}" + "".join(f"{number:>9}" for number in numbers))


def _precision(found: Replay) -> str:
    if not found.flags:
        return "Nothing was flagged."
    right, wrong, unknown = (found.count(truth) for truth in Truth)
    marks = found.count(Truth.RIGHTLY, by_mark=True) + found.count(Truth.WRONGLY, by_mark=True)
    by_marks = f" ({marks} by your marks)" if marks else ""
    if found.precision is None:
        head = "Of no flag it is known whether it was right"
    else:
        head = f"Of {right + wrong} flags of which it is known{by_marks}, {right} were right: {found.precision:.0%}"
    overran = sum(f.overran for f in found.flags)
    return f"{head}. Of {unknown} it is not known; {overran} of these were still open past their end, without a word."


def _flag(flag: Flag, zone: tzinfo) -> None:
    said = flag.promise
    to = ", ".join(speech.first_name(a) or a.email for a in said.to) or "nobody named"
    due = f"due {speech.short_when(said.due.end, zone)}" if said.due and said.due.end else "no date"
    click.echo(
        f"\n{speech.short_day(flag.day)}  {said.key[:6]} {flag.risk.level.upper()} to {speech.cut(to, 60)}, {due}"
    )
    made = speech.short_day(said.made_at.astimezone(zone))
    click.echo(f'  "{speech.cut(said.words, _WIDTH)}", {"moved" if is_moved(said) else "said"} on {made}')
    for signal in flag.risk.signals:
        click.echo(f"  - {signal.why}")
    click.echo(f"  {flag.truth}: {_came(flag, zone)}")


def _came(flag: Flag, zone: tzinfo) -> str:
    at = f" on {speech.short_when(flag.at, zone)}" if flag.at else ""
    quote = f" ({speech.cut(flag.quote, 60)!r})" if flag.quote else ""
    if flag.by_mark:
        return f"you marked it{at}: {flag.came}"
    if flag.came is not Standing.OPEN:
        return f"{flag.came}{at}{quote}"
    if flag.at:
        return f"still open{at}{quote}"
    return "still open past its end, and nobody said a word" if flag.overran else "nothing was said of it any more"


def _flag_json(flag: Flag) -> dict[str, object]:
    said = flag.promise
    return {
        "date": flag.day.isoformat(),
        "key": said.key,
        "text": said.words,
        "to": [a.email for a in said.to],
        "made_at": said.made_at.isoformat(),
        "due_end": _iso(said.due.end if said.due else None),
        "level": str(flag.risk.level),
        "score": round(flag.risk.score, 4),
        "why": [signal.why for signal in flag.risk.signals],
        "truth": str(flag.truth),
        "came": str(flag.came),
        "came_at": _iso(flag.at),
        "quote": flag.quote,
        "by_mark": flag.by_mark,
        "overran": flag.overran,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
