"""The real OpenTelemetry SDK and its OTLP/HTTP exporters, over loopback, into the store and out of the source."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec
import pytest
from opentelemetry import trace
from opentelemetry._logs import SeverityNumber
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.metrics import Observation
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import SimpleLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Link, SpanKind, Status, StatusCode

from apps.core import clock
from apps.telemetry.datamodel import Correlation, MetricQuery, Severity, Window
from apps.telemetry.embedded.receive import receive
from apps.telemetry.embedded.store import Store
from apps.telemetry.sources.embedded import EmbeddedSource
from tests.telemetry.embedded.records import HOUR, MINUTE, soon

RESOURCE = Resource.create({"service.name": "mes-api", "service.version": "7.4", "service.instance.id": "i-1"})


class Door(ThreadingHTTPServer):
    def __init__(self, store: Store) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.store = store
        self.seen: list[tuple[str, str, int]] = []

    def url(self, signal: str) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1/{signal}"


class Handler(BaseHTTPRequestHandler):
    server: Door

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        packing = self.headers.get("Content-Encoding", "")
        reply = receive(self.server.store, self.path.rsplit("/", 1)[1], body, self.headers["Content-Type"], packing)
        self.server.seen.append((self.path, packing, reply.status))
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def door(store: Store) -> Iterator[Door]:
    with Door(store) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def source(store: Store) -> EmbeddedSource:
    return EmbeddedSource("here", store, ("order.id",))


def lately() -> Window:
    return Window(clock.now_ns() - HOUR, clock.now_ns() + HOUR)


@pytest.mark.parametrize("compression", [Compression.Gzip, Compression.NoCompression])
def test_a_trace_of_the_sdk_stands_under_its_order(door: Door, source: EmbeddedSource, compression: Compression) -> None:
    provider = TracerProvider(resource=RESOURCE)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(door.url("traces"), compression=compression)))
    tracer = provider.get_tracer("shop")
    with tracer.start_as_current_span("publish", kind=SpanKind.PRODUCER) as published:
        pass
    link = Link(published.get_span_context())
    received = {"order.id": "AL-104233", "http.route": "/orders"}
    taken = {"order.id": ["AL-104233", "AL-2"]}
    with (
        tracer.start_as_current_span("POST /orders", kind=SpanKind.SERVER, attributes=received) as root,
        tracer.start_as_current_span("consume", kind=SpanKind.CONSUMER, links=[link], attributes=taken) as child,
    ):
        child.add_event("called", {"phone": "+7 916 123-41-17"})
        child.record_exception(ValueError("no price for olga@example.org"))
        child.set_status(Status(StatusCode.ERROR, "call 89161234117"))
    provider.shutdown()
    assert door.seen == [("/v1/traces", "gzip" if compression is Compression.Gzip else "", 200)]

    table = source.find_traces(Correlation(("order.id",), "AL-104233"), lately(), soon()).value
    rows = {table.operation.at(row): row for row in range(len(table))}
    context = root.get_span_context()
    assert set(rows) == {"POST /orders", "consume"}
    parent, inner = rows["POST /orders"], rows["consume"]
    assert table.trace.at(parent) == trace.format_trace_id(context.trace_id)
    assert int(table.span_id[parent]) == int(table.parent_id[inner]) == context.span_id
    assert (table.service.at(inner), int(table.kind[inner]), int(table.status[inner])) == ("mes-api", 4, 2)
    assert (int(table.start_ns[parent]), int(table.duration_ns[parent])) == (root.start_time, root.end_time - root.start_time)
    assert (table.subjects.at(parent), table.subjects.at(inner)) == ("AL-104233", "AL-104233\nAL-2")
    assert table.links.trace_id == (trace.format_trace_id(published.get_span_context().trace_id),)
    assert table.promoted["http.route"].at(parent) == "/orders"
    assert table.promoted["service.version"].at(inner) == "7.4"
    detail = table.detail[inner].decode()
    assert "[phone]" in detail
    assert "olga@" not in detail
    linking = source.find_linking([trace.format_trace_id(published.get_span_context().trace_id)], lately(), soon()).value
    assert len(linking) == 2


def test_log_records_of_the_sdk_stand_beside_their_span(door: Door, source: EmbeddedSource) -> None:
    provider = LoggerProvider(resource=RESOURCE)
    provider.add_log_record_processor(SimpleLogRecordProcessor(OTLPLogExporter(door.url("logs"))))
    logger = provider.get_logger("mes")
    with TracerProvider(resource=RESOURCE).get_tracer("mes").start_as_current_span("price") as span:
        said = "модель не читается, клиент +79161234117"
        logger.emit(timestamp=clock.now_ns(), severity_number=SeverityNumber.ERROR, body=said, attributes={"order.id": "AL-104233"})
    logger.emit(timestamp=clock.now_ns(), severity_text="WARNING", body="без трассы")
    provider.shutdown()
    assert {status for *_, status in door.seen} == {200}

    context = span.get_span_context()
    table = source.get_logs([trace.format_trace_id(context.trace_id)], lately(), soon()).value
    assert (list(table.body), int(table.severity[0]), int(table.span_id[0])) == (
        ["модель не читается, клиент [phone]"],
        Severity.ERROR,
        context.span_id,
    )
    found = source.find_logs(Correlation(("order.id",), "AL-104233"), lately(), soon()).value
    assert found.body == table.body
    assert msgspec.json.decode(found.detail[0])["attributes"]["order.id"] == "AL-104233"


def test_metrics_of_the_sdk_become_series(door: Door, source: EmbeddedSource) -> None:
    reader = PeriodicExportingMetricReader(OTLPMetricExporter(door.url("metrics")), export_interval_millis=3_600_000)
    provider = MeterProvider([reader], resource=RESOURCE)
    meter = provider.get_meter("mes")
    requests, pending = meter.create_counter("requests"), meter.create_up_down_counter("pending")
    latency = meter.create_histogram("latency", unit="ms")
    meter.create_observable_gauge("cpu", [lambda _: [Observation(42.0)]])
    for number in range(1, 4):
        requests.add(5, {"endpoint": "/price"})
        pending.add(2)
        latency.record(30.0 * number)
        provider.force_flush()
    provider.shutdown()
    assert {status for *_, status in door.seen} == {200}

    queries = [
        MetricQuery("rate", "p", "requests", function="rate", by=("endpoint", "instance")),
        MetricQuery("pending", "p", "pending", function="max"),
        MetricQuery("cpu", "p", "cpu"),
        MetricQuery("p50", "p", "latency", function="quantile", quantile=0.5, unit="ms"),
    ]
    rate, level, cpu, median = source.query_range(queries, lately(), MINUTE, soon()).value
    assert rate.labels == {"endpoint": "/price", "instance": "i-1"}
    assert max(value for value in rate.values if value == value) > 0
    assert max(value for value in level.values if value == value) == 6
    assert max(value for value in cpu.values if value == value) == 42
    assert all(25 <= value <= 100 for value in median.values if value == value)
