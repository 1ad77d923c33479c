"""Mail and calendar accounts of every kind behind one border. `open_account` is the only public name."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules

from connectors.errors import Misconfigured
from connectors.types import Connector

_NOT_KINDS = {"types", "errors"}


def known_kinds() -> list[str]:
    """The kinds of account that can be opened: the public modules of this package."""
    names = (m.name for m in iter_modules(__path__))
    return sorted(n for n in names if not n.startswith("_") and n not in _NOT_KINDS)


def open_account(name: str, kind: str, options: Mapping[str, object]) -> Connector:
    """Open the account `name` of `kind`; imports `connectors.<kind>` only now.

    The options are checked against the signature of that module's `connect`. Raises Misconfigured.
    """
    if kind not in known_kinds():
        raise Misconfigured(f"accounts.{name}: there is no kind {kind!r}; known are {', '.join(known_kinds())}")
    connect = import_module(f"connectors.{kind}").connect
    faults = list(option_faults(connect, options))
    if faults:
        raise Misconfigured(f"accounts.{name}: " + "; ".join(faults))
    connector: Connector = connect(name, **options)
    return connector


def option_faults(connect: Callable[..., Connector], options: Mapping[str, object]) -> Iterator[str]:
    """Every fault of `options` against the signature of `connect`, each as a half-sentence with the known names."""
    parameters = list(inspect.signature(connect).parameters.values())[1:]
    known = [p.name for p in parameters]
    for unknown in sorted(set(options) - set(known)):
        yield f"unknown option {unknown!r}, known are {', '.join(known)}"
    for p in parameters:
        if p.default is p.empty and p.name not in options:
            yield f"option {p.name!r} is missing"
