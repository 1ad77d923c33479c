"""exchangelib signed in at one mailbox, and the only way anything is asked of it.

In: what to ask. Out: the answer, or an error of `connectors.errors`. The library fails fast: what only reads is tried
again here, as late as the server says, on the clock that is given to us; a write never is.
Source: exchangelib's documentation; learn.microsoft.com/exchange/client-developer/exchange-web-services/
ews-throttling-in-exchange.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, TypeVar

import exchangelib
from exchangelib.errors import EWSError, ResponseMessageError
from exchangelib.fields import FieldPath
from exchangelib.items import ID_ONLY, CalendarItem, Message
from exchangelib.properties import FolderId, ItemId
from exchangelib.protocol import FailFast
from exchangelib.services import GetItem, SyncFolderItems
from exchangelib.services.common import EWSService
from requests.exceptions import RequestException

from connectors._each import bites
from connectors.errors import AuthNeeded, Busy, ConnectorError, Gone, Refused, Unreachable
from connectors.exchange import discovery, faults
from connectors.exchange.guard import Guard, Place
from connectors.exchange.known import Server
from connectors.exchange.options import Options
from connectors.exchange.properties import registered
from connectors.types import Surroundings

# They log whole requests and answers where something is unexpected, and tokens.
for _library in ("exchangelib", "spnego", "oauthlib", "requests_oauthlib", "dns"):
    logging.getLogger(_library).setLevel(logging.CRITICAL + 1)

BATCH = 100
"""Items that are asked for at once."""

CHANGES = 200
"""Changes of a folder that are told at once; a page holds the mails of all of them. The server tells 512 at most."""

_T = TypeVar("_T")
_ATTEMPTS = 6
_LONGEST = 30.0
# Each answer tells the build, which the library then goes by; 2013 is what all later ones understand.
_BUILDS = {
    "2010_SP2": exchangelib.version.EXCHANGE_2010_SP2,
    "2013": exchangelib.version.EXCHANGE_2013,
    "2013_SP1": exchangelib.version.EXCHANGE_2013_SP1,
    "2016": exchangelib.version.EXCHANGE_2016,
    "2019": exchangelib.version.EXCHANGE_2019,
}
# What the library raises where an answer is not what it should be.
_GARBLED = (AttributeError, KeyError, TypeError, ValueError)


class _Sync(SyncFolderItems):  # type: ignore[misc]
    """The library's, which takes it that an error tells a state, too."""

    def _get_element_container(self, message: Any, name: str | None = None) -> Any:  # noqa: ANN401
        if message.get("ResponseClass") == "Error":
            return EWSService._get_element_container(self, message, name)
        return super()._get_element_container(message, name)


class _Get(GetItem):  # type: ignore[misc]
    """The library's, in which an error of one item is an answer, and does not take the others with it."""

    ERRORS_TO_CATCH_IN_RESPONSE = (ResponseMessageError,)


