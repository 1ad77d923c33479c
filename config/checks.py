"""Tables of a TOML file -> Settings, or a ConfigError that tells every fault at once, each with what is known.

Plain options are judged by msgspec against their annotation; those that mean more than their type (zones, times,
addresses) have a reader in `config.readers`.
"""

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, TypeVar, get_args, get_origin

from msgspec import ValidationError, convert
from msgspec.structs import FieldInfo, fields

from config.readers import NEEDED, READERS
from config.settings import (
    Account,
    Brief,
    ConfigError,
    Me,
    Notify,
    People,
    Privacy,
    Schedule,
    Section,
    Settings,
    Speak,
    Status,
    Store,
)

_S = TypeVar("_S", bound=Section)
Tables = Mapping[str, object]


def settings_from(tables: Tables, home: Path) -> Settings:
    """Turn the parsed file into Settings; `home` is the folder it lies in. Raises ConfigError."""
    faults = list(_unknown("", tables, [f.name for f in fields(Settings) if f.name != "home"]))
    me = _section(Me, "me", tables.get("me", {}), faults)
    people = _section(People, "people", tables.get("people", {}), faults)
    privacy = _section(Privacy, "privacy", tables.get("privacy", {}), faults)
    speak = _section(Speak, "speak", tables.get("speak", {}), faults)
    store = _section(Store, "store", tables.get("store", {}), faults)
    schedule = _section(Schedule, "schedule", tables.get("schedule", {}), faults)
    brief = _section(Brief, "brief", tables.get("brief", {}), faults)
    notify = _section(Notify, "notify", tables.get("notify", {}), faults)
    status = _section(Status, "status", tables.get("status", {}), faults)
    accounts = _accounts(tables.get("accounts", {}), faults)
    rules = _rules(tables.get("rules", {}), faults)
    faults.extend(_unheard(brief, notify))
    if faults or not (me and people and privacy and speak and store and schedule and brief and notify and status):
        raise ConfigError(faults)
    return Settings(
        home=home,
        me=me,
        accounts=accounts,
        people=people,
        privacy=privacy,
        rules=rules,
        speak=speak,
        store=Store(url=_anchored(store.url, home)),
        schedule=schedule,
        status=status,
        brief=brief,
        notify=notify,
    )


def _unheard(brief: Brief | None, notify: Notify | None) -> Iterator[str]:
    """What is wrong with the two together: a notification that goes nowhere."""
    if brief and notify and brief.at and brief.by == "notify" and not notify.urls:
        yield 'notify.urls is empty, so no brief can be notified: write urls = ["env:HEADSUP_NOTIFY"] or by = "draft".'


def _section(kind: type[_S], where: str, raw: object, faults: list[str]) -> _S | None:
    """The table `where` as `kind`; None where it has a fault, which is added to `faults`."""
    if not isinstance(raw, dict):
        faults.append(f"{where} must be a table: write [{where}] on a line of its own.")
        return None
    known = {f.name: f for f in fields(kind)}
    before = len(faults)
    faults.extend(_unknown(where, raw, known))
    faults.extend(_missing(where, raw, known.values()))
    values = {n: _value(kind, f, f"{where}.{n}", raw[n], faults) for n, f in known.items() if n in raw}
    return kind(**values) if len(faults) == before else None


def _value(kind: type[Section], option: FieldInfo, where: str, raw: object, faults: list[str]) -> object:
    if isinstance(option.type, type) and issubclass(option.type, Section):
        return _section(option.type, where, raw, faults)
    reader = READERS.get((kind, option.name))
    try:
        return reader(raw) if reader else convert(raw, option.type)
    except ValidationError as fault:
        known = f"; known are {', '.join(get_args(option.type))}" if get_origin(option.type) is Literal else ""
        faults.append(f"{where}: {_plain(str(fault))}{known}.")
    except ValueError as fault:
        faults.append(f"{where}: {fault}.")
    return None


def _plain(fault: str) -> str:
    """A sentence of msgspec's without its marks and its path: `Expected `int`, got `str` - at `$``."""
    said = fault.partition(" - at ")[0].replace("`", "")
    return said[:1].lower() + said[1:]


def _unknown(where: str, raw: Tables, known: Collection[str]) -> Iterator[str]:
    what = f"option {{!r}} in [{where}]" if where else "section [{}]"
    for name in raw:
        if name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]!r}? " if close else ""
            yield f"There is no {what.format(name)}: {hint}Known are {', '.join(sorted(known))}."


def _missing(where: str, raw: Tables, known: Collection[FieldInfo]) -> Iterator[str]:
    for option in known:
        if option.required and option.name not in raw:
            yield f"{where}.{option.name} is missing: write {NEEDED[option.name]}."


def _accounts(raw: object, faults: list[str]) -> dict[str, Account]:
    """`[accounts.NAME]`: a kind, and beside it whatever the connector of that kind takes."""
    if not isinstance(raw, dict) or not raw:
        faults.append('There is no account: write a table [accounts.work] with kind = "local" and its options.')
        return {}
    return {name: account for name, table in raw.items() if (account := _account(name, table, faults))}


def _account(name: str, table: object, faults: list[str]) -> Account | None:
    kind = table.get("kind") if isinstance(table, dict) else None
    if not isinstance(table, dict) or not isinstance(kind, str) or not kind:
        faults.append(f"accounts.{name}.kind is missing: write {NEEDED['kind']} into [accounts.{name}].")
        return None
    return Account(kind=kind, options={k: v for k, v in table.items() if k != "kind"})


def _rules(raw: object, faults: list[str]) -> dict[str, dict[str, object]]:
    """`[rules.NAME]`: options whose names and types are the keyword arguments of that rule."""
    if not isinstance(raw, dict):
        faults.append("rules must be a table: write one table [rules.NAME] for each rule.")
        return {}
    faults.extend(
        f"rules.{name} must be a table: write [rules.{name}] on a line of its own."
        for name, options in raw.items()
        if not isinstance(options, dict)
    )
    return raw


def _anchored(url: str, home: Path) -> str:
    """A relative SQLite address, made absolute from the folder of the file; any other as it is."""
    scheme, mark, path = url.partition(":///")
    if not mark or not scheme.startswith("sqlite"):
        return url
    return f"{scheme}:///{home / Path(path).expanduser()}"
