"""The twin as a server: signing in, what is recorded, what goes wrong on demand, and its limits."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import requests
from requests_ntlm import HttpNtlmAuth

from tests.fakes.exchange import ExchangeTwin, Fault, serving, settings
from tests.fakes.exchange.client import (
    Soap,
    account,
    create,
    draft,
    find,
    folder_id,
    full,
    item_id,
    needs_schema,
    signed_in,
    twin,
)
from tests.fakes.google.client import MONDAY

INBOX = (
    "<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape>"
    f"<m:FolderIds>{folder_id('inbox')}</m:FolderIds></m:GetFolder>"
)
TWICE = INBOX.replace(folder_id("inbox"), folder_id("inbox") + folder_id("drafts"))
BUSY = Fault(500, "ErrorServerBusy", retry_after="3000")


def templates(world: ExchangeTwin) -> list[str]:
    return [row.template for row in world.requests]


def test_a_password_signs_in_each_request() -> None:
    world = twin()
    with signed_in(world) as soap:
        for user in ("HARBOUR\\ada", "ada@harbour.example"):
            soap.session.auth = (user, "lighthouse-7")
            assert soap.codes(INBOX) == ["NoError"]
        for wrong in (("HARBOUR\\ada", "wrong"), ("eve", "lighthouse-7"), None):
            soap.session.auth = wrong
            answer = soap.ask(INBOX)
            assert (answer.status_code, answer.headers["WWW-Authenticate"][:11]) == (401, "NTLM, Basic")
        broken = soap.session.get(soap.url, headers={"Authorization": "Basic %%%"}, timeout=5)
        assert broken.status_code == 401
    assert templates(world) == ["GetFolder", "GetFolder", "sign in", "sign in", "sign in", "sign in"]


@pytest.mark.parametrize("tls", [True, False])
def test_ntlm_signs_in_a_connection(tls: bool) -> None:
    world = twin()
    with serving(world, tls=tls) as url:
        soap = Soap(url)
        with soap.session:
            soap.session.auth = HttpNtlmAuth(world.access.user, world.access.password)
            assert soap.codes(INBOX) == soap.codes(INBOX) == ["NoError"]
    assert templates(world) == ["sign in", "sign in", "GetFolder", "GetFolder"]


@pytest.mark.parametrize(("user", "password"), [("HARBOUR\\ada", "wrong"), ("HARBOUR\\eve", "lighthouse-7")])
def test_ntlm_refuses_who_does_not_know_the_password(user: str, password: str) -> None:
    world = twin()
    with signed_in(world) as soap:
        soap.session.auth = HttpNtlmAuth(user, password)
        assert soap.ask(INBOX).status_code == 401
        no_token = soap.session.get(soap.url, auth=("", ""), headers={"Authorization": "NTLM %%%"}, timeout=5)
        assert no_token.status_code == 401
    assert set(templates(world)) == {"sign in"}


def test_a_bearer_token_signs_in_with_the_right_scope_until_it_lapses() -> None:
    world = twin()
    world.access.offers = ("Bearer",)
    good = settings("", world, "oauth")["password"]
    other = world.entra.grant("Mail.Read").access_token
    with signed_in(world) as soap:
        assert soap.ask(INBOX).status_code == 401
        soap.session.auth = None
        for token, status in ((good, 200), (other, 401), ("none", 401)):
            soap.session.headers["Authorization"] = f"Bearer {token}"
            assert soap.ask(INBOX).status_code == status
        world.now = MONDAY + timedelta(hours=2)
        soap.session.headers["Authorization"] = f"Bearer {good}"
        lapsed = soap.ask(INBOX)
        assert (lapsed.status_code, "MS-Diagnostics-Public" in lapsed.headers) == (401, True)


def test_the_ways_of_signing_in_are_those_that_are_offered() -> None:
    world = twin()
    world.access.offers = ("NTLM",)
    with signed_in(world) as soap:
        answer = soap.ask(INBOX)
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "NTLM")


def test_the_server_says_its_build_and_takes_the_versions_that_it_knows() -> None:
    world = twin()
    with signed_in(world) as soap:
        assert 'MajorVersion="15" MinorVersion="2"' in soap.ask(INBOX).text
        world.build = (15, 1, 2507, 6)
        assert 'MajorVersion="15" MinorVersion="1"' in soap.ask(INBOX, version="Exchange2013").text
        assert "ErrorInvalidServerVersion" in soap.ask(INBOX, version="Exchange2031").text


@needs_schema
def test_what_breaks_the_schema_is_a_violation() -> None:
    world = twin()
    with signed_in(world) as soap:
        broken = soap.ask("<m:GetFolder><m:Secret>plan nine</m:Secret></m:GetFolder>")
        assert (broken.status_code, "ErrorSchemaValidation" in broken.text) == (500, True)
        empty = soap.session.post(f"{soap.url}/EWS/Exchange.asmx", b"no envelope", timeout=5)
        assert empty.status_code == 500
        reading = soap.ask("<m:GetRoomLists/>")
        assert "ErrorInvalidOperation" in reading.text
        assert soap.session.get(f"{soap.url}/owa", timeout=5).status_code == 404
    assert [(one.index, one.template) for one in world.violations] == [(1, "GetFolder"), (2, ""), (3, "GetRoomLists")]
    assert "plan nine" not in str(world.violations)
    assert world.offences == []


def test_what_sends_or_is_never_to_be_called_is_an_offence() -> None:
    world, (name, *_) = full(1, "drafts")
    one = f"<m:ItemIds>{item_id(world.mail.mail(name).id)}</m:ItemIds>"
    with signed_in(world) as soap:
        for body in (
            f'<m:SendItem SaveItemToFolder="true">{one}</m:SendItem>',
            f"<m:MoveItem><m:ToFolderId>{folder_id('inbox')}</m:ToFolderId>{one}</m:MoveItem>",
            create(draft(), "SendOnly"),
            create(draft(), "SendAndSaveCopy"),
            f'<m:DeleteFolder DeleteType="HardDelete"><m:FolderIds>{folder_id("inbox")}</m:FolderIds></m:DeleteFolder>',
        ):
            refused = soap.ask(body)
            assert (refused.status_code, "ErrorAccessDenied" in refused.text) == (500, True)
    assert [one.template for one in world.offences] == [
        *("SendItem", "MoveItem", "CreateItem", "CreateItem", "DeleteFolder")
    ]
    assert world.writes == []


def test_errors_of_the_web_server_come_at_the_request_they_are_set_for() -> None:
    world = twin()
    with signed_in(world) as soap:
        for index, status in enumerate((401, 403, 500, 503), start=1):
            world.faults[index] = Fault(status, retry_after="7")
        answers = [soap.ask(INBOX) for _ in range(5)]
    assert [one.status_code for one in answers] == [401, 403, 500, 503, 200]
    assert answers[3].headers["Retry-After"] == "7"


@pytest.mark.parametrize("back_off", ["3000", "soon", "", None])
def test_a_busy_server_says_when_to_come_again_well_or_not(back_off: str | None) -> None:
    world = twin()
    world.faults[1] = Fault(500, "ErrorServerBusy", retry_after=back_off)
    with signed_in(world) as soap:
        refused = soap.ask(INBOX)
    assert (refused.status_code, "ErrorServerBusy" in refused.text) == (500, True)
    assert ("BackOffMilliseconds" in refused.text) == (back_off is not None)
    assert (back_off or "") in refused.text


def test_a_request_or_a_part_of_it_fails_with_any_code_and_without_effect() -> None:
    world = twin()
    with signed_in(world) as soap:
        world.faults[1] = Fault(200, "ErrorMailboxMoveInProgress")
        world.faults[2] = Fault(inner={1: Fault(200, "ErrorFolderNotFound")})
        world.faults[3] = Fault(200, "ErrorQuotaExceeded")
        assert soap.codes(TWICE) == ["ErrorMailboxMoveInProgress"] * 2
        assert soap.codes(TWICE) == ["NoError", "ErrorFolderNotFound"]
        assert soap.codes(create(draft())) == ["ErrorQuotaExceeded"]
        assert soap.items(find("drafts")) == []
    assert world.writes == []


def test_a_reply_is_lost_or_cut_after_the_effect_and_a_request_before() -> None:
    world = twin()
    world.faults[1], world.faults[2], world.faults[3] = (
        Fault(lost_reply=True),
        Fault(truncated=True),
        Fault(dropped=True),
    )
    with signed_in(world) as soap:
        for _ in range(3):
            with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
                soap.ask(create(draft()))
        assert len(soap.items(find("drafts"))) == 2
    assert len(world.writes) == 2


def test_a_budget_that_is_spent_refuses_until_time_passes() -> None:
    world = twin()
    world.throttle.budget, world.throttle.back_off = 2, "1500"
    with signed_in(world) as soap:
        assert [soap.ask(INBOX).status_code for _ in range(3)] == [200, 200, 500]
        assert "1500" in soap.ask(INBOX).text
        world.now = MONDAY + timedelta(minutes=11)
        assert soap.ask(INBOX).status_code == 200
    assert world.throttle.refused == 2


def test_one_request_too_many_at_a_time_is_refused() -> None:
    world = twin()
    world.throttle.most, world.throttle.latency = 1, 0.3
    with signed_in(world) as soap, ThreadPoolExecutor(3) as pool:
        told = [one.text for one in pool.map(soap.ask, [INBOX] * 3)]
    refused = ["ErrorExceededConnectionCount" in one for one in told]
    assert set(refused) == {True, False}


@pytest.mark.parametrize("auth_type", ["basic", "NTLM"])
def test_exchangelib_signs_in_and_finds_its_way(auth_type: str) -> None:
    world, _ = full(2)
    with account(world, auth_type) as ada:
        assert (ada.sent.name, ada.sent.total_count) == ("Sent Items", 2)
        assert ada.version.build.minor_version == 2
    assert world.offences == world.violations == []
