"""The OTLP door over HTTP: who may send, what is refused and how, and that nothing is taken for empty."""

import gzip
import json
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from google.rpc.status_pb2 import Status
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from pytest_django import Settings

from apps.core.clock import now_ns
from apps.telemetry.contract import Deadline
from apps.telemetry.datamodel import Correlation, Window
from apps.telemetry.embedded.store import Store
from apps.telemetry.embedded.unpacking import PACKED_MAX
from apps.telemetry.sources.embedded import EmbeddedSource
from portal.telemetry_store import telemetry_store
from tests.personas import PERSONAS, Trail
from tests.personas import bearer as bearer
from tests.personas import client_of as client_of
from tests.personas import token_of as token_of
from tests.personas import trail as trail
from tests.telemetry.embedded.otlp import JSON, PROTOBUF, as_json, traces

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
BODY = traces({}).SerializeToString()
Bearer = Callable[..., Client]


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Settings) -> Iterator[Store]:
    settings.TELEMETRY_STORE = tmp_path / "telemetry.sqlite3"
    yield telemetry_store()
    telemetry_store().close()


@pytest.fixture
def collector(bearer: Bearer) -> Client:
    return bearer("collector")


class Broken(BytesIO):
    """A connection that is cut while the body is read."""

    def read(self, size: int | None = -1) -> bytes:
        raise ConnectionResetError


def send(client: Client, body: bytes = BODY, content_type: str = PROTOBUF, signal: str = "traces", **extra: Any) -> Any:
    return client.post(f"/otlp/v1/{signal}", body, content_type, CONTENT_LENGTH=str(len(body)), CONTENT_TYPE=content_type, **extra)


def status_of(response: Any) -> tuple[int, str]:
    if response["Content-Type"] == JSON:
        read = json.loads(response.content)
        return read["code"], read["message"]
    assert response["Content-Type"] == PROTOBUF
    status = Status.FromString(response.content)
    return status.code, status.message


@pytest.mark.parametrize("content_type", [PROTOBUF, JSON])
@pytest.mark.parametrize("packing", ["", "gzip"])
def test_the_collector_sends_and_it_is_kept(collector: Client, store: Store, content_type: str, packing: str) -> None:
    body = BODY if content_type == PROTOBUF else as_json(traces({}))
    extra = {"headers": {"Content-Encoding": packing}} if packing else {}
    response = send(collector, gzip.compress(body) if packing else body, content_type, **extra)
    assert (response.status_code, response["Content-Type"]) == (200, content_type)
    assert store.totals()["spans"] == 1


@pytest.mark.parametrize("signal", ["traces", "logs", "metrics"])
def test_all_three_signals_have_a_door(collector: Client, signal: str) -> None:
    assert send(collector, b"", signal=signal).status_code == 200


def test_another_signal_is_404(collector: Client) -> None:
    assert send(collector, signal="profiles").status_code == 404


@pytest.mark.parametrize("persona", [persona for persona in PERSONAS if persona not in ("collector", "anonymous", "disabled")])
def test_no_person_may_send_and_the_refusal_is_recorded(persona: str, bearer: Bearer, store: Store, trail: Trail) -> None:
    response = send(bearer(persona))
    assert (response.status_code, status_of(response)[0]) == (403, 7)
    assert "telemetry.write" in status_of(response)[1]
    assert store.totals()["spans"] == 0
    assert trail.told() == [("attempt", persona, "access.refused", ""), ("outcome", persona, "access.refused", "denied")]


def test_the_collector_needs_the_scope(bearer: Bearer) -> None:
    assert send(bearer("collector", ["events:write"])).status_code == 403


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer ", "Basic YTpi", "x"])
@pytest.mark.parametrize("content_type", [PROTOBUF, JSON, "text/plain"])
def test_a_bad_credential_is_401_in_the_requests_encoding(header: str, content_type: str) -> None:
    response = send(Client(headers={"Authorization": header}), content_type=content_type)
    assert (response.status_code, response["WWW-Authenticate"], status_of(response)[0]) == (401, "Bearer", 16)
    assert response["Content-Type"] == (PROTOBUF if content_type == PROTOBUF else JSON)


def test_no_credential_and_a_session_are_401(client_of: Callable[[str], Client]) -> None:
    assert send(Client()).status_code == 401
    assert send(client_of("devops")).status_code == 401


def test_the_owner_of_a_token_who_was_disabled_is_401(bearer: Bearer) -> None:
    assert send(bearer("disabled")).status_code == 401


