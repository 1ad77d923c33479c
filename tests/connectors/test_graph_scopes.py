"""The rights that are asked of Microsoft, and what is made of those that come back."""

from itertools import product

import pytest

from connectors._scopes import Scope
from connectors.graph import scopes
from connectors.graph.scopes import CATEGORIES, FORBIDDEN, READ_MAIL, WRITE_CALENDARS, WRITE_MAIL, asked, compare
from connectors.graph.sign_in import scopes_text

ASKED = asked(read_only=False, categories=False)
NAMES = [scope.name for scope in ASKED]
WAYS = [asked(read_only=read_only, categories=categories) for read_only, categories in product((True, False), repeat=2)]


def test_the_least_rights_are_asked_for() -> None:
    assert NAMES == ["User.Read", "Mail.ReadWrite", "Calendars.ReadWrite"]
    assert [scope.name for scope in asked(read_only=True, categories=True)] == [
        "User.Read",
        "Mail.Read",
        "Calendars.Read",
    ]
    assert asked(read_only=False, categories=True) == (*ASKED, CATEGORIES)


@pytest.mark.parametrize("way", WAYS)
def test_what_is_forbidden_is_never_asked_for(way: tuple[Scope, ...]) -> None:
    assert not FORBIDDEN & {scope.name for scope in way}
    assert not any("send" in scope.name.lower() for scope in way)


def test_as_asked_is_as_granted_and_who_the_owner_is_counts_for_nothing() -> None:
    compared = compare([*NAMES, "openid", "profile", "email", "offline_access"], ASKED)
    assert (compared.forbidden, compared.wider, compared.missing) == ((), (), ())


@pytest.mark.parametrize(
    "scope", ["Mail.Send", "Mail.Send.Shared", "SMTP.Send", "EWS.AccessAsUser.All", "full_access_as_user"]
)
def test_a_right_that_nobody_should_hold_is_forbidden(scope: str) -> None:
    compared = compare([*NAMES, scope], ASKED)
    assert (compared.forbidden, compared.wider) == ((scope,), ())


@pytest.mark.parametrize("scope", ["Contacts.Read", "Mail.ReadWrite.Shared", "Files.Read"])
def test_a_right_that_is_merely_more_is_told_apart(scope: str) -> None:
    compared = compare([*NAMES, scope], ASKED)
    assert (compared.forbidden, compared.wider) == ((), (scope,))


def test_what_was_not_granted_says_what_is_off() -> None:
    assert compare(["User.Read"], ASKED).missing == (WRITE_MAIL, WRITE_CALENDARS)
    assert "no promise" in READ_MAIL.lost
    assert "no drafts" in WRITE_MAIL.lost
    assert "no notes" in WRITE_CALENDARS.lost


def test_names_are_short_however_they_come() -> None:
    said = "https://graph.microsoft.com/Mail.ReadWrite User.Read openid https://graph.microsoft.us/Calendars.ReadWrite"
    assert scopes.granted(said) == ["Calendars.ReadWrite", "Mail.ReadWrite", "User.Read", "openid"]


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ({}, NAMES),
        ({"read_only": True}, ["Mail.Read", "Calendars.Read"]),
        ({"categories": True}, ["MailboxSettings.ReadWrite"]),
    ],
)
def test_the_explanation_names_each_right_and_what_is_never_asked(options: dict[str, object], names: list[str]) -> None:
    text = scopes_text(options)
    wanted, never = text.split("never asks for")
    assert all(f"{name}: to " in wanted for name in names)
    assert all(name in never for name in FORBIDDEN)
