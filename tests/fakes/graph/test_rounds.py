"""Delta rounds at the twin: their pages and links; and that whoever keeps up by them knows what a listing shows."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fakes.google.client import MONDAY, mail
from tests.fakes.graph import GraphTwin, mail_reading
from tests.fakes.graph.client import IMMUTABLE, asked, event, full, ids, signed_in, told, twin

WINDOW = "startDateTime=2025-03-03T00:00:00Z&endDateTime=2025-03-10T00:00:00Z"
SENT = "/me/mailFolders/sentitems/messages"
SMALL = f"{IMMUTABLE}, odata.maxpagesize=4"
FOLDERS = ("inbox", "archive", "deleteditems")
DAILY = {"pattern": {"type": "daily", "interval": 1}, "range": {"type": "noEnd", "startDate": "2025-03-01"}}
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# What happens (a kind), to which item (by number), and how far it goes.
Deed = tuple[str, int, int]
# How big pages are, whether rounds are out of order, and whether items come twice.
Page = tuple[int, bool, bool]
deeds = st.lists(
    st.tuples(st.sampled_from(["new", "move", "mark", "delete", "sync"]), st.integers(0, 5), st.integers(0, 9)),
    max_size=14,
)
pages = st.tuples(st.integers(1, 4), st.booleans(), st.booleans())


def followed(
    world: GraphTwin, delta: str, listing: str, done: Sequence[Deed], page: Page, do: Callable[[Deed], None]
) -> None:
    """Keep a mirror by rounds while things happen; at last it holds what the listing shows."""
    size, world.pages.shuffled, world.pages.replayed = page
    prefer = f"{IMMUTABLE}, odata.maxpagesize={size}"
    mirror: dict[str, Any] = {}
    with signed_in(world) as graph:
        link = delta
        for deed in [*done, ("sync", 0, 0)]:
            if deed[0] != "sync":
                do(deed)
                continue
            found, link = graph.round(link, Prefer=prefer)
            for one in found:
                mirror.pop(one["id"], None)
                if "@removed" not in one and one.get("type") != "seriesMaster":
                    mirror[one["id"]] = one["@odata.etag"]
        listed, _ = graph.round(listing)
    assert mirror == {one["id"]: one["@odata.etag"] for one in listed}


@QUICK
@given(deeds, pages)
def test_a_folder_is_followed(done: list[Deed], page: Page) -> None:
    world, made = twin(), list[str]()

    def do(deed: Deed) -> None:
        kind, which, far = deed
        if kind == "new" or not made:
            at = MONDAY - timedelta(hours=far)
            made.append(world.mail.deliver(mail(len(made)), folder=FOLDERS[far % 3], at=at))
            return
        name = made[which % len(made)]
        if kind == "move":
            world.mail.move(name, FOLDERS[far % 3])
        elif kind == "mark":
            world.mail.mark(name, read=far % 2 == 0)
        else:
            world.mail.delete(name)
            made.remove(name)

    inbox = "/me/mailFolders/inbox/messages"
    followed(world, f"{inbox}/delta?$select=id", f"{inbox}?$select=id", done, page, do)


@QUICK
@given(deeds, pages)
def test_a_window_is_followed(done: list[Deed], page: Page) -> None:
    world, made = twin(), list[str]()

    def do(deed: Deed) -> None:
        kind, which, far = deed
        times = event(f"2025-03-{far + 1:02d}T10:00:00", f"2025-03-{far + 1:02d}T11:00:00")
        if kind == "new" or not made:
            made.append(world.calendars.put("", {**times, "recurrence": DAILY} if far % 4 == 0 else times))
            return
        name = made[which % len(made)]
        if kind == "mark":
            world.calendars.alter(name, subject=f"Again {far}")
        elif kind == "move":
            world.calendars.alter(name, start=times["start"], end=times["end"])
        else:
            world.calendars.remove(name)
            made.remove(name)

    followed(world, f"/me/calendarView/delta?{WINDOW}", f"/me/calendarView?{WINDOW}&$select=id", done, page, do)


def test_a_round_tells_everything_once_and_then_what_changed() -> None:
    world, made = full()
    with signed_in(world) as graph:
        pages, link = graph.pages(asked(f"{SENT}/delta", select="subject"), Prefer=SMALL)
        assert [len(page) for page in pages] == [4, 4, 2]
        assert ids([one for page in pages for one in page]) == made
        assert pages[0][0].keys() == {"@odata.type", "@odata.etag", "id", "subject"}
        assert graph.round(link)[0] == []
        new = world.mail.deliver(mail(11), folder="sentitems", at=MONDAY)
        world.mail.mark(made[2], read=False)
        world.mail.move(made[0], "archive")
        world.mail.delete(made[1])
        found, link = graph.round(link)
        assert {one["id"]: one.get("@removed") for one in found} == {
            new: None,
            made[2]: None,
            made[0]: {"reason": "changed"},
            made[1]: {"reason": "deleted"},
        }
        assert found[0].keys() <= {"@odata.type", "@odata.etag", "id", "subject", "@removed"}
        assert graph.round(link)[0] == []
        world.mail.move(made[0], "sentitems")
        assert ids(graph.round(link)[0]) == [made[0]]


def test_what_came_and_went_between_two_rounds_is_not_told() -> None:
    world, _ = full(1)
    with signed_in(world) as graph:
        _, link = graph.round(f"{SENT}/delta")
        world.mail.delete(world.mail.deliver(mail(5), folder="sentitems", at=MONDAY))
        assert graph.round(link)[0] == []


def test_pages_may_be_mixed_up_and_come_again() -> None:
    world, made = full()
    world.pages.shuffled = world.pages.replayed = True
    with signed_in(world) as graph:
        found, _ = graph.round(f"{SENT}/delta", Prefer=SMALL)
        assert set(ids(found)) == set(made)
        assert len(found) == len(made) + 2
        assert ids(found) != made


def test_a_page_can_be_asked_for_again() -> None:
    world, _ = full()
    with signed_in(world) as graph:
        first = graph.get(f"{SENT}/delta", Prefer=SMALL)
        second = graph.get(first["@odata.nextLink"], Prefer=SMALL)
        assert graph.get(first["@odata.nextLink"], Prefer=SMALL)["value"] == second["value"]


def test_a_filtered_round_ends_at_five_thousand() -> None:
    most = mail_reading.MOST_FILTERED
    world, made = full(most + 5)
    with signed_in(world) as graph:
        wide = f"{IMMUTABLE}, odata.maxpagesize=1000"
        path = asked(f"{SENT}/delta", filter="receivedDateTime ge 2000-01-01T00:00:00Z", select="id")
        found, link = graph.round(path, Prefer=wide)
        assert ids(found) == made[:most]
        world.mail.deliver(mail(1), folder="sentitems", at=MONDAY - timedelta(days=20_000))
        late = world.mail.deliver(mail(2), folder="sentitems", at=MONDAY)
        assert ids(graph.round(link)[0]) == [late]
        assert len(graph.round(asked(f"{SENT}/delta", select="id"), Prefer=wide)[0]) == most + 7


def test_a_round_takes_no_other_filter_or_order() -> None:
    world, _ = full(1)
    with signed_in(world) as graph:
        for options in ({"filter": "sentDateTime ge 2025-01-01T00:00:00Z"}, {"orderby": "subject"}):
            assert told(graph.ask("GET", asked(f"{SENT}/delta", **options))) == (400, "ErrorInvalidRequest")


def test_links_that_are_too_old_or_of_another_folder() -> None:
    world, _ = full()
    with signed_in(world) as graph:
        first = graph.get(f"{SENT}/delta", Prefer=SMALL)
        _, link = graph.round(f"{SENT}/delta")
        _, drafts = graph.round("/me/mailFolders/drafts/messages/delta")
        moved = link.replace("sentitems", "drafts")
        assert told(graph.ask("GET", moved)) == (400, "SyncStateInvalid")
        world.pages.expire()
        assert told(graph.ask("GET", first["@odata.nextLink"])) == (410, "SyncStateNotFound")
        world.mail.expire_tokens("sentitems")
        assert told(graph.ask("GET", link)) == (410, "SyncStateNotFound")
        assert graph.round(drafts)[0] == []
        assert told(graph.ask("GET", f"{SENT}/delta?$deltatoken=x")) == (400, "SyncStateInvalid")


def test_links_are_absolute_and_may_lead_elsewhere() -> None:
    world, _ = full(1)
    with signed_in(world) as graph:
        _, link = graph.round(f"{SENT}/delta")
        assert link.startswith(f"{graph.url}/v1.0/me/mailFolders('sentitems')/messages/delta?$deltatoken=")
        world.links_to = "https://elsewhere.example"
        assert graph.round(link)[1].startswith("https://elsewhere.example/v1.0/me/")
