"""What all of the twin shares: batches, faults, limits, the contract, the log, TLS."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import requests

from tests.fakes.google.gate import ContractBroken
from tests.fakes.graph import Fault, contract, serving
from tests.fakes.graph.client import IMMUTABLE, Graph, draft, full, signed_in, told, twin

ME = "/me/messages"


def one(number: int, name: str, **more: Any) -> dict[str, Any]:
    """A request of a batch for a message."""
    headers = {"Prefer": IMMUTABLE}
    return {"id": str(number), "method": "GET", "url": f"{ME}/{name}?$select=id", "headers": headers, **more}


def batch(graph: Graph, *requested: dict[str, Any]) -> list[dict[str, Any]]:
    answer = graph.ask("POST", "/$batch", {"requests": list(requested)})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["responses"])


def test_a_batch_answers_each_request_in_any_order() -> None:
    world, made = full(3)
    world.shuffled = True
    with signed_in(world) as graph:
        found = batch(graph, *[one(n, name) for n, name in enumerate(made)], one(9, "gone="))
    assert [answer["id"] for answer in found] == ["9", "2", "1", "0"]
    assert {answer["id"]: answer["status"] for answer in found} == {"0": 200, "1": 200, "2": 200, "9": 404}
    assert found[-1]["body"]["id"] == made[0]
    (row,) = world.requests
    assert (row.template, row.inner, row.prefer) == ("batch", ("GET /me/messages/{id}",) * 4, (IMMUTABLE,) * 4)


def test_a_batch_writes_and_fails_in_part() -> None:
    world, made = full(3)
    world.faults[1] = Fault(inner={1: Fault(429, retry_after="7")})
    with signed_in(world) as graph:
        kind = {"Content-Type": "application/json"}
        write = {"id": "w", "method": "POST", "url": ME, "headers": kind, "body": draft()}
        found = batch(graph, one(0, made[0]), one(1, made[1]), write, one(2, made[2], dependsOn=["1"]))
    assert [answer["status"] for answer in found] == [200, 429, 201, 424]
    assert found[1]["headers"]["Retry-After"] == "7"
    assert found[1]["body"]["error"]["code"] == "ApplicationThrottled"
    assert len(world.writes) == 1


def test_a_batch_brings_bytes_in_base64() -> None:
    world, made = full(1)
    with signed_in(world) as graph:
        (found,) = batch(graph, {"id": "1", "method": "GET", "url": f"{ME}/{made[0]}/$value"})
    assert found["body"].startswith("TWVzc2FnZS1JRDog")


def test_a_batch_holds_twenty_requests() -> None:
    world, made = full(1)
    with signed_in(world) as graph:
        assert len(batch(graph, *[one(n, made[0]) for n in range(20)])) == 20
        for wrong in ([one(n, made[0]) for n in range(21)], [one(1, made[0])] * 2, [], [{"id": "1"}]):
            assert told(graph.ask("POST", "/$batch", {"requests": wrong})) == (400, "BadRequest")
        bare = {"id": "1", "method": "POST", "url": ME, "body": draft()}
        assert told(graph.ask("POST", "/$batch", {"requests": [bare]})) == (400, "BadRequest")
    assert len(world.violations) == 5


def test_a_send_inside_a_batch_is_an_offence() -> None:
    world, _ = full(1)
    with signed_in(world) as graph:
        kind = {"Content-Type": "application/json"}
        send = {"id": "1", "method": "POST", "url": "/me/sendMail", "headers": kind, "body": {"message": draft()}}
        (found,) = batch(graph, send)
    assert found["status"] == 403
    assert [offence.index for offence in world.offences] == [1]


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (Fault(400), 400, "BadRequest"),
        (Fault(401), 401, "InvalidAuthenticationToken"),
        (Fault(403), 403, "ErrorAccessDenied"),
        (Fault(403, "ErrorQuotaExceeded"), 403, "ErrorQuotaExceeded"),
        (Fault(404), 404, "ErrorItemNotFound"),
        (Fault(404, "MailboxNotEnabledForRESTAPI"), 404, "MailboxNotEnabledForRESTAPI"),
        (Fault(409), 409, "ConcurrentItemSave"),
        (Fault(410), 410, "SyncStateNotFound"),
        (Fault(410, "resyncRequired"), 410, "resyncRequired"),
        (Fault(412), 412, "ErrorIrresolvableConflict"),
        (Fault(429, retry_after="7"), 429, "ApplicationThrottled"),
        (Fault(429, retry_after="Wed, 31 Feb"), 429, "ApplicationThrottled"),
        (Fault(500), 500, "ErrorInternalServerError"),
        (Fault(502), 502, "BadGateway"),
        (Fault(503, retry_after="2"), 503, "ErrorServerBusy"),
        (Fault(504), 504, "UnknownError"),
        (Fault(507), 507, "ErrorInsufficientStorage"),
    ],
)
def test_a_fault_is_answered_before_any_effect(fault: Fault, status: int, code: str) -> None:
    world = twin()
    world.faults[2] = fault
    with signed_in(world) as graph:
        graph.ask("POST", ME, draft())
        refused = graph.ask("POST", ME, draft())
    assert told(refused) == (status, code)
    assert refused.headers.get("Retry-After") == fault.retry_after
    assert len(world.mail.mails) == 1


def test_a_token_may_be_challenged_for_claims() -> None:
    world = twin()
    world.faults[1] = Fault(401, "claims")
    with signed_in(world) as graph:
        refused = graph.ask("GET", ME)
    assert refused.status_code == 401
    assert 'error="insufficient_claims", claims="' in refused.headers["WWW-Authenticate"]


def test_an_answer_may_be_cut_or_slow() -> None:
    world = twin()
    world.faults[1] = Fault(truncated=True)
    world.faults[2] = Fault(slow=5)
    with signed_in(world) as graph:
        with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
            graph.ask("GET", ME)
        with pytest.raises(requests.Timeout):
            graph.session.get(f"{graph.url}/v1.0{ME}", timeout=0.2)


def test_four_requests_run_at_a_time() -> None:
    world, _ = full(3)
    world.throttle.latency = 0.3
    with signed_in(world) as graph, ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: graph.ask("GET", ME), range(8)))
        refused = [answer for answer in found if answer.status_code == 429]
        assert 1 <= len(refused) <= 4
        assert {answer.headers["Retry-After"] for answer in refused} == {"1"}
        assert told(refused[0]) == (429, "ApplicationThrottled")
        assert graph.ask("GET", ME).status_code == 200
    assert world.throttle.refused == len(refused)


def test_a_budget_is_spent_and_comes_back() -> None:
    world, made = full(1)
    world.throttle.budget, world.throttle.retry_after = 3, "600"
    with signed_in(world) as graph:
        found = batch(graph, *[one(n, made[0]) for n in range(4)])
        assert [answer["status"] for answer in found] == [200, 200, 200, 429]
        assert graph.ask("GET", ME).headers["Retry-After"] == "600"
        world.now += timedelta(minutes=10)
        assert graph.ask("GET", ME).status_code == 200


@pytest.mark.parametrize(
    ("path", "why"),
    [
        (f"{ME}?colour=red", "colour is no option"),
        (f"{ME}?$search=red", "$search is no option"),
        ("/me/contacts", "is no route"),
    ],
)
def test_a_request_outside_the_contract_is_recorded(path: str, why: str) -> None:
    world = twin()
    with signed_in(world) as graph:
        assert graph.ask("GET", path).status_code == 400
    assert [(found.index, found.why) for found in world.violations] == [(1, why)]
    assert "red" not in repr(world.violations)


def test_a_body_outside_the_schema_is_recorded() -> None:
    if not contract.known():
        pytest.skip("the schema of Outlook's types is not there")
    world = twin()
    wrong = [{"subjct": "x"}, {"subject": 5}, {"importance": "urgent"}, {"toRecipients": [{"address": "x"}]}]
    with signed_in(world) as graph:
        for said in wrong:
            assert told(graph.ask("POST", ME, said)) == (400, "BadRequest")
    assert [found.why for found in world.violations] == [
        "/subjct is not known",
        "/subject is no string",
        "/importance is none of the words known",
        "/toRecipients/address is not known",
    ]
    assert world.mail.mails == {}


def test_an_answer_outside_the_schema_fails_loudly() -> None:
    if not contract.known():
        pytest.skip("the schema of Outlook's types is not there")
    world, made = full(1)
    world.mail.alter(world.mail.mail(made[0]), {"importance": "urgent"}, lag=False)
    with pytest.raises(ContractBroken, match="/value/importance"), signed_in(world) as graph:
        graph.ask("GET", ME)


def test_the_log_names_what_was_asked_and_no_words_of_it() -> None:
    world, _ = full(1)
    with signed_in(world) as graph:
        graph.get("/me/mailFolders/inbox/messages?$filter=subject eq 'secret'&$top=5")
    (row,) = world.requests
    assert (row.index, row.method, row.keys) == (1, "GET", ("$filter", "$top"))
    assert (row.template, row.path) == ("GET /me/mailFolders/{id}/messages", "/v1.0/me/mailFolders/inbox/messages")
    assert "secret" not in repr(world.requests)


def test_nobody_is_served_who_does_not_trust_the_authority() -> None:
    with serving(twin()) as url, requests.Session() as session:
        session.trust_env = False
        with pytest.raises(requests.exceptions.SSLError):
            session.get(f"{url}/common/v2.0/.well-known/openid-configuration", timeout=5)
        with pytest.raises(requests.ConnectionError):
            session.get(url.replace("https:", "http:"), timeout=5)