class Wire:
    """The mailbox of one account. Nothing is asked before it is needed."""

    def __init__(self, options: Options, around: Surroundings, server: Server) -> None:
        self._options, self._around, self._server = options, around, server
        registered()

    @cached_property
    def account(self) -> exchangelib.Account:
        """exchangelib's account. Where its server is and how it signs people in may have to be asked first."""
        options, credentials = self._options, self._credentials()
        if not self._server.endpoint:
            self._server.learn(endpoint=discovery.found(options, credentials))
        endpoint = self._server.endpoint
        Guard.places[endpoint] = Place(options.ca_bundle)
        if not self._server.auth:
            self._server.learn(auth=discovery.auth_of(endpoint))
        config = exchangelib.Configuration(
            service_endpoint=endpoint,
            credentials=credentials,
            auth_type=discovery.AUTH[self._server.auth],
            version=exchangelib.Version(build=_BUILDS[options.version or "2013"]),
            retry_policy=FailFast(),
            max_connections=1,
        )
        return exchangelib.Account(
            primary_smtp_address=options.mailbox,
            config=config,
            autodiscover=False,
            access_type=exchangelib.DELEGATE,
            default_timezone=exchangelib.EWSTimeZone("UTC"),
        )

    def read(self, ask: Callable[[], _T]) -> _T:
        """Ask what only reads; again where the server puts it off, half a minute in all. Raises ConnectorError."""
        waited = 0.0
        for attempt in range(_ATTEMPTS):
            try:
                return self.write(ask)
            except (Busy, Unreachable) as fault:
                wait = fault.retry_after if isinstance(fault, Busy) else 2.0**attempt
                if attempt == _ATTEMPTS - 1 or waited + wait > _LONGEST:
                    raise
                self._around.clock.sleep(wait)
                waited += wait
        raise AssertionError("the last attempt ends the loop")

    def write(self, ask: Callable[[], _T]) -> _T:
        """Ask once. Raises ConnectorError: Unreachable where it may have been carried out all the same."""
        self._server.check()
        try:
            return ask()
        except ConnectorError:
            raise
        except (EWSError, RequestException) as fault:
            raise self._meant(faults.error(fault)) from None
        except _GARBLED:
            raise self._meant(
                Unreachable("The Exchange server's answer could not be read; Headsup tries again by itself.")
            ) from None

    def changes(self, folder: str, state: str) -> tuple[list[tuple[str, Any]], str, bool]:
        """What changed in a folder since a state ("": all), the state after it, and whether that is all of it.

        What came or changed is told with its `datetime_received`.
        """

        def ask() -> tuple[list[tuple[str, Any]], str, bool]:
            service = _Sync(account=self.account)
            dated = [FieldPath(field=Message.get_field_by_fieldname("datetime_received"))]
            told = service.call(FolderId(id=folder), ID_ONLY, dated, state or None, None, CHANGES, None)
            found = list(told)
            for one in found:
                if isinstance(one, Exception):
                    raise one
            return found, str(service.sync_state or ""), bool(service.includes_last_item_in_range)

        return self.read(ask)

    def items(
        self,
        ids: Iterable[str],
        fields: Sequence[str],
        kind: Any = Message,  # noqa: ANN401 - a class of the library's
    ) -> Iterator[tuple[str, Any]]:
        """Items by id with these fields: an item; None for what is gone; Refused for what is not handed out."""
        paths = [FieldPath(field=kind.get_field_by_fieldname(name)) for name in fields]
        for bite in bites(ids, BATCH):
            found = self.read(lambda bite=bite: [_answer(one) for one in self._got(bite, paths)])  # type: ignore[misc]
            yield from zip(bite, found, strict=True)

    def _got(self, ids: Sequence[str], paths: Sequence[FieldPath]) -> Iterable[Any]:
        service: Any = _Get(account=self.account, chunk_size=BATCH)
        found: Iterable[Any] = service.call(
            items=[ItemId(id=id_) for id_ in ids], additional_fields=paths, shape=ID_ONLY
        )
        return found

    def _credentials(self) -> Any:  # noqa: ANN401 - the library has no type for all of them
        options = self._options
        if options.auth == "oauth":
            return discovery.bearer(options.revealed())
        return exchangelib.Credentials(options.user, options.revealed())

    def _meant(self, fault: ConnectorError) -> ConnectorError:
        """The error, remembered where that helps the next turn."""
        if isinstance(fault, AuthNeeded):
            return self._server.refuse()
        if isinstance(fault, Unreachable):
            self._server.lose()
        return fault


def _answer(found: object) -> object:
    """What stands for an item: it, None, or Refused. Raises any other error."""
    if not isinstance(found, Exception):
        return found
    fault = faults.error(found)
    if isinstance(fault, Gone):
        return None
    if isinstance(fault, Refused):
        return fault
    raise fault


__all__ = ["BATCH", "CHANGES", "CalendarItem", "Wire"]
