"""exchangelib as it is shipped, for the tests of the twin: our connector puts a guard into it for the whole process."""

from collections.abc import Iterator

import pytest
from requests.adapters import HTTPAdapter


@pytest.fixture(autouse=True)
def unguarded() -> Iterator[None]:
    """No guard while a test of the twin runs."""
    protocol = pytest.importorskip("exchangelib.protocol").BaseProtocol
    before = protocol.HTTP_ADAPTER_CLS
    protocol.HTTP_ADAPTER_CLS = HTTPAdapter
    yield
    protocol.HTTP_ADAPTER_CLS = before
