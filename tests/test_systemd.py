"""The units start the service, hand it its secrets, and lock up the rest."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).resolve().parents[1] / "systemd"
SYSTEM, USER = UNITS / "headsup.service", UNITS / "headsup-user.service"
BOTH = pytest.mark.parametrize("unit", [SYSTEM, USER], ids=lambda unit: unit.stem)

Directives = dict[tuple[str, str], list[str]]


def directives(unit: Path) -> Directives:
    """(section, name) -> its values in order."""
    found: Directives = {}
    section = ""
    for line in unit.read_text(encoding="utf-8").splitlines():
        if heading := re.fullmatch(r"\[(\w+)\]", line):
            section = heading[1]
        elif line and not line.startswith("#"):
            name, equals, value = line.partition("=")
            assert equals, line
            found.setdefault((section, name), []).append(value)
    return found


@BOTH
def test_it_runs_the_service_and_tells_systemd_how_it_is(unit: Path) -> None:
    found = directives(unit)
    assert re.search(r"/headsup run\b", found["Service", "ExecStart"][0])
    assert found["Service", "Type"] == ["notify"]
    assert found["Service", "WatchdogSec"] == ["10min"]
    assert int(found["Service", "TimeoutStopSec"][0]) > 10
    assert ("Install", "WantedBy") in found


@BOTH
def test_what_only_a_person_can_mend_is_not_tried_again(unit: Path) -> None:
    assert directives(unit)["Service", "RestartPreventExitStatus"] == ["2 3 4"]


@BOTH
def test_every_group_of_directives_has_its_reason(unit: Path) -> None:
    """Between a directive that restricts, hands over or limits and a comment stand at most five of its group."""
    since = 0
    for line in unit.read_text(encoding="utf-8").splitlines():
        since = 0 if line.startswith("# ") else since + 1
        if re.match(r"(Protect|Private|Restrict\w+s=|System|Load|Memory|Tasks|Watchdog|Environment|Dynamic)", line):
            assert since <= 6, line


def test_the_system_unit_owns_its_state_and_nothing_else() -> None:
    found = directives(SYSTEM)
    assert found["Service", "DynamicUser"] == ["yes"]
    assert found["Service", "StateDirectory"] == ["headsup"]
    assert found["Service", "StateDirectoryMode"] == ["0700"]
    assert found["Service", "ProtectSystem"] == ["strict"]
    assert "XDG_STATE_HOME=%S" in found["Service", "Environment"]


def test_secrets_come_as_credentials_not_in_the_environment() -> None:
    found = directives(SYSTEM)
    assert "headsup-key:/etc/headsup/key" in found["Service", "LoadCredential"]
    assert ("Service", "EnvironmentFile") not in found
    assert all(re.match(r"(XDG_STATE_HOME|PYTHON\w+)=", value) for value in found["Service", "Environment"])


@pytest.mark.parametrize(("unit", "most"), [(SYSTEM, 1.5), (USER, 5.5)], ids=["system", "user"])
def test_systemd_finds_little_exposed(unit: Path, most: float) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not installed")
    done = subprocess.run(
        [analyze, "security", "--offline=true", str(unit)], capture_output=True, text=True, timeout=30, check=False
    )
    level = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    if level is None:
        pytest.skip("this systemd-analyze cannot judge a unit offline")
    assert float(level[1]) <= most
    assert "Unknown key" not in done.stderr
