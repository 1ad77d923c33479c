"""Where the scenario is told: at our own twin and at each emulator, with an empty mailbox every time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connectors.provider_world import Mirror
from tests.emulators.programs import NAMES
from tests.emulators.world import TwinWorld, World, emulated


@pytest.fixture(params=("twin", *NAMES))
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    if request.param in NAMES:
        with emulated(request.param, tmp_path) as there:
            yield there
        return
    with TwinWorld(tmp_path) as made:
        yield made


@pytest.fixture
def kept() -> Mirror:
    """What the ledger has of the account."""
    return Mirror()
