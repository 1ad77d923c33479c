"""Tokens at rest: only their owner reads them, no crash loses them, and the key lies where it is said to lie."""

import os
import resource
import stat
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import keyring
import keyring.errors
import pytest
from keyring.backend import KeyringBackend

from connectors._tokens import TokenFile
from connectors.errors import AuthNeeded, Misconfigured, Unwritable

CANARY = "canary-refresh-token"
TOKENS: dict[str, Any] = {"refresh_token": CANARY, "scopes": ["read"], "refused": False}
LATER = TOKENS | {"access_token": "second"}


class Ring(KeyringBackend):
    """A key ring that may be locked, or keep nothing."""

    priority = 1

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = self.forgetful = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise keyring.errors.KeyringLocked
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise keyring.errors.KeyringLocked
        if not self.forgetful:
            self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        raise NotImplementedError


@pytest.fixture(autouse=True)
def ring(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ring]:
    """A key ring that keeps nothing, as on a machine without a desktop, and no credential of systemd."""
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    before, mine = keyring.get_keyring(), Ring()
    mine.forgetful = True
    keyring.set_keyring(mine)
    yield mine
    keyring.set_keyring(before)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


@contextmanager
def full_disk() -> Iterator[None]:
    """No file can grow meanwhile."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def files(state: Path) -> dict[str, Path]:
    return {file.name: file for file in (state / "tokens").iterdir()}


def test_what_was_saved_is_there_after_a_restart(state: Path) -> None:
    assert TokenFile(state, "me").load() is None
    TokenFile(state, "me").save(TOKENS)
    assert TokenFile(state, "me").load() == TOKENS


def test_nothing_of_it_can_be_read_without_the_key_and_no_two_savings_are_alike(state: Path) -> None:
    file = TokenFile(state, "me")
    file.save(TOKENS)
    first = files(state)["me.token"].read_bytes()
    file.save(TOKENS)
    assert CANARY.encode() not in first
    assert files(state)["me.token"].read_bytes() != first


def test_only_the_owner_may_read_whatever_was_there_before(state: Path) -> None:
    (state / "tokens").mkdir(parents=True, mode=0o755)
    file = TokenFile(state, "me")
    file.save(TOKENS)
    file.save(LATER)
    for path in files(state).values():
        path.chmod(0o644)
    (state / "tokens").chmod(0o755)
    again = TokenFile(state, "me")
    again.load()
    with again.locked():
        again.save(TOKENS)
    assert stat.S_IMODE((state / "tokens").stat().st_mode) == 0o700
    assert {name: stat.S_IMODE(path.stat().st_mode) for name, path in files(state).items() if name != "me.lock"} == {
        "me.token": 0o600,
        "me.old": 0o600,
        "key": 0o600,
    }


def test_each_account_has_its_own_and_one_does_not_pass_for_another(state: Path) -> None:
    for name in ("me", "work/../me", "..", "ä b"):
        TokenFile(state, name).save(TOKENS | {"name": name})
    assert [TokenFile(state, name).load() for name in ("work/../me", "ä b")] == [
        TOKENS | {"name": "work/../me"},
        TOKENS | {"name": "ä b"},
    ]
    files(state)["me.token"].replace(state / "tokens" / "other.token")
    with pytest.raises(AuthNeeded, match="headsup login other"):
        TokenFile(state, "other").load()


def test_a_torn_file_falls_back_to_the_generation_before_and_says_so(state: Path) -> None:
    file = TokenFile(state, "me")
    file.save(TOKENS)
    file.save(LATER)
    whole = files(state)["me.token"].read_bytes()
    for torn in (b"", whole[:10], whole[:40], whole[:-1], whole[:-1] + bytes([whole[-1] ^ 1]), b"\0" * len(whole)):
        files(state)["me.token"].write_bytes(torn)
        again = TokenFile(state, "me")
        assert (again.load(), again.fell_back) == (TOKENS, True)
    again.save(LATER)
    fresh = TokenFile(state, "me")
    assert (fresh.load(), fresh.fell_back) == (LATER, False)


def test_two_torn_files_ask_for_a_new_sign_in(state: Path) -> None:
    file = TokenFile(state, "me")
    file.save(TOKENS)
    files(state)["me.token"].write_bytes(b"torn")
    with pytest.raises(AuthNeeded, match="headsup login me"):
        TokenFile(state, "me").load()
    TokenFile(state, "me").save(LATER)
    assert TokenFile(state, "me").load() == LATER


def test_damaged_tokens_never_take_the_place_of_the_older_ones(state: Path) -> None:
    file = TokenFile(state, "me")
    file.save(TOKENS)
    file.save(LATER)
    files(state)["me.token"].write_bytes(b"torn")
    TokenFile(state, "me").save(LATER)
    files(state)["me.token"].write_bytes(b"torn again")
    assert TokenFile(state, "me").load() == TOKENS


@pytest.mark.parametrize("damaged", [True, False])
def test_a_full_disk_leaves_every_generation_as_it_was(state: Path, damaged: bool) -> None:
    file = TokenFile(state, "me")
    file.save(TOKENS)
    file.save(LATER)
    if damaged:
        files(state)["me.token"].write_bytes(files(state)["me.token"].read_bytes()[:-3])
    before = {name: path.read_bytes() for name, path in files(state).items()}
    with full_disk(), pytest.raises(Unwritable):
        TokenFile(state, "me").save(TOKENS)
    assert {name: path.read_bytes() for name, path in files(state).items()} == before
    assert TokenFile(state, "me").load() == (TOKENS if damaged else LATER)


def test_a_saving_that_ended_halfway_leaves_nothing_behind_after_the_next(state: Path) -> None:
    TokenFile(state, "me").save(TOKENS)
    os.link(files(state)["me.token"], state / "tokens" / "me.old")
    TokenFile(state, "me").save(LATER)
    assert set(files(state)) == {"key", "me.token", "me.old"}
    files(state)["me.token"].write_bytes(b"torn")
    assert TokenFile(state, "me").load() == TOKENS


def test_tokens_under_a_key_that_is_out_of_reach_do_not_hinder_a_new_sign_in(state: Path, ring: Ring) -> None:
    ring.forgetful = False
    TokenFile(state, "me").save(TOKENS)
    ring.locked = True
    TokenFile(state, "me").save(LATER)
    assert TokenFile(state, "me").load() == LATER


def test_a_crash_at_any_step_of_saving_leaves_one_generation_whole(state: Path, tmp_path: Path) -> None:
    TokenFile(state, "me", "file").save(TOKENS)
    script = tmp_path / "crash.py"
    script.write_text(CRASH)
    ended = 0
    for step in range(1, 20):
        done = subprocess.run(  # noqa: PLW1510
            [sys.executable, str(script), str(state), str(step)], cwd=Path(__file__).resolve().parents[2]
        )
        assert TokenFile(state, "me").load() in (TOKENS, LATER)
        ended += done.returncode == 9
    assert ended >= 4
    assert TokenFile(state, "me").load() == LATER
    assert TokenFile(state, "me").fell_back is False


CRASH = """
import os, sys
from pathlib import Path
from connectors._tokens import TokenFile

