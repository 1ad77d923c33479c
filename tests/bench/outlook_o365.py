"""The yardstick of `bench-outlook` for Graph: python-o365 lists the same sent mails, in an environment of its own.

In: the twin, and the home it is served to. Out: requests and seconds, or the sentence why it does not run here.
"""

import os
import subprocess
from pathlib import Path

from tests.bench.account import SENT, Found, Home
from tests.bench.apart import apart
from tests.bench.environment import python_with, reason
from tests.fakes.graph import GraphTwin

_LIST = str(Path(__file__).with_name("outlook_o365_list.py"))


def beside(twin: GraphTwin, home: Home) -> Found:
    """The same mails as python-o365 lists them: with their attachments, whose names we have, and without."""
    try:
        python = python_with("o365", "O365==2.1.10")
    except (OSError, subprocess.SubprocessError) as fault:
        return {}, {"import_s": f"python-o365 does not run here: {reason(fault)}"}
    figures: dict[str, float] = {}
    for name, how in (("yardstick", "attached"), ("yardstick_bare", "")):
        token, before = twin.entra.grant("Mail.Read").access_token, len(twin.requests)
        env = {**os.environ, "TOKEN": token, "REQUESTS_CA_BUNDLE": str(home.options["ca_bundle"])}
        told = apart("run", python, "-I", _LIST, home.url, how, env=env)
        if told["code"] or int(told["out"]) != SENT:
            raise SystemExit(f"python-o365 ended with {told['code']}: {told['out']}")
        requests = float(len(twin.requests) - before)
        figures |= {f"{name}_requests": requests, f"{name}_s": told["seconds"], f"{name}_cpu_s": told["cpu"]}
    return figures, {
        "yardstick_requests": "beside import_requests: python-o365, with the attachments, no calendar",
        "yardstick_s": "beside import_s",
        "yardstick_cpu_s": "python-o365 alone",
        "yardstick_bare_requests": "the same without attachments: pages of 999 whole mails",
    }
