"""Autodiscover: where the web services of an address are, asked by SOAP (GetUserSettings) or by POX.

Source: learn.microsoft.com/en-us/exchange/client-developer/exchange-web-services/autodiscover-for-exchange,
.../web-service-reference/getusersettings-operation-soap, .../pox-autodiscover-response-for-exchange.
"""

from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from tests.fakes._http import Request, Response
from tests.fakes.exchange.soap import KIND, NS, enveloped, made, text
from tests.fakes.google.world import World

SOAP_PATH, POX_PATH = "/autodiscover/autodiscover.svc", "/autodiscover/autodiscover.xml"
_POX = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"
_ASKED = "{http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006}"


@dataclass(frozen=True, slots=True)
class Autodiscover:
    """Tells of the owner's mailbox; its web services are at `path` of the address that was asked."""

    world: World
    path: str

    def is_asked(self, request: Request) -> bool:
        """Whether a request is one of these."""
        return request.path.lower() in {SOAP_PATH, POX_PATH}

    def answer(self, request: Request) -> Response:
        """Where the web services are, or that the address is unknown."""
        url = f"https://{request.headers.get('host', '')}{self.path}"
        try:
            said = ElementTree.fromstring(request.body)
        except ElementTree.ParseError:
            return Response(400)
        found = self._pox(said, url) if request.path.lower() == POX_PATH else self._soap(said, url)
        return Response(200, {"Content-Type": KIND}, found)

    def _soap(self, said: Element, url: str) -> bytes:
        request = said.find("s:Body/a:GetUserSettingsRequestMessage/a:Request", NS)
        address = "" if request is None else text(request, "a:Users/a:User/a:Mailbox")
        wanted = [] if request is None else [one.text or "" for one in request.iterfind("a:RequestedSettings/*", NS)]
        known = self._known(url) if address.lower() == self.world.owner.lower() else {}
        settings = [_setting(name, known[name]) for name in wanted if name in known]
        code, message = ("NoError", "No error.") if known else ("InvalidUser", "Invalid user.")
        user = made(
            "a:UserResponse",
            made("a:ErrorCode", code),
            made("a:ErrorMessage", message),
            made("a:RedirectTarget"),
            made("a:UserSettingErrors"),
            made("a:UserSettings", *settings),
        )
        whole = (made("a:ErrorCode", "NoError"), made("a:ErrorMessage"), made("a:UserResponses", user))
        return enveloped(made("a:GetUserSettingsResponseMessage", made("a:Response", *whole)))

    def _known(self, url: str) -> dict[str, str]:
        return {
            "AutoDiscoverSMTPAddress": self.world.owner,
            "ExternalEwsUrl": url,
            "InternalEwsUrl": url,
            "EwsSupportedSchemas": "Exchange2007, Exchange2010, Exchange2013, Exchange2013_SP1, Exchange2016",
        }

    def _pox(self, said: Element, url: str) -> bytes:
        address = said.findtext(f"{_ASKED}Request/{_ASKED}EMailAddress", "").strip()
        root = Element("Autodiscover", xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006")
        if address.lower() == self.world.owner.lower():
            user = made(
                "User", made("DisplayName", address.partition("@")[0]), made("AutoDiscoverSMTPAddress", address)
            )
            protocol = made("Protocol", made("Type", "EXPR"), made("EwsUrl", url))
            action = (made("AccountType", "email"), made("Action", "settings"), protocol)
            root.append(made("Response", user, made("Account", *action), xmlns=_POX))
        else:
            refused = (made("ErrorCode", "500"), made("Message", "The e-mail address cannot be found."))
            root.append(made("Response", made("Error", *refused)))
        return bytes(ElementTree.tostring(root, "utf-8", xml_declaration=True))


def _setting(name: str, value: str) -> Element:
    found = made("a:UserSetting", made("a:Name", name), made("a:Value", value))
    found.set(f"{{{NS['xsi']}}}type", "a:StringSetting")
    return found
