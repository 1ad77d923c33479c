"""The twin loaded from files, and the command that serves it."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import requests

from daemon import sample
from tests.fakes.exchange import ExchangeTwin
from tests.fakes.exchange.client import ALL, find, ids, signed_in
from tests.fakes.exchange.soap import text
from tests.fakes.graph.loading import load_calendar, load_mbox

SAMPLE = Path(sample.__file__).parent


def test_the_sample_is_loaded_as_it_lies_in_its_files() -> None:
    world = ExchangeTwin("nora@alderfinch.example", "America/New_York")
    sent = load_mbox(world, SAMPLE / "sent.mbox", folder="sentitems")
    load_calendar(world, SAMPLE / "calendar.ics")
    assert len(sent) == len(re.findall(rb"(?m)^From ", (SAMPLE / "sent.mbox").read_bytes()))
    window = '<m:CalendarView StartDate="2026-03-12T00:00:00Z" EndDate="2026-03-14T00:00:00Z"/>'
    with signed_in(world) as soap:
        first = soap.got(ids(world, sent)[0], ALL)
        assert text(first, "t:InternetMessageId") == "<20260226.1032.floor-plan@alderfinch.example>"
        assert text(first, "t:DateTimeSent") == "2026-02-26T15:32:00Z"
        listed = soap.items(find("calendar", window, f"<m:ItemShape>{ALL}</m:ItemShape>"))
        standup = next(one for one in listed if text(one, "t:Subject") == "Stand-up")
        assert (text(standup, "t:Start"), text(standup, "t:MyResponseType")) == ("2026-03-12T13:15:00Z", "Accept")
        assert len(soap.round("sentitems")[0]) == len(sent)
    assert world.violations == []


def test_the_command_serves_the_sample_until_it_is_interrupted() -> None:
    command = [sys.executable, "-m", "tests.fakes.exchange"]
    project = Path(__file__).resolve().parents[3]
    with subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        lines = [served.stdout.readline() for _ in range(9)]
        said = {name: json.loads(value) for name, value in (line.split(" = ") for line in lines[2:])}
        with requests.Session() as session:
            session.trust_env, session.verify = False, said["ca_bundle"]
            assert session.post(said["service_endpoint"], timeout=5).status_code == 401
            session.auth = (said["user"], said["password"])
            assert session.post(said["service_endpoint"], timeout=5).status_code == 500
        served.send_signal(signal.SIGINT)
        assert served.wait(timeout=5) == 0
