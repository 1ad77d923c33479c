"""A mailbox that is suddenly empty: nothing is concluded from that, until the owner says so."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from daemon import sample, service
from daemon.errors import Emptied
from tests.google_house import House, loaded
from tests.test_google_same import NORA, drafts

SOON = timedelta(minutes=5)


@pytest.mark.parametrize("kept", [0, 20])
def test_a_mailbox_that_is_suddenly_empty_closes_nothing(tmp_path: Path, kept: int) -> None:
    twin = loaded(NORA)
    with House(tmp_path / "house", NORA, sample.NOW, twin) as house:
        house.turn()
        before, lying = house.facts(), drafts(twin.mail.mails[m].raw for m in twin.mail.drafts.values())
        for mail in [m for m in list(twin.mail.mails) if m not in twin.mail.drafts.values()][kept:]:
            twin.mail.delete(mail)
        twin.mail.forget_history()
        for _ in range(2):
            house.at(house.now + SOON)
            with pytest.raises(Emptied, match="--gone"):
                house.turn()
        house.at(sample.NOW)
        assert house.facts() == before
        assert drafts(twin.mail.mails[m].raw for m in twin.mail.drafts.values()) == lying
        house.at(sample.NOW + 3 * SOON)
        ended = service.run_once(replace(house.home, trusting=True), house.store, house.now)["work"]
        assert not isinstance(ended, Exception)
        assert len(house.facts()) < len(before)
