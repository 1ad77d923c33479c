"""A canary in every field of every mail and event, and every fault provoked: not a feather of it anywhere else."""

import logging
import tempfile
import traceback
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.errors import ConnectorError
from connectors.types import Address, Draft, Interest, Note
from tests.connectors.builders import BO, MONDAY
from tests.connectors.exchange_world import ExchangeWorld
from tests.fakes.exchange import Fault

pytest.importorskip("exchangelib", reason="exchangelib is not installed (extra exchange)")

CANARY = "kanarienvogel"
PEOPLE = Interest(people=frozenset({BO.email, f"{CANARY}@{CANARY}.example"}), at=MONDAY)
MAIL = f"""From: {CANARY} <{CANARY}@{CANARY}.example>
To: Ada <ada@harbour.example>, {CANARY} <{CANARY}@x.example>
Cc: {CANARY} <{CANARY}@y.example>
Date: Mon, 3 Mar 2025 10:00:00 +0100
Message-ID: <{CANARY}@x.example>
In-Reply-To: <{CANARY}@y.example>
References: <{CANARY}@y.example>
Subject: {CANARY}
X-{CANARY}: {CANARY}

I'll send you the {CANARY}.
""".replace("\n", "\r\n")
DRAFT = Draft(
    to=(Address(f"{CANARY}@x.example", CANARY),),
    cc=(),
    subject=CANARY,
    text=f"Hello,\n\n{CANARY}\n",
    in_reply_to=f"{CANARY}@x.example",
    references=(f"{CANARY}@x.example",),
)
NOTE = Note(MONDAY, MONDAY + timedelta(hours=1), CANARY, CANARY, "high")
FAULTS = [
    Fault(),
    Fault(500),
    Fault(503),
    Fault(401),
    Fault(404),
    Fault(500, "ErrorServerBusy", retry_after="90000"),
    Fault(500, "ErrorInternalServerError"),
    Fault(200, "ErrorSchemaValidation"),
    Fault(200, "ErrorAccessDenied"),
    Fault(200, "ErrorQuotaExceeded"),
    Fault(200, "ErrorMailboxMoveInProgress"),
    Fault(200, "ErrorItemNotFound"),
    Fault(200, "ErrorIrresolvableConflict"),
    Fault(dropped=True),
    Fault(lost_reply=True),
    Fault(truncated=True),
]


class Kept(logging.Handler):
    """Everything that is logged, at any level."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def kept() -> Iterator[Kept]:
    """The root logger at its most talkative."""
    root, handler = logging.getLogger(), Kept()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.setLevel(before)
    root.removeHandler(handler)


@pytest.mark.parametrize(("auth", "faults"), [("basic", FAULTS), ("ntlm", FAULTS[:4]), ("oauth", FAULTS[:4])])
def test_nothing_is_told_of_what_mails_hold_or_of_who_signs_in(
    tmp_path: Path, kept: Kept, monkeypatch: pytest.MonkeyPatch, auth: str, faults: list[Fault]
) -> None:
    with ExchangeWorld(tmp_path / "house", auth=auth) as world:
        secret = str(world.options["password"])
        world.twin.mail.deliver(MAIL.encode(), folder="inbox", at=MONDAY)
        world.twin.mail.deliver(MAIL.replace("From", "X-From").encode(), folder="sentitems", at=MONDAY)
        world.puts(
            CANARY, MONDAY, MONDAY + timedelta(hours=1), subject=CANARY, body={"contentType": "text", "content": CANARY}
        )
        temporary = tmp_path / "tmp"
        temporary.mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(temporary))
        told = [said for fault in faults for said in provoked(world, fault)]
        left = [file.name for file in temporary.rglob("*") if not file.name.startswith("twin-")]
    assert told or auth == "ntlm", "NTLM takes up where it was cut off"
    for said in (*told, *kept.lines):
        assert CANARY not in said.lower()
        assert secret not in said
    assert left == []


def test_the_library_would_tell(tmp_path: Path, kept: Kept) -> None:
    with ExchangeWorld(tmp_path) as world:
        list(world.account.pull(None, PEOPLE))
        library = logging.getLogger("exchangelib")
        quiet = library.level
        library.setLevel(logging.DEBUG)
        world.account.put(DRAFT, "key-1")
        library.setLevel(quiet)
    assert any(CANARY in line.lower() for line in kept.lines)


def provoked(world: ExchangeWorld, fault: Fault) -> list[str]:
    """What is said by a pull, a look and writes that meet a fault at an early request or a later one."""
    said = []
    for at in (1, 4):
        world.twin.faults.clear()
        world.hands.pass_by(timedelta(minutes=20))
        account = world.opened()
        world.meet(at, fault)
        for deed in (
            lambda a=account: list(a.pull(None, PEOPLE)),
            lambda a=account: a.put(DRAFT, f"key-{world.asked()}"),
            lambda a=account: a.put(NOTE, f"key-{world.asked()}"),
            lambda a=account: list(a.ours()),
        ):
            try:
                deed()
            except ConnectorError as error:
                said += [str(error), repr(error), "".join(traceback.format_exception_only(error))]
    return said
