"""Where a pull left off, as opaque text: a frozen value in, JSON with the version of its form out, and back."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_Cursor = TypeVar("_Cursor")


def dump(cursor: "DataclassInstance", version: int) -> str:
    """The cursor as text."""
    return json.dumps({"v": version, **asdict(cursor)}, default=datetime.isoformat, separators=(",", ":"))


def load(
    text: str | None, version: int, made: Callable[[dict[str, Any]], _Cursor], first: _Cursor, lost: _Cursor
) -> _Cursor:
    """The cursor in a text, of whose fields it is `made`; `first` where there is no text.

    `lost` where it cannot be read, as after a change of its form.
    """
    if text is None:
        return first
    try:
        data = json.loads(text)
        return made(data) if data.pop("v") == version else lost
    except (ValueError, TypeError, AttributeError, KeyError):
        return lost


def with_moments(data: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The fields, those of these names as moments instead of text. Raises KeyError where one is missing."""
    return {**data, **{name: _moment(data[name]) for name in names}}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
