"""The small parts of `bench-google`: its mailbox, its processes, and one import as the bench counts it."""

import sys
from datetime import UTC, datetime, timedelta

import pytest

pytest.importorskip("googleapiclient", reason="needs the extra `google`")

from tests.bench.apart import apart
from tests.bench.google import imported, loaded, opened
from tests.bench.mailbox import fresh, postings

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


def test_the_mailbox_has_as_many_mails_as_asked_for_and_is_always_the_same() -> None:
    found = postings(500, 90, NOW)
    assert (sum(one.own for one in found), sum(not one.own for one in found)) == (500, 90)
    assert found == postings(500, 90, NOW)
    assert [one.at for one in found] == sorted(one.at for one in found)
    assert NOW - timedelta(days=80) < found[0].at < found[-1].at < NOW


def test_every_new_mail_is_another_one_with_a_promise() -> None:
    found = [fresh(number, NOW).raw for number in range(10)]
    assert len(set(found)) == 10
    assert all(b"I'll send you the " in raw for raw in found)


def test_a_process_apart_does_not_count_the_memory_of_this_one() -> None:
    held = bytearray(b"x") * (96 << 20)
    told = apart("run", sys.executable, "-c", "print(len('small'))")
    assert (told["code"], told["out"]) == (0, "5\n")
    assert told["peak_mb"] * (1 << 20) < len(held)


def test_an_import_is_counted_by_what_the_twin_was_asked() -> None:
    now = datetime.now(UTC)
    twin = loaded(120, 0, now - timedelta(hours=1))
    with opened(twin) as home:
        figures, _ = imported(twin, home, now)
    assert (twin.violations, twin.offences) == ([], [])
    asked = [row.template for row in twin.requests]
    assert asked.count("batch") == 3
    assert figures["import_requests"] + figures["import_writes"] == len(asked)
    assert figures["import_quota_min"] > 120 * 20 / 6_000
