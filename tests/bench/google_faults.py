"""`faults_tried doubled lost otherwise` of `bench-google`: the sweep of tests/provider_sweep.py, in a process of its own.

python -m tests.bench.google_faults [whole]     the figures as JSON; without `whole` a twentieth of the sweep
"""

import json
import random
import subprocess
import sys

SEED = 20


def begun(*, whole: bool) -> "subprocess.Popen[str]":
    """The sweep, in a process of its own. All of it takes many minutes."""
    command = [sys.executable, "-m", "tests.bench.google_faults", *(["whole"] if whole else [])]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def ended(sweep: "subprocess.Popen[str]", *, whole: bool) -> tuple[dict[str, float], dict[str, str]]:
    """The figures, once the sweep is over, and what stands beside them."""
    said, _ = sweep.communicate()
    if sweep.returncode:
        raise SystemExit(f"the sweep of faults ended with {sweep.returncode}")
    told: dict[str, float] = json.loads(said.splitlines()[-1])
    tried = "the whole sweep" if whole else "a twentieth of the sweep; all of it with --faults"
    return told, {"faults_tried": tried, "otherwise": "ended in anything but the calm life's end"}


def main(*, whole: bool) -> None:
    """Sweep, and print the figures."""
    from tests import provider_sweep

    every = provider_sweep.everything("google")
    chosen = every if whole else random.Random(SEED).sample(every, len(every) // 20)
    outcomes = provider_sweep.swept(chosen)
    otherwise = sum(not outcome.is_well for outcome in outcomes)
    print(json.dumps({**provider_sweep.figures(outcomes), "otherwise": otherwise}))


if __name__ == "__main__":
    main(whole="whole" in sys.argv)
