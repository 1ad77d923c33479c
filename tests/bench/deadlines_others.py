"""The libraries that read times, measured beside us: installed into an environment of their own, never the project's.

Each is run by deadlines_beside.py in that environment; one that cannot be installed is said so and left out.
"""

import json
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(tempfile.gettempdir()) / "headsup-bench-deadlines"
SCRIPT = Path(__file__).with_name("deadlines_beside.py")
NEEDS = {
    "duckling": ["pyduckling-native-phihos"],
    "recognizers": ["recognizers-text-date-time==1.0.2a2", "emoji<2"],
    "parsedatetime": ["parsedatetime"],
    "dateparser": ["dateparser"],
}
_PATIENCE = 600  # seconds


@dataclass(frozen=True, slots=True)
class Answer:
    """What a library made of a gold file: prediction lines, and texts per second (0 where not asked for)."""

    predictions: list[dict[str, Any]]
    per_s: float


def ready() -> dict[str, str]:
    """Each library with "" where it can be run, else why not."""
    if not _python().exists():
        venv.create(FOLDER, with_pip=True)
    return {name: _installed(needs) for name, needs in NEEDS.items()}


def ask(library: str, gold: Path, rounds: int = 0) -> Answer:
    """Read a gold file with a library; with `rounds`, also how fast it is."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "answer.json"
        command = [str(_python()), str(SCRIPT), library, str(gold), str(rounds), str(told)]
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=_PATIENCE)
        answer = json.loads(told.read_text(encoding="utf-8"))
    return Answer(answer["predictions"], float(answer["per_s"]))


def _installed(needs: list[str]) -> str:
    command = [str(_python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *needs]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=_PATIENCE)
    return (
        ""
        if done.returncode == 0
        else "not installed: " + (done.stderr.strip().splitlines() or ["no reason given"])[-1]
    )


def _python() -> Path:
    return FOLDER / ("Scripts" if sys.platform == "win32" else "bin") / "python"
