"""The ledger as `list --json` and `show --json` tell it: the judge's rows, with what lies at the provider."""

from collections.abc import Sequence
from typing import Any

from connectors.types import Kind
from daemon.core import judge
from daemon.core.model import Case, Posted, Purpose, Risk
from daemon.store import Store


def rows(judged: judge.Judged, wanted: Sequence[tuple[Case, Risk]], store: Store) -> list[dict[str, Any]]:
    """One JSON object for each wanted case, in their order."""
    posted = store.posted()
    told = {str(row["key"]): row for row in judge.as_json(judged)}
    found = [told[case.promise.key] for case, _ in wanted]
    for row in found:
        row.pop("heads_up")
        about = [p for p in posted if row["key"] in p.promises]
        alone = [p for p in about if p.purpose is Purpose.HEADS_UP]
        for kind in (Kind.DRAFT, Kind.NOTE):
            row[str(kind)] = next((_lying(p) for p in alone if p.kind is kind), None)
        row["summaries"] = [{"purpose": str(p.purpose), **_lying(p)} for p in about if p not in alone]
    return found


def _lying(posted: Posted) -> dict[str, object]:
    return {"key": posted.key, "state": str(posted.state), "id": posted.ref.id if posted.ref else None}
