"""Where the log goes: one line a thing to stderr, as key=value; counts and ids only, never the content of a mail.

Of the standard library: structlog brings asyncio with it, 13 MB in a daemon that logs a line every five minutes.
"""

import logging
import sys
import time

_LOG = logging.getLogger("headsup")


def say(level: int, event: str, **fields: object) -> None:
    """Log `event` with its fields at a level of `logging`."""
    _LOG.log(level, " ".join(f"{name}={value!r}" for name, value in {"event": event, **fields}.items()))


def configure() -> None:
    """Send our lines to stderr; of what libraries warn of only who warns: their words may hold what they read."""
    others = logging.StreamHandler(sys.stderr)
    others.setFormatter(_Nameless())
    logging.basicConfig(level=logging.WARNING, handlers=[others])
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(_Utc("timestamp='%(asctime)s' level='%(levelname)s' %(message)s", "%Y-%m-%dT%H:%M:%SZ"))
    _LOG.handlers, _LOG.propagate = [lines], False
    _LOG.setLevel(logging.INFO)


class _Utc(logging.Formatter):
    converter = staticmethod(time.gmtime)


class _Nameless(logging.Formatter):
    """Who logs, and how badly: neither the words nor the error that comes with them."""

    def format(self, record: logging.LogRecord) -> str:
        return f"{record.levelname} {record.name}"
