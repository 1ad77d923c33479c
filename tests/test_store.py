"""The ledger: what goes in comes out, once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from traceback import format_exception

import pytest

from connectors.types import Address, Ignore, Interest, Kind, Ref, SetAside, Sweep
from daemon.core.model import (
    Cue,
    Mark,
    Posted,
    Purpose,
    Sentence,
    State,
    Verdict,
)
from daemon.store import Changes, Store, StoreError, open_store
from tests.store_values import NOW, keep, mail, meeting, promise, says


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/state/ledger.sqlite"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with open_store(url) as opened:
        yield opened


# --- facts -----------------------------------------------------------------------------------------------------------


def test_what_goes_in_comes_out(store: Store) -> None:
    one = mail("1")
    assert keep(store, one) == Changes((one,), (), False)
    assert store.mail("1") == one
    assert store.mail("1").sent_at.utcoffset() == timedelta(hours=-6)  # type: ignore[union-attr]
    assert store.account("me").cursor == "1"  # type: ignore[union-attr]
    assert store.mail("2") is None
    assert store.mail_called("1@example.org") == one
    assert store.mail_called("the deck\nbo@example.org") is None


def test_twice_is_once(store: Store) -> None:
    page = ([mail("1"), mail("2")], [meeting("e", 3)], [Ref("me", "9")], [SetAside(Ref("me", "8"), "too deep")])
    assert store.keep("me", *page, "1", NOW).mails
    assert store.keep("me", *page, "1", NOW) == Changes()
    assert store.set_aside("me") == [SetAside(Ref("me", "8"), "too deep")]


def test_a_body_that_was_read_outlives_its_header(store: Store) -> None:
    header = mail("1", read=False, own=False)
    body = mail("1", own=False)
    assert keep(store, header).mails == (header,)
    assert keep(store, body).mails == (body,)
    assert keep(store, header) == Changes()
    assert store.mail("1") == body


def test_the_same_mail_in_two_places_is_one(store: Store) -> None:
    sent, copy = mail("1", "k"), mail("x", "k", read=False, account="other")
    assert keep(store, copy).mails == (copy,)
    assert keep(store, sent).mails == (sent,)
    assert keep(store, replace(copy, ref=Ref("other", "y"))) == Changes()
    assert list(store.all_mails()) == [sent]
    assert keep(store, gone=(Ref("other", "x"),)) == Changes()
    assert keep(store, gone=(sent.ref,)).mails == (replace(copy, ref=Ref("other", "y")),)
    assert keep(store, gone=(Ref("other", "y"),)).removed == ("k",)
    assert list(store.all_mails()) == []


def test_what_a_page_shows_and_calls_gone_is_there(store: Store) -> None:
    assert keep(store, mail("1"), gone=(Ref("me", "1"),)).mails == (mail("1"),)


def test_a_mail_that_changes_its_key_leaves_the_old_one(store: Store) -> None:
    keep(store, mail("1", "old"))
    assert keep(store, mail("1", "new")) == Changes((mail("1", "new"),), ("old",), False)


def test_no_sentence_is_kept_longer_than_it_may(store: Store) -> None:
    long = Sentence(Cue.ASK, 0, 900, "x" * 900, answers="y" * 900)
    keep(store, replace(mail("1"), sentences=(long,)))
    kept = store.mail("1").sentences[0]  # type: ignore[union-attr]
    assert (len(kept.text), len(kept.answers), kept.end) == (300, 300, 900)


def test_the_first_turn_is_recorded_once(store: Store) -> None:
    assert store.account("me") is None
    assert store.started("me", NOW) == NOW
    store.turned("me", NOW + timedelta(hours=1))
    assert store.started("me", NOW + timedelta(days=1)) == NOW
    row = store.account("me")
    assert row is not None
    assert store.accounts() == [row]
    assert (row.first_turn_at, row.last_turn_at, row.cursor) == (NOW, NOW + timedelta(hours=1), None)


def test_a_cursor_may_be_left_and_forgotten(store: Store) -> None:
    keep(store, mail("1"), cursor="7")
    keep(store, mail("2"), cursor=None)
    assert store.account("me").cursor == "7"  # type: ignore[union-attr]
    store.forget_cursor("me")
    assert store.account("me").cursor is None  # type: ignore[union-attr]


def test_items_and_cursor_are_one_transaction(store: Store) -> None:
    keep(store, mail("1"), cursor="1")
    bad = SetAside(Ref("me", "9"), None)  # type: ignore[arg-type]
    with pytest.raises(StoreError) as error:
        store.keep("me", [mail("2")], (), [Ref("me", "1")], [bad], "2", NOW)
    assert "deck" not in "".join(format_exception(error.value)), "no word of a mail stands in an error"
    assert [m.key for m in store.all_mails()] == ["1"]
    assert store.account("me").cursor == "1"  # type: ignore[union-attr]


def test_what_was_set_aside_is_forgotten_once_it_is_read(store: Store) -> None:
    store.keep("me", (), (), (), [SetAside(Ref("me", "1"), "too deep")], None, NOW)
    keep(store, mail("1"))
    assert store.set_aside("me") == []


def test_only_headers_that_somebody_wants_are_unread(store: Store) -> None:
    keep(store, *(mail(str(n), read=False, own=False, day=n) for n in range(4)), mail("read", own=False))
    keep(store, replace(mail("auto", read=False, own=False), skipped="automatic"))
    by_person = Interest(people=frozenset({"bo@example.org"}))
    assert store.unread(by_person) == [Ref("me", n) for n in "3210"]
    assert store.unread(Interest(threads=frozenset({"2@example.org"}))) == [Ref("me", "2")]
    assert store.unread(replace(by_person, since=mail("2", day=2).sent_at)) == [Ref("me", "3"), Ref("me", "2")]
    assert store.unread(replace(by_person, ignore=Ignore(domains=frozenset({"example.org"})))) == []
    assert store.unread(Interest()) == []


def test_what_was_read_elsewhere_is_not_unread(store: Store) -> None:
    keep(store, mail("1", "k"))
    keep(store, mail("x", "k", read=False, account="other"))
    assert store.unread(Interest(people=frozenset({"bo@example.org"}))) == []


def test_what_an_older_reader_read_is_outdated(store: Store) -> None:
    keep(store, mail("1"), replace(mail("2"), reader=2), mail("3", read=False))
    assert store.outdated(2) == [Ref("me", "1")]
    assert store.outdated(1) == []


def test_mails_near_share_a_link_or_a_person(store: Store) -> None:
    other = replace(mail("3", day=3), links=frozenset({"z"}), to=(Address("cy@example.org"),))
    keep(store, mail("2", day=2), mail("1", day=1), other)
    assert [m.key for m in store.mails_near(frozenset({"the deck\nbo@example.org"}), frozenset(), None)] == ["1", "2"]
    assert [m.key for m in store.mails_near(frozenset(), frozenset({"cy@example.org"}), None)] == ["3"]
    after = mail("1", day=1).sent_at
    assert [m.key for m in store.mails_near(frozenset(), frozenset({"ann@example.org"}), after)] == ["2", "3"]


def test_more_links_than_one_statement_takes(store: Store) -> None:
    keep(store, *(mail(f"{n:04}") for n in range(1200)))
    links = frozenset(f"{n:04}@example.org" for n in range(1200))
    assert len(store.mails_near(links, frozenset(), None)) == 1200
    assert keep(store, gone=tuple(Ref("me", f"{n:04}") for n in range(1200))).removed[-1] == "1199"


def test_events_of_a_window(store: Store) -> None:
    events = [meeting("a", 3), meeting("b", 5), meeting("c", 4)]
    assert store.keep("me", (), events, (), (), "1", NOW) == Changes((), (), True)
    window = (datetime(2026, 3, 3, 16, 30, tzinfo=UTC), datetime(2026, 3, 4, 17, 0, tzinfo=UTC))
    assert store.events(*window) == [meeting("a", 3), meeting("c", 4)]
    assert store.events(window[0], datetime(2026, 3, 4, 16, 0, tzinfo=UTC)) == [meeting("a", 3)]
    assert store.keep("me", (), (), [Ref("me", "a")], (), "2", NOW).events
    assert not store.keep("me", (), (), [Ref("me", "a")], (), "3", NOW).events
    assert [e.uid for e in store.events(*window)] == ["c"]


def test_the_humans_words_and_the_outbox_come_out_as_they_went_in(store: Store) -> None:
    mark = Mark("p", Verdict.MOVED, NOW, by=NOW + timedelta(days=1), source="1", words="send it")
    store.add_mark(mark)
    store.add_mark(mark)
    store.add_mark(replace(mark, verdict=Verdict.HUSH))
    assert [m.verdict for m in store.marks()] == [Verdict.MOVED, Verdict.HUSH]
    assert store.marks()[0] == mark
    store.add_spoken(promise("s", "spoken"))
    store.add_spoken(promise("s", "spoken"))
    assert store.spoken() == [promise("s", "spoken")]
    row = Posted("k", "me", Kind.DRAFT, ("p",), State.INTENDED, "d", NOW, NOW)
    store.save_posted(row)
    store.save_posted(replace(row, state=State.DECLINED, ref=Ref("me", "x")))
    store.save_posted(replace(row, key="n", account="other", kind=Kind.NOTE))
    assert store.posted("me") == [replace(row, state=State.DECLINED, ref=Ref("me", "x"))]
    assert [r.key for r in store.posted(live=True)] == ["n"]


def test_puts_of_a_day_are_counted_by_attempts(store: Store) -> None:
    row = Posted("a", "me", Kind.DRAFT, (), State.INTENDED, "d", NOW, NOW, attempts=2)
    store.save_posted(row)
    store.save_posted(replace(row, key="b", first_at=NOW - timedelta(days=2), attempts=1))
    store.save_posted(replace(row, key="c", first_at=NOW - timedelta(days=2), attempts=3))
    store.save_posted(replace(row, key="d", attempt_at=NOW - timedelta(days=1)))
    assert store.put_since(Kind.DRAFT, Purpose.HEADS_UP, NOW) == 2 + 0 + 2
    assert store.put_since(Kind.NOTE, Purpose.HEADS_UP, NOW) == 0


def test_puts_of_status_mails_count_for_themselves(store: Store) -> None:
    row = Posted("s", "me", Kind.DRAFT, (), State.WRITTEN, "d", NOW, NOW, purpose=Purpose.STATUS)
    store.save_posted(row)
    assert store.posted() == [row]
    assert store.put_since(Kind.DRAFT, Purpose.STATUS, NOW) == 1
    assert store.put_since(Kind.DRAFT, Purpose.HEADS_UP, NOW) == 0


def test_heads_ups_that_were_sent_are_known(store: Store) -> None:
    keep(store, replace(mail("1"), heads_up="k"), mail("2"))
    assert store.sent_heads_ups() == frozenset({"k"})


# --- derived ---------------------------------------------------------------------------------------------------------


def test_promises_are_derived_and_looked_up(store: Store) -> None:
    a, b = promise("aa1", "m1"), promise("ab2", "m2", "z", Address("cy@example.org"))
    store.derive((), [a, b], [says("aa1", "m3", 1), says("aa1", "m4")])
    store.settle({"ab2": NOW, "aa1": None})
    assert store.promises() == [a, b]
    assert store.live_promises(NOW) == [a]
    assert store.live_promises(NOW - timedelta(days=1)) == [a, b]
    assert store.promise("a") == [a, b]
    assert store.promise("ab") == [b]
    assert store.promise("%") == []
    assert store.promises_near(frozenset({"one@example.org"}), frozenset()) == [a]
    assert store.promises_near(frozenset(), frozenset({"cy@example.org"})) == [b]
    assert store.promises_by_key({"ab2", "none"}) == store.promises_from(["m2", "m9"]) == [b]
    assert store.evidence_from(["m4", "m9"]) == {"aa1": [says("aa1", "m4")]}
    assert store.evidence(["aa1", "ab2"]) == {"aa1": [says("aa1", "m4"), says("aa1", "m3", 1)]}


def test_what_a_dropped_mail_said_goes(store: Store) -> None:
    a, b = promise("a", "m1"), promise("b", "m2")
    store.derive((), [a, b], [says("a", "m2"), says("b", "m1"), says("b", "m3")])
    store.derive(["m1"], [], [])
    assert store.promises() == [b]
    assert store.evidence(["a", "b"]) == {"b": [says("b", "m3")]}


def test_deriving_twice_is_once_and_keeps_what_is_closed(store: Store) -> None:
    a = promise("a", "m1")
    for _ in range(2):
        store.derive((), [a], [says("a", "m2")])
        store.settle({"a": NOW})
    store.derive((), [replace(a, hedged=True, links=frozenset({"new"}))], [])
    assert store.live_promises(NOW) == []
    assert store.promises_near(frozenset({"one@example.org"}), frozenset()) == []
    assert store.promises_near(frozenset({"new"}), frozenset())[0].hedged
    assert len(store.evidence(["a"])["a"]) == 1


def test_a_sweep_takes_away_what_a_whole_listing_does_not_show(store: Store) -> None:
    letters = [mail(f"mail/{n}", day=n) for n in range(4)]
    store.keep("me", letters, [meeting("event/a_b/1", 3), meeting("event/axb/2", 3)], (), (), "1", NOW)
    since = mail("", day=1).sent_at
    changes = store.keep("me", (), (), (), (), "2", NOW, [Sweep("mail/", frozenset({"mail/2"}), since)])
    assert changes.removed == ("mail/1", "mail/3"), "what lies before `since` was not listed, and so is not gone"
    until = meeting("", 3).starts_at
    assert not store.keep("me", (), (), (), (), "3", NOW, [Sweep("event/", frozenset(), None, until)]).events
    store.keep("me", (), (), (), (), "4", NOW, [Sweep("event/a_b/", frozenset())])
    assert [e.uid for e in store.events(NOW, NOW + timedelta(days=30))] == ["event/axb/2"], "_ is no wildcard"


def test_a_sweep_spares_what_its_page_shows(store: Store) -> None:
    changes = store.keep("me", [mail("mail/1")], (), (), (), "1", NOW, [Sweep("mail/", frozenset())])
    assert ([m.key for m in changes.mails], changes.removed) == (["mail/1"], ())
