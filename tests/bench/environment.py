"""A Python with the packages of a yardstick, in an environment of its own below ours: `make clean` takes it away.

In: its name and what it needs. Out: the path of its Python; OSError or SubprocessError where it cannot be had.
"""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path


def python_with(name: str, *packages: str, base: str = sys.executable, sees_base: bool = False) -> str:
    """The Python of the environment `name`, made at first use from the Python `base`, whose packages it may see."""
    place = Path(sys.prefix) / name
    python = str(place / "bin" / "python")
    if not (place / ".installed").exists():
        call(base, "-m", "venv", *(["--system-site-packages"] if sees_base else []), str(place))
        call(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages)
        (place / ".installed").touch()
    return python


def call(*command: str, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> None:
    """Run a command to its end. Raises OSError, SubprocessError."""
    subprocess.run(command, cwd=cwd, env=env, check=True, capture_output=True, timeout=180)


def reason(fault: Exception) -> str:
    """The last line of what a command said, or what went wrong otherwise."""
    said = fault.stderr if isinstance(fault, subprocess.CalledProcessError) else b""
    lines = said.decode(errors="replace").split("\n") if said else []
    return next((line for line in reversed(lines) if line.strip()), str(fault))
