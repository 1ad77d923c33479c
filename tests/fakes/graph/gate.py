"""The gate every call passes: allowed at all, signed in, wide enough a scope, within the contract.

What the product must never do (send, invite, write anything but drafts and its own calendars) is an offence: it is
recorded and refused before anything else is looked at.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.fakes._http import Request
from tests.fakes.google.gate import ContractBroken, Offence, Told
from tests.fakes.graph import contract, routes
from tests.fakes.graph.calls import Answer, Call, Handler
from tests.fakes.graph.entra import USER_ID, Entra
from tests.fakes.graph.errors import Json, Refusal
from tests.fakes.graph.routes import Route


@dataclass(slots=True)
class Gate:
    """`violations` are requests that break the contract, `offences` those that break the product's promise.

    `links_to` is the address that links begin with, where it is not that of the request.
    """

    entra: Entra
    handlers: Mapping[str, Handler]
    owner: str
    checked: bool = True
    links_to: str = ""
    violations: list[Told] = field(default_factory=list)
    offences: list[Told] = field(default_factory=list)
    written: list[str] = field(default_factory=list)

    def template(self, request: Request) -> str:
        """The name of the route that a request takes, "" for none."""
        found = self._find(request)
        return found[0].name if found else ""

    def pass_through(self, request: Request, index: int) -> Answer:
        """The answer to one call. Raises Refusal."""
        found = self._find(request)
        if found is None:
            self._refuse_unknown(request, index)
            raise Refusal("BadRequest", "Resource not found for the segment.")
        route, places = found
        try:
            return self._carried_out(route, places, request, index)
        except Offence as offence:
            self.offences.append(Told(index, route.name, str(offence)))
            raise Refusal("ErrorAccessDenied", "The twin lets nobody do this.") from offence

    def _find(self, request: Request) -> tuple[Route, dict[str, str]] | None:
        return routes.find(request.method, request.path, (self.owner, USER_ID))

    def _refuse_unknown(self, request: Request, index: int) -> None:
        shape = _shape(request)
        if request.method == "GET":
            self.violations.append(Told(index, shape, "is no route"))
            return
        self.offences.append(Told(index, shape, "is never to be called"))
        raise Refusal("ErrorAccessDenied", "The twin lets nobody do this.")

    def _carried_out(self, route: Route, places: Mapping[str, str], request: Request, index: int) -> Answer:
        grant = self.entra.bearer(request.headers)
        if not grant.scopes & set(route.scopes):
            raise Refusal("ErrorAccessDenied")
        base = self.links_to or f"https://{request.headers.get('host', '')}"
        query = {name: values[-1] for name, values in request.query.items()}
        body = self._body(route, request, index)
        answer = self.handlers[route.name](
            Call(route.template, places, query, request.headers, base, body, request.body)
        )
        self._check_answer(route, answer)
        if route.method != "GET":
            self.written.append(route.name)
        return answer

    def _body(self, route: Route, request: Request, index: int) -> Json:
        """The JSON of the request, held with its query to the contract. Raises Refusal."""
        found = [f"{name} is no option" for name in request.query if name not in route.options]
        body: Json = {}
        if request.body and not request.headers.get("content-type", "").startswith("text/plain"):
            try:
                body = json.loads(request.body)
            except ValueError:
                found.append("the body is no JSON")
            else:
                found += contract.faults(route.takes, body)
        self.violations += [Told(index, route.name, one) for one in found]
        if found:
            raise Refusal("BadRequest", f"Invalid request: {'; '.join(found)}")
        return body

    def _check_answer(self, route: Route, answer: Answer) -> None:
        found = contract.faults(route.gives, answer.body) if self.checked and answer.body is not None else []
        if found:
            raise ContractBroken(f"{route.name}: {'; '.join(found[:5])}")


def _shape(request: Request) -> str:
    """A path without what may be somebody's words: its last segment and those that say what it is of."""
    pieces = request.path.strip("/").split("/")
    return f"{request.method} /{'/'.join(pieces[:3])}" + (f"/../{pieces[-1]}" if len(pieces) > 3 else "")