state, step = Path(sys.argv[1]), int(sys.argv[2])
file = TokenFile(state, "me", "file")
file.load()
steps = 0
def audit(event, args):
    global steps
    if event in {"open", "os.link", "os.rename", "os.remove"} and str(state) in str(args[0]):
        steps += 1
        if steps == step:
            os._exit(9)
sys.addaudithook(audit)
file.save({"refresh_token": "canary-refresh-token", "scopes": ["read"], "refused": False, "access_token": "second"})
"""


def test_what_is_forgotten_is_gone_with_the_generation_before(state: Path) -> None:
    file = TokenFile(state, "me")
    file.save(TOKENS)
    file.save(LATER)
    file.forget()
    assert TokenFile(state, "me").load() is None
    assert set(files(state)) == {"key"}
    file.forget()


def test_a_place_that_cannot_be_written_is_said(state: Path) -> None:
    state.write_text("a file where the folder should be")
    with pytest.raises(Unwritable, match="tokens of me cannot be kept"):
        TokenFile(state, "me").save(TOKENS)
    with pytest.raises(Unwritable), TokenFile(state, "me").locked():
        pass


def test_two_processes_take_turns(state: Path, tmp_path: Path) -> None:
    TokenFile(state, "me", "file").save({"count": 0})
    script = tmp_path / "count.py"
    script.write_text(COUNT)
    running = [
        subprocess.Popen([sys.executable, str(script), str(state)], cwd=Path(__file__).resolve().parents[2])
        for _ in range(3)
    ]
    assert [one.wait() for one in running] == [0, 0, 0]
    assert TokenFile(state, "me").load() == {"count": 60}


COUNT = """
import sys
from pathlib import Path
from connectors._tokens import TokenFile

file = TokenFile(Path(sys.argv[1]), "me")
for _ in range(20):
    with file.locked():
        file.save({"count": file.load()["count"] + 1})
