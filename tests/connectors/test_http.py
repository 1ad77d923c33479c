"""The one door to all providers: what it lets out, how it waits, and what it never says."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import responses

from connectors._http import Answer, Door, Route
from connectors.errors import Busy, ConnectorError, Misconfigured, Refused, Unreachable
from connectors.google.quota import Bucket
from connectors.google.wire import held
from connectors.types import Clock

ROOT = "https://mail.example"
ITEMS, BATCH = f"{ROOT}/v1/items", f"{ROOT}/batch"
ROUTES = (
    Route("GET", "/v1/items", units=5),
    Route("GET", "/v1/items/{id}", units=20),
    Route("POST", "/v1/items", write=True, units=10),
    Route("PUT", "/v1/items/{id}", write=True),
    Route("POST", "/batch", batch=True),
)
CANARY = "canary-4711"
DATE = "Mon, 02 Nov 2026 09:00:00 GMT"


@dataclass
class Hands:
    """A clock that only moves when somebody sleeps; its wall may be set to anything."""

    at: float = 1000.0
    wall: datetime = datetime(2026, 11, 2, 9, tzinfo=UTC)
    naps: list[float] = field(default_factory=list)
    jump: timedelta = timedelta(0)

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.at += seconds
        self.wall += timedelta(seconds=seconds) + self.jump

    def clock(self) -> Clock:
        return Clock(lambda: self.wall, lambda: self.at, self.sleep)


@pytest.fixture
def web() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def door(hands: Hands) -> Door:
    return Door(ROOT, ROUTES, hands.clock(), held=held, jitter=lambda: 1.0)


def failing(web: responses.RequestsMock, times: int, status: int, **headers: str) -> None:
    """The provider fails so many times, then all is well."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = '{"error": {"errors": [{"reason": "userRateLimitExceeded"}]}}' if status == 403 else ""
    for _ in range(times):
        web.add("GET", ITEMS, status=status, headers=named, body=body)
    web.add("GET", ITEMS, body="[]")


# --- waiting ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [403, 429, 500, 502, 503, 504])
@pytest.mark.parametrize(
    ("headers", "naps"),
    [
        pytest.param({"Retry_After": "7"}, [7.0], id="seconds"),
        pytest.param({"Retry_After": "Mon, 02 Nov 2026 09:00:12 GMT", "Date": DATE}, [12.0], id="date"),
        pytest.param({"Retry_After": "Mon, 02 Nov 2026 08:00:00 GMT", "Date": DATE}, [1.0], id="date gone by"),
        pytest.param({"Retry_After": "Mon, 02 Nov 2026 09:00:12 GMT"}, [1.0], id="date without a Date"),
        pytest.param({"Retry_After": "soon"}, [1.0], id="malformed"),
        pytest.param({"Retry_After": "-3"}, [1.0], id="negative"),
        pytest.param({"Retry_After": "²"}, [1.0], id="no ASCII digit"),
        pytest.param({"Retry_After": f"Mon, 02 Nov {'9' * 30} 09:00:00 GMT", "Date": DATE}, [1.0], id="year of no end"),
        pytest.param({}, [1.0], id="not said"),
    ],
)
def test_it_waits_exactly_as_told(
    web: responses.RequestsMock, door: Door, hands: Hands, status: int, headers: dict[str, str], naps: list[float]
) -> None:
    failing(web, 1, status, **headers)
    assert door.request("GET", ITEMS).body == b"[]"
    assert hands.naps == naps


def test_without_a_word_it_waits_longer_each_time(web: responses.RequestsMock, door: Door, hands: Hands) -> None:
    failing(web, 4, 503)
    assert door.request("GET", ITEMS).status == 200
    assert hands.naps == [1.0, 2.0, 4.0, 8.0]


def test_two_of_us_do_not_come_back_at_the_same_moment(web: responses.RequestsMock, hands: Hands) -> None:
    failing(web, 2, 503)
    jitters = iter([0.0, 0.5])
    Door(ROOT, ROUTES, hands.clock(), jitter=lambda: next(jitters)).request("GET", ITEMS)
    assert hands.naps == [0.5, 1.5]


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(hours=-1)])
def test_a_wall_clock_that_jumps_changes_no_wait(
    web: responses.RequestsMock, door: Door, hands: Hands, jump: timedelta
) -> None:
    hands.jump = jump
    failing(web, 2, 429, Retry_After="Mon, 02 Nov 2026 09:00:09 GMT", Date=DATE)
    door.request("GET", ITEMS)
    assert hands.naps == [9.0, 9.0]


