"""A reference becomes a value at the last moment, and the value is never seen."""

import pickle
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend

from config.secrets import Secret, resolve
from config.settings import ConfigError

CANARY = "s3cret-canary"


def test_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADSUP_TEST", CANARY)
    assert resolve("env:HEADSUP_TEST").reveal() == CANARY


def test_from_a_file_of_the_owner_s_alone(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(CANARY + "\n")
    file.chmod(0o600)
    assert resolve(f"file:{file}").reveal() == CANARY


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(CANARY)
    file.chmod(0o640)
    with pytest.raises(ConfigError, match="chmod 600") as caught:
        resolve(f"file:{file}")
    assert CANARY not in str(caught.value)


def test_from_systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tokens").write_text(CANARY)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert resolve("systemd:tokens").reveal() == CANARY


class OneEntry(KeyringBackend):
    """A key ring of one entry."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        return CANARY if (service, username) == ("head/sup", "ada") else None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError

    def delete_password(self, service: str, username: str) -> None:
        raise NotImplementedError


@pytest.fixture
def key_ring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(OneEntry())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)


@pytest.mark.usefixtures("key_ring")
def test_from_the_key_ring() -> None:
    assert resolve("keyring:head/sup/ada").reveal() == CANARY
    with pytest.raises(ConfigError, match="keyring set headsup eve"):
        resolve("keyring:headsup/eve")


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("env:HEADSUP_NOT_SET", "export HEADSUP_NOT_SET"),
        ("file:/nowhere/key", "cannot be read"),
        ("systemd:nothing", "LoadCredential=nothing"),
        (CANARY, "known are env:"),
        ("plain:" + CANARY, "known are env:"),
        ("env:", "known are env:"),
    ],
)
def test_what_cannot_be_found_says_what_to_do_and_not_the_value(
    reference: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    with pytest.raises(ConfigError, match=said) as caught:
        resolve(reference)
    assert CANARY not in str(caught.value)


def test_a_credential_does_not_lead_out_of_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "other").write_text(CANARY)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "mine"))
    with pytest.raises(ConfigError):
        resolve("systemd:../other")


def test_an_empty_secret_and_one_that_is_no_text_are_refused(tmp_path: Path) -> None:
    for content, said in ((b"\n", "is empty"), (b"\xff\xfe", "UTF-8")):
        file = tmp_path / "key"
        file.write_bytes(content)
        file.chmod(0o600)
        with pytest.raises(ConfigError, match=said):
            resolve(f"file:{file}")


def test_a_secret_never_shows() -> None:
    secret = Secret(CANARY)
    shown = f"{secret} {secret!r} {[secret]} {vars(type(secret)).get('__dict__')}"
    assert CANARY not in shown
    with pytest.raises(TypeError):
        pickle.dumps(secret)
