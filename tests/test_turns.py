"""What holds of whole turns: small worlds are made up, mails come in late and in any order, and turns are run."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.core import judge
from tests.worlds import ANNA, MONDAY, Letter, World, alive, bundles, facts, meeting

END = 24 * 28
EVENTS = (meeting("e1", 100, "1:1 Anna", ANNA), meeting("e2", 270, "1:1 Anna", ANNA), meeting("e3", 330, "Planning"))
moments = st.lists(st.integers(0, END), min_size=1, max_size=4, unique=True).map(sorted)


@settings(max_examples=60)
@given(bundles(), moments)
def test_the_ledger_is_the_pure_function_of_the_mailbox(letters: tuple[Letter, ...], hours: list[int]) -> None:
    with World(events=EVENTS) as world:
        for hour in hours:
            now = MONDAY + timedelta(hours=hour)
            world.arrive(letters, now)
            world.turn(now)
            judged = world.judged(now)
            whole = world.whole(now)
            assert facts(whole) == facts(judge.as_json(judged))
            assert alive(whole) == world.live(now)
            assert world.turn(now) == 0