def test_a_long_wait_is_the_scheduler_s_and_nothing_goes_out_before(
    web: responses.RequestsMock, door: Door, hands: Hands
) -> None:
    failing(web, 1, 429, Retry_After="120")
    with pytest.raises(Busy) as caught:
        door.request("GET", ITEMS)
    assert (caught.value.retry_after, hands.naps) == (120.0, [])
    hands.at += 50
    with pytest.raises(Busy) as again:
        door.request("POST", ITEMS)
    assert (again.value.retry_after, len(web.calls)) == (70.0, 1)
    hands.at += 60
    assert door.request("GET", ITEMS).status == 200
    assert hands.naps == [10.0]


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("86399", 86_399.0),
        ("99999999999", 86_400.0),
        ("9" * 400, 86_400.0),
        ("Tue, 03 Nov 2026 08:59:00 GMT", 86_340.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400.0),
    ],
)
def test_a_day_is_the_longest_that_a_provider_can_hold_us_off(
    web: responses.RequestsMock, door: Door, hands: Hands, said: str, asked: float
) -> None:
    failing(web, 1, 429, Retry_After=said, Date=DATE)
    with pytest.raises(Busy) as caught:
        door.request("GET", ITEMS)
    assert caught.value.retry_after == asked
    hands.at += asked
    assert door.request("GET", ITEMS).status == 200


def test_it_waits_half_a_minute_in_all(web: responses.RequestsMock, door: Door, hands: Hands) -> None:
    failing(web, 9, 429, Retry_After="14")
    with pytest.raises(Busy, match=r"mail\.example asks to wait 14 seconds"):
        door.request("GET", ITEMS)
    assert hands.naps == [14.0, 14.0]


def test_a_provider_that_says_at_once_is_not_hammered(web: responses.RequestsMock, door: Door, hands: Hands) -> None:
    web.add("GET", ITEMS, status=429, headers={"Retry-After": "0"})
    with pytest.raises(Busy):
        door.request("GET", ITEMS)
    assert (len(web.calls), sum(hands.naps)) == (5, 15.0)


@pytest.mark.parametrize("fault", [requests.ConnectionError(CANARY), requests.ReadTimeout(CANARY)])
def test_a_network_that_comes_back_is_waited_for(
    web: responses.RequestsMock, door: Door, hands: Hands, fault: Exception
) -> None:
    web.add("GET", ITEMS, body=fault)
    web.add("GET", ITEMS, body="[]")
    assert door.request("GET", ITEMS).status == 200
    assert hands.naps == [1.0]


def test_a_network_that_does_not_is_said(web: responses.RequestsMock, door: Door, hands: Hands) -> None:
    web.add("GET", ITEMS, body=requests.ConnectionError())
    with pytest.raises(Unreachable, match="look at the network"):
        door.request("GET", ITEMS)
    assert sum(hands.naps) <= 30
    with pytest.raises(Unreachable):
        door.request("POST", ITEMS)


def test_a_certificate_that_is_not_trusted_names_the_option(web: responses.RequestsMock, door: Door) -> None:
    web.add("GET", ITEMS, body=requests.exceptions.SSLError())
    with pytest.raises(Unreachable, match="ca_bundle"):
        door.request("GET", ITEMS)


@pytest.mark.parametrize(
    ("came", "raised"),
    [
        ({"status": 429, "headers": {"Retry-After": "3"}}, Busy),
        ({"status": 403, "body": '{"error": {"errors": [{"reason": "rateLimitExceeded"}]}}'}, Busy),
        ({"status": 500}, Unreachable),
        ({"status": 503, "headers": {"Retry-After": "3"}}, Unreachable),
        ({"body": requests.ConnectionError()}, Unreachable),
        ({"body": requests.ReadTimeout()}, Unreachable),
        ({"body": requests.exceptions.ChunkedEncodingError()}, Unreachable),
    ],
)
def test_a_write_is_never_repeated(
    web: responses.RequestsMock, door: Door, came: dict[str, Any], raised: type[ConnectorError]
) -> None:
    web.add("POST", ITEMS, **came)
    with pytest.raises(raised):
        door.request("POST", ITEMS, body=b"{}")
    assert len(web.calls) == 1


