"""The twin loaded from files, and the command that serves it."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from daemon import sample
from tests.fakes.google import GoogleTwin
from tests.fakes.google.client import signed_in
from tests.fakes.google.loading import load_calendar, load_mbox

pytest.importorskip("googleapiclient", reason="needs the extra `google`")

SAMPLE = Path(sample.__file__).parent


def test_the_sample_is_loaded_as_it_lies_in_its_files() -> None:
    world = GoogleTwin("nora@alderfinch.example", "America/New_York")
    sent = load_mbox(world, SAMPLE / "sent.mbox", labels={"SENT"})
    load_calendar(world, SAMPLE / "calendar.ics")
    first = world.mail.mails[sent[0]]
    assert len(sent) == len(re.findall(rb"(?m)^From ", (SAMPLE / "sent.mbox").read_bytes()))
    assert first.raw.startswith(b"Message-ID: <20260226.1032.floor-plan@alderfinch.example>\n")
    assert first.at == 1772119920000
    with signed_in(world) as (_, calendar):
        window = {"timeMin": "2026-03-12T00:00:00Z", "timeMax": "2026-03-14T00:00:00Z"}
        listed = (
            calendar.events().list(calendarId="primary", singleEvents=True, orderBy="startTime", **window).execute()
        )
        standups = [one for one in listed["items"] if one["summary"] == "Stand-up"]
        assert [one["start"]["dateTime"] for one in standups] == ["2026-03-12T09:15:00-04:00"]
        assert standups[0]["attendees"][0] == {
            "email": "nora@alderfinch.example",
            "displayName": "Nora Vance",
            "self": True,
            "responseStatus": "accepted",
        }


def test_the_command_serves_the_sample_until_it_is_interrupted() -> None:
    command = [sys.executable, "-m", "tests.fakes.google"]
    project = Path(__file__).resolve().parents[3]
    with subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        lines = [served.stdout.readline() for _ in range(7)]
        said = dict(line.strip().split(" = ") for line in lines if " = " in line)
        form = {"grant_type": "refresh_token", "client_id": json.loads(said["client_id"])}
        answer = requests.post(json.loads(said["token_uri"]), form, timeout=5)
        assert answer.json()["error"] == "invalid_client"
        served.send_signal(signal.SIGINT)
        assert served.wait(timeout=5) == 0
