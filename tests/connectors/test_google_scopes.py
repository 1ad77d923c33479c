"""The rights that are asked for, and what is made of those that come back."""

from itertools import combinations

import pytest

from connectors.google import scopes
from connectors.google.scopes import ASKED, FORBIDDEN, OWN_EVENTS, READ_MAIL, WRITE_DRAFTS, asked, compare, explained
from connectors.google.sign_in import scopes_text

NAMES = [scope.name for scope in ASKED]
AT = "https://www.googleapis.com/auth/"


def test_the_least_rights_are_asked_for() -> None:
    assert [scopes.short(name) for name in NAMES] == [
        "gmail.readonly",
        "gmail.compose",
        "calendar.events.readonly",
        "calendar.calendarlist.readonly",
        "calendar.app.created",
    ]
    assert asked(own_events=True) == (*ASKED, OWN_EVENTS)
    assert asked(own_events=False) == ASKED


def test_what_is_forbidden_is_never_asked_for() -> None:
    assert not FORBIDDEN & {scope.name for scope in asked(own_events=True)}


def test_as_asked_is_as_granted() -> None:
    compared = compare(NAMES, ASKED)
    assert (compared.forbidden, compared.wider, compared.missing) == ((), (), ())


def test_who_the_owner_is_counts_for_nothing() -> None:
    who = ["openid", "email", "profile", f"{AT}userinfo.email", f"{AT}userinfo.profile"]
    assert compare([*NAMES, *who], ASKED) == compare(NAMES, ASKED)


@pytest.mark.parametrize(
    "scope",
    [
        "https://mail.google.com/",
        f"{AT}gmail.modify",
        f"{AT}gmail.send",
        f"{AT}gmail.insert",
        f"{AT}gmail.settings.sharing",
        f"{AT}calendar",
        f"{AT}calendar.events",
        f"{AT}calendar.acls",
    ],
)
def test_a_right_that_nobody_should_hold_is_forbidden(scope: str) -> None:
    compared = compare([*NAMES, scope], ASKED)
    assert (compared.forbidden, compared.wider) == ((scope,), ())


@pytest.mark.parametrize("scope", [f"{AT}calendar.readonly", f"{AT}gmail.metadata", f"{AT}contacts.readonly"])
def test_a_right_that_is_merely_more_is_told_apart(scope: str) -> None:
    compared = compare([*NAMES, scope], ASKED)
    assert (compared.forbidden, compared.wider) == ((), (scope,))


def test_own_events_granted_without_being_asked_is_more() -> None:
    assert compare([*NAMES, OWN_EVENTS.name], ASKED).wider == (OWN_EVENTS.name,)


def test_every_box_that_was_not_ticked_is_known() -> None:
    for count in range(len(ASKED) + 1):
        for ticked in combinations(ASKED, count):
            missing = compare([scope.name for scope in ticked], ASKED).missing
            assert set(missing) == set(ASKED) - set(ticked)


def test_each_right_says_what_is_off_without_it() -> None:
    assert len({scope.lost for scope in asked(own_events=True)}) == len(ASKED) + 1
    assert WRITE_DRAFTS.lost == "no drafts are written"
    assert "no promise" in READ_MAIL.lost


def test_the_explanation_names_each_right_its_class_and_its_reason() -> None:
    text = "\n".join(explained(ASKED))
    for scope in ASKED:
        assert scopes.short(scope.name) in text
        assert scope.why in text
    assert "gmail.readonly (restricted)" in text
    assert "calendar.events.readonly (sensitive)" in text
    assert "calendar.app.created (neither restricted nor sensitive)" in text
    never = text[text.index("never") :]
    assert all(scopes.short(scope) in never for scope in FORBIDDEN)


@pytest.mark.parametrize(
    ("options", "named"), [({}, False), ({"own_events": True}, True), ({"own_events": "no"}, False)]
)
def test_own_events_stand_in_the_explanation_where_the_owner_wants_them(
    options: dict[str, object], named: bool
) -> None:
    assert ("calendar.events.owned" in scopes_text(options)) is named
