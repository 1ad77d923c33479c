"""To a boss, a peer, a client: who is taken for what, and what of a draft that changes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from connectors.types import Address
from daemon.core.model import Speak, Tone
from daemon.core.wording import tone
from tests.core.builders import ANNA, BOB, MARA, mail, owner
from tests.core.test_wording import drafted, owing

DESK = Address("desk@north.test", "Desk")


@pytest.mark.parametrize(
    ("people", "tones", "expected"),
    [
        ([ANNA], {}, Tone.CLIENT),
        ([DESK], {}, Tone.PEER),
        ([BOB], {}, Tone.BOSS),
        ([ANNA], {"south.test": Tone.PEER}, Tone.PEER),
        ([Address("a@lab.south.test")], {"south.test": Tone.PEER}, Tone.PEER),
        ([ANNA], {"south.test": Tone.PEER, ANNA.email: Tone.BOSS}, Tone.BOSS),
        ([BOB], {BOB.email: Tone.PEER}, Tone.PEER),
        ([DESK, BOB], {}, Tone.BOSS),
        ([DESK, BOB, ANNA], {}, Tone.CLIENT),
    ],
)
def test_what_somebody_is_to_the_owner(people: Sequence[Address], tones: Mapping[str, Tone], expected: Tone) -> None:
    assert tone.of(people, replace(owner(boss=BOB.email), tones=tones), Speak()) is expected
    assert tone.of(people, owner(), Speak(tone=Tone.PEER)) is Tone.PEER


def said_to(manner: Tone) -> str:
    return drafted(owing("fri 9:00", hours=2), whose=replace(owner(), tones={ANNA.email: manner})).draft.text


def test_each_is_greeted_asked_and_left_as_suits_them() -> None:
    client, boss, peer = map(said_to, Tone)
    assert client.startswith("Hello Anna,")
    assert client.endswith(f"Kind regards,\n{MARA.name.split()[0]}\n")
    assert "tell me what I should put off for it" in boss
    assert peer.startswith("Hi Anna,")
    assert peer.endswith("Best,\nMara\n")


def test_the_facts_are_the_same_for_all() -> None:
    facts = (
        "You'll have the budget by Thursday noon.",
        "That was for Thursday 7 March at noon",
        "noon on Friday 8 March",
    )
    assert all(fact in said_to(manner) for fact in facts for manner in Tone)


@pytest.mark.parametrize(
    ("who", "greeting"),
    [
        (Address("anna@south.test", "Anna Berg (IT)"), "Anna,"),
        (Address("team@south.test", "Project Team"), "Hello,"),
        (Address("office@south.test", "Bergverk GmbH"), "Hello,"),
        (Address("it@south.test", "Help, Support Staff"), "Hello,"),
    ],
)
def test_nobody_is_greeted_by_the_name_of_a_company_or_a_team(who: Address, greeting: str) -> None:
    source = mail("m1", "mon 9:00", to=[who])
    assert greeting in drafted(owing("fri 9:00", to=(who,)), source=source, whose=owner()).draft.text.splitlines()[0]
