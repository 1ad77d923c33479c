"""The yardstick of `bench-outlook` for Exchange: exchangelib lists the same sent mails, as its documentation shows.

In: a home at the twin. Out: requests and seconds.
"""

import os
import sys
from pathlib import Path

from tests.bench.account import SENT, Found, Home
from tests.bench.apart import apart

_LIST = str(Path(__file__).with_name("outlook_exchangelib_list.py"))


def beside(home: Home, sent: int = SENT) -> Found:
    """The same mails, so many, as exchangelib lists them with the fields that we read."""
    options, before = home.options, len(home.twin.requests)
    env = {**os.environ, "PASSWORD": str(options["password"]), "REQUESTS_CA_BUNDLE": str(options["ca_bundle"])}
    named = (str(options[name]) for name in ("service_endpoint", "mailbox", "user"))
    told = apart("run", sys.executable, "-I", _LIST, *named, env=env)
    if told["code"] or int(told["out"]) != sent:
        raise SystemExit(f"exchangelib ended with {told['code']}: {told['out']}")
    figures = {
        "yardstick_requests": float(len(home.twin.requests) - before),
        "yardstick_s": told["seconds"],
        "yardstick_cpu_s": told["cpu"],
    }
    return figures, {
        "yardstick_requests": "beside import_requests: exchangelib's sent.all().only(..), no calendar",
        "yardstick_s": "beside import_s",
        "yardstick_cpu_s": "exchangelib alone",
    }
