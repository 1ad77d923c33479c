"""Word to systemd: ready, alive, stopping (sd_notify(3)); silent where nobody listens.

The watchdog is fed only while every account's turns end, well, failed or knowingly waiting: a turn that hangs starves
it, an expired sign-in does not.
"""

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field


def notify(state: str) -> None:
    """Send `state` to $NOTIFY_SOCKET, such as "READY=1" or "WATCHDOG=1"; does nothing where that is not set."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        # A leading @ stands for the abstract namespace, which the kernel writes as a NUL byte.
        line.connect("\0" + address[1:] if address.startswith("@") else address)
        line.sendall(state.encode())


@dataclass(slots=True)
class Pulse:
    """When each account's turn began, on a monotonic clock, for as long as it runs."""

    stuck_after: float
    running: dict[str, float] = field(default_factory=dict)

    def began(self, account: str, at: float) -> None:
        """A turn of `account` begins."""
        self.running[account] = at

    def ended(self, account: str) -> None:
        """It ended, however."""
        self.running.pop(account, None)

    def alive(self, at: float) -> bool:
        """True while no turn runs longer than it may."""
        return all(at - began <= self.stuck_after for began in dict(self.running).values())


def period(environment: Mapping[str, str] = os.environ) -> float | None:
    """Seconds between two pings, half of what the unit allows (WATCHDOG_USEC); None where there is no watchdog."""
    allowed = environment.get("WATCHDOG_USEC", "")
    return int(allowed) / 2_000_000 if allowed.isdigit() else None
