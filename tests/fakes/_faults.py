"""What goes wrong, and when: faults by the number of a request or by what it asks for, and the log of all requests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Logged:
    """A request that came in: its number (from 1), and what it asked for, never with what words.

    `template` names the method ("gmail.users.messages.get"), `keys` are the bare names of the query, `inner` the
    templates of the calls inside a batch. Of a provider that knows preferences also: `path` as sent, and `prefer`, the
    Prefer header of the request, or those of the calls of a batch by place ("" for none).
    """

    index: int
    method: str
    template: str
    keys: tuple[str, ...] = ()
    inner: tuple[str, ...] = ()
    path: str = ""
    prefer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to one request.

    `status` (with the provider's `reason`, and `retry_after` as the header says it) answers instead of the effect.
    `dropped` resets the connection before any effect, `lost_reply` ends it after the effect. `truncated` sends half of
    the body, `slow` waits so many seconds first. `inner` are the faults of a batch's calls, by place from 0.
    """

    status: int = 0
    reason: str = ""
    retry_after: str | None = None
    dropped: bool = False
    lost_reply: bool = False
    truncated: bool = False
    slow: float = 0.0
    inner: Mapping[int, "Fault"] = field(default_factory=dict)


class Faults:
    """`faults[3] = Fault(503)` meets the third request only, `faults.every(predicate, fault)` each one that fits."""

    def __init__(self) -> None:
        self._at: dict[int, Fault] = {}
        self._every: list[tuple[Callable[[Logged], bool], Fault]] = []

    def __setitem__(self, index: int, fault: Fault) -> None:
        self._at[index] = fault

    def every(self, predicate: Callable[[Logged], bool], fault: Fault) -> None:
        """Meet each request of which `predicate` is true, until `clear`."""
        self._every.append((predicate, fault))

    def clear(self) -> None:
        """Let everything go well from now on."""
        self._at.clear()
        self._every.clear()

    def of(self, request: Logged) -> Fault | None:
        """The fault that meets this request."""
        if request.index in self._at:
            return self._at[request.index]
        return next((fault for predicate, fault in self._every if predicate(request)), None)