@pytest.mark.parametrize("method", ["get", "put", "delete", "head", "options"])
def test_other_methods_are_405(collector: Client, method: str) -> None:
    response = getattr(collector, method)("/otlp/v1/traces")
    assert (response.status_code, response["Allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("body", "content_type", "packing", "status"),
    [
        (b"\xff\xff", PROTOBUF, "", 400),
        (b"{", JSON, "", 400),
        (b"", JSON, "", 400),
        (BODY, PROTOBUF, "gzip", 400),
        (BODY, "text/plain", "", 415),
        (BODY, PROTOBUF, "zstd", 415),
        (b"\x00" * (PACKED_MAX + 1), PROTOBUF, "", 413),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_status(collector: Client, body: bytes, content_type: str, packing: str, status: int) -> None:
    response = send(collector, body, content_type, headers={"Content-Encoding": packing} if packing else {})
    assert response.status_code == status
    assert status_of(response)[1]


def chunked(client: Client, body: bytes, **environ: Any) -> Any:
    """As granian hands a chunked request to WSGI, when `wsgi.input_terminated`: no length, the stream ends by itself."""
    given = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": "", "CONTENT_TYPE": PROTOBUF, "wsgi.input": BytesIO(body)} | environ
    return client.generic("POST", "/otlp/v1/traces", b"", PROTOBUF, **given)


def test_a_chunked_body_is_read_to_its_end(collector: Client, store: Store) -> None:
    assert chunked(collector, BODY, **{"wsgi.input_terminated": True}).status_code == 200
    assert store.totals()["spans"] == 1


def test_a_chunked_body_over_the_cap_is_413(collector: Client) -> None:
    assert chunked(collector, b"\x00" * (PACKED_MAX + 1), **{"wsgi.input_terminated": True}).status_code == 413


def test_a_body_of_unknown_length_is_411_and_never_empty(collector: Client) -> None:
    for environ in ({}, {"CONTENT_LENGTH": "10"}):
        response = chunked(collector, BODY, **environ)
        assert (response.status_code, status_of(response)[0]) == (411, 3)


def test_a_post_without_any_body_is_an_empty_request(collector: Client) -> None:
    assert collector.generic("POST", "/otlp/v1/traces", b"", CONTENT_TYPE=PROTOBUF).status_code == 200


def test_a_body_that_breaks_off_is_400(collector: Client, store: Store) -> None:
    response = send(collector, **{"wsgi.input": Broken(BODY)})
    assert (response.status_code, status_of(response)[1]) == (400, "The body ended early.")
    assert store.totals()["spans"] == 0
    assert send(Client(), **{"wsgi.input": Broken(BODY)}).status_code == 401


def test_a_damaged_store_is_503_with_retry_after(collector: Client, store: Store) -> None:
    store.path.write_bytes(b"no database" * 1000)
    response = send(collector)
    assert (response.status_code, response["Retry-After"], status_of(response)[0]) == (503, "5", 14)


def test_a_partial_success_is_200_with_counts(collector: Client) -> None:
    response = send(collector, as_json(traces({}, {"trace_id": b"\x01"})), JSON)
    assert (response.status_code, response.json()["partialSuccess"]["rejectedSpans"]) == (200, "1")


def test_answers_carry_the_request_id_and_are_not_stored(collector: Client) -> None:
    response = send(collector, headers={"X-Request-ID": "r-1234567890"})
    assert response["X-Request-ID"]
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db(databases=["default", "audit"], transaction=True)
def test_the_sdk_sends_through_the_real_door(live_server: Any, token_of: Callable[..., str], store: Store) -> None:
    exporter = OTLPSpanExporter(f"{live_server.url}/otlp/v1/traces", headers={"Authorization": f"Bearer {token_of('collector')}"})
    provider = TracerProvider(resource=Resource.create({"service.name": "mes-api"}))
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    with provider.get_tracer("mes").start_as_current_span("price", attributes={"order.id": "AL-104233"}):
        pass
    provider.shutdown()
    source = EmbeddedSource("here", store, ("order.id",))
    window = Window(now_ns() - 60 * 10**9, now_ns())
    answer = source.find_traces(Correlation(("order.id",), "AL-104233"), window, Deadline.after(5))
    assert [answer.value.operation.at(row) for row in range(len(answer.value))] == ["price"]


@pytest.mark.django_db(databases=["default", "audit"], transaction=True)
def test_a_chunked_request_to_a_server_that_leaves_chunks_is_411(live_server: Any, token_of: Callable[..., str]) -> None:
    connection = HTTPConnection(live_server.thread.host, live_server.thread.port, timeout=10)
    headers = {"Authorization": f"Bearer {token_of('collector')}", "Content-Type": PROTOBUF}
    connection.request("POST", "/otlp/v1/traces", iter([BODY]), headers, encode_chunked=True)
    assert connection.getresponse().status == 411
    connection.close()


@pytest.mark.django_db(databases=["default", "audit"], transaction=True)
@pytest.mark.parametrize(("size", "status"), [(PACKED_MAX + 1, 413), (PACKED_MAX, 401)])
def test_a_refusal_reaches_a_sender_in_the_midst_of_a_large_body(
    live_server: Any, token_of: Callable[..., str], size: int, status: int
) -> None:
    token = token_of("collector") if status == 413 else "nonsense"
    connection = HTTPConnection(live_server.thread.host, live_server.thread.port, timeout=20)
    connection.request("POST", "/otlp/v1/traces", b"\x00" * size, {"Authorization": f"Bearer {token}", "Content-Type": PROTOBUF})
    assert connection.getresponse().status == status
    connection.close()
