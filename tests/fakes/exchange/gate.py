"""The gate every request of Exchange passes: an envelope in; well formed, allowed, carried out part by part; an answer.

What the product must never do (send, invite, write anything but its own drafts and calendars) is an offence: it is
recorded and the whole request refused before anything of it is carried out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from tests.fakes._faults import Fault
from tests.fakes._http import Request, Response
from tests.fakes.exchange import contract
from tests.fakes.exchange.calls import Answer, Call, Handler, Part
from tests.fakes.exchange.errors import Refusal, SoapFault, sentence
from tests.fakes.exchange.soap import KIND, NS, child, enveloped, local, made
from tests.fakes.google.gate import ContractBroken, Offence, Told
from tests.fakes.graph.errors import Refusal as StateRefusal

VERSIONS = ("Exchange2013", "Exchange2013_SP1", "Exchange2015", "Exchange2015_SP1", "Exchange2016")
_READING = ("Get", "Find", "Sync", "Resolve", "Convert", "Expand", "Search")
_WRITING = {"CreateItem", "UpdateItem", "DeleteItem", "CreateFolder"}
_IN_OTHER_WORDS = {"TimeZoneNotSupportedException": "ErrorTimeZone"}
# What a response message of these holds also where it tells of an error.
_ALWAYS = {
    **dict.fromkeys(("GetItem", "CreateItem", "UpdateItem"), "m:Items"),
    "GetServerTimeZones": "m:TimeZoneDefinitions",
}


@dataclass(slots=True)
class Gate:
    """`violations` are requests that break the schema, `offences` those that break the product's promise.

    `build` is the server's: (15, 1, ..) is Exchange 2016, (15, 2, ..) is 2019.
    """

    handlers: Mapping[str, Handler]
    checked: bool = True
    build: tuple[int, int, int, int] = (15, 2, 1544, 4)
    violations: list[Told] = field(default_factory=list)
    offences: list[Told] = field(default_factory=list)

    def pass_through(self, request: Request, index: int, fault: Fault) -> tuple[Response, bool]:
        """The answer, and whether something was written. A fault's `reason` and `inner` refuse parts unheard.

        Raises SoapFault.
        """
        call = self._call(request, index)
        try:
            parts = self._parts(call, index)
        except Offence as offence:
            self.offences.append(Told(index, call.operation, str(offence)))
            raise SoapFault("ErrorAccessDenied", "The twin lets nobody do this.") from offence
        whole = fault.reason
        refused = {at: one.reason for at, one in fault.inner.items()}
        told = [_message(call, part, whole or refused.get(at, "")) for at, part in enumerate(parts)]
        name = f"m:{call.operation}Response"
        body = made(name, made("m:ResponseMessages", *told))
        self._check_answer(call, body)
        wrote = call.operation in _WRITING and any(one.get("ResponseClass") == "Success" for one in told)
        return Response(200, {"Content-Type": KIND}, enveloped(body, self._version())), wrote

    def _call(self, request: Request, index: int) -> Call:
        """The operation of an envelope, held against the schema. Raises SoapFault."""
        try:
            envelope = ElementTree.fromstring(request.body)
            said = next(iter(envelope.find("s:Body", NS) or ()))
        except (ElementTree.ParseError, StopIteration) as fault:
            self.violations.append(Told(index, "", "is no envelope"))
            raise SoapFault("ErrorSchemaValidation") from fault
        version = envelope.find("s:Header/t:RequestServerVersion", NS)
        if version is not None and version.get("Version") not in VERSIONS:
            raise SoapFault("ErrorInvalidServerVersion")
        found = contract.faults(said)
        self.violations += [Told(index, local(said), one) for one in found]
        if found:
            raise SoapFault("ErrorSchemaValidation", "; ".join(found))
        zone = envelope.find("s:Header/t:TimeZoneContext/t:TimeZoneDefinition", NS)
        return Call(local(said), said, "" if zone is None else zone.get("Id", ""))

    def _parts(self, call: Call, index: int) -> list[Part]:
        """The parts of a request. Raises Offence, SoapFault."""
        if call.operation not in self.handlers:
            if not call.operation.startswith(_READING):
                raise Offence("is never to be called")
            self.violations.append(Told(index, call.operation, "is not part of the twin"))
            raise SoapFault("ErrorInvalidOperation")
        try:
            return self.handlers[call.operation](call)
        except (Refusal, StateRefusal) as refusal:
            return [_failing(refusal)]

    def _check_answer(self, call: Call, body: Element) -> None:
        found = contract.faults(body) if self.checked else []
        if found:
            raise ContractBroken(f"{call.operation}: {'; '.join(found[:5])}")

    def _version(self) -> Element:
        names = ("MajorVersion", "MinorVersion", "MajorBuildNumber", "MinorBuildNumber")
        numbers = dict(zip(names, map(str, self.build), strict=True))
        return made("t:ServerVersionInfo", **numbers, Version="V2017_07_11")


def operation_of(body: bytes) -> str:
    """The name of the operation in an envelope, "" for none."""
    try:
        found = child(ElementTree.fromstring(body), "s:Body")
    except ElementTree.ParseError:
        return ""
    return local(found[0]) if found is not None and len(found) else ""


def names_in(body: bytes) -> tuple[str, ...]:
    """The names of all elements within an operation, each once, never with what words."""
    try:
        found = child(ElementTree.fromstring(body), "s:Body")
    except ElementTree.ParseError:
        return ()
    return tuple(sorted({local(one) for one in found.iter()})) if found is not None else ()


def _failing(refusal: Refusal | StateRefusal) -> Part:
    def part() -> Answer:
        raise refusal

    return part


def _message(call: Call, part: Part, refused: str) -> Element:
    """The response message of one part; that of one that is `refused` tells of that error."""
    try:
        if refused:
            raise Refusal(refused)
        answer = part()
    except Refusal as refusal:
        return _error(call, refusal.code, refusal.message)
    except StateRefusal as refusal:
        code = _IN_OTHER_WORDS.get(refusal.code, refusal.code)
        return _error(call, code, sentence(code))
    name, warning = f"m:{call.operation}ResponseMessage", answer.warning
    if not warning:
        return made(name, made("m:ResponseCode", "NoError"), *answer.inside, ResponseClass="Success")
    return made(name, *_told(warning, sentence(warning)), *answer.inside, ResponseClass="Warning")


def _error(call: Call, code: str, message: str) -> Element:
    empty = made(_ALWAYS[call.operation]) if call.operation in _ALWAYS else None
    return made(f"m:{call.operation}ResponseMessage", *_told(code, message), empty, ResponseClass="Error")


def _told(code: str, message: str) -> tuple[Element, Element, Element]:
    return made("m:MessageText", message), made("m:ResponseCode", code), made("m:DescriptiveLinkKey", "0")
