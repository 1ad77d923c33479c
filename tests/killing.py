"""Runs one turn and kills its own process, as the power cut would, before or after the first call of a named method.

python tests/killing.py daemon.store.Store.keep before|after CONFIG AS-OF
"""

import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import Any


def main(point: str, when: str, config: str, as_of: str) -> None:
    """Arm the kill, then run the turn."""
    from click.testing import CliRunner

    owner, method = point.rsplit(".", 1)
    module, name = owner.rsplit(".", 1)
    kind = getattr(import_module(module), name)
    original = getattr(kind, method)

    def killing(self: Any, *args: Any, **more: Any) -> None:
        if when == "after":
            original(self, *args, **more)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(kind, method, killing)
    from daemon.cli import headsup

    CliRunner().invoke(headsup, ["once", "--as-of", as_of, "--config", config], catch_exceptions=False)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    main(*sys.argv[1:])
