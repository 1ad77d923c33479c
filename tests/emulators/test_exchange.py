"""Our twin of Exchange before a client that we did not write: npm's ews-javascript-api, which knows nothing of us.

What exchangelib is told must be what Exchange says, and not what pleases exchangelib.
"""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.emulators.programs import PLACE, node
from tests.fakes import _tls
from tests.fakes.exchange import ExchangeTwin, serving
from tests.fakes.exchange.twin import PATH
from tests.fakes.google.client import MONDAY, mail

pytestmark = pytest.mark.emulators

CLIENT = Path(__file__).with_name("ews_client.cjs")
PACKAGE = PLACE / "node_modules/ews-javascript-api"


def story(twin: ExchangeTwin) -> dict[str, Any]:
    """What the client saw and did (ews_client.cjs)."""
    if not PACKAGE.is_dir():
        pytest.skip("ews-javascript-api is not installed here; `make test-emulators` does that")
    with serving(twin) as url:
        command = (node(), CLIENT, PACKAGE, f"{url}{PATH}", twin.access.user, twin.access.password)
        surroundings = {"PATH": os.defpath, "NODE_EXTRA_CA_CERTS": str(_tls.ca_bundle())}
        done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_another_client_reads_writes_and_is_refused_as_exchangelib_is() -> None:
    twin = ExchangeTwin(owner="ada@harbour.example", zone="Europe/Berlin")
    twin.now = MONDAY
    for number in range(3):
        twin.mail.deliver(mail(number), folder="sentitems", at=MONDAY)
    meeting = {"dateTime": "2025-03-04T10:00:00", "timeZone": "Europe/Berlin"}
    twin.calendars.put(
        "", {"subject": "Review", "start": meeting, "end": {**meeting, "dateTime": "2025-03-04T11:00:00"}}
    )
    assert story(twin) == {
        "subjects": ["The deck"] * 3,
        "mail": ["<m2@harbour.example>", ["ada@harbour.example"], "Hello."],
        "changes": [3, 0],
        "foreign_state": "ErrorInvalidSyncStateData",
        "meetings": [["Review", "2025-03-04T09:00"]],
        "stale_change": "ErrorIrresolvableConflict",
        "drafts": ["The deck, on Friday"],
        "send": "The twin lets nobody do this.",
        "left": 0,
    }
    assert twin.violations == []
    assert [offence.template for offence in twin.offences] == ["SendItem"]
