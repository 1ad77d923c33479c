"""What all of the twin shares: batches, faults, lag, quota, the contract, offences, the log."""

import base64
from datetime import timedelta
from typing import Any

import pytest
import requests

from tests.fakes.google import Fault, GoogleTwin, serving
from tests.fakes.google.client import MONDAY, SCOPES, mail, signed_in, twin
from tests.fakes.google.gate import ContractBroken

pytest.importorskip("googleapiclient", reason="needs the extra `google`")
errors = pytest.importorskip("googleapiclient.errors", reason="needs the extra `google`")

DRAFT = {
    "message": {"raw": base64.urlsafe_b64encode(b"To: bo@harbour.example\r\nSubject: Q\r\n\r\nSoon.\r\n").decode()}
}


def full(count: int = 6) -> tuple[GoogleTwin, list[str]]:
    world = twin()
    return world, [world.mail.deliver(mail(n), labels={"SENT"}, at=MONDAY + timedelta(hours=n)) for n in range(count)]


def in_one_batch(gmail: Any, names: list[str]) -> dict[str, Any]:
    """What each call of a batch brought: its answer, or (status, reason)."""
    found: dict[str, Any] = {}

    def keep(name: str, answer: Any, fault: Any) -> None:
        found[name] = answer if fault is None else (fault.status_code, fault.error_details[0]["reason"])

    batch = gmail.new_batch_http_request(callback=keep)
    for name in names:
        batch.add(gmail.users().messages().get(userId="me", id=name, format="minimal"), request_id=name)
    batch.execute()
    return found


def drafts(gmail: Any) -> list[str]:
    listed = gmail.users().drafts().list(userId="me").execute()
    return [one["id"] for one in listed.get("drafts", [])]


def test_a_batch_answers_each_call_in_any_order() -> None:
    world, made = full()
    world.shuffled = True
    with signed_in(world) as (gmail, _):
        found = in_one_batch(gmail, [*made, "18f000000000ffff"])
        assert [found[name]["id"] for name in made] == made
        assert found["18f000000000ffff"] == (404, "notFound")
    (row,) = world.requests
    assert (row.template, row.inner) == ("batch", ("gmail.users.messages.get",) * 7)


def test_a_batch_may_fail_in_part() -> None:
    world, made = full()
    world.faults[1] = Fault(inner={1: Fault(429, "rateLimitExceeded"), 4: Fault(403, "userRateLimitExceeded")})
    with signed_in(world) as (gmail, _):
        found = in_one_batch(gmail, made)
        assert found[made[1]] == (429, "rateLimitExceeded")
        assert found[made[4]] == (403, "userRateLimitExceeded")
        assert found[made[0]]["id"] == made[0]


def test_a_batch_holds_a_hundred_calls() -> None:
    world, made = full(1)
    with serving(world) as url:
        call = f"--b\r\nContent-Type: application/http\r\n\r\nGET /gmail/v1/users/me/messages/{made[0]}\r\n\r\n\r\n"
        kind = {
            "Content-Type": "multipart/mixed; boundary=b",
            "Authorization": f"Bearer {world.oauth.grant(*SCOPES).access_token}",
        }
        for count, status in ((100, 200), (101, 400)):
            body = call * count + "--b--"
            assert requests.post(f"{url}/batch/gmail/v1", body, headers=kind, timeout=5).status_code == status


