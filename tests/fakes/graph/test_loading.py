"""The twin loaded from files, and the command that serves it."""

import json
import re
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import requests

from daemon import sample
from tests.fakes.graph import GraphTwin
from tests.fakes.graph.client import signed_in
from tests.fakes.graph.loading import load_calendar, load_mbox

SAMPLE = Path(sample.__file__).parent
EASTERN = 'IdType="ImmutableId", outlook.timezone="Eastern Standard Time"'
SERIES = """\
BEGIN:VCALENDAR
BEGIN:VEVENT
UID:sync
SUMMARY:Sync
DTSTART;TZID=Europe/Berlin:20250304T100000
DURATION:PT1H
RRULE:{rule}
EXDATE;TZID=Europe/Berlin:20250311T100000
END:VEVENT
BEGIN:VEVENT
UID:sync
SUMMARY:Sync, moved
RECURRENCE-ID;TZID=Europe/Berlin:20250318T100000
DTSTART;TZID=Europe/Berlin:20250319T140000
DTEND;TZID=Europe/Berlin:20250319T150000
STATUS:CANCELLED
END:VEVENT
END:VCALENDAR
"""


def test_the_sample_is_loaded_as_it_lies_in_its_files() -> None:
    world = GraphTwin("nora@alderfinch.example", "America/New_York")
    sent = load_mbox(world, SAMPLE / "sent.mbox", folder="sentitems")
    load_calendar(world, SAMPLE / "calendar.ics")
    assert len(sent) == len(re.findall(rb"(?m)^From ", (SAMPLE / "sent.mbox").read_bytes()))
    with signed_in(world) as graph:
        first = graph.get(f"/me/messages/{sent[0]}")
        assert first["internetMessageId"] == "<20260226.1032.floor-plan@alderfinch.example>"
        assert first["sentDateTime"] == "2026-02-26T15:32:00Z"
        window = "startDateTime=2026-03-12T00:00:00Z&endDateTime=2026-03-14T00:00:00Z"
        listed = graph.get(f"/me/calendarView?{window}&$top=100", Prefer=EASTERN)["value"]
        standup = next(one for one in listed if one["subject"] == "Stand-up")
        assert standup["start"]["dateTime"] == "2026-03-12T09:15:00.0000000"
        assert standup["attendees"][0]["emailAddress"] == {"name": "Nora Vance", "address": "nora@alderfinch.example"}
        assert (standup["responseStatus"]["response"], standup["isOrganizer"]) == ("accepted", False)


def test_a_series_is_loaded_with_what_it_leaves_out_and_what_differs(tmp_path: Path) -> None:
    for rule, days in {
        "FREQ=WEEKLY;COUNT=4": ["04", "19", "25"],
        "FREQ=DAILY;INTERVAL=7;UNTIL=20250325T120000Z": ["04", "19", "25"],
        "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20250313T235959Z": ["04", "06", "13", "19"],
        "FREQ=MONTHLY;BYDAY=1TU": ["04", "19"],
        "FREQ=MONTHLY": ["04", "19"],
        "FREQ=YEARLY": ["04", "19"],
    }.items():
        world = GraphTwin()
        (tmp_path / "calendar.ics").write_text(SERIES.format(rule=rule), encoding="utf-8")
        load_calendar(world, tmp_path / "calendar.ics")
        window = "startDateTime=2025-03-01T00:00:00Z&endDateTime=2025-03-30T00:00:00Z"
        with signed_in(world) as graph:
            found = graph.get(f"/me/calendarView?{window}")["value"]
        assert [one["start"]["dateTime"][8:10] for one in found] == days, rule
        assert [one["subject"] for one in found if one["isCancelled"]] == ["Sync, moved"]


def test_an_occurrence_is_named_by_when_it_would_begin() -> None:
    world = GraphTwin()
    rule = {"pattern": {"type": "daily", "interval": 1}, "range": {"type": "noEnd", "startDate": "2025-03-04"}}
    times = {
        name: {"dateTime": f"2025-03-04T{hour}:00:00", "timeZone": "UTC"} for name, hour in (("start", 10), ("end", 11))
    }
    series = world.calendars.put("", {"subject": "Sync", "recurrence": rule, **times})
    name = world.calendars.occurrence(series, datetime(2025, 3, 6, 10, tzinfo=UTC))
    with signed_in(world) as graph:
        assert graph.get(f"/me/events/{name}")["start"]["dateTime"] == "2025-03-06T10:00:00.0000000"


def test_the_command_serves_the_sample_until_it_is_interrupted() -> None:
    command = [sys.executable, "-m", "tests.fakes.graph"]
    project = Path(__file__).resolve().parents[3]
    with subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        lines = [served.stdout.readline() for _ in range(8)]
        said = {
            name: json.loads(value) for name, value in (line.strip().split(" = ") for line in lines if " = " in line)
        }
        with requests.Session() as session:
            session.trust_env, session.verify = False, said["ca_bundle"]
            form = {"grant_type": "refresh_token", "client_id": said["client_id"]}
            answer = session.post(f"{said['authority']}/{said['tenant']}/oauth2/v2.0/token", form, timeout=5)
        assert answer.json()["error"] == "invalid_grant"
        served.send_signal(signal.SIGINT)
        assert served.wait(timeout=5) == 0
