import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from apps.orders.events_api import MAX_BYTES
from apps.orders.models import Order, Rejection
from tests.orders.samples import NUMBER, deployment_event, order_event

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

URL = "/api/v1/events/"
BATCH = "application/cloudevents-batch+json"
EVENT = order_event("created", channel="shop")
Post = Callable[..., Any]


@pytest.fixture
def post(token_of: Callable[..., str]) -> Post:
    """Send bytes, or a value as JSON, as the collector."""
    headers = {"Authorization": f"Bearer {token_of('collector', ['events:write'])}"}

    def send(body: object, content_type: str = BATCH, **extra: Any) -> Any:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return Client(headers=headers).post(URL, data, content_type=content_type, **extra)

    return send


def problem(response: Any) -> tuple[int, str]:
    assert response["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (EVENT, "application/cloudevents+json"),
        (EVENT, "application/cloudevents+json; charset=utf-8"),
        ([EVENT], BATCH),
        (EVENT, "application/json"),
        ([EVENT], "application/json"),
    ],
)
def test_events_come_alone_or_in_batches(post: Post, body: object, content_type: str) -> None:
    response = post(body, content_type)
    assert response.status_code == 202
    assert response.json() == {"accepted": 1, "duplicates": 0, "rejected": []}
    assert Order.objects.get().number == NUMBER


def test_bad_events_are_named_with_their_place_and_good_ones_taken(post: Post) -> None:
    response = post([EVENT, {"id": "x"}, EVENT, EVENT | {"data": {"number": NUMBER}}, 7, deployment_event()])
    body = response.json()
    assert response.status_code == 202
    assert (body["accepted"], body["duplicates"]) == (2, 1)
    assert [(event["index"], event["id"], event["code"]) for event in body["rejected"]] == [
        (1, "x", "invalid_event"),
        (3, EVENT["id"], "conflict"),
        (4, None, "invalid_event"),
    ]
    assert all(event["detail"] for event in body["rejected"])


def test_a_batch_of_which_nothing_can_be_taken_is_still_202(post: Post) -> None:
    assert post([{}]).status_code == 202
    assert post([]).json() == {"accepted": 0, "duplicates": 0, "rejected": []}


@pytest.mark.parametrize(
    "body", [b"  ", b"nonsense", b"7", b'"text"', b"null", b'[{"id": NaN}]', b"[" * 100_000, b"\xff\xfe", b'[{"a": 1}']
)
def test_a_body_that_is_no_json_object_or_array_is_refused_and_not_kept(post: Post, body: bytes) -> None:
    assert problem(post(body)) == (400, "invalid_input")
    assert not Rejection.objects.exists()


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml", ""]
)
def test_other_types_of_content_are_refused(post: Post, content_type: str) -> None:
    assert problem(post(b"[]", content_type)) == (415, "unsupported_media_type")


def test_a_body_over_the_cap_is_refused(post: Post) -> None:
    assert problem(post(b"[" + b" " * MAX_BYTES + b"]")) == (413, "too_large")
    assert post(b"[" + b" " * (MAX_BYTES - 2) + b"]").status_code == 202


def test_more_events_than_fit_are_refused(post: Post) -> None:
    assert problem(post(b"[" + b"1," * 60_000 + b"1]")) == (413, "too_large")


def test_a_chunked_body_is_never_taken_as_empty(post: Post) -> None:
    assert problem(post([EVENT], HTTP_TRANSFER_ENCODING="chunked")) == (411, "length_required")
    response = post(b"", HTTP_TRANSFER_ENCODING="chunked", **_unchunked(json.dumps([EVENT]).encode()))
    assert response.json()["accepted"] == 1
    huge = b"[" + b" " * MAX_BYTES + b"]"
    assert problem(post(b"", HTTP_TRANSFER_ENCODING="chunked", **_unchunked(huge))) == (413, "too_large")


def _unchunked(body: bytes) -> dict[str, Any]:
    """What a server leaves that undoes chunks and marks the end of the stream."""
    return {"wsgi.input": BytesIO(body), "wsgi.input_terminated": True, "CONTENT_TYPE": BATCH}


@pytest.mark.parametrize(
    ("element", "code"),
    [
        (b'{"id": "x", "deep": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", "too_deep"),
        (b'{"id": "x", "deep": ' + b"[" * 500 + b"]" * 500 + b"}", "invalid_event"),
        (b'{"id": "x", "text": "\\ud800"}', "invalid_event"),
        (b'{"id": "x", "number": 1e999}', "invalid_event"),
        (b'{"id": "x", "number": ' + b"9" * 5_000 + b"}", "invalid_event"),
        (b'{"id": "x", "id": "y"}', "invalid_event"),
        (b'{"id": "x", "text": "' + b"a" * 1_000_000 + b'"}', "invalid_event"),
        (b'{"id": {}, "source": [], "type": 1, "time": true}', "invalid_event"),
        (b'"\\u0000"', "invalid_event"),
        (b"[]", "invalid_event"),
    ],
)
def test_an_element_however_odd_is_rejected_kept_and_stops_no_other(post: Post, element: bytes, code: str) -> None:
    response = post(b"[" + element + b", " + json.dumps(EVENT).encode() + b"]")
    assert response.status_code == 202
    body = response.json()
    assert (body["accepted"], [event["code"] for event in body["rejected"]]) == (1, [code])
    assert Rejection.objects.count() == 1


@pytest.mark.parametrize(
    ("persona", "scopes", "status"), [("collector", ["telemetry:write"], 403), ("support", [], 403), ("admin", [], 403)]
)
def test_only_the_scope_for_events_lets_events_in(token_of: Callable[..., str], persona: str, scopes: list[str], status: int) -> None:
    client = Client(headers={"Authorization": f"Bearer {token_of(persona, scopes)}"})
    response = client.post(URL, b"[]", content_type=BATCH)
    assert problem(response) == (status, "not_allowed")
    assert response.json()["permission"] == "events.write"


def test_without_a_token_nothing_comes_in() -> None:
    response = Client().post(URL, json.dumps([EVENT]), content_type=BATCH)
    assert problem(response) == (401, "not_authenticated")
    assert response["WWW-Authenticate"] == "Bearer"
    assert not Order.objects.exists()


def test_reading_events_is_no_method(post: Post, token_of: Callable[..., str]) -> None:
    client = Client(headers={"Authorization": f"Bearer {token_of('collector', ['events:write'])}"})
    assert problem(client.get(URL)) == (405, "method_not_allowed")


def test_a_database_that_is_locked_is_said_so_and_nothing_is_half_done(post: Post) -> None:
    with connection.execute_wrapper(_locked):
        response = post([EVENT])
    assert problem(response) == (503, "unavailable")
    assert int(response["Retry-After"]) > 0
    assert not Order.objects.exists()
    assert post([EVENT]).json()["accepted"] == 1


def _locked(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """As SQLite says it when another process writes for too long, in the middle of a batch."""
    if "orders_stageentry" in sql:
        raise OperationalError("database is locked")
    return execute(sql, params, many, context)