@pytest.mark.parametrize(
    ("fault", "status", "reason"),
    [
        (Fault(400), 400, "badRequest"),
        (Fault(401), 401, "authError"),
        (Fault(403, "rateLimitExceeded"), 403, "rateLimitExceeded"),
        (Fault(403, "dailyLimitExceeded"), 403, "dailyLimitExceeded"),
        (Fault(404), 404, "notFound"),
        (Fault(410), 410, "fullSyncRequired"),
        (Fault(412), 412, "conditionNotMet"),
        (Fault(429, retry_after="7"), 429, "rateLimitExceeded"),
        (Fault(500), 500, "backendError"),
        (Fault(503), 503, "backendError"),
    ],
)
def test_a_fault_is_answered_before_any_effect(fault: Fault, status: int, reason: str) -> None:
    world = twin()
    world.faults[2] = fault
    with serving(world) as url:
        post_draft(url, world)
        refused = post_draft(url, world)
    assert (refused.status_code, refused.json()["error"]["errors"][0]["reason"]) == (status, reason)
    assert refused.headers.get("Retry-After") == fault.retry_after
    assert len(world.mail.drafts) == 1


def test_a_lost_reply_has_its_effect() -> None:
    world = twin()
    world.faults[1] = Fault(lost_reply=True)
    with serving(world) as url:
        with pytest.raises(requests.ConnectionError):
            post_draft(url, world)
        assert len(world.mail.drafts) == 1
    assert [row.index for row in world.writes] == [1]


def test_a_dropped_connection_has_none() -> None:
    world = twin()
    world.faults.every(lambda row: row.template == "gmail.users.drafts.create", Fault(dropped=True))
    with serving(world) as url:
        with pytest.raises(requests.ConnectionError):
            post_draft(url, world)
        assert world.mail.drafts == {}
        world.faults.clear()
        assert post_draft(url, world).status_code == 200


def test_an_answer_may_be_cut_or_slow() -> None:
    world = twin()
    world.faults[1] = Fault(truncated=True)
    world.faults[2] = Fault(slow=5)
    with serving(world) as url:
        with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
            post_draft(url, world)
        with pytest.raises(requests.Timeout):
            post_draft(url, world, timeout=0.05)


def post_draft(url: str, world: GoogleTwin, timeout: float = 5) -> requests.Response:
    bearer = {"Authorization": f"Bearer {world.oauth.grant(*SCOPES).access_token}"}
    return requests.post(f"{url}/gmail/v1/users/me/drafts", json=DRAFT, headers=bearer, timeout=timeout)


def test_a_write_is_listed_late_and_there_at_once() -> None:
    world = twin()
    world.lag = 2
    with signed_in(world) as (gmail, _):
        made = gmail.users().drafts().create(userId="me", body=DRAFT).execute()["id"]
        assert gmail.users().drafts().get(userId="me", id=made).execute()["id"] == made
        assert drafts(gmail) == []
        assert drafts(gmail) == [made]
        gmail.users().drafts().delete(userId="me", id=made).execute()
        assert drafts(gmail) == [made]
        assert drafts(gmail) == [made]
        assert drafts(gmail) == []


def test_a_quota_is_spent_and_comes_back() -> None:
    world, made = full()
    world.quota.budget = 80
    world.quota.refusal = Fault(403, "userRateLimitExceeded", retry_after="1")
    with signed_in(world) as (gmail, _):
        found = in_one_batch(gmail, made)
        assert list(found.values()).count((403, "userRateLimitExceeded")) == 2
        with pytest.raises(errors.HttpError) as refused:
            drafts(gmail)
        assert refused.value.resp["retry-after"] == "1"
        world.now += timedelta(seconds=1)
        assert drafts(gmail) == []
    assert (world.quota.spent, world.quota.refused) == (85, 3)


