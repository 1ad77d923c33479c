"""What the settings mean to the core and to the connectors: one frozen value, made once at start.

In: config's Settings. Out: a Household. Faults that only the daemon can see (an unknown rule or account kind, a wrong
option of either) are raised all at once, each with the known names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from config.settings import ConfigError, Settings
from connectors import faults_of, open_account
from connectors.border import Connector
from connectors.types import Clock, Ignore, Interest, Surroundings
from daemon import own_templates
from daemon.core import rules
from daemon.core.model import Owner, Speak, Tone, WorkingCalendar
from daemon.core.summaries import Weekly
from daemon.sealed import sealed

# How far ahead the calendar is unrolled: people promise by mail for weeks, seldom for more than half a year.
LOOK_AHEAD = timedelta(days=190)


@dataclass(frozen=True, slots=True)
class Household:
    """All that a turn needs to know beside the moment.

    `trusting` is the owner's word that what an account no longer shows is gone, however much it is.
    """

    owner: Owner
    speak: Speak
    rules: rules.Rules
    ignore: Ignore
    settings: Settings
    clock: Clock
    trusting: bool = False

    @property
    def zone(self) -> ZoneInfo:
        """The owner's time zone."""
        return self.settings.me.zone

    @property
    def status(self) -> Mapping[str, Weekly]:
        """When somebody gets a status mail, by address."""
        return {email: Weekly(*moment) for email, moment in self.settings.status.people.items()}

    def interest(self, now: datetime, threads: frozenset[str], people: frozenset[str]) -> Interest:
        """What a connector shall bring at the moment `now`."""
        return Interest(threads, people, None, self.ignore, now + LOOK_AHEAD, now)

    def open(self, account: str) -> Connector:
        """Open the account of that name. Raises Misconfigured."""
        chosen = self.settings.accounts[account]
        return open_account(account, chosen.kind, sealed(chosen.options), self.surroundings)

    @property
    def surroundings(self) -> Surroundings:
        """What every connector is given beside its options."""
        return Surroundings(self.settings.home, self.zone.key, self.owner.addresses, self.settings.state, self.clock)


def household(settings: Settings, clock: Clock) -> Household:
    """Make the household of `settings`; `clock` is handed to its connectors. Raises ConfigError with every fault."""
    faults = [f for name, account in settings.accounts.items() for f in faults_of(name, account.kind, account.options)]
    try:
        configured = rules.configure(settings.rules)
    except ValueError as error:
        faults += str(error).split("; ")
    folder = settings.home / settings.speak.templates if settings.speak.templates else None
    templates, wrong = own_templates.read(folder)
    faults += [*wrong, *own_templates.unknown_language(settings.speak.language)]
    if faults:
        raise ConfigError(faults)
    ignore = settings.privacy.ignore
    shut_out = Ignore(ignore.people, ignore.domains, ignore.folders, ignore.labels)
    return Household(owner(settings), _speak(settings, templates), configured, shut_out, settings, clock)


def owner(settings: Settings) -> Owner:
    """The owner that `[me]` and `[people]` describe."""
    me = settings.me
    calendar = WorkingCalendar(
        zone=me.zone,
        starts=me.working_hours[0],
        ends=me.working_hours[1],
        days=me.working_days,
        holidays=me.holidays,
        end_of_day=me.end_of_day or me.working_hours[1],
        day_first=me.day_first,
    )
    people = settings.people
    tones = {who: Tone(tone) for who, tone in people.tones.items()}
    return Owner(frozenset(me.addresses), me.name, calendar, dict(people.importance), people.boss, tones)


def _speak(settings: Settings, templates: Mapping[str, str]) -> Speak:
    speak = settings.speak
    return Speak(
        from_start=speak.from_start,
        cap_per_day=speak.cap_per_day,
        quiet=speak.quiet_hours,
        working_hours_only=speak.working_hours_only,
        signature=speak.signature or settings.me.name,
        language=speak.language,
        templates=templates,
        tone=None if speak.tone == "person" else Tone(speak.tone),
    )
