"""What every test may use: hypothesis profiles and the place of the shared data sets."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "ci", max_examples=50, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("deep", max_examples=2_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture
def shared() -> Path:
    """The data sets beside the project; the test is skipped where they are missing."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the data sets in ../shared are not here")
    return SHARED
