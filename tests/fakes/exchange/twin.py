"""The twin itself: one object with all its state, and the way a request takes through it."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from tests.fakes import _http, _tls
from tests.fakes._faults import Fault, Logged
from tests.fakes._http import Fate, Request, Response
from tests.fakes.exchange.access import SCOPE, Access
from tests.fakes.exchange.autodiscover import Autodiscover
from tests.fakes.exchange.calls import Handler
from tests.fakes.exchange.errors import SoapFault, plain
from tests.fakes.exchange.folder_methods import FolderMethods
from tests.fakes.exchange.gate import Gate, names_in, operation_of
from tests.fakes.exchange.hierarchy import Hierarchy
from tests.fakes.exchange.items import Items
from tests.fakes.exchange.people import Directory
from tests.fakes.exchange.reading import Reading
from tests.fakes.exchange.store import Store
from tests.fakes.exchange.throttle import Throttle
from tests.fakes.exchange.writing import Writing
from tests.fakes.google.gate import Told
from tests.fakes.google.world import Twin, fate
from tests.fakes.graph.calendars import Calendars
from tests.fakes.graph.entra import Entra
from tests.fakes.graph.entra_pages import EntraPages

PATH = "/EWS/Exchange.asmx"


class ExchangeTwin(Twin):
    """Exchange as one account sees it: `mail`, `calendars`, `directory`, `access`, `entra`; what came in and fails.

    `requests` and `writes` are the log, `violations` and `offences` what must stay empty. `faults` says what goes wrong
    at which request. `checked` False leaves the twin's own answers unchecked, for benchmarks.
    """

    def __init__(
        self, owner: str = "ada@harbour.example", zone: str = "Europe/Berlin", *, checked: bool = True
    ) -> None:
        super().__init__(owner, zone)
        self.mail = Store(self.world)
        self.calendars = Calendars(self.world)
        self.directory = Directory(self.world)
        self.tree = Hierarchy(self.mail, self.calendars)
        self.entra = Entra(self.world)
        self.access = Access(self.world, self.entra)
        self.throttle = Throttle(self.world)
        self._entra_pages = EntraPages(self.entra)
        self._autodiscover = Autodiscover(self.world, PATH)
        self._gate = Gate(self._handlers(), checked)

    @property
    def build(self) -> tuple[int, int, int, int]:
        """The server's build: (15, 1, ..) is Exchange 2016, (15, 2, ..) is 2019."""
        return self._gate.build

    @build.setter
    def build(self, numbers: tuple[int, int, int, int]) -> None:
        self._gate.build = numbers

    @property
    def violations(self) -> list[Told]:
        """Requests that broke Microsoft's schemas, or asked for what the twin does not have."""
        return self._gate.violations

    @property
    def offences(self) -> list[Told]:
        """Writes that the product has promised never to make."""
        return self._gate.offences

    def answer(self, request: Request) -> Response:
        """What Exchange answers."""
        with self.throttle.place() as free:
            if self.throttle.latency:
                time.sleep(self.throttle.latency)
            with self.world.lock:
                self.world.index += 1
                return self._answered(request, free=free)

    def _handlers(self) -> Mapping[str, Handler]:
        tree, items = self.tree, Items(self.mail, self.calendars)
        parts = (FolderMethods(tree), Reading(tree, items), Writing(tree, items), self.directory)
        return {name: handler for part in parts for name, handler in part.handlers.items()}

    def _answered(self, request: Request, *, free: bool) -> Response:
        refusal = self._refusal(request)
        row = self._log(request, signed_in=refusal is None)
        fault = self.faults.of(row) or Fault()
        if fault.dropped:
            return Response(0, fate=Fate.RESET, delay=fault.slow)
        if fault.status and fault.status != 200:
            return replace(self._failed(fault), delay=fault.slow)
        response = refusal or self._carried_out(request, row, fault, free=free)
        return replace(response, fate=fate(fault), delay=fault.slow)

    def _refusal(self, request: Request) -> Response | None:
        if self._entra_pages.template(request):
            return None
        return self.access.refusal(request)

    def _log(self, request: Request, *, signed_in: bool) -> Logged:
        row = Logged(
            index=self.world.index,
            method=request.method,
            template=self._template(request) if signed_in else "sign in",
            keys=names_in(request.body) if signed_in else (),
            path=request.path,
        )
        self.requests.append(row)
        return row

    def _template(self, request: Request) -> str:
        if self._autodiscover.is_asked(request):
            return "autodiscover"
        return self._entra_pages.template(request) or operation_of(request.body)

    def _carried_out(self, request: Request, row: Logged, fault: Fault, *, free: bool) -> Response:
        if row.template.startswith("entra."):
            return self._entra_pages.answer(request)
        if row.template == "autodiscover":
            return self._autodiscover.answer(request)
        if request.path.lower() != PATH.lower():
            return plain(404)
        try:
            self.throttle.check(free=free)
            response, wrote = self._gate.pass_through(request, row.index, fault)
        except SoapFault as refused:
            return refused.response()
        if wrote:
            self.writes.append(row)
        return response

    def _failed(self, fault: Fault) -> Response:
        """A fault as an answer: of the web server, or of Exchange where it has a reason."""
        if fault.status == 401:
            return self.access.refused()
        if fault.reason:
            return SoapFault(fault.reason, "", fault.retry_after, fault.status).response()
        return plain(fault.status, fault.retry_after)


@contextmanager
def serving(twin: ExchangeTwin, port: int = 0, *, tls: bool = True) -> Iterator[str]:
    """Serve the twin at the URL given, without a final slash; over TLS a client has to trust `settings`' ca_bundle."""
    with _http.serving(twin, port, _tls.server_context() if tls else None) as url:
        yield url


def settings(url: str, twin: ExchangeTwin, auth_type: str = "basic") -> Mapping[str, str]:
    """The options of `kind = "exchange"` that point at a twin served at `url`; of "oauth" with a token of an hour."""
    token = twin.entra.grant(SCOPE).access_token if auth_type == "oauth" else ""
    return {
        "service_endpoint": f"{url}{PATH}",
        "auth_type": auth_type,
        "version": "2019",
        "mailbox": twin.world.owner,
        "user": twin.access.user,
        "password": token or twin.access.password,
        "ca_bundle": str(_tls.ca_bundle()),
    }
