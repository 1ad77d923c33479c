"""The gate every call passes: allowed at all, signed in, wide enough a scope, within the contract, within the quota.

What the product must never do (send, write anything but drafts and its own calendar) is an offence: it is recorded and
refused before anything else is looked at.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from tests.fakes._http import Request
from tests.fakes.google import partial
from tests.fakes.google.batch import Outcome
from tests.fakes.google.calls import Answer, Call, Handler
from tests.fakes.google.contract import Contract, Method
from tests.fakes.google.errors import Json, Refusal
from tests.fakes.google.oauth import OAuth
from tests.fakes.google.quota import Quota


class ContractBroken(AssertionError):
    """An answer of the twin itself does not fit the discovery document."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something that must not happen: in which request, by which method, what. Never what was written."""

    index: int
    template: str
    why: str


class Offence(Exception):
    """A write that the product has promised never to make; the text says why."""


@dataclass(slots=True)
class Gate:
    """`violations` are requests that break the contract, `offences` those that break the product's promise."""

    contract: Contract
    oauth: OAuth
    quota: Quota
    handlers: Mapping[str, Handler]
    allowed: frozenset[str]
    owner: str
    checked: bool = True
    violations: list[Told] = field(default_factory=list)
    offences: list[Told] = field(default_factory=list)
    written: list[str] = field(default_factory=list)

    def template(self, request: Request) -> str:
        """The id of the method that a request names, "" for none."""
        found = self.contract.find(_verb(request), request.path.removeprefix("/upload"))
        return found[0].id if found else ""

    def pass_through(self, request: Request, index: int) -> Outcome:
        """The outcome of one call."""
        found = self.contract.find(_verb(request), request.path.removeprefix("/upload"))
        gmail = request.path.removeprefix("/upload").startswith("/gmail")
        try:
            if found is None:
                self.violations.append(Told(index, f"{request.method} {_shape(request.path)}", "is no method"))
                raise Refusal("notFound", "Not Found")
            answer = self._carried_out(found[0], found[1], request, index)
        except Refusal as refusal:
            return Outcome(refusal.status, refusal.headers(), refusal.body(gmail=gmail))
        return Outcome(answer.status, answer.headers, answer.body)

    def _carried_out(self, method: Method, places: Mapping[str, str], request: Request, index: int) -> Answer:
        self._refuse_offence(method, request, index)
        grant = self.oauth.bearer(request.headers)
        opened = grant.scopes & method.scopes
        if not opened:
            raise Refusal("insufficientPermissions", scopes=" ".join(sorted(method.scopes)))
        call = Call(method, places, _query(request), request.headers, self._body(method, request, index), opened)
        self._check_account(call)
        self.quota.charge(method)
        try:
            answer = self._handler(method, index)(call)
        except Offence as offence:
            raise self._offended(method, index, str(offence)) from offence
        self._check_answer(method, answer)
        if method.writes:
            self.written.append(method.id)
        if answer.body is None:
            return answer
        return Answer(partial.select(answer.body, call.word("fields")), answer.headers, answer.status)

    def _refuse_offence(self, method: Method, request: Request, index: int) -> None:
        if method.writes and (method.id not in self.allowed or request.path.startswith("/upload")):
            raise self._offended(method, index, "is never to be called")

    def _offended(self, method: Method, index: int, why: str) -> Refusal:
        self.offences.append(Told(index, method.id, why))
        return Refusal("forbidden", "The twin lets nobody do this.")

    def _body(self, method: Method, request: Request, index: int) -> Json:
        """The JSON of the request, held with its query to the contract."""
        try:
            body = json.loads(request.body) if request.body and _verb(request) == request.method else None
        except ValueError as fault:
            self.violations.append(Told(index, method.id, "the body is no JSON"))
            raise Refusal("parseError") from fault
        found = self.contract.query_faults(method, _query(request)) + self.contract.body_faults(method, body)
        self.violations += [Told(index, method.id, one) for one in found]
        if found:
            raise Refusal("badRequest", f"Invalid request: {'; '.join(found)}")
        return body or {}

    def _check_account(self, call: Call) -> None:
        if call.places.get("userId", "me") not in {"me", self.owner}:
            raise Refusal("forbidden", f"Delegation denied for {self.owner}")

    def _handler(self, method: Method, index: int) -> Handler:
        if method.id not in self.handlers:
            self.violations.append(Told(index, method.id, "is not part of the twin"))
            raise Refusal("notFound", "The twin does not have this method.")
        return self.handlers[method.id]

    def _check_answer(self, method: Method, answer: Answer) -> None:
        found = self.contract.response_faults(method, answer.body) if self.checked else []
        if found:
            raise ContractBroken(f"{method.id}: {'; '.join(found[:5])}")


def _verb(request: Request) -> str:
    """The method meant: a long GET may come as POST (googleapiclient does so beyond 2,048 characters)."""
    return request.headers.get("x-http-method-override", request.method)


def _query(request: Request) -> Mapping[str, list[str]]:
    if _verb(request) == request.method:
        return request.query
    return {**request.query, **parse_qs(request.body.decode("ascii", "replace"), keep_blank_values=True)}


def _shape(path: str) -> str:
    """A path without what may be somebody's words: only its first three segments."""
    return "/".join(path.split("/")[:4])
