"""What is measured in a process of its own, so that neither the twin nor its mailbox counts.

    python -m tests.bench.apart run COMMAND...       the command; wall and CPU seconds, its peak memory in MB
    python -m tests.bench.apart idle CONFIG TURNS    turns of the account at which nothing happened; CPU each

Out: one JSON object as the last line. A child counts the memory of the process it was forked from as its own peak:
hence a small one in between.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from time import perf_counter
from typing import Any

_HEAVY = ("googleapiclient", "httplib2", "oauthlib", "msal", "exchangelib")


def apart(*told: str, env: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What `python -m tests.bench.apart` says of it."""
    command = [sys.executable, "-m", "tests.bench.apart", *told]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=env)
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def main() -> None:
    """Do as told and say what it took."""
    what, *told = sys.argv[1:]
    print(json.dumps(_run(told) if what == "run" else _idle(Path(told[0]), int(told[1]))))


def _run(command: list[str]) -> dict[str, object]:
    began = perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        out = process.stdout.read() if process.stdout else ""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return {
        "code": process.returncode,
        "seconds": perf_counter() - began,
        "cpu": usage.ru_utime + usage.ru_stime,
        "peak_mb": usage.ru_maxrss / 1024,
        "out": out,
    }


def _idle(config: Path, turns: int) -> dict[str, object]:
    """Turns as the service of `headsup run` makes them: the account is opened anew for each.

    `light` are those at which a look was enough; for the others a child was needed, whose CPU counts.
    """
    from config import load
    from daemon import cycle
    from daemon.apart import turn
    from daemon.household import household
    from daemon.service import CLOCK, now
    from daemon.store import open_store

    home = household(load(config), CLOCK)
    store = open_store(home.settings.store.url)
    (account,) = home.settings.accounts
    spent: list[float] = []
    light = idle = 0
    for _ in range(turns):
        began = _spent()
        if cycle.idle_turn(account, home.open(account), store, home, now()):
            light += 1
        else:
            idle += not turn(config, account, lambda: False)["pages"]
        spent.append((_spent() - began) * 1000)
    store.close()
    heavy = sorted(name for name in _HEAVY if name in sys.modules)
    return {"idle": light + idle, "light": light, "cpu_ms": spent, "heavy": heavy}


def _spent() -> float:
    """CPU seconds of this process, and of those it has waited for."""
    return sum(used.ru_utime + used.ru_stime for used in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))


if __name__ == "__main__":
    main()
