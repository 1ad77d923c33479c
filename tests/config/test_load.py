"""One file in, Settings out: every fault told at once, each with what is known."""

from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import fields

from config import load
from config.settings import Account, ConfigError, NotConfigured, Section, Settings

SMALLEST = """
[me]
addresses = ["Ada@Firm.example"]
zone = "Europe/Vienna"
[accounts.work]
kind = "local"
sent = ["sent.mbox"]
"""


def settings(folder: Path, text: str) -> Settings:
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    return load(file)


def faults(folder: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        settings(folder, text)
    return caught.value.faults


def only_fault(folder: Path, text: str) -> str:
    (fault,) = faults(folder, text)
    return fault


def test_the_smallest_file_is_enough_and_all_else_has_a_default(tmp_path: Path) -> None:
    found = settings(tmp_path, SMALLEST)
    assert found.me.addresses == ("ada@firm.example",)
    assert found.me.zone.key == "Europe/Vienna"
    assert found.me.working_hours == (time(9), time(17))
    assert found.me.working_days == frozenset({0, 1, 2, 3, 4})
    assert found.accounts == {"work": Account(kind="local", options={"sent": ["sent.mbox"]})}
    assert (found.speak.from_start, found.speak.cap_per_day, found.speak.quiet_hours) == (False, 3, None)
    assert found.schedule.every == 5
    assert found.home == tmp_path


def test_the_ledger_lies_in_the_state_folder_by_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    found = settings(tmp_path, SMALLEST)
    assert found.store.url == f"sqlite:///{tmp_path}/state/headsup/ledger.sqlite"
    assert found.state == tmp_path / "state" / "headsup"


def test_a_relative_ledger_lies_beside_the_file(tmp_path: Path) -> None:
    found = settings(tmp_path, SMALLEST + '[store]\nurl = "sqlite:///here.sqlite"')
    assert found.store.url == f"sqlite:///{tmp_path}/here.sqlite"
    assert found.state == tmp_path


def test_a_team_ledger_is_left_as_it_is(tmp_path: Path) -> None:
    url = "postgresql+psycopg://db.firm.example/headsup"
    assert settings(tmp_path, SMALLEST + f'[store]\nurl = "{url}"').store.url == url


def test_hours_days_and_holidays_are_read_as_people_write_them(tmp_path: Path) -> None:
    found = settings(
        tmp_path,
        SMALLEST.replace(
            "[accounts",
            'working_hours = ["7:30", 16:00:00]\nworking_days = ["Monday", "tue"]\n'
            'holidays = ["2026-12-25", 2026-12-26]\nend_of_day = "18:00"\n[accounts',
        )
        + '[speak]\nquiet_hours = ["22:00", "06:00"]\n',
    )
    assert found.me.working_hours == (time(7, 30), time(16))
    assert found.me.working_days == {0, 1}
    assert found.me.holidays == {date(2026, 12, 25), date(2026, 12, 26)}
    assert found.me.end_of_day == time(18)
    assert found.speak.quiet_hours == (time(22), time(6))


def test_people_are_lower_case_whatever_the_owner_typed(tmp_path: Path) -> None:
    found = settings(
        tmp_path,
        SMALLEST
        + """
[people]
boss = "Ruth@Firm.example"
[people.importance]
"Tom@Client.example" = 2
[people.names]
Tom = "Tom@Client.example"
[privacy.ignore]
people = ["Doc@Clinic.example"]
domains = ["@Union.example"]
folders = ["Private"]
""",
    )
    assert found.people.boss == "ruth@firm.example"
    assert found.people.importance == {"tom@client.example": 2.0}
    assert found.people.names == {"tom": "tom@client.example"}
    assert found.privacy.ignore.people == {"doc@clinic.example"}
    assert found.privacy.ignore.domains == {"union.example"}
    assert found.privacy.ignore.folders == {"private"}


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    told = faults(
        tmp_path,
        """
[me]
adresses = ["ada@firm.example"]
zone = "Europe/Vienne"
working_hours = ["25:00", "17:00"]
working_days = ["mon", "funday"]
holidays = ["2026-02-30"]
day_first = "yes"
[acounts.work]
kind = "local"
[speak]
cap_per_day = -1
[people]
boss = "Ruth"
""",
    )
    for said in (
        "no section [acounts]: did you mean 'accounts'?",
        "no option 'adresses' in [me]: did you mean 'addresses'?",
        "me.addresses is missing",
        "me.zone: 'Europe/Vienne' is no time zone; did you mean 'Europe/Vienna'?",
        "me.working_hours: '25:00' is no time of day",
        "me.working_days: 'funday' is no day of the week; known are mon, tue",
        "me.holidays: '2026-02-30' is no day of the calendar",
        "me.day_first: expected bool, got str",
        "There is no account",
        "speak.cap_per_day: expected int >= 0",
        "people.boss: 'Ruth' is no mail address",
    ):
        assert any(said in fault for fault in told), said
    assert len(told) == 11


def test_an_unknown_name_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    fault = only_fault(tmp_path, SMALLEST + "[speak]\nvolume = 11\n")
    assert fault == (
        "There is no option 'volume' in [speak]: Known are cap_per_day, from_start, language, quiet_hours, signature, "
        "templates, tone, working_hours_only."
    )


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('addresses = ["Ada@Firm.example"]', 'addresses = ["a@b.example", "A@b.example"]', "more than once"),
        ('addresses = ["Ada@Firm.example"]', "addresses = []", "at least one is needed"),
        ('addresses = ["Ada@Firm.example"]', 'addresses = "ada@firm.example"', "a list of texts is needed"),
        ('addresses = ["Ada@Firm.example"]', 'addresses = ["Ada <ada@firm.example>"]', "without a name"),
        ('"Europe/Vienna"', '"America"', "is no time zone"),
        ('"Europe/Vienna"', '"../../etc/passwd"', "is no time zone"),
        ('"Europe/Vienna"', '""', "is no time zone"),
        ('"Europe/Vienna"', "1", "is no time zone"),
        ('"Europe/Vienna"', '"UTC"\nworking_hours = ["17:00", "09:00"]', "work ends before it starts"),
        ('"Europe/Vienna"', '"UTC"\nworking_hours = ["09:00"]', "two times are needed"),
        ('"Europe/Vienna"', '"UTC"\nworking_hours = ["09:00", "09:00"]', "are the same"),
        ('"Europe/Vienna"', '"UTC"\nworking_days = []', "at least one day"),
        ('"Europe/Vienna"', '"UTC"\nholidays = 2026-01-01', "a list of days"),
        ('"Europe/Vienna"', '"UTC"\nend_of_day = 17', "is no time of day"),
        ('kind = "local"', "", "accounts.work.kind is missing"),
        ('kind = "local"', "kind = 3", "accounts.work.kind is missing"),
        ("[accounts.work]", "[store]\nurl = 'mysql://x'\n[accounts.work]", "write sqlite:///PATH"),
        ("[accounts.work]", "[store]\nurl = 'sqlite:///:memory:'\n[accounts.work]", "write sqlite:///PATH"),
        ("[accounts.work]", "[store]\nurl = 'sqlite:///'\n[accounts.work]", "write sqlite:///PATH"),
        ("[accounts.work]", "[schedule]\nevery = 0\n[accounts.work]", "expected float >= 0.1"),
        ("[accounts.work]", "[rules]\nsilence = 5\n[accounts.work]", "rules.silence must be a table"),
        ("[accounts.work]", "[privacy]\nignore = ['x']\n[accounts.work]", "privacy.ignore must be a table"),
        ("[accounts.work]", "[people.importance]\n'a@b.example' = -1\n[accounts.work]", "people.importance"),
        ("[accounts.work]", "[people.names]\ntom = 'Tom'\n[accounts.work]", "is no mail address"),
    ],
)
def test_each_wrong_value_is_one_sentence(tmp_path: Path, was: str, becomes: str, said: str) -> None:
    fault = only_fault(tmp_path, SMALLEST.replace(was, becomes))
    assert said in fault
    assert fault.endswith(".")


