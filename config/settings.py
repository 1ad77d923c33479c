"""What the owner can set: frozen values, and every default with its sentence. Nothing is read here.

Each class is a table of the TOML file, each field an option of it; `config.checks` turns the file into these values.
"""

from collections.abc import Mapping, Sequence
from datetime import date, time
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct, field


class ConfigError(Exception):
    """The configuration cannot be used. `faults` has a sentence for each thing wrong; the text has one per line."""

    def __init__(self, faults: str | Sequence[str]) -> None:
        self.faults = (faults,) if isinstance(faults, str) else tuple(faults)
        super().__init__("\n".join(self.faults))


class NotConfigured(ConfigError):
    """There is no configuration yet."""


def default_file() -> Path:
    """Where the configuration lies unless `--config` says otherwise: the user's config folder."""
    from platformdirs import user_config_path

    return user_config_path("headsup") / "config.toml"


def default_state() -> Path:
    """Where things are kept between turns unless `[store] url` says otherwise: the user's state folder."""
    from platformdirs import user_state_path

    return user_state_path("headsup")


def default_store() -> str:
    """The ledger's address unless `[store] url` says otherwise: SQLite in the user's state folder."""
    return f"sqlite:///{default_state() / 'ledger.sqlite'}"


class Section(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the file."""


class Me(Section, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose word is kept, and when they work. Wall times are local to `zone`."""

    # The addresses the owner writes from, in lower case. There is no default: without them no mail is known as sent.
    addresses: tuple[str, ...]
    # The IANA zone the owner works in. There is no default: "by Friday" ends at another moment in every zone.
    zone: ZoneInfo
    # The name a draft is signed with; empty, it is signed with nothing.
    name: str = ""
    # When work starts and ends; most office contracts say nine to five.
    working_hours: tuple[time, time] = (time(9), time(17))
    # ISO weekdays minus one (Monday 0); Monday to Friday.
    working_days: frozenset[int] = frozenset(range(5))
    # Days off beside the weekend; none are known by themselves.
    holidays: frozenset[date] = frozenset()
    # When a colleague wants what was promised for "EOD"; None: the end of the working hours.
    end_of_day: time | None = None
    # Whether 10/12 is the tenth of December; no, as in the United States.
    day_first: bool = False


class Account(Section, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mail and calendar account: its kind, and the options that only its connector knows and checks."""

    kind: str
    options: Mapping[str, object]


class People(Section, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who matters, and what they are called on the command line. Addresses in lower case."""

    # The address that `--to boss` means; nobody.
    boss: str | None = None
    # How much more than ordinary (1.0) a person matters; everybody is ordinary.
    importance: Mapping[str, Annotated[float, Meta(gt=0)]] = field(default_factory=dict)
    # What somebody is to the owner, by address or domain; the boss is that, colleagues are peers, all others clients.
    tones: Mapping[str, Literal["boss", "peer", "client"]] = field(default_factory=dict)
    # Short names for addresses, for `--to anna`; names in the mails are understood without them.
    names: Mapping[str, str] = field(default_factory=dict)


class Ignore(Section, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out before any body is read, in lower case; a domain also covers its subdomains."""

    # Addresses; none.
    people: frozenset[str] = frozenset()
    # Domains; none.
    domains: frozenset[str] = frozenset()
    # Names of mail folders; none.
    folders: frozenset[str] = frozenset()
    # Names of labels, for providers that have them; none.
    labels: frozenset[str] = frozenset()


class Privacy(Section, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is nobody's business."""

    # Nothing is left out.
    ignore: Ignore = Ignore()


class Speak(Section, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How and how often drafts are written."""

    # Whether a new account drafts at once; no: for its first three days it only shows what it would write.
    from_start: bool = False
    # New drafts a day at most; three are read, ten are not.
    cap_per_day: Annotated[int, Meta(ge=0)] = 3
    # When nothing is drafted, from and to, local wall time, may pass midnight; None: drafts make no noise.
    quiet_hours: tuple[time, time] | None = None
    # Whether new drafts wait for your working hours, unless that is too late; yes: a word at night helps nobody.
    working_hours_only: bool = True
    # What stands below a draft; empty: the name of `[me]`.
    signature: str = ""
    # How drafts are worded: "person" goes by who they are for ([people.tones]), the others are one tone for everybody.
    tone: Literal["person", "boss", "peer", "client"] = "person"
    # The language of the drafts; there are templates in English.
    language: str = "en"
    # A folder with templates of the owner's own, NAME.txt each, that go before the shipped ones; empty: none.
    templates: str = ""


class Store(Section, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the ledger lies."""

    # An SQLAlchemy address; SQLite in the user's state folder.
    url: str = field(default_factory=default_store)


class Schedule(Section, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How often `headsup run` looks."""

    # Minutes between two turns of an account; five is soon enough for a heads-up and easy on a provider.
    every: Annotated[float, Meta(ge=0.1)] = 5.0


class Brief(Section, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The brief that `headsup run` gives by itself."""

    # When, each working day, local wall time; None: only when it is asked for.
    at: time | None = None
    # "draft": a draft to yourself, in the first account; "notify": a notification to where [notify] says.
    by: Literal["draft", "notify"] = "draft"


class Notify(Section, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where notifications go, which is traffic out of this machine; by the extra `notify`."""

    # Addresses of apprise, or references to such as hold a secret; none: nothing is notified.
    urls: tuple[str, ...] = ()
    # Whether a notification holds the brief itself; no: only its numbers, nothing of any mail.
    details: bool = False


class Status(Section, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who gets a status mail drafted every week."""

    # By address the day of the week (Monday 0) and the time, local wall time; nobody gets one.
    people: Mapping[str, tuple[int, time]] = field(default_factory=dict)


class Settings(Section, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file. Relative paths in it are relative to `home`, the folder it lies in."""

    home: Path
    me: Me
    accounts: Mapping[str, Account]
    people: People = People()
    privacy: Privacy = Privacy()
    # Options of the rules by name, checked against each rule's signature by who runs them; all as the rule says.
    rules: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    speak: Speak = Speak()
    store: Store = field(default_factory=Store)
    schedule: Schedule = Schedule()
    status: Status = Status()
    brief: Brief = Brief()
    notify: Notify = Notify()

    @property
    def state(self) -> Path:
        """The folder for what is kept between turns: that of an SQLite ledger, else the user's state folder."""
        scheme, _, path = self.store.url.partition(":///")
        return Path(path).parent if scheme == "sqlite" else default_state()
