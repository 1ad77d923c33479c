"""`headsup run`: starts everything, stops it in reverse, and is the one place that reads the clock.

One APScheduler job per account, one turn at a time. A turn that fails is said, counted and tried again at its next
time; it never ends the service, nor the turn of another account.
"""

import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING

import structlog

from connectors.errors import Busy, ConnectorError, CursorExpired
from daemon import cycle, watchdog
from daemon.errors import HeadsupError
from daemon.household import Household
from daemon.store import Store

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler

_log = structlog.get_logger()

# From SIGTERM to the end at most: a page or an action under way is finished, then the process goes.
STOP_WITHIN = 9.0
# Seconds after which a turn that has not ended counts as stuck; the watchdog then lets systemd restart us.
STUCK_AFTER = 1800.0


def now() -> datetime:
    """The moment. The only reading of the wall clock in the house."""
    return datetime.now(UTC)


Ended = cycle.Turn | Exception


def run_once(
    home: Household, store: Store, at: datetime, stopping: Callable[[], bool] = lambda: False
) -> dict[str, Ended]:
    """One turn of every account at the moment `at`; an account that fails does not keep the others from theirs."""
    return {name: _guarded(home, store, name, at, stopping) for name in home.settings.accounts}


def _guarded(home: Household, store: Store, account: str, at: datetime, stopping: Callable[[], bool]) -> Ended:
    try:
        return _turn(home, store, account, at, stopping)
    except (ConnectorError, HeadsupError) as error:
        _log.warning("turn failed", account=account, error=type(error).__name__, said=str(error))
        return error
    except Exception as error:  # noqa: BLE001 - a fault of the program must not end the other accounts' turns
        _log.error("turn broke", account=account, error=type(error).__name__, where=_place(error))
        return error


def _turn(home: Household, store: Store, account: str, at: datetime, stopping: Callable[[], bool]) -> cycle.Turn:
    connector = home.open(account)
    try:
        return cycle.turn(account, connector, store, home, at, stopping)
    except CursorExpired:
        # Once only: a provider that forgets its cursor at once would otherwise keep us pulling for ever.
        store.forget_cursor(account)
        return cycle.turn(account, connector, store, home, at, stopping)


def _place(error: Exception) -> str:
    """Where it broke, as file and line: the message itself may hold the content of a mail."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown"


class Service:
    """The running daemon: a scheduler whose jobs are turns."""

    def __init__(self, home: Household, store: Store) -> None:
        self._home, self._store = home, store
        self._stop = threading.Event()
        self._pulse = watchdog.Pulse(STUCK_AFTER)
        self._scheduler = _scheduler()

    def run(self) -> bool:
        """Work until SIGTERM or SIGINT. True when every turn under way had ended by then."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop.set())
        for account in self._home.settings.accounts:
            self._schedule(account, now())
        self._scheduler.start()
        watchdog.notify("READY=1")
        _log.info("ready", accounts=len(self._home.settings.accounts), every=self._home.settings.schedule.every)
        self._wait()
        watchdog.notify("STOPPING=1")
        return self._wind_down()

    def _schedule(self, account: str, first: datetime) -> None:
        every = timedelta(minutes=self._home.settings.schedule.every)
        self._scheduler.add_job(
            self._job, "interval", [account], seconds=every.total_seconds(), next_run_time=first, id=account
        )

    def _job(self, account: str) -> None:
        self._pulse.began(account, monotonic())
        try:
            ended = _guarded(self._home, self._store, account, now(), self._stop.is_set)
        finally:
            self._pulse.ended(account)
        if isinstance(ended, Busy):
            self._scheduler.modify_job(account, next_run_time=now() + timedelta(seconds=ended.retry_after))
        elif isinstance(ended, cycle.Turn):
            _log.info("turn", account=account, **ended.counts())

    def _wait(self) -> None:
        """Sleep until told to stop; feed the watchdog in between."""
        period = watchdog.period()
        while not self._stop.wait(period):
            if self._pulse.alive(monotonic()):
                watchdog.notify("WATCHDOG=1")

    def _wind_down(self) -> bool:
        self._scheduler.shutdown(wait=False)
        until = monotonic() + STOP_WITHIN
        while self._pulse.running and monotonic() < until:
            threading.Event().wait(0.05)
        _log.info("stopped", unfinished=len(self._pulse.running))
        return not self._pulse.running


def _scheduler() -> "BackgroundScheduler":
    """One worker, so that turns never meet in the ledger; a job that was missed while asleep runs once on waking.

    APScheduler's defaults would drop a job that is late by more than a second.
    """
    from apscheduler.executors.pool import ThreadPoolExecutor
    from apscheduler.schedulers.background import BackgroundScheduler

    return BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        timezone=UTC,
    )
