"""Names for what Google's client library makes at run time, so that it need not be loaded to speak of it."""

from typing import Any, Protocol

Resource = dict[str, Any]
"""A resource as the API gives it."""

Calls = Any
"""A collection of the API: its methods are made from the discovery document, so nothing says their types."""


class Request(Protocol):
    """A request that was built and not made yet."""

    headers: dict[str, str]

    def execute(self) -> Resource:
        """Make it."""
