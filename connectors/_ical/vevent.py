"""What the properties of a VEVENT say about people and about the owner's part in it."""

from connectors._ical.lines import Component, Property
from connectors._mime.headers import clean
from connectors.types import Address, Status

KEY = "X-HEADSUP-KEY"


def is_ours(component: Component) -> bool:
    """Whether this is a note of our own, never to be read as an event."""
    return KEY in component.properties or component.text("UID").endswith("@headsup.invalid")


def person(said: Property) -> Address | None:
    """The ORGANIZER or ATTENDEE, None for a room or a thing, or where no mail address is given."""
    if said.parameters.get("CUTYPE", "").upper() in {"ROOM", "RESOURCE"}:
        return None
    value = said.value.strip()
    email = value[7:] if value[:7].lower() == "mailto:" else said.parameters.get("EMAIL", value)
    email = clean(email, 320).lower().removeprefix("mailto:")
    return Address(email, clean(said.parameters.get("CN", ""), 200)) if "@" in email else None


def status_of(component: Component, owner: frozenset[str]) -> tuple[Status, bool]:
    """STATUS joined with the owner's own PARTSTAT, and whether the owner's time is free because of it."""
    if component.word("STATUS") == "CANCELLED" or component.word("METHOD") == "CANCEL":
        return Status.CANCELLED, True
    answer = _answer(component, owner)
    if answer == "DECLINED":
        return Status.DECLINED, True
    tentative = component.word("STATUS") == "TENTATIVE" or answer in {"TENTATIVE", "NEEDS-ACTION"}
    if tentative or component.word("X-MICROSOFT-CDO-BUSYSTATUS") == "TENTATIVE":
        return Status.TENTATIVE, False
    return Status.CONFIRMED, False


def _answer(component: Component, owner: frozenset[str]) -> str:
    for attendee in component.properties.get("ATTENDEE", [])[:500]:
        who = person(attendee)
        if who is not None and who.email in owner:
            return attendee.parameters.get("PARTSTAT", "").upper()
    return ""
