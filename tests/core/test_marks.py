"""What was said of a promise stays with its words, when a better reader moves their span."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from connectors.types import Kind, Ref
from daemon.core.marks import attached, followed, linked_key, overlap
from daemon.core.model import Mark, Posted, Promise, State, Verdict
from tests.core.builders import ANNA, MONDAY


def promise(words: str, key: str = "now", source: str = "mail", made_at: datetime = MONDAY) -> Promise:
    return Promise(key, source, Ref("work", source), (ANNA,), words, made_at, None, frozenset())


def mark(words: str, key: str = "was", verdict: Verdict = Verdict.KEPT, by: datetime | None = None) -> Mark:
    return Mark(key, verdict, MONDAY + timedelta(hours=1), by, "mail", words)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("I'll send the deck", "I'll send the deck by Friday", 4),
        ("send the deck by Friday", "Sure, I'll send the deck by", 4),
        ("I'll send you the deck", "I'll send you the memo", 0),
        ("the deck", "the memo", 0),
        ("", "the memo", 0),
    ],
)
def test_spans_overlap_where_one_holds_the_other_or_goes_on_with_it(one: str, other: str, shared: int) -> None:
    assert overlap(one, other) == overlap(other, one) == shared


def test_a_mark_goes_to_the_promise_that_overlaps_most() -> None:
    found = [promise("I'll send the deck by Friday", "a"), promise("the deck", "b"), promise("the memo", "c")]
    (moved,) = attached([mark("I'll send the deck")], found, {"a", "b", "c"})
    assert moved.promise == "a"


def test_a_mark_stays_where_its_promise_is_or_where_nothing_overlaps() -> None:
    found = [promise("I'll send the deck by Friday", "now"), promise("the deck", "was")]
    assert attached([mark("I'll send the deck")], found, {"now", "was"})[0].promise == "was"
    assert attached([mark("the memo")], found[:1], {"now"})[0].promise == "was"
    elsewhere = promise("I'll send the deck by Friday", source="another mail")
    assert attached([mark("I'll send the deck")], [elsewhere], {"now"})[0].promise == "was"


def test_a_mark_on_the_new_date_follows_the_mark_that_gave_it() -> None:
    by = MONDAY + timedelta(days=3)
    first = mark("I'll send the deck", verdict=Verdict.MOVED, by=by)
    second = replace(mark("I'll send the deck", linked_key("was", by)), made_at=MONDAY + timedelta(hours=2))
    moved = attached([second, first], [promise("I'll send the deck by Friday")], {"now"})
    assert [m.promise for m in moved] == ["now", linked_key("now", by)]


def test_an_outbox_row_follows_the_words_it_was_about() -> None:
    row = Posted("k", "work", Kind.DRAFT, ("was", "x"), State.WRITTEN, "", MONDAY, MONDAY)
    found = [promise("I'll send the deck by Friday")]
    assert followed([row], found) == [row]
    said = replace(row, said=(("mail", "I'll send the deck"), ("mail", "the memo")))
    assert followed([said], found)[0].promises == ("now", "x")