def test_a_section_that_is_no_table_is_said(tmp_path: Path) -> None:
    assert only_fault(tmp_path, "speak = 3\n" + SMALLEST) == (
        "speak must be a table: write [speak] on a line of its own."
    )
    assert "rules must be a table" in only_fault(tmp_path, "rules = 3\n" + SMALLEST)


def test_no_file_means_not_configured_and_names_init(tmp_path: Path) -> None:
    with pytest.raises(NotConfigured, match="headsup init"):
        load(tmp_path / "none.toml")


def test_without_a_path_the_user_s_config_folder_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "headsup").mkdir()
    (tmp_path / "headsup" / "config.toml").write_text(SMALLEST)
    assert load().home == tmp_path / "headsup"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[me\n", "line 1"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"a = " + b"[" * 5_000, "valid TOML"),
        (b"", "me.addresses is missing"),
    ],
)
def test_a_file_that_is_no_configuration_is_said_in_a_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=said):
        load(file)


def test_a_folder_in_place_of_the_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    assert settings(tmp_path, "\ufeff" + SMALLEST).me.zone.key == "Europe/Vienna"


_SCALARS = st.one_of(st.integers(), st.booleans(), st.text("abc:@-/.", max_size=8), st.floats(allow_nan=False))


@given(option=st.sampled_from(sorted({f.name for k in Section.__subclasses__() for f in fields(k)})), value=_SCALARS)
def test_whatever_stands_there_is_settings_or_sentences(
    tmp_path_factory: pytest.TempPathFactory, option: str, value: object
) -> None:
    lines = [
        f"{section}.{option} = {_toml(value)}"
        for section in ("me", "people", "speak", "store", "schedule", "brief", "notify")
    ]
    folder = tmp_path_factory.mktemp("any")
    assert all(fault.endswith(".") for fault in faults(folder, "\n".join(lines)))


def _toml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)


def test_a_morning_brief_has_its_time_and_its_way(tmp_path: Path) -> None:
    found = settings(tmp_path, SMALLEST + '[brief]\nat = "07:30"\nby = "notify"\n[notify]\nurls = ["env:PLACE"]\n')
    assert (found.brief.at, found.brief.by, found.notify.urls) == (time(7, 30), "notify", ("env:PLACE",))
    assert found.notify.details is False


def test_a_brief_that_would_go_nowhere_is_a_fault(tmp_path: Path) -> None:
    fault = only_fault(tmp_path, SMALLEST + '[brief]\nat = "07:30"\nby = "notify"\n')
    assert fault.startswith("notify.urls is empty")


def test_a_brief_comes_as_a_draft_or_as_a_notification(tmp_path: Path) -> None:
    assert "draft" in only_fault(tmp_path, SMALLEST + '[brief]\nat = "07:30"\nby = "mail"\n')
