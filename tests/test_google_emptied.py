"""A mailbox that is suddenly empty: nothing is concluded from that, until the owner says so."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from daemon import sample, service
from daemon.errors import Emptied
from tests.provider_house import House
from tests.providers.google import AtGoogle
from tests.test_provider_same import NORA

SOON = timedelta(minutes=5)


@pytest.mark.parametrize("kept", [0, 20])
def test_a_mailbox_that_is_suddenly_empty_closes_nothing(tmp_path: Path, kept: int) -> None:
    google = AtGoogle.loaded(NORA)
    twin = google.twin
    with House(tmp_path / "house", NORA, sample.NOW, google) as house:
        house.turn()
        before, lying = house.facts(), google.drafts()
        for mail in [m for m in list(twin.mail.mails) if m not in twin.mail.drafts.values()][kept:]:
            twin.mail.delete(mail)
        twin.mail.forget_history()
        for _ in range(2):
            house.at(house.now + SOON)
            with pytest.raises(Emptied, match="--gone"):
                house.turn()
        house.at(sample.NOW)
        assert house.facts() == before
        assert google.drafts() == lying
        house.at(sample.NOW + 3 * SOON)
        ended = service.run_once(replace(house.home, trusting=True), house.store, house.now)["work"]
        assert not isinstance(ended, Exception)
        assert len(house.facts()) < len(before)
