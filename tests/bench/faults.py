"""`faults_tried doubled lost otherwise` of an account's bench: the sweep of tests/provider_sweep.py, apart.

python -m tests.bench.faults KIND [whole]     the figures as JSON; without `whole` a twentieth of the sweep
"""

import json
import random
import subprocess
import sys

SEED = 20


def begun(kind: str, *, whole: bool) -> "subprocess.Popen[str]":
    """The sweep at that kind of account, in a process of its own. All of it takes many minutes."""
    command = [sys.executable, "-m", "tests.bench.faults", kind, *(["whole"] if whole else [])]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def ended(sweep: "subprocess.Popen[str]", *, whole: bool) -> tuple[dict[str, float], dict[str, str]]:
    """The figures, once the sweep is over, and what stands beside them."""
    said, _ = sweep.communicate()
    if sweep.returncode:
        raise SystemExit(f"the sweep of faults ended with {sweep.returncode}")
    told: dict[str, float] = json.loads(said.splitlines()[-1])
    tried = "the whole sweep" if whole else "a twentieth of the sweep; all of it with --faults"
    return told, {"faults_tried": tried, "otherwise": "ended in anything but the calm life's end"}


def main(kind: str, *, whole: bool) -> None:
    """Sweep, print the figures, and on stderr what ended otherwise."""
    from tests import provider_sweep

    every = provider_sweep.everything(kind)
    chosen = every if whole else random.Random(SEED).sample(every, len(every) // 20)
    outcomes = provider_sweep.swept(chosen)
    otherwise = [outcome for outcome in outcomes if not outcome.is_well]
    for outcome in otherwise:
        print(outcome, file=sys.stderr)
    print(json.dumps({**provider_sweep.figures(outcomes), "otherwise": len(otherwise)}))


if __name__ == "__main__":
    main(sys.argv[1], whole="whole" in sys.argv)