@pytest.mark.parametrize("status", [200, 204, 302, 400, 401, 403, 404, 409, 410, 412])
def test_every_other_answer_comes_back_as_it_is(web: responses.RequestsMock, door: Door, status: int) -> None:
    web.add("GET", ITEMS, status=status, headers={"Location": "https://elsewhere.example/"})
    answer = door.request("GET", ITEMS)
    assert (answer.status, answer.headers["LOCATION"]) == (status, "https://elsewhere.example/")
    assert len(web.calls) == 1


# --- what it takes from the environment, and what it gives away -----------------------------------------------------


def test_the_environment_changes_nothing(
    web: responses.RequestsMock, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "/nowhere")
    web.add("GET", ITEMS)
    door.request("GET", ITEMS)
    used = web.calls[0].request.req_kwargs  # type: ignore[attr-defined]
    assert (used["verify"], dict(used["proxies"]), used["timeout"]) == (True, {}, (10.0, 60.0))


def test_a_ca_bundle_of_our_own_is_used(web: responses.RequestsMock, hands: Hands) -> None:
    web.add("GET", ITEMS)
    Door(ROOT, ROUTES, hands.clock(), ca_bundle="/ours.pem").request("GET", ITEMS)
    assert web.calls[0].request.req_kwargs["verify"] == "/ours.pem"  # type: ignore[attr-defined]


def test_no_cookie_is_kept(web: responses.RequestsMock, door: Door) -> None:
    web.add("GET", ITEMS, headers={"Set-Cookie": f"id={CANARY}"})
    door.request("GET", ITEMS)
    door.request("GET", ITEMS)
    assert "Cookie" not in web.calls[1].request.headers


@pytest.mark.parametrize(
    "came",
    [
        {"body": requests.ConnectionError(CANARY)},
        {"status": 503, "body": CANARY},
        {"status": 429, "headers": {"Retry-After": "100", "X": CANARY}},
    ],
)
def test_an_error_holds_no_secret_and_no_content(
    web: responses.RequestsMock, door: Door, came: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    web.add("POST", ITEMS, **came)
    with pytest.raises(ConnectorError) as caught:
        door.request("POST", f"{ITEMS}?q={CANARY}", headers={"Authorization": f"Bearer {CANARY}"}, body=CANARY.encode())
    assert CANARY not in f"{caught.value!r} {caught.value.__context__!r} {caught.value.__cause__!r} {caplog.text}"


def test_a_refusal_holds_no_query_either(door: Door) -> None:
    with pytest.raises(Refused) as caught:
        door.request("GET", f"{ROOT}/v1/others?q={CANARY}")
    assert CANARY not in str(caught.value)


def test_an_answer_shows_its_size_only() -> None:
    shown = repr(Answer(200, {"X": CANARY}, CANARY.encode()))
    assert shown == f"Answer(200, {len(CANARY)} bytes)"


# --- what it lets out -----------------------------------------------------------------------------------------------

ODD = [
    f"{ROOT}/v1/items/..",
    f"{ROOT}/v1/items/%2e%2e",
    f"{ROOT}/v1/items/a%2Fb",
    f"{ROOT}/v1/items/a%5Cb",
    f"{ROOT}/v1/items/a%252Fb",
    f"{ROOT}/v1/items/a:act",
    f"{ROOT}/v1/items/a%3Aact",
    f"{ROOT}/v1/items/a;b",
    f"{ROOT}/v1/items/%00",
    f"{ROOT}/v1/items/%ff",
    f"{ROOT}/v1/items/a/",
    f"{ROOT}/v1/items/",
    f"{ROOT}//v1/items",
    f"{ROOT}/v1/./items",
    f"{ROOT}/v1/x/../items",
    f"{ROOT}/v1/%69tems",
    f"{ROOT}/V1/items",
    f"{ROOT}/upload/v1/items",
    f"{ROOT}/v1/items#x",
    f"{ROOT}/v1/items\\x",
    f"{ROOT}/v1/items\n",
    f"{ROOT}/v1/items?q=ä",
    f"{ROOT}/v1/items?q=a b",
    f"{ROOT}/v1/items?$httpMethod=DELETE",
    f"{ROOT}/v1/items?%24httpMethod=DELETE",
    f"{ROOT}:8443/v1/items",
    "https://mail.example.other.example/v1/items",
    "https://user@mail.example/v1/items",
    "http://mail.example/v1/items",
    "//mail.example/v1/items",
    "/v1/items",
    "",
]


@pytest.mark.parametrize("url", ODD)
def test_an_odd_address_is_refused_before_a_socket_opens(web: responses.RequestsMock, door: Door, url: str) -> None:
    with pytest.raises(Refused):
        door.request("GET", url)
    assert len(web.calls) == 0


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "HEAD", "OPTIONS", "get", "PUT"])
def test_another_method_is_refused(web: responses.RequestsMock, door: Door, method: str) -> None:
    with pytest.raises(Refused):
        door.request(method, ITEMS)
    assert len(web.calls) == 0


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "x-http-method", "Host", "Transfer-Encoding"])
def test_a_header_that_makes_it_another_request_is_refused(
    web: responses.RequestsMock, door: Door, header: str
) -> None:
    with pytest.raises(Refused, match="bug"):
        door.request("POST", ITEMS, headers={header: "GET"})
    assert len(web.calls) == 0


