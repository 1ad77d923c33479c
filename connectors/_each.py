"""Many requests that only read, made as a few: what a provider puts off is asked for again.

In: requests by key, and how a batch of them is made. Out: an answer, or the error that stands for what cannot be had.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import TypeVar

from connectors.errors import AuthNeeded, Busy, ConnectorError, Unreachable

_Request = TypeVar("_Request")
_Answer = TypeVar("_Answer")
_T = TypeVar("_T")

_ATTEMPTS = 5
# Seconds of waiting within one batch before the turn is given up.
_LONGEST = 30.0


def each(
    requests: Mapping[str, _Request],
    batch: Callable[[Mapping[str, _Request]], Mapping[str, _Answer | ConnectorError]],
    renew: Callable[[], object],
    sleep: Callable[[float], None],
) -> dict[str, _Answer | ConnectorError]:
    """The answers by key, of as many requests as fit into one batch.

    What is put off is asked for again, as late as the provider says, at most half a minute. A token that ran out within
    the batch is renewed once, by `renew`: any request of its own. Raises ConnectorError.
    """
    done: dict[str, _Answer | ConnectorError] = {}
    waited, attempt, renewed = 0.0, 0, False
    while len(done) < len(requests):
        answers = batch({key: one for key, one in requests.items() if key not in done})
        done |= {key: answer for key, answer in answers.items() if not _is_put_off(answer)}
        put_off = [one for one in answers.values() if isinstance(one, ConnectorError) and _is_put_off(one)]
        denied = next((one for one in put_off if isinstance(one, AuthNeeded)), None)
        if denied and renewed:
            raise denied
        if denied:
            renew()
            renewed = True
        elif put_off:
            wait = _wait(put_off, attempt, waited)
            sleep(wait)
            waited, attempt = waited + wait, attempt + 1
    return done


def _wait(put_off: list[ConnectorError], attempt: int, waited: float) -> float:
    """Seconds until they may be asked for again; raises the error of the longest where that is too long."""
    longest = max(put_off, key=_asked)
    wait = _asked(longest) or 2.0**attempt
    if attempt == _ATTEMPTS - 1 or waited + wait > _LONGEST:
        raise Busy(str(longest), wait) if isinstance(longest, Busy) else longest
    return wait


def _is_put_off(answer: object) -> bool:
    return isinstance(answer, (Busy, Unreachable, AuthNeeded))


def _asked(error: ConnectorError) -> float:
    return error.retry_after if isinstance(error, Busy) else 0.0


def bites(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """The items in lists of at most `size`."""
    left = iter(items)
    while bite := list(islice(left, size)):
        yield bite