"""


# --- the key --------------------------------------------------------------------------------------------------------


def test_on_a_bare_machine_the_key_lies_beside_the_tokens_and_this_is_said(state: Path) -> None:
    file = TokenFile(state, "me")
    file.save(TOKENS)
    assert "whoever can read your files can read both" in file.key_said()
    assert str(files(state)["key"]) in file.key_said()
    kept = files(state)["key"].read_text()
    TokenFile(state, "other").save(TOKENS)
    assert files(state)["key"].read_text() == kept


def test_a_key_that_found_no_room_is_made_when_there_is_some(state: Path) -> None:
    with full_disk(), pytest.raises(Unwritable):
        TokenFile(state, "me").save(TOKENS)
    assert files(state) == {}
    TokenFile(state, "me").save(TOKENS)
    assert TokenFile(state, "me").load() == TOKENS


@pytest.mark.parametrize("torn", [b"", b"\n", b"AbCd", b"\0" * 45, b"\xff\xfe"])
def test_a_torn_key_that_sealed_nothing_is_replaced(state: Path, torn: bytes) -> None:
    (state / "tokens").mkdir(parents=True)
    (state / "tokens" / "key").write_bytes(torn)
    TokenFile(state, "me").save(TOKENS)
    assert TokenFile(state, "me").load() == TOKENS


@pytest.mark.parametrize("torn", [b"AbCd", b"\xff\xfe"])
def test_a_torn_key_that_sealed_tokens_is_left_to_be_mended(state: Path, torn: bytes) -> None:
    TokenFile(state, "me").save(TOKENS)
    whole = files(state)["key"].read_bytes()
    files(state)["key"].write_bytes(torn)
    with pytest.raises(Misconfigured, match="beside the tokens is no key"):
        TokenFile(state, "other").save(TOKENS)
    files(state)["key"].write_bytes(whole)
    assert TokenFile(state, "me").load() == TOKENS


def test_accounts_that_sign_in_at_the_same_time_share_one_key(state: Path, tmp_path: Path) -> None:
    script = tmp_path / "first.py"
    script.write_text(FIRST)
    for turn in range(3):
        place = state / str(turn)
        running = [
            subprocess.Popen(
                [sys.executable, str(script), str(place), name],
                cwd=Path(__file__).resolve().parents[2],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            for name in "abcd"
        ]
        for one in running:
            assert one.stdout is not None
            assert one.stdout.readline() == b"ready\n"
        for one in running:
            assert one.stdin is not None
            one.stdin.write(b"go\n")
            one.stdin.flush()
        for one in running:
            one.communicate()
        assert [one.returncode for one in running] == [0] * 4
        assert [TokenFile(place, name).load() for name in "abcd"] == [{"name": name} for name in "abcd"]


FIRST = """
import sys
from pathlib import Path
from connectors._tokens import TokenFile

file = TokenFile(Path(sys.argv[1]), sys.argv[2], "file")
print("ready", flush=True)
sys.stdin.readline()
file.save({"name": sys.argv[2]})
"""


def test_a_key_ring_is_used_where_there_is_one(state: Path, ring: Ring) -> None:
    ring.forgetful = False
    file = TokenFile(state, "me")
    file.save(TOKENS)
    assert "key" not in files(state)
    assert "key ring" in file.key_said()
    assert TokenFile(state, "me").load() == TOKENS


def test_a_key_ring_that_is_locked_later_asks_for_it_and_loses_nothing(state: Path, ring: Ring) -> None:
    ring.forgetful = False
    TokenFile(state, "me").save(TOKENS)
    ring.locked = True
    with pytest.raises(AuthNeeded, match="key ring"):
        TokenFile(state, "me").load()
    TokenFile(state, "other").save(TOKENS)
    ring.locked = False
    assert TokenFile(state, "me").load() == TOKENS
    assert TokenFile(state, "other").load() == TOKENS


def test_a_credential_of_systemd_comes_first(
    state: Path, tmp_path: Path, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring.forgetful = False
    (tmp_path / "headsup-key").write_text(b64encode(os.urandom(32)).decode() + "\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    file = TokenFile(state, "me")
    file.save(TOKENS)
    assert (ring.kept, "systemd" in file.key_said()) == ({}, True)
    assert TokenFile(state, "me").load() == TOKENS
    monkeypatch.delenv("CREDENTIALS_DIRECTORY")
    with pytest.raises(AuthNeeded, match="systemd"):
        TokenFile(state, "me").load()


def test_the_owner_s_choice_of_a_place_holds(state: Path, ring: Ring) -> None:
    ring.forgetful = False
    TokenFile(state, "me", "file").save(TOKENS)
    assert ring.kept == {}
    with pytest.raises(Misconfigured, match="token_key"):
        TokenFile(state, "me", "systemd").save(TOKENS)


def test_tokens_stay_under_the_key_that_sealed_them_until_a_new_sign_in(state: Path, ring: Ring) -> None:
    TokenFile(state, "me").save(TOKENS)
    ring.forgetful = False
    file = TokenFile(state, "me")
    file.load()
    file.save(LATER)
    assert ring.kept == {}
    TokenFile(state, "me").save(LATER)
    assert len(ring.kept) == 1
    assert TokenFile(state, "me").load() == LATER


@pytest.mark.parametrize("text", ["short", "x" * 44, b64encode(b"31 bytes" * 4)[:-4].decode()])
def test_what_is_no_key_is_not_taken_for_one(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    (tmp_path / "headsup-key").write_text(text)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    with pytest.raises(Misconfigured, match="32 random bytes"):
        TokenFile(state, "me").save(TOKENS)


def test_no_key_and_no_token_stands_in_a_repr_or_an_error(state: Path, ring: Ring) -> None:
    ring.forgetful = False
    file = TokenFile(state, "me")
    file.save(TOKENS)
    key = next(iter(ring.kept.values()))
    shown = f"{file!r} {vars(file)}"
    files(state)["me.token"].write_bytes(b"torn")
    with pytest.raises(AuthNeeded) as caught:
        TokenFile(state, "me").load()
    assert key not in shown
    assert CANARY not in f"{shown} {caught.value!r} {caught.value.__context__!r}"