@pytest.mark.parametrize("item", ["17c9", "a.b_c-d~", "team%40group.example", "en.day%23holiday%40group.example"])
def test_ids_of_all_sorts_are_let_out(web: responses.RequestsMock, door: Door, item: str) -> None:
    web.add("GET", f"{ITEMS}/{item}")
    assert door.request("GET", f"{ITEMS}/{item}?fields=id%2Cname&pageToken=a%3D%3D").status == 200


def test_a_wrong_length_is_not_passed_on(web: responses.RequestsMock, door: Door) -> None:
    web.add("POST", ITEMS)
    door.request("POST", ITEMS, headers={"content-length": "4"}, body=b"{}")
    assert web.calls[0].request.headers["Content-Length"] == "2"


@pytest.mark.parametrize(
    "root",
    ["http://mail.example", "ftp://127.0.0.1", "mail.example", "https://me:pw@mail.example", "http://127.evil.example"],
)
def test_a_root_that_others_could_listen_to_is_refused(hands: Hands, root: str) -> None:
    with pytest.raises(Misconfigured, match="https"):
        Door(root, ROUTES, hands.clock())


@pytest.mark.parametrize(
    "root", ["http://127.0.0.1:8001", "http://localhost:1", "http://[::1]:9", "https://p.example/x/"]
)
def test_plain_http_is_for_this_machine(web: responses.RequestsMock, hands: Hands, root: str) -> None:
    web.add("GET", f"{root.rstrip('/')}/v1/items")
    assert Door(root, ROUTES, hands.clock()).request("GET", f"{root.rstrip('/')}/v1/items").status == 200


# --- batches --------------------------------------------------------------------------------------------------------


def batch(*requests_: str, type_: str = "application/http") -> dict[str, Any]:
    """A multipart/mixed of these requests, as googleapiclient lays it out."""
    parts = "".join(
        f"--b\nContent-Type: {type_}\nMIME-Version: 1.0\nContent-Transfer-Encoding: binary\n"
        f"Content-ID: <{number}>\n\n{request}\n"
        for number, request in enumerate(requests_)
    )
    return {"headers": {"content-type": 'multipart/mixed; boundary="b"'}, "body": f"{parts}--b--".encode()}


def get(item: str = "a", host: str = "mail.example") -> str:
    named = "Content-Type: application/json\nMIME-Version: 1.0\naccept: application/json"
    return f"GET /v1/items/{item} HTTP/1.1\n{named}\nHost: {host}\n\n"


def test_a_batch_of_reads_is_let_out_at_the_cost_of_all(web: responses.RequestsMock, hands: Hands) -> None:
    spent: list[int] = []
    door = Door(ROOT, ROUTES, hands.clock(), pace=spent.append)
    web.add("POST", BATCH)
    assert door.request("POST", BATCH, **batch(get("a"), get("b%40x"))).status == 200
    assert spent == [40]


