"""What the people of a draft are to the owner. In: their addresses and the settings; out: one tone for all of them."""

from collections.abc import Iterable

from connectors.types import Address
from daemon.core.model import Owner, Speak, Tone


def of(people: Iterable[Address], owner: Owner, speak: Speak) -> Tone:
    """The most formal of their tones (client, boss, peer), unless the owner wants one for everybody."""
    tones = {_tone(who, owner) for who in people}
    return speak.tone or next((tone for tone in Tone if tone in tones), Tone.CLIENT)


def _tone(who: Address, owner: Owner) -> Tone:
    """As the owner says of the address, else of its domain; else the boss; else colleagues share a domain."""
    domain = who.email.rpartition("@")[2]
    said = owner.tones.get(who.email) or _of_domain(domain, owner)
    if said or who.email == owner.boss:
        return said or Tone.BOSS
    shared = any(own.rpartition("@")[2] == domain for own in owner.addresses)
    return Tone.PEER if shared else Tone.CLIENT


def _of_domain(domain: str, owner: Owner) -> Tone | None:
    """What the owner says of the domain, or of the nearest one above it."""
    while domain:
        if domain in owner.tones:
            return owner.tones[domain]
        domain = domain.partition(".")[2]
    return None