@pytest.mark.parametrize(
    ("verb", "path", "body", "why"),
    [
        ("GET", "gmail/v1/users/me/messages?colour=red", None, "colour is no parameter"),
        ("GET", "gmail/v1/users/me/messages?maxResults=many", None, "maxResults has a value that does not fit"),
        ("GET", "gmail/v1/users/me/messages?pageToken=a&pageToken=b", None, "pageToken stands more than once"),
        (
            "POST",
            "gmail/v1/users/me/drafts",
            {"message": {"raw": "x", "colour": "red"}},
            "/message/colour is not known",
        ),
        ("POST", "gmail/v1/users/me/drafts", {"message": {"raw": 5}}, "/message/raw is no text"),
        ("POST", "calendar/v3/calendars", {"description": "x"}, "/summary is missing"),
        ("GET", "gmail/v1/users/me/labels/INBOX/colours", None, "is no method"),
    ],
)
def test_a_request_outside_the_contract_is_recorded(verb: str, path: str, body: Any, why: str) -> None:
    world = twin()
    bearer = {"Authorization": f"Bearer {world.oauth.grant(*SCOPES).access_token}"}
    with serving(world) as url:
        answer = requests.request(verb, f"{url}/{path}", json=body, headers=bearer, timeout=5)
    assert answer.status_code in {400, 404}
    assert [one.index for one in world.violations] == [1]
    assert why in world.violations[0].why
    assert "red" not in repr(world.violations)


def test_an_answer_outside_the_contract_fails_loudly() -> None:
    world = twin()
    world.calendars.put(
        "primary", {"id": "talk0", "colour": 5, "start": {"date": "2025-03-03"}, "end": {"date": "2025-03-04"}}
    )
    with pytest.raises(ContractBroken, match="/items/colour is not known"), signed_in(world) as (_, calendar):
        calendar.events().list(calendarId="primary").execute()


def test_whatever_would_send_is_an_offence() -> None:
    world, made = full(1)
    with signed_in(world) as (gmail, calendar):
        users, message = gmail.users(), DRAFT["message"]
        draft = users.drafts().create(userId="me", body=DRAFT).execute()["id"]
        for forbidden in (
            users.messages().send(userId="me", body=message),
            users.drafts().send(userId="me", body={"id": draft}),
            users.messages().trash(userId="me", id=made[0]),
            users.messages().modify(userId="me", id=made[0], body={"addLabelIds": ["TRASH"]}),
            users.labels().delete(userId="me", id="INBOX"),
            calendar.calendars().clear(calendarId="primary"),
            calendar.events().quickAdd(calendarId="primary", text="Lunch"),
        ):
            with pytest.raises(errors.HttpError) as refused:
                forbidden.execute()
            assert refused.value.status_code == 403
    assert [one.template for one in world.offences] == [
        "gmail.users.messages.send",
        "gmail.users.drafts.send",
        "gmail.users.messages.trash",
        "gmail.users.messages.modify",
        "gmail.users.labels.delete",
        "calendar.calendars.clear",
        "calendar.events.quickAdd",
    ]
    assert len(world.writes) == 1


def test_only_the_fields_asked_for() -> None:
    world, made = full(2)
    with signed_in(world) as (gmail, _):
        messages = gmail.users().messages()
        listed = messages.list(userId="me", fields="messages/id,nextPageToken").execute()
        assert listed == {"messages": [{"id": name} for name in reversed(made)]}
        got = messages.get(userId="me", id=made[0], fields="id,payload(mimeType,headers/name)").execute()
        assert set(got["payload"]) == {"mimeType", "headers"}
        assert {"name": "Subject"} in got["payload"]["headers"]


def test_a_long_question_may_come_as_a_post() -> None:
    world, made = full(1)
    with signed_in(world) as (gmail, _):
        query = " OR ".join(f"rfc822msgid:m{number}@harbour.example" for number in range(100))
        listed = gmail.users().messages().list(userId="me", q=query).execute()
        assert [one["id"] for one in listed["messages"]] == made
    assert [(row.method, row.template) for row in world.requests] == [("POST", "gmail.users.messages.list")]
    assert (world.offences, world.violations) == ([], [])


def test_the_log_names_what_was_asked_and_no_words_of_it() -> None:
    world, _ = full(1)
    with signed_in(world) as (gmail, _):
        gmail.users().messages().list(userId="me", q="secret words").execute()
    (row,) = world.requests
    assert (row.index, row.method, row.template, row.keys) == (1, "GET", "gmail.users.messages.list", ("alt", "q"))
    assert "secret" not in repr(world.requests)
