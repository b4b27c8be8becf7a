"""How many spans a second one core keeps: OTLP protobuf bytes to committed, redacted, compressed and sealed rows.

Spans look like those of a web service: nine attributes, a resource of seven, an event on every tenth, an order number, a
batch of 512 as the SDK's exporter sends. Prints `embedded_ingest_spans_per_s VALUE >=5000 ok|SHORT`.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import KeyValue

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from apps.core.crypto import KEY_BYTES, KeyRing
from apps.telemetry.embedded.receive import receive
from apps.telemetry.embedded.store import Store

GOAL = 5_000
BATCH, BATCHES, ROUNDS = 512, 20, 5
KEYS = ("order.id", "order_id", "app.order.id", "customer.id")


def body(random_: random.Random, now_ns: int) -> bytes:
    request = ExportTraceServiceRequest()
    group = request.resource_spans.add()
    resource = {"service.name": "mes-api", "service.version": "7.4.1", "service.instance.id": "mes-api-1", "host.name": "ec2-7"}
    resource |= {"telemetry.sdk.language": "python", "telemetry.sdk.name": "opentelemetry", "deployment.environment.name": "production"}
    _set(group.resource.attributes, resource)
    spans = group.scope_spans.add().spans
    trace_id = b""
    for index in range(BATCH):
        if index % 4 == 0:
            trace_id = random_.randbytes(16)
        span = spans.add(trace_id=trace_id, span_id=random_.randbytes(8), name="POST /api/v1/orders/{number}/price", kind=2)
        span.parent_span_id = random_.randbytes(8)
        span.start_time_unix_nano = now_ns + index * 1_000
        span.end_time_unix_nano = span.start_time_unix_nano + random_.randrange(10**6, 10**9)
        order = f"AL-{random_.randrange(100_000, 200_000)}"
        _set(span.attributes, {"order.id": order, "http.request.method": "POST", "http.route": "/api/v1/orders/{number}/price"})
        _set(span.attributes, {"url.path": f"/api/v1/orders/{order}/price", "server.address": "mes-api", "network.protocol.version": "1.1"})
        _set(span.attributes, {"http.response.status_code": 200, "user_agent.original": "shop-api/3.2", "customer.id": f"c-{order[3:]}"})
        if index % 10 == 0:
            event = span.events.add(name="price calculated", time_unix_nano=span.end_time_unix_nano)
            _set(event.attributes, {"message": f"Цена для {order} рассчитана, позвонить +7 916 123-41-17"})
    return request.SerializeToString()


def _set(attributes: list[KeyValue], values: dict[str, str | int]) -> None:
    for key, value in values.items():
        pair = attributes.add()
        pair.key = key
        setattr(pair.value, "int_value" if isinstance(value, int) else "string_value", value)


def rate(folder: Path, bodies: list[bytes]) -> tuple[float, float]:
    """Spans a second of one core's time, and of the wall's, which also holds what other programs take of that core."""
    store = Store(folder / "telemetry.sqlite3", KeyRing({1: os.urandom(KEY_BYTES)}, 1), KEYS)
    started = time.process_time(), time.perf_counter()
    for packed in bodies:
        assert receive(store, "traces", packed, "application/x-protobuf").status == 200
    took = time.process_time() - started[0], time.perf_counter() - started[1]
    assert store.totals()["spans"] == BATCH * len(bodies)
    store.close()
    return BATCH * len(bodies) / took[0], BATCH * len(bodies) / took[1]


def main() -> int:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    random_ = random.Random(7)
    bodies = [body(random_, time.time_ns() + number * 10**9) for number in range(BATCHES)]
    rates = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            rates.append(rate(Path(folder), bodies))
    core, wall = ([both[which] for both in rates] for which in (0, 1))
    value = round(statistics.median(core))
    spread = f"{min(core):.0f}..{max(core):.0f} by core time, {min(wall):.0f}..{max(wall):.0f} by wall"
    print(f"{ROUNDS} rounds of {BATCH * BATCHES} spans: {spread}")
    print(f"embedded_ingest_spans_per_s {value} >={GOAL} {'ok' if value >= GOAL else 'SHORT'}")
    return 0 if value >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
