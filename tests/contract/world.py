"""The same small company for every backend: what one battery asks must have one answer, whoever keeps the telemetry."""

import numpy as np

from apps.telemetry.datamodel import LogRecord, MetricPoints, Severity, Span, SpanEvent, SpanKind, SpanLink, SpanStatus, Window

SECOND = 10**9
MINUTE = 60 * SECOND
NOON = 1_790_000_040 * SECOND - 1_790_000_040 % 60 * SECOND
DAY = Window(NOON - 12 * 60 * MINUTE, NOON + 12 * 60 * MINUTE)
KEYS = ("order.id", "order_id")
INDEXED = (*KEYS, "customer.id")

CREATED, OTHER, BATCH, FOLLOWER = (f"{number:032x}" for number in (0xA1, 0xA2, 0xA3, 0xA4))
ODD = f"{0xA5:032x}"
FAILED = f"{0xA6:032x}"
SHORT = f"{0xB7:016x}".rjust(32, "0")  # a trace id of 16 significant digits


def _span(trace: str, number: int, parent: int, at_s: float, length_s: float, **fields: object) -> Span:
    given: dict[str, object] = {"service": "mes-api", "operation": "price", "kind": SpanKind.INTERNAL, "status": SpanStatus.UNSET} | fields
    start_ns, duration_ns = NOON + int(at_s * SECOND) + number, int(length_s * SECOND)
    parent_id = f"{parent:016x}" if parent else ""
    return Span(trace_id=trace, span_id=f"{number:016x}", parent_span_id=parent_id, start_ns=start_ns, duration_ns=duration_ns, **given)  # type: ignore[arg-type]


def _link(trace: str, number: int) -> SpanLink:
    return SpanLink(trace, f"{number:016x}")


ERROR_EVENT = SpanEvent(NOON + SECOND, "exception", {"exception.type": "PriceError"})

SPANS = (
    _span(
        CREATED,
        1,
        0,
        0,
        4,
        service="shop-api",
        operation="POST /orders",
        kind=SpanKind.SERVER,
        attributes={"order.id": "AL-1001", "http.route": "/orders", "http.response.status_code": 500, "customer.id": "c-7"},
        resource={"service.version": "3.2"},
        status=SpanStatus.ERROR,
        status_message="no price",
        events=(ERROR_EVENT,),
    ),
    _span(CREATED, 2, 1, 1, 2, attributes={"error.type": "PriceError"}),
    _span(CREATED, 3, 2, 1.5, 1, service="mes-db", operation="SELECT", kind=SpanKind.CLIENT, attributes={"db.system.name": "postgresql"}),
    _span(OTHER, 4, 0, 10, 1, attributes={"order.id": "AL-10010"}),
    _span(
        BATCH, 5, 0, 60, 1, kind=SpanKind.CONSUMER, attributes={"order.id": ["AL-1001", "AL-7"]}, links=(_link(CREATED, 2), _link(OTHER, 4))
    ),
    _span(BATCH, 6, 5, 60.2, 0.5, attributes={"order_id": "AL-7"}),
    _span(FOLLOWER, 7, 0, 120, 1, kind=SpanKind.PRODUCER, links=(_link(BATCH, 5),)),
    _span(ODD, 8, 0, 180, 1, operation="first", attributes={"order.id": "AL-8"}),
    _span(ODD, 8, 0, 180, 1, operation="second", attributes={"order.id": "AL-8"}),
    _span(ODD, 9, 99, 181, 1, operation="orphan"),
    _span(FAILED, 11, 0, 300, 1, status=SpanStatus.ERROR, attributes={"customer.id": "c-9"}),
    _span(SHORT, 10, 0, 200, 1, attributes={"order.id": "AL-9"}),
)


def _log(at_s: float, body: str, trace: str = "", number: int = 0, **fields: object) -> LogRecord:
    span_id = f"{number:016x}" if number else ""
    given: dict[str, object] = {"severity": Severity.INFO, "service": "mes-api"} | fields
    return LogRecord(time_ns=NOON + int(at_s * SECOND), body=body, trace_id=trace, span_id=span_id, **given)  # type: ignore[arg-type]


LOGS = (
    _log(0.5, "цена не рассчитана", CREATED, 2, severity=Severity.ERROR, attributes={"order.id": "AL-1001"}),
    _log(0.6, "retry", CREATED, 2),
    _log(0.6, "retry", CREATED, 2),
    _log(5, "order AL-1001 waits", attributes={"order_id": "AL-1001"}, severity=Severity.WARN),
    _log(6, "other", attributes={"order.id": "AL-10010"}),
    _log(7, "noise"),
    _log(8, "short", SHORT, 10),
)

_TIMES = NOON + MINUTE * np.arange(10, dtype=np.int64)


def _points(name: str, kind: str, values: object, keep: tuple[int, ...] = tuple(range(10)), **fields: object) -> MetricPoints:
    given: dict[str, object] = {"service": "mes-api", "unit": "1", "labels": {}, "start_ns": np.full(len(keep), NOON - MINUTE)} | fields
    rows = np.array(values, np.float64)[list(keep)]
    return MetricPoints(name=name, kind=kind, times_ns=_TIMES[list(keep)], values=rows, **given)  # type: ignore[arg-type]


POINTS = (
    _points("cpu", "gauge", [10, 10, 90, 10, 10, 10, 10, 10, 10, 10], keep=(0, 1, 2, 3, 7, 8, 9), labels={"instance": "a"}),
    _points("cpu", "gauge", [20] * 10, labels={"instance": "b"}),
    _points("requests", "sum_cumulative", [60 * n for n in range(1, 6)] + [60 * n for n in range(1, 6)], labels={"endpoint": "/price"}),
    _points("latency", "histogram", [[30 * n, 30 * n, 0, 60 * n, 45.0 * n] for n in range(1, 11)], bounds=(0.5, 1.0)),
)
