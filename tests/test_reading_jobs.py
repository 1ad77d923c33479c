"""`headsup read --jobs`: as many processes as are asked for, the same lines in the same order, and a clean end."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from daemon.cli import lines

COMMAND = (sys.executable, "-m", "daemon", "read", "--jsonl")
# What a shell starts in the background ignores Ctrl-C, and so would whatever these tests start there.
_HEED = "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"
HEEDING = (sys.executable, "-c", _HEED)


@pytest.fixture
def mails(tmp_path: Path) -> Path:
    """Three thousand mails in JSON lines, one of them torn."""
    path = tmp_path / "mails.jsonl"
    rows = [
        {"id": str(n), "date": "2024-03-04T09:30:00+00:00", "from": "mara@north.test", "to": ["anna@south.test"]}
        | {"cc": [], "subject": "Lease", "body": f"I'll send you drawing {n} by Friday.\n"}
        for n in range(3_000)
    ]
    path.write_text("\n".join(["{torn", *map(json.dumps, rows)]) + "\n", encoding="utf-8")
    return path


def test_two_processes_say_the_same_in_the_same_order(mails: Path) -> None:
    one, two = (subprocess.run([*COMMAND, str(mails), "--jobs", n], capture_output=True, check=False) for n in "12")
    assert (one.returncode, one.stdout, one.stderr) == (two.returncode, two.stdout, two.stderr)
    assert [json.loads(line)["id"] for line in two.stdout.splitlines()] == [str(n) for n in range(3_000)]


@pytest.mark.parametrize("how", ["the reader hangs up", "the user breaks it off"])
def test_it_ends_soon_and_without_a_traceback(mails: Path, how: str) -> None:
    command = [*HEEDING, *COMMAND, *[str(mails)] * 20, "--jobs", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        if how == "the reader hangs up":
            process.stdout.close()
        else:
            # the terminal sends the signal to the workers as well
            os.killpg(process.pid, signal.SIGINT)
            process.stdout.read()
        said = process.stderr.read()
        assert process.wait(20) == 1
    assert b"Traceback" not in said


def _count(number: int) -> lines.Row:
    return {"n": number}


def test_little_is_read_ahead() -> None:
    given = iter(range(1, 100_001))
    rows = lines.mapped(_count, given, 2, chunk=10)
    assert [next(rows) for _ in range(3)] == [{"n": 1}, {"n": 2}, {"n": 3}]
    assert next(given) <= 100
    assert len(list(rows)) == 99_996  # all but the three, and the one taken from under it
