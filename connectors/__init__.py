"""Mail and calendar accounts of every kind behind one border."""

import inspect
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import cast

from connectors._signing import SigningIn
from connectors.border import Connector
from connectors.errors import Misconfigured
from connectors.types import Surroundings

_NOT_KINDS = {"border", "errors", "types"}


def known_kinds() -> list[str]:
    """The kinds of account that can be opened: the public modules of this package."""
    names = (m.name for m in iter_modules(__path__))
    return sorted(n for n in names if not n.startswith("_") and n not in _NOT_KINDS)


def faults_of(name: str, kind: str, options: Mapping[str, object]) -> Iterator[str]:
    """Every fault of the account `name` as a sentence with the known names: its kind, its options' names.

    The options are checked against the signature of `connect` in `connectors.<kind>`; its first two parameters (the
    account's name, its surroundings) are the house's, not the user's.
    """
    if kind not in known_kinds():
        yield f"accounts.{name}: there is no kind {kind!r}; known are {', '.join(known_kinds())}"
        return
    parameters = list(inspect.signature(import_module(f"connectors.{kind}").connect).parameters.values())[2:]
    known = [p.name for p in parameters]
    for unknown in sorted(set(options) - set(known)):
        yield f"accounts.{name}: unknown option {unknown!r}; known are {', '.join(known) or 'none'}"
    for p in parameters:
        if p.default is p.empty and p.name not in options:
            yield f"accounts.{name}: option {p.name!r} is missing"


def runs_apart(kind: str) -> bool:
    """Whether a whole turn of this kind loads libraries too heavy for a process that lives long (its `APART`)."""
    return bool(getattr(import_module(f"connectors.{kind}"), "APART", False))


def open_account(name: str, kind: str, options: Mapping[str, object], surroundings: Surroundings) -> Connector:
    """Open the account `name` of `kind`; imports `connectors.<kind>` only now. Raises Misconfigured."""
    faults = list(faults_of(name, kind, options))
    if faults:
        raise Misconfigured("\n".join(faults))
    connector: Connector = import_module(f"connectors.{kind}").connect(name, surroundings, **options)
    return connector


def sign_in_of(kind: str) -> SigningIn | None:
    """How accounts of a known `kind` sign in; None where there is nothing to sign in to."""
    module = import_module(f"connectors.{kind}")
    if hasattr(module, "__path__") and find_spec(f"connectors.{kind}.sign_in"):
        module = import_module(f"connectors.{kind}.sign_in")
    return cast("SigningIn", module) if hasattr(module, "scopes_text") else None
