"""The twin itself: one object with all its state, and the way a request takes through it."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from tests.fakes import _http, _tls
from tests.fakes._faults import Fault, Logged
from tests.fakes._http import Fate, Request, Response
from tests.fakes.google.gate import Told
from tests.fakes.google.world import Twin, fate
from tests.fakes.graph import batch
from tests.fakes.graph.aadsts import Denied
from tests.fakes.graph.calendar_methods import CalendarMethods
from tests.fakes.graph.calendars import Calendars
from tests.fakes.graph.drafts import Drafting
from tests.fakes.graph.entra import Entra
from tests.fakes.graph.entra_pages import EntraPages
from tests.fakes.graph.errors import Refusal
from tests.fakes.graph.gate import Gate
from tests.fakes.graph.mail_reading import MailReading
from tests.fakes.graph.mailbox import Mailbox
from tests.fakes.graph.paging import Paging
from tests.fakes.graph.throttle import Throttle


class GraphTwin(Twin):
    """Microsoft 365 as one account sees it: `mail`, `calendars`, `entra`, `pages`, `throttle`; what came in and fails.

    `requests` and `writes` are the log, `violations` and `offences` what must stay empty. `faults` says what goes wrong
    at which request. `shuffled` turns the order of a batch's answers round. `checked` False leaves the twin's own
    answers unchecked, for benchmarks.
    """

    def __init__(
        self, owner: str = "ada@harbour.example", zone: str = "Europe/Berlin", *, checked: bool = True
    ) -> None:
        super().__init__(owner, zone)
        self.mail = Mailbox(self.world)
        self.calendars = Calendars(self.world)
        self.entra = Entra(self.world)
        self.pages = Paging()
        self.throttle = Throttle(self.world)
        self.shuffled = False
        self._entra_pages = EntraPages(self.entra)
        self._gate = Gate(
            entra=self.entra,
            handlers={
                **MailReading(self.mail, self.pages).handlers,
                **Drafting(self.mail).handlers,
                **CalendarMethods(self.calendars, self.pages).handlers,
            },
            owner=owner,
            checked=checked,
        )

    @property
    def links_to(self) -> str:
        """The address that next and delta links begin with, "" for the twin's own."""
        return self._gate.links_to

    @links_to.setter
    def links_to(self, url: str) -> None:
        self._gate.links_to = url

    @property
    def violations(self) -> list[Told]:
        """Requests that broke the contract of Microsoft's metadata, or took no route."""
        return self._gate.violations

    @property
    def offences(self) -> list[Told]:
        """Writes that the product has promised never to make."""
        return self._gate.offences

    def answer(self, request: Request) -> Response:
        """What Microsoft answers."""
        with self.throttle.place() as free:
            if self.throttle.latency:
                time.sleep(self.throttle.latency)
            with self.world.lock:
                self.world.index += 1
                return self._answered(request, free=free or bool(self._entra_pages.template(request)))

    def _answered(self, request: Request, *, free: bool) -> Response:
        try:
            inner = batch.inner_calls(request) if _is_batch(request) else []
        except Refusal as refusal:
            self.violations.append(Told(self._log(request, []).index, "batch", refusal.message))
            return refusal.response()
        row = self._log(request, inner)
        fault = self.faults.of(row) or Fault()
        if fault.dropped:
            return Response(0, fate=Fate.RESET, delay=fault.slow)
        if fault.status:
            return replace(_refused(fault, row.template), delay=fault.slow)
        if not free:
            return self.throttle.refusal().response()
        response = self._carried_out(request, inner, row, fault)
        return replace(response, fate=fate(fault), delay=fault.slow)

    def _log(self, request: Request, inner: list[batch.Inner]) -> Logged:
        template = self._entra_pages.template(request) or ("batch" if _is_batch(request) else "")
        calls = [call.request for call in inner]
        row = Logged(
            index=self.world.index,
            method=request.method,
            template=template or self._gate.template(request),
            keys=tuple(sorted(request.query)),
            inner=tuple(self._gate.template(call) for call in calls),
            path=request.path,
            prefer=tuple(call.headers.get("prefer", "") for call in calls or [request]),
        )
        self.requests.append(row)
        return row

    def _carried_out(self, request: Request, inner: list[batch.Inner], row: Logged, fault: Fault) -> Response:
        if row.template.startswith("entra."):
            return self._entra_pages.answer(request)
        if inner:
            answers = batch.carried_out(inner, lambda at, call: self._outcome(call, row, fault.inner.get(at)))
            return batch.response(inner, answers, shuffled=self.shuffled)
        return self._outcome(request, row, None)

    def _outcome(self, request: Request, row: Logged, fault: Fault | None) -> Response:
        if fault is not None and fault.status:
            return _refused(fault, "")
        try:
            self.throttle.charge()
            answer = self._gate.pass_through(request, row.index)
        except Refusal as refusal:
            return refusal.response()
        if self._gate.written:
            self._gate.written.clear()
            self.writes.append(row)
        return answer.response()


@contextmanager
def serving(twin: GraphTwin, port: int = 0) -> Iterator[str]:
    """Serve the twin over TLS at the URL given, without a final slash; a client has to trust `settings`' ca_bundle."""
    with _http.serving(twin, port, _tls.server_context()) as url:
        yield url


def settings(url: str, twin: GraphTwin, tenant: str = "organizations") -> Mapping[str, str | bool]:
    """The options of `kind = "graph"` that point at a twin served at `url`."""
    return {
        "authority": url,
        "tenant": tenant,
        "instance_discovery": False,
        "graph_base": f"{url}/v1.0",
        "client_id": twin.entra.client_id,
        "ca_bundle": str(_tls.ca_bundle()),
    }


def _is_batch(request: Request) -> bool:
    return request.path.lower() == batch.PATH


def _refused(fault: Fault, template: str) -> Response:
    """A fault as an answer, in the words of whom it was asked of. The reason "claims" makes a 401 a challenge."""
    if template.startswith("entra."):
        return Denied(fault.reason or "AADSTS90033", fault.status, fault.retry_after).response()
    challenge = fault.reason == "claims"
    code = "" if challenge else fault.reason
    return Refusal(code, "", fault.status, fault.retry_after, challenge=challenge).response()
