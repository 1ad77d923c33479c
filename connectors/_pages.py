"""What was found of mails or events, as a page for the house: readings in, a Page within its bounds out."""

from collections.abc import Iterable
from datetime import datetime

from connectors.types import Event, Message, Page, Ref, SetAside


def of_mails(found: Iterable[Message | SetAside | Ref], since: datetime | None) -> Page:
    """The mails; a Ref stands for one that is gone. One from before `since`, the first import, is left out."""
    items = list(found)
    return Page(
        messages=tuple(m for m in items if isinstance(m, Message) and (since is None or m.sent_at >= since)),
        gone=tuple(ref for ref in items if isinstance(ref, Ref)),
        set_aside=tuple(one for one in items if isinstance(one, SetAside)),
    )


def of_events(found: Iterable[Event | SetAside | Ref], since: datetime | None, until: datetime | None) -> Page:
    """The events within the window; a Ref stands for one that is gone, and so is one that was moved out of it."""
    items = list(found)
    shown = [one for one in items if isinstance(one, Event)]
    inside = {one.ref: one for one in shown if within(one, since, until)}
    gone = [one if isinstance(one, Ref) else one.ref for one in items if not isinstance(one, SetAside)]
    return Page(
        events=tuple(inside.values()),
        gone=tuple(ref for ref in gone if ref not in inside),
        set_aside=tuple(one for one in items if isinstance(one, SetAside)),
    )


def within(found: Event, since: datetime | None, until: datetime | None) -> bool:
    """Whether an event lies in a window as the providers reckon: it ends after `since` and begins before `until`."""
    return (since is None or found.ends_at > since) and (until is None or found.starts_at < until)


def shown(page: Page) -> frozenset[str]:
    """The Ref ids of the events on a page, those that cannot be read among them."""
    return frozenset([*(one.ref.id for one in page.events), *(one.ref.id for one in page.set_aside)])
