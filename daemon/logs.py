"""Where the log goes: one line a thing to stderr, counts and ids only, never the content of a mail."""

import logging
import sys

import structlog


def configure() -> None:
    """Send our own log lines to stderr, and of the libraries' only warnings: theirs may hold what they were given."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s")
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
