"""What is measured in a process of its own, so that neither the twin nor its mailbox counts.

    python -m tests.bench.google_apart run COMMAND...       the command; wall and CPU seconds, its peak memory in MB
    python -m tests.bench.google_apart idle CONFIG TURNS    turns of the account at which nothing happened; CPU each

Out: one JSON object as the last line. A child counts the memory of the process it was forked from as its own peak:
hence a small one in between.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from time import perf_counter, process_time
from typing import Any


def apart(*told: str) -> dict[str, Any]:
    """What `python -m tests.bench.google_apart` says of it."""
    command = [sys.executable, "-m", "tests.bench.google_apart", *told]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
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
    """The light look of `headsup run`, as its service makes it: the account is opened anew for each turn."""
    from config import load
    from daemon import cycle
    from daemon.household import household
    from daemon.service import CLOCK, now
    from daemon.store import open_store

    home = household(load(config), CLOCK)
    store = open_store(home.settings.store.url)
    (account,) = home.settings.accounts
    spent: list[float] = []
    idle = 0
    for _ in range(turns):
        began = process_time()
        idle += cycle.idle_turn(account, home.open(account), store, home, now()) is not None
        spent.append((process_time() - began) * 1000)
    store.close()
    heavy = sorted(name for name in ("googleapiclient", "httplib2", "oauthlib") if name in sys.modules)
    return {"idle": idle, "cpu_ms": spent, "heavy": heavy}


if __name__ == "__main__":
    main()
