"""What a rule's sentence says of others and of whole days."""

from dataclasses import replace

from connectors.types import Address
from daemon.core.model import Says
from daemon.core.rules import chased, double_booked
from tests.core.builders import CLEO, due, event, evidence, promise
from tests.core.cases import case

NOON = due("thu 12:00")


def test_chased_names_another_who_asked() -> None:
    asked = (evidence(Says.CHASED, "tue 9:00", source="m8"), evidence(Says.CHASED, "wed 8:00", who=CLEO))
    signal = chased.check(case(by=NOON, evidence=asked))
    assert signal is not None
    assert signal.why == "Cleo asked about it on Wed 6 Mar for the second time."
    assert signal.lower == "answer Cleo: when it will be there"
    unnamed = chased.check(case(by=NOON, evidence=(evidence(Says.CHASED, "wed 8:00", who=Address("info@west.test")),)))
    assert unnamed is not None
    assert unnamed.why == "info@west.test asked about it on Wed 6 Mar."


def test_who_asks_twice_in_one_mail_has_asked_once() -> None:
    asked = (evidence(Says.CHASED, "wed 8:00"), evidence(Says.CHASED, "wed 8:00"))
    signal = chased.check(case(by=NOON, evidence=asked))
    assert signal is not None
    assert signal.why == "Anna asked about it on Wed 6 Mar."


def test_double_booked_tells_days_of_what_lasts_whole_days() -> None:
    call = promise("I'll ring you", by=due("thu 15:00", start="thu 15:00"))
    out = replace(event("Out of office", "thu 0:00", "fri 0:00"), all_day=True)
    signal = double_booked.check(case(promise=call, clashes=(out,)))
    assert signal is not None
    assert signal.why == "Out of office stands in your calendar on Thu 7 Mar, over the time you promised."
    longer = replace(event("Out of office", "wed 0:00", "sat 0:00"), all_day=True)
    signal = double_booked.check(case(promise=call, clashes=(longer,)))
    assert signal is not None
    assert "from Wed 6 Mar to Fri 8 Mar, over" in signal.why
