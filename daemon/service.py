"""`headsup run`: starts everything, stops it in reverse, and is the one place that reads the clock.

One APScheduler job per account, one turn at a time. A turn that fails is said, counted and tried again at its next
time; it never ends the service, nor the turn of another account.
"""

import logging
import signal
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, TypeVar

from connectors import runs_apart
from connectors.errors import AuthNeeded, Busy, ConnectorError, CursorExpired
from connectors.types import Clock
from daemon import apart, cycle, morning, turnstile, watchdog
from daemon.errors import HeadsupError
from daemon.household import Household
from daemon.logs import say
from daemon.store import Store

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler

# From SIGTERM to the end at most: a page or an action under way is finished, then the process goes.
STOP_WITHIN = 9.0
# Seconds after which a turn that has not ended counts as stuck; the watchdog then lets systemd restart us.
STUCK_AFTER = apart.LONGEST + 60.0
# Between two looks at an account that needs its owner to sign in.
SIGNED_OUT = timedelta(minutes=15)


def now() -> datetime:
    """The moment. The only reading of the wall clock in the house."""
    return datetime.now(UTC)


CLOCK = Clock(now, monotonic, sleep)
"""The clock that the connectors are given."""


def patient(stop: threading.Event) -> Clock:
    """The same clock, for a process that may be told to stop: whoever waits for a provider then is Busy at once."""

    def wait(seconds: float) -> None:
        if stop.wait(seconds):
            raise Busy("Headsup was told to stop; it goes on at its next start", seconds)

    return replace(CLOCK, sleep=wait)


Ended = cycle.Turn | Exception
_T = TypeVar("_T")


def run_once(
    home: Household,
    store: Store,
    at: datetime,
    accounts: Iterable[str] | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> dict[str, Ended]:
    """One turn of each of the accounts (None: all) at the moment `at`, or the error that ended it; the others go on."""
    return {
        name: _guarded(name, partial(_turn, home, store, name, at, stopping))
        for name in accounts or home.settings.accounts
    }


def _guarded(account: str, work: Callable[[], _T]) -> _T | Exception:
    try:
        return work()
    except (ConnectorError, HeadsupError) as error:
        return error
    except Exception as error:  # noqa: BLE001 - a fault of the program must not end the other accounts' turns
        say(logging.ERROR, "turn broke", account=account, error=type(error).__name__, where=_place(error))
        return error


def _turn(home: Household, store: Store, account: str, at: datetime, stopping: Callable[[], bool]) -> cycle.Turn:
    connector = home.open(account)
    with turnstile.alone(home.settings.state, account):
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
    """The running daemon: a scheduler whose jobs are turns. `config_file` is where a turn apart finds its config."""

    def __init__(self, home: Household, store: Store, config_file: Path | None = None) -> None:
        self._store, self._config_file = store, config_file
        self._said: dict[str, str] = {}
        self._noticed: set[str] = set()
        self._stop = threading.Event()
        self._home = replace(home, clock=patient(self._stop))
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
        say(logging.INFO, "ready", accounts=len(self._home.settings.accounts), every=self._home.settings.schedule.every)
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
            ended = _guarded(account, partial(self._work, account))
        finally:
            self._pulse.ended(account)
        if isinstance(ended, Exception):
            self._put_off(account, ended)
        else:
            self._said.pop(account, None)
            say(logging.INFO, "turn", account=account, **ended)
            self._pass_on(account, ended["notices"])
        self._notify_brief()

    def _notify_brief(self) -> None:
        """What goes wrong with the morning's notification is said, and ends nothing."""
        notify = partial(morning.notify, self._home.settings, self._home.owner, self._config_file, now())
        ended = _guarded("brief", partial(notify, self._stop.is_set))
        if isinstance(ended, (ConnectorError, HeadsupError)):
            say(logging.WARNING, "notice", said=str(ended))

    def _work(self, account: str) -> Mapping[str, Any]:
        """One turn, in this process or apart; its counts."""
        stopping = self._stop.is_set
        if not runs_apart(self._home.settings.accounts[account].kind):
            return _turn(self._home, self._store, account, now(), stopping).counts()
        connector = self._home.open(account)
        with turnstile.alone(self._home.settings.state, account):
            idle = cycle.idle_turn(account, connector, self._store, self._home, now())
        return idle.counts() if idle else apart.turn(self._config_file, account, stopping)

    def _pass_on(self, account: str, notices: Iterable[str]) -> None:
        """Say each notice once."""
        for said in notices:
            if said not in self._noticed:
                self._noticed.add(said)
                say(logging.WARNING, "notice", account=account, said=said)

    def _put_off(self, account: str, error: Exception) -> None:
        """Say what went wrong, once for as long as it lasts; wait as told, and long where only the owner can help."""
        ours = isinstance(error, (ConnectorError, HeadsupError))  # whatever else broke was said where it broke
        if ours and self._said.get(account) != str(error):
            say(logging.WARNING, "turn failed", account=account, error=type(error).__name__, said=str(error))
        self._said[account] = str(error)
        if self._stop.is_set():
            return
        if isinstance(error, Busy):
            self._scheduler.modify_job(account, next_run_time=now() + timedelta(seconds=error.retry_after))
        elif isinstance(error, AuthNeeded):
            self._scheduler.modify_job(account, next_run_time=now() + SIGNED_OUT)

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
        say(logging.INFO, "stopped", unfinished=len(self._pulse.running))
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
