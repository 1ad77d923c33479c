"""What every part of the store stands on: transactions, the way values become JSON, and look-ups in bites.

Values go in as frozen dataclasses and come out equal; moments keep their instant and offset, not their zone's name.
"""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from daemon.store.errors import Corrupt, as_store_error

_Value = TypeVar("_Value")

_BITE = 500  # values in one IN (..): a statement of bounded size that the statement cache meets again

encode = msgspec.json.Encoder(order="deterministic").encode


class Base:
    """An open ledger. One write transaction at a time; readers never wait."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self.path = path
        self._readers = engine
        self._writers = engine.execution_options(begin="IMMEDIATE")

    def close(self) -> None:
        """Close all connections; the last one folds the write-ahead log into the file."""
        self._readers.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._translated(), self._readers.begin() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._translated(), self._writers.begin() as connection:
            yield connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise as_store_error(error.orig, self.path) from error
        except msgspec.DecodeError as error:
            raise Corrupt(f"the ledger {self.path} holds a row this version cannot read; restore a backup") from error
        except sqlite3.Error as error:  # from setting up a connection, where SQLAlchemy does not wrap it
            raise as_store_error(error, self.path) from error


def decoder(kind: type[_Value]) -> "msgspec.json.Decoder[_Value]":
    """Reads a payload of `kind` back."""
    return msgspec.json.Decoder(kind)


def bites(values: Collection[_Value]) -> Iterator[list[_Value]]:
    """The values in lists short enough for one statement."""
    ordered = list(values)
    for start in range(0, len(ordered), _BITE):
        yield ordered[start : start + _BITE]


def ties(links: Collection[str], people: Collection[str]) -> list[str]:
    """What the tables hold for these links and addresses, in a fixed order."""
    return [*sorted(links), *(f"mailto:{email}" for email in sorted(people))]
