"""The twin itself: one object with all its state, and the way a request takes through it."""

import json
from collections.abc import Mapping
from dataclasses import replace

from tests.fakes._faults import Fault, Logged
from tests.fakes._http import Fate, Request, Response
from tests.fakes.google import batch, calendar_methods, contract, drafts
from tests.fakes.google.calendar_methods import CalendarMethods
from tests.fakes.google.calendars import Calendars
from tests.fakes.google.drafts import Drafting
from tests.fakes.google.errors import Refusal
from tests.fakes.google.gate import Gate, Told
from tests.fakes.google.gmail import Reading
from tests.fakes.google.mailbox import Mailbox
from tests.fakes.google.oauth import AUTH_PATHS, REVOKE_PATHS, TOKEN_PATHS, OAuth
from tests.fakes.google.quota import Quota
from tests.fakes.google.world import Twin, fate

_OAUTH = {
    **dict.fromkeys(AUTH_PATHS, "oauth.auth"),
    **dict.fromkeys(TOKEN_PATHS, "oauth.token"),
    **dict.fromkeys(REVOKE_PATHS, "oauth.revoke"),
}


class GoogleTwin(Twin):
    """Google as one account sees it: `mail`, `calendars`, `oauth`, `quota`; what came in; what goes wrong.

    `requests` and `writes` are the log, `violations` and `offences` what must stay empty. `faults` says what goes wrong
    at which request. `shuffled` turns the order of a batch's answers round. `checked` False leaves the twin's own
    answers unchecked, for benchmarks.
    """

    def __init__(
        self,
        owner: str = "ada@harbour.example",
        zone: str = "Europe/Berlin",
        *,
        history_from: int = 1_000_000,
        checked: bool = True,
    ) -> None:
        super().__init__(owner, zone)
        self.mail = Mailbox(self.world, history_from)
        self.calendars = Calendars(self.world)
        self.oauth = OAuth(self.world)
        self.quota = Quota(self.world)
        self.shuffled = False
        reading = Reading(self.mail)
        self._gate = Gate(
            contract=contract.google(),
            oauth=self.oauth,
            quota=self.quota,
            handlers={
                **reading.handlers,
                **Drafting(self.mail, reading).handlers,
                **CalendarMethods(self.calendars).handlers,
            },
            allowed=drafts.WRITES | calendar_methods.WRITES,
            owner=owner,
            checked=checked,
        )

    @property
    def violations(self) -> list[Told]:
        """Requests that broke the contract of the discovery documents."""
        return self._gate.violations

    @property
    def offences(self) -> list[Told]:
        """Writes that the product has promised never to make."""
        return self._gate.offences

    def answer(self, request: Request) -> Response:
        """What Google answers."""
        with self.world.lock:
            self.world.index += 1
            self.mail.tick()
            try:
                inner = batch.inner_calls(request) if request.path.startswith("/batch") else []
            except Refusal as refusal:
                self.violations.append(Told(self._log(request, []).index, "batch", refusal.message))
                return refusal.response()
            row = self._log(request, inner)
            fault = self.faults.of(row) or Fault()
            if fault.dropped:
                return Response(0, fate=Fate.RESET, delay=fault.slow)
            if fault.status:
                refused = _refusal(fault).response(gmail="/calendar/" not in request.path)
                return replace(refused, delay=fault.slow)
            response = self._carried_out(request, inner, row, fault)
            return replace(response, fate=fate(fault), delay=fault.slow)

    def _log(self, request: Request, inner: list[batch.Inner]) -> Logged:
        batched = request.path.startswith("/batch")
        template = _OAUTH.get(request.path) or ("batch" if batched else self._gate.template(request))
        templates = tuple(self._gate.template(call.request) for call in inner)
        row = Logged(self.world.index, request.method, template, tuple(sorted(request.query)), templates)
        self.requests.append(row)
        return row

    def _carried_out(self, request: Request, inner: list[batch.Inner], row: Logged, fault: Fault) -> Response:
        if row.template in _OAUTH.values():
            return self.oauth.answer(request)
        if inner:
            outcomes = [self._outcome(call.request, row, fault.inner.get(at)) for at, call in enumerate(inner)]
            return batch.response(inner, outcomes, shuffled=self.shuffled)
        outcome = self._outcome(request, row, None)
        if outcome.body is None:
            return Response(outcome.status, outcome.headers)
        kind = {"Content-Type": "application/json; charset=UTF-8"}
        return Response(outcome.status, {**kind, **outcome.headers}, json.dumps(outcome.body).encode())

    def _outcome(self, request: Request, row: Logged, fault: Fault | None) -> batch.Outcome:
        if fault is not None and fault.status:
            refusal = _refusal(fault)
            return batch.Outcome(refusal.status, refusal.headers(), refusal.body(gmail=True))
        outcome = self._gate.pass_through(request, row.index)
        if self._gate.written:
            self._gate.written.clear()
            self.writes.append(row)
        return outcome


def _refusal(fault: Fault) -> Refusal:
    return Refusal(fault.reason, status=fault.status, retry_after=fault.retry_after)


def settings(url: str, twin: GoogleTwin) -> Mapping[str, str]:
    """The options of `kind = "google"` that point at a twin served at `url`."""
    return {
        "api_root": url,
        "auth_uri": f"{url}/o/oauth2/v2/auth",
        "token_uri": f"{url}/token",
        "client_id": twin.oauth.client_id,
        "client_secret": twin.oauth.client_secret,
    }
