"""Runs in an environment of its own, one other library at a time: `deadlines_beside.py LIBRARY GOLD ROUNDS ANSWER`.

In: a gold file of the shared deadline sets. Out: a file of JSON, {"predictions": [lines as score.py reads them],
"per_s": texts read in a second of processor time, the median of the rounds}; 0 rounds: no speed. It is a file because a
native library may leave standard output non-blocking, which cuts what is long.
"""

import importlib
import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

Row = dict[str, Any]
Reader = Callable[[str, datetime], list[Row]]
_NAIVE = 19  # characters of an ISO time without its fraction and zone


def duckling() -> Reader:
    """Duckling by its native binding: of several values the first, as its own interface gives them."""
    library: Any = importlib.import_module("duckling")
    zones = library.load_time_zones("/usr/share/zoneinfo")
    locale = library.parse_locale("EN_US", library.default_locale_lang(library.parse_lang("EN")))
    dimensions = library.parse_dimensions(["time"])

    def read(text: str, at: datetime) -> list[Row]:
        now = library.parse_ref_time(zones, "UTC", int(at.replace(tzinfo=UTC).timestamp()))
        found = library.parse(text, library.Context(now, locale), dimensions, False)
        return [_placed(e["start"], e["end"], _duckling_value(e["value"])) for e in found]

    return read


def recognizers() -> Reader:
    """Recognizers-Text: of several values the last, which is the one ahead."""
    library: Any = importlib.import_module("recognizers_date_time")

    def read(text: str, at: datetime) -> list[Row]:
        found = library.recognize_datetime(text, library.Culture.English, reference=at)
        timed = [e for e in found if e.resolution and not e.type_name.endswith((".duration", ".set"))]
        return [_placed(e.start, e.end + 1, _recognized(e.resolution["values"][-1], at)) for e in timed]

    return read


def parsedatetime() -> Reader:
    """parsedatetime: a moment, or a day where it found no time of the clock."""
    library: Any = importlib.import_module("parsedatetime")
    calendar = library.Calendar(version=library.VERSION_CONTEXT_STYLE)

    def read(text: str, at: datetime) -> list[Row]:
        found = calendar.nlp(text, sourceTime=at) or ()
        return [_placed(start, end, _moment(when, how.hasTime)) for when, how, start, end, _ in found]

    return read


def dateparser() -> Reader:
    """dateparser's search: a moment; one at the clock time of the reference stands for the day."""
    library: Any = importlib.import_module("dateparser.search")

    def read(text: str, at: datetime) -> list[Row]:
        settings = {"RELATIVE_BASE": at, "PREFER_DATES_FROM": "future"}
        found = library.search_dates(text, languages=["en"], settings=settings) or ()
        return list(_searched(text, found, at))

    return read


def _searched(text: str, found: Any, at: datetime) -> Iterator[Row]:
    place = 0
    for words, when in found:
        start = max(place, text.find(words, place))
        place = start + len(words)
        yield _placed(start, place, _moment(when, when.time() not in (at.time(), datetime.min.time())))


def _placed(start: int, end: int, value: Row) -> Row:
    return {"start_char": start, "end_char": end} | value


def _moment(when: datetime, timed: bool) -> Row:
    naive = when.replace(tzinfo=None)
    start = naive if timed else datetime.combine(naive.date(), datetime.min.time())
    return {"start": start.isoformat(), "end": None, "grain": "minute" if timed else "day", "open": None}


def _duckling_value(value: Row) -> Row:
    if value["type"] == "value":
        return {"start": value["value"][:_NAIVE], "end": None, "grain": value["grain"], "open": None}
    first, last = value.get("from"), value.get("to")
    side = None if first and last else "after" if first else "before"
    ends = [end["value"][:_NAIVE] if end else None for end in (first, last)]
    return {"start": ends[0], "end": ends[1], "grain": None, "open": side}


def _recognized(value: Row, at: datetime) -> Row:
    side = {"before": "before", "after": "after", "until": "before", "since": "after"}.get(value.get("Mod", ""))
    if "value" not in value:
        ends = [value.get(k, "").replace(" ", "T") or None for k in ("start", "end")]
        timed = value["type"] == "timerange"
        start, end = [f"{at.date()}T{e}" if e and timed else e for e in ends]
        return {"start": start, "end": end, "grain": None, "open": side}
    if value["type"] == "time":
        return {"start": f"{at.date()}T{value['value']}", "end": None, "grain": "minute", "open": side}
    grain = "day" if value["type"] == "date" else "minute"
    return {"start": value["value"].replace(" ", "T"), "end": None, "grain": grain, "open": side}


def _speed(read: Reader, rows: list[Row], rounds: int) -> float:
    rates = []
    for _ in range(rounds):
        began = process_time()
        for row in rows:
            read(row["text"], datetime.fromisoformat(row["reference"]))
        rates.append(len(rows) / (process_time() - began))
    return round(median(rates)) if rates else 0.0


def main(library: str, gold: str, rounds: str, answer: str) -> None:
    """Read a gold file with one library and write what it found."""
    read = {f.__name__: f for f in (duckling, recognizers, parsedatetime, dateparser)}[library]()
    rows = [json.loads(line) for line in Path(gold).read_text(encoding="utf-8").splitlines()]
    found = [{"id": r["id"], "predictions": read(r["text"], datetime.fromisoformat(r["reference"]))} for r in rows]
    told = json.dumps({"predictions": found, "per_s": _speed(read, rows, int(rounds))})
    Path(answer).write_text(told, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
