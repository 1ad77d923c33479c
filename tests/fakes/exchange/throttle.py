"""The limits of Exchange's throttling policy: so many requests at a time, and so many in a while.

Source: learn.microsoft.com/en-us/exchange/client-developer/exchange-web-services/ews-throttling-in-exchange
(EWSMaxConcurrency is 27 by default). The budget is off until it is set.
"""

from dataclasses import dataclass

from tests.fakes.exchange.errors import SoapFault
from tests.fakes.graph.errors import Refusal
from tests.fakes.graph.throttle import Throttle as Limits


@dataclass(slots=True)
class Throttle(Limits):
    """Those of Outlook, in Exchange's words: `back_off` are the milliseconds, None where none are said."""

    most: int = 27
    back_off: str | None = "1000"

    def check(self, *, free: bool) -> None:
        """Take one request. Raises SoapFault where there was no place for it, or the budget does not hold it."""
        if not free:
            raise SoapFault("ErrorExceededConnectionCount")
        try:
            self.charge()
        except Refusal as refusal:
            raise SoapFault("ErrorServerBusy", back_off=self.back_off) from refusal
