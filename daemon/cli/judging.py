"""The work of `judge`: a whole small mailbox in, one JSON object out. Apart from reading, which starts without it."""

from collections.abc import Mapping
from typing import Any

from daemon.cli.lines import Row
from daemon.core import intake, judge, reading, rules
from daemon.core.model import Speak

_SPEAK = Speak(from_start=True)


def judge_line(line: Mapping[str, Any]) -> Row:
    """One mailbox, judged, in the shape of `judge --jsonl`. Raises ValueError on a wrong line."""
    box = intake.mailbox(line)
    mails = [reading.read(m, box.owner.addresses) for m in box.messages]
    judged = judge.judge(mails, box.events, (), box.owner, box.now, box.started, rules.configure({}), _SPEAK)
    return {"id": line["id"], "promises": judge.as_json(judged)}
