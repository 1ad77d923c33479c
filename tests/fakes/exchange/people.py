"""ResolveNames: a name or address in, the mailboxes that it may mean out; GetServerTimeZones: the zones by name.

Source: learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/ (resolvenames, getservertimezones).
"""

from functools import partial
from xml.etree.ElementTree import Element

from tzlocal.windows_tz import win_tz

from tests.fakes.exchange.calls import Answer, Call, Handler, Part
from tests.fakes.exchange.errors import Refusal
from tests.fakes.exchange.mail_fields import mailbox
from tests.fakes.exchange.soap import children, made, text
from tests.fakes.google.world import World
from tests.fakes.graph import mime


class Directory:
    """Who there is, by address and name; the owner always is. `people` may be added to."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.people: dict[str, str] = {world.owner: world.owner.partition("@")[0].capitalize()}

    @property
    def handlers(self) -> dict[str, Handler]:
        """Each operation's handler."""
        return {"ResolveNames": self._resolve, "GetServerTimeZones": _zones}

    def _resolve(self, call: Call) -> list[Part]:
        return [partial(self._resolved, text(call.said, "m:UnresolvedEntry").lower())]

    def _resolved(self, said: str) -> Answer:
        wanted = said.removeprefix("smtp:")
        found = [
            (address, name)
            for address, name in self.people.items()
            if address.lower().startswith(wanted) or name.lower().startswith(wanted)
        ]
        if not found:
            raise Refusal("ErrorNameResolutionNoResults")
        told = [made("t:Resolution", _resolution(address, name)) for address, name in found]
        paged = {"TotalItemsInView": str(len(found)), "IncludesLastItemInRange": "true"}
        warning = "ErrorNameResolutionMultipleResults" if len(found) > 1 else ""
        return Answer([made("m:ResolutionSet", *told, **paged)], warning)


def _resolution(address: str, name: str) -> Element:
    found = mailbox(mime.recipient(address, name))
    found.append(made("t:MailboxType", "Mailbox"))
    return found


def _zones(call: Call) -> list[Part]:
    wanted = [one.text or "" for one in children(call.said, "m:Ids")]

    def told() -> Answer:
        known = [name for name in sorted(win_tz) if not wanted or name in wanted]
        return Answer([made("m:TimeZoneDefinitions", *map(_definition, known))])

    return [told]


def _definition(name: str) -> Element:
    """A zone by its name; its rules are left to those who know the name."""
    period = made("t:Period", Bias="PT0S", Name="Standard", Id=f"trule:Microsoft/Registry/{name}/1-Standard")
    to = made("t:Transition", made("t:To", "0", Kind="Group"))
    standard = made("t:To", period.attrib["Id"], Kind="Period")
    group = made("t:TransitionsGroup", made("t:Transition", standard), Id="0")
    parts = (made("t:Periods", period), made("t:TransitionsGroups", group), made("t:Transitions", to))
    return made("t:TimeZoneDefinition", *parts, Id=name, Name=name)
