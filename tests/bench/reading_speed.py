"""How fast `headsup read` is: on one core beside a bare pass over the same lines, with two processes, and to load.

In: lines of ../shared/data/mail/sent.jsonl.gz, every so-manieth. The bare pass reads the JSON and finds the words of
each body, which nobody can do without.
"""

import gzip
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median

from daemon.cli import lines, reading

MAIL = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "mail" / "sent.jsonl.gz"
ROUNDS = 5
MAILS = 4_000
MAILS_OF_JOBS = 8_000
GOALS: dict[str, tuple[str, float]] = {
    "read_ratio": ("<=", 8),
    "jobs_speedup": (">=", 1.7),
    "load_mb": ("<=", 30),
}

_WORD = re.compile(r"\w+")
_HEADSUP = (sys.executable, "-m", "daemon", "read", "--jsonl")
# From the bare interpreter on, so that every module and table that the reader brings along is in it.
_GROWTH = """
import re
def now(name): return int(re.search(name + r":\\s*(\\d+) kB", open("/proc/self/status").read())[1])
before = now("VmRSS")
from daemon.core import promises, reading
promises.find("I'll send you the list by Friday.", ((0, 33),))
print(now("VmRSS") - before, now("VmHWM") - before)
"""


def figures() -> dict[str, float]:
    """Ratios within this run, medians of five rounds: seconds of processor time for one core, of the clock for two.

    `read_us` and `bare_us`: microseconds a mail, output included, the interpreter's start not; `start_ms` is that.
    """
    found = _one_core(sample(MAILS))
    with tempfile.TemporaryDirectory() as folder:
        mails, none = Path(folder) / "mails.jsonl", Path(folder) / "none.jsonl"
        mails.write_text("".join(sample(MAILS_OF_JOBS)), encoding="utf-8")
        none.touch()
        one, two = _alternately(partial(_command, mails, 1), partial(_command, mails, 2))
        (start,) = _alternately(partial(_command, none, 1))
    stays, peak = _growth()
    return found | {
        "jobs_speedup": round(one / two, 2),
        "start_ms": round(start * 1_000),
        "load_mb": stays,
        "load_peak_mb": peak,
    }


def sample(count: int) -> list[str]:
    """So many lines, spread over the file."""
    with gzip.open(MAIL, "rt", encoding="utf-8") as file:
        step = max(1, sum(1 for _ in file) // count)
    with gzip.open(MAIL, "rt", encoding="utf-8") as file:
        return list(islice(file, 0, count * step, step))


def _one_core(given: Sequence[str]) -> dict[str, float]:
    ours, bare = _alternately(partial(_read, given), partial(_bare, given))
    return {
        "read_ratio": round(ours / bare, 2),
        "read_us": round(ours / len(given) * 1e6, 1),
        "bare_us": round(bare / len(given) * 1e6, 1),
    }


def _alternately(*passes: Callable[[], float]) -> list[float]:
    """The median of each pass, a round of each in turn; the first round, which warms up, does not count."""
    rounds = [[run() for run in passes] for _ in range(ROUNDS + 1)]
    return [median(times) for times in zip(*rounds[1:], strict=True)]


def _read(given: Iterable[str]) -> float:
    """What `headsup read --jsonl` does in its process, but for the writing itself."""
    read = partial(reading.read_line, me=None, where=None, explain=False)
    work = lines.of_line(partial(reading.read_json, read))
    began = time.process_time()
    for row in lines.mapped(work, lines.numbered(given), 1):
        json.dumps(row, ensure_ascii=False)
    return time.process_time() - began


def _bare(given: Iterable[str]) -> float:
    began = time.process_time()
    for line in given:
        _WORD.findall(json.loads(line)["body"])
    return time.process_time() - began


def _command(path: Path, jobs: int) -> float:
    began = time.perf_counter()
    subprocess.run([*_HEADSUP, str(path), "--jobs", str(jobs)], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def _growth() -> tuple[float, float]:
    """MiB by which a fresh process grows until the reader has read a sentence: what stays, and the peak (Linux)."""
    command = [sys.executable, "-c", _GROWTH]
    said = [subprocess.run(command, check=True, capture_output=True, text=True).stdout.split() for _ in range(ROUNDS)]
    stays, peak = (median(int(kib) / 1024 for kib in column) for column in zip(*said, strict=True))
    return round(stays, 1), round(peak, 1)
