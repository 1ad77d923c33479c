"""What holds of whole turns: small worlds are made up, mails come in late and in any order, and turns are run."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from daemon import bookkeeping, human
from daemon.core import judge
from daemon.core.model import Verdict
from tests.worlds import ANNA, CLEO, MONDAY, Letter, World, alive, bundles, facts, meeting

END = 24 * 28
EVENTS = (meeting("e1", 100, "1:1 Anna", ANNA), meeting("e2", 270, "1:1 Anna", ANNA), meeting("e3", 330, "Planning"))
BOTH = (("work",), ("home",), ("work", "home"))
moments = st.lists(st.integers(0, END), min_size=1, max_size=4, unique=True).map(sorted)
later = st.sampled_from((0, 24, 24 * 7, 24 * 70))
few = settings(max_examples=20)


def at(hour: int) -> datetime:
    return MONDAY + timedelta(hours=hour)


def live_through(world: World, letters: Sequence[Letter], hours: Sequence[int]) -> None:
    """Mails come in and turns are run at these hours."""
    for hour in hours:
        world.arrive(letters, at(hour))
        world.turn(at(hour))


@few
@given(bundles(), moments)
def test_the_ledger_is_the_pure_function_of_the_mailbox(letters: tuple[Letter, ...], hours: list[int]) -> None:
    with World(events=EVENTS) as world:
        for hour in hours:
            live_through(world, letters, [hour])
            whole = world.whole(at(hour))
            assert facts(whole) == facts(judge.as_json(world.judged(at(hour))))
            assert alive(whole) == world.live(at(hour))
            assert world.turn(at(hour)) == 0


@few
@given(bundles(BOTH), moments, st.booleans())
def test_two_accounts_are_one_household(letters: tuple[Letter, ...], hours: list[int], turned: bool) -> None:
    order = ("home", "work") if turned else ("work", "home")
    with World(accounts=("work", "home"), events=EVENTS) as world:
        for hour in hours:
            world.arrive(letters, at(hour))
            world.turn(at(hour), *order)
            world.turn(at(hour), *order)  # what one account showed, the other reads at its next turn
            whole = world.whole(at(hour))
            assert facts(whole) == facts(judge.as_json(world.judged(at(hour))))
            assert alive(whole) == world.live(at(hour))
            assert world.turn(at(hour), *order) == 0
            promises = [promise for promise, _ in world.drafted()]
            assert len(promises) == len(set(promises)), "one draft about each promise"


@few
@given(bundles(gone=False), moments, st.randoms(use_true_random=False))
def test_in_steps_and_in_any_order_is_at_once(letters: tuple[Letter, ...], hours: list[int], random: Random) -> None:
    end = END + 100
    shuffled = list(letters)
    random.shuffle(shuffled)
    with World(events=EVENTS) as steps, World(events=EVENTS) as once:
        once.store.started("work", at(hours[0]))
        live_through(steps, shuffled, [*hours, end])
        live_through(once, letters, [end])
        assert facts(steps.whole(at(end))) == facts(once.whole(at(end)))


@few
@given(bundles(), moments, later, st.data())
def test_marks_and_added_promises_outlive_a_rebuild(
    letters: tuple[Letter, ...], hours: list[int], more: int, data: st.DataObject
) -> None:
    with World(events=EVENTS) as world:
        live_through(world, letters, hours)
        now = at(hours[-1] + more)
        for _ in range(data.draw(st.integers(0, 3))):
            speak(world, now, data)
        world.turn(now)
        kept, live = world.whole(now), world.live(now)
        assert alive(kept) == live
        bookkeeping.rebuild(world.store, world.home)
        assert world.whole(now) == kept
        assert world.live(now) == live
        assert world.turn(now) == 0
        early = at(hours[0])
        assert alive(world.whole(early)) == world.live(early)


def speak(world: World, now: datetime, data: st.DataObject) -> None:
    """The owner marks something that is listed, or adds a promise."""
    rows = world.whole(now)
    said = human.Said("send the seating chart by Friday", ANNA.email, data.draw(st.sampled_from((None, at(END)))))
    own = [m for m in world.mails() if m.own]
    match data.draw(st.sampled_from(("aloud", "mail", "mark", "mark"))):
        case "mark" if rows:
            by = now + timedelta(days=data.draw(st.integers(1, 9)))
            verdict = data.draw(st.sampled_from(Verdict))
            key = data.draw(st.sampled_from([row["key"] for row in rows]))
            human.mark(world.store, world.home, key, verdict, by if verdict is Verdict.MOVED else None, now)
        case "mail" if own:
            human.add_from_mail(world.store, world.home, said, data.draw(st.sampled_from(own)).message_id)
        case _:
            human.add_aloud(world.store, world.home, said, now)


@few
@given(bundles(gone=False), moments)
def test_what_comes_later_changes_no_earlier_as_of(letters: tuple[Letter, ...], hours: list[int]) -> None:
    early = at(hours[0])
    punctual = [letter for letter in letters if letter.sent_at > early or letter.there_at <= early]
    with World(events=EVENTS) as world:
        live_through(world, punctual, hours[:1])
        before = facts(world.whole(early))
        live_through(world, punctual, [*hours[1:], END + 200])
        assert facts(world.whole(early)) == before
        assert alive(world.whole(early)) == world.live(early)


@few
@given(bundles(), moments, st.integers(1, 24 * 200))
def test_a_later_now_leaves_overdue_what_was_overdue(letters: tuple[Letter, ...], hours: list[int], more: int) -> None:
    with World(events=EVENTS) as world:
        live_through(world, letters, hours)
        end = max(hours[-1], 24 * 27)
        world.arrive([], at(end))
        late = {row["key"] for row in world.whole(at(end)) if row["risk"]["level"] == "late"}
        assert late <= {row["key"] for row in world.whole(at(end + more)) if row["risk"]["level"] == "late"}


@few
@given(bundles(), moments)
def test_signals_rest_on_what_exists_and_drafts_say_nothing_else(letters: tuple[Letter, ...], hours: list[int]) -> None:
    with World(events=EVENTS) as world:
        live_through(world, letters, hours)
        known = {m.ref.id for m in world.mails()} | {e.ref.id for e in EVENTS}
        rows = world.whole(at(hours[-1]))
        for row in rows:
            assert {ref for signal in row["risk"]["signals"] for ref in signal["refs"]} <= known
        for posted in world.store.posted():
            spoken_of = [row for row in rows if row["key"] in posted.promises]
            for draft in world.drafts(posted.key):
                people = {a for row in spoken_of for a in row["to"]}
                assert {a.email for a in draft.to} <= people
                assert draft.cc == ()
                assert "memo" not in draft.text
                assert "contract" not in draft.text or any("contract" in row["text"] for row in spoken_of)


@few
@given(bundles(gone=False), moments)
def test_an_unrelated_mail_changes_no_promise(letters: tuple[Letter, ...], hours: list[int]) -> None:
    end = at(END + 100)
    strays = (
        Letter("s1", False, CLEO, "Any news on the budget deck? Never mind.", 500, subject="Zoo"),
        Letter("s2", True, CLEO, "Attached is the site report. I have sent the floor plan.", 501, subject="Zoo"),
    )
    with World(events=EVENTS) as world:
        live_through(world, letters, [*hours, END + 100])
        before = facts(world.whole(end))
        live_through(world, strays, [END + 100])
        assert facts(world.whole(end)) == before


@few
@given(bundles(gone=False), moments)
def test_the_same_story_in_another_zone_stands_the_same(letters: tuple[Letter, ...], hours: list[int]) -> None:
    told = []
    for zone in ("Asia/Tokyo", "America/Phoenix"):
        with World(zone=zone) as world:
            for hour in hours:
                now = at(hour).replace(tzinfo=ZoneInfo(zone))
                world.arrive(letters, now)
                world.turn(now)
            told.append([(row["text"], row["standing"], row["risk"]["level"]) for row in world.whole(now)])
    assert told[0] == told[1]