def test_a_batch_is_a_read_and_tried_again(web: responses.RequestsMock, door: Door, hands: Hands) -> None:
    web.add("POST", BATCH, status=503)
    web.add("POST", BATCH)
    assert door.request("POST", BATCH, **batch(get())).status == 200
    assert hands.naps == [1.0]


@pytest.mark.parametrize(
    "inner",
    [
        pytest.param(["POST /v1/items HTTP/1.1\n\n"], id="a write"),
        pytest.param(["POST /batch HTTP/1.1\n\n"], id="a batch"),
        pytest.param([get(), "GET /v1/others HTTP/1.1\n\n"], id="not on the list"),
        pytest.param([get("..")], id="odd path"),
        pytest.param([get(host="other.example")], id="other host"),
        pytest.param([get().replace("accept", "X-HTTP-Method-Override")], id="override"),
        pytest.param(["GET /v1/items?$httpMethod=POST HTTP/1.1\n\n"], id="override in the query"),
        pytest.param(["GET https://mail.example/v1/items HTTP/1.1\n\n"], id="whole address"),
        pytest.param([get() + "POST /v1/items HTTP/1.1\n\n"], id="two in one part"),
        pytest.param([get() + '{"raw": "x"}'], id="a body"),
        pytest.param([get().replace("\nHost", "\rHost")], id="bare CR"),
        pytest.param([get().replace("a HTTP", "a\x0bHTTP")], id="odd space"),
        pytest.param(["get /v1/items HTTP/1.1\n\n"], id="lower case"),
        pytest.param(["GET /v1/items\n\n"], id="HTTP/0.9"),
        pytest.param([""], id="nothing"),
        pytest.param([], id="no part"),
    ],
)
def test_a_batch_that_holds_more_than_reads_is_refused(
    web: responses.RequestsMock, door: Door, inner: list[str]
) -> None:
    with pytest.raises(Refused):
        door.request("POST", BATCH, **batch(*inner))
    assert len(web.calls) == 0


def test_a_batch_in_disguise_is_refused(web: responses.RequestsMock, door: Door) -> None:
    plain: Mapping[str, Any] = batch(get())
    for headers, body in (
        ({"content-type": "application/json"}, plain["body"]),
        ({}, plain["body"]),
        (plain["headers"], b""),
        (plain["headers"], plain["body"].replace(b"binary", b"base64")),
        (plain["headers"], plain["body"].replace(b"application/http", b"message/rfc822")),
        (plain["headers"], plain["body"].removesuffix(b"--b--")),
    ):
        with pytest.raises(Refused):
            door.request("POST", BATCH, headers=headers, body=body)
    assert len(web.calls) == 0


# --- quota ----------------------------------------------------------------------------------------------------------


def spend(hands: Hands, per_minute: int, costs: list[int]) -> list[tuple[float, int]]:
    """When each of these requests goes out, in seconds from the first."""
    bucket, start = Bucket(per_minute, hands.clock()), hands.at
    gone = []
    for cost in costs:
        bucket.take(cost)
        gone.append((hands.at - start, cost))
    return gone


@pytest.mark.parametrize("costs", [[1000] * 20, [20] * 700, [5, 1000, 2, 20] * 20])
def test_no_minute_costs_more_than_the_owner_allows(hands: Hands, costs: list[int]) -> None:
    gone = spend(hands, 6_000, costs)
    for start, _ in gone:
        assert sum(cost for at, cost in gone if start <= at < start + 60) <= 6_000
    assert gone[-1][0] <= sum(costs) / 5_000 * 60


def test_a_few_requests_are_not_slowed_down(hands: Hands) -> None:
    spend(hands, 6_000, [20] * 50)
    assert hands.naps == []


def test_a_request_dearer_than_the_bucket_still_goes_out(hands: Hands) -> None:
    bucket = Bucket(1_000, hands.clock())
    bucket.take(1_000)
    with pytest.raises(Busy) as caught:
        bucket.take(1_000)
    hands.at += caught.value.retry_after
    bucket.take(1_000)
    assert sum(hands.naps) < 0.001


def test_every_attempt_counts(web: responses.RequestsMock, hands: Hands) -> None:
    spent: list[int] = []
    pace: Callable[[int], None] = spent.append
    failing(web, 2, 503)
    Door(ROOT, ROUTES, hands.clock(), pace=pace).request("GET", ITEMS)
    assert spent == [5, 5, 5]
