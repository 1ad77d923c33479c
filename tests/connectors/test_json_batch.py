"""A batch in JSON, as Microsoft's is: only reads get out, whatever the batch is made to look like."""

import json
from collections.abc import Iterator

import pytest
import responses

from connectors._http import Door, Route
from connectors.errors import Refused
from connectors.types import STILL

ROOT = "https://graph.example/v1.0"
BATCH = f"{ROOT}/$batch"
ROUTES = (
    Route("GET", "/me/messages/{id}", units=1),
    Route("POST", "/me/messages", write=True),
    Route("POST", "/$batch", batch=True),
)
READ = {"id": "1", "method": "GET", "url": "/me/messages/a?$select=subject", "headers": {"Prefer": "x"}}

LINE = '"id": "1", "method": "GET", "url": "/me/messages/a"'


@pytest.fixture
def web() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.add("POST", BATCH)
        yield mock


def posted(text: str, type_: str = "application/json") -> int:
    door = Door(ROOT, ROUTES, STILL)
    return door.request("POST", BATCH, headers={"Content-Type": type_}, body=text.encode()).status


def test_a_batch_of_reads_is_let_out(web: responses.RequestsMock) -> None:
    assert posted(json.dumps({"requests": [READ, {**READ, "id": "2"}]})) == 200
    assert len(web.calls) == 1


@pytest.mark.parametrize(
    "inner",
    [
        pytest.param({"method": "POST", "url": "/me/messages"}, id="a write"),
        pytest.param({"method": "POST", "url": "/$batch"}, id="a batch"),
        pytest.param({"method": "POST", "url": "/me/sendMail"}, id="a sending"),
        pytest.param({"url": "/me/messages/../sendMail"}, id="odd path"),
        pytest.param({"url": "https://other.example/v1.0/me/messages/a"}, id="whole address"),
        pytest.param({"url": "me/messages/a"}, id="no slash"),
        pytest.param({"url": "/me/messages/a b"}, id="a space"),
        pytest.param({"url": 7}, id="no text"),
        pytest.param({"body": {"subject": "x"}}, id="a body"),
        pytest.param({"headers": {"X-HTTP-Method-Override": "DELETE"}}, id="override"),
        pytest.param({"headers": ["Prefer"]}, id="no headers"),
        pytest.param({"dependsOn": ["1"]}, id="more than a request"),
    ],
)
def test_what_is_more_than_a_read_is_refused(web: responses.RequestsMock, inner: dict[str, object]) -> None:
    with pytest.raises(Refused):
        posted(json.dumps({"requests": [READ, {**READ, **inner}]}))
    assert len(web.calls) == 0


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"requests": []}', id="none"),
        pytest.param('{"requests": {}}', id="no list"),
        pytest.param('{"requests": [1]}', id="a number"),
        pytest.param("[]", id="no object"),
        pytest.param("{", id="no JSON"),
        pytest.param("[" * 100_000, id="too deep"),
        pytest.param(f'{{"requests": [{{{LINE}, "method": "POST"}}]}}', id="twice"),
        pytest.param(f'{{"requests": [{{{LINE}, "Method": "POST"}}]}}', id="twice but for the case"),
        pytest.param('{"requests": [{"id": "1", "method": "GET", "url": "/me/messages/a"}], "more": 1}', id="more"),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(web: responses.RequestsMock, text: str) -> None:
    with pytest.raises(Refused):
        posted(text)
    assert len(web.calls) == 0


def test_a_batch_under_another_name_is_refused(web: responses.RequestsMock) -> None:
    for type_ in ("text/plain", "application/json; charset=utf-16", "multipart/mixed; boundary=b", ""):
        with pytest.raises(Refused):
            posted(json.dumps({"requests": [READ]}), type_)
    assert len(web.calls) == 0
