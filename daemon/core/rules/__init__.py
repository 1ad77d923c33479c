"""The rules that see risk coming: one file per rule, found by name.

In: the settings of `[rules.NAME]`. Out: Rules, ready to look at a Case. A rule is a module with one function

    check(case: Case, *, weight: float = .., ...) -> Signal | None

The file's name is the rule, its docstring the help, the keyword arguments of `check` are the settings. It is asked of
open promises only, unless the module names the `STANDINGS` that it speaks of.
"""

import inspect
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module

from daemon.core.model import Case, Signal, Standing

Check = Callable[[Case], Signal | None]
Rules = tuple["Rule", ...]

_OPEN = (Standing.OPEN,)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as configured: its name, its help, what it says of a case, and how those stand that it is asked of.

    `standings` is a tuple: the one or two of them are sooner compared than hashed, and it is asked of every case.
    """

    name: str
    help: str
    check: Check
    standings: tuple[Standing, ...]


def configure(settings: Mapping[str, Mapping[str, object]]) -> Rules:
    """All rules, in the order of their names, with these settings; `enabled = false` leaves one out.

    Raises ValueError, which tells every fault at once, one a line, with the known names.
    """
    checks = {name: import_module(f"{__name__}.{name}") for name in names()}
    faults = [
        f"there is no rule {name!r}; the rules are {', '.join(checks)}" for name in settings if name not in checks
    ]
    for name, module in checks.items():
        faults += _faults(name, module.check, settings.get(name, {}))
    if faults:
        raise ValueError("\n".join(faults))
    return tuple(
        Rule(
            name,
            inspect.getdoc(module) or "",
            partial(module.check, **_options(settings.get(name, {}))),
            tuple(getattr(module, "STANDINGS", _OPEN)),
        )
        for name, module in checks.items()
        if settings.get(name, {}).get("enabled", True)
    )


def names() -> tuple[str, ...]:
    """The names of all rules there are."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def _options(settings: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in settings.items() if name != "enabled"}


def _faults(rule: str, check: Callable[..., object], settings: Mapping[str, object]) -> list[str]:
    """What is wrong with the settings of one rule, each as a clause."""
    known = {p.name: p.annotation for p in inspect.signature(check).parameters.values() if p.kind is p.KEYWORD_ONLY}
    known["enabled"] = bool
    return [fault for name, value in settings.items() if (fault := _fault(rule, name, value, known))]


def _fault(rule: str, name: str, value: object, known: Mapping[str, type]) -> str | None:
    if name not in known:
        return f"rules.{rule} has no option {name!r}; its options are {', '.join(sorted(known))}"
    if not _fits(value, known[name]):
        return f"rules.{rule}.{name} must be {_KINDS[known[name]]}"
    return _out_of_range(f"{rule}.{name}", float(str(value))) if known[name] in (int, float) else None


def _out_of_range(setting: str, value: float) -> str | None:
    """Not a number lies in no range, an infinite one neither."""
    most = 1 if setting.partition(".")[2] in _SHARES else _MOST
    if not 0 <= value <= most:
        return f"rules.{setting} must lie between 0 and {most}"
    if value == 0 and setting in _DIVISORS:
        return f"rules.{setting} must be more than 0"
    return None


_SHARES = frozenset({"weight", "rival", "missing", "answered"})
_DIVISORS = frozenset({"overdue.half_days"})
_MOST = 3650  # ten years of days, or as many hours: more is a slip of the keyboard
_KINDS = {float: "a number", int: "a whole number", bool: "true or false", str: "a text"}


def _fits(value: object, kind: type) -> bool:
    if isinstance(value, bool) or kind is bool:
        return isinstance(value, bool) and kind is bool
    return isinstance(value, (int, float) if kind is float else kind)
