"""What the API's answers look like, for its OpenAPI description (api.md, `Order` and `Timeline`)."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import OpenApiParameter

Schema = Mapping[str, Any]

STRING: Schema = {"type": "string"}
INTEGER: Schema = {"type": "integer"}
BOOLEAN: Schema = {"type": "boolean"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
NANOSECONDS: Schema = {"type": "string", "pattern": "^-?[0-9]+$"}
FREE: Schema = {"type": "object", "additionalProperties": True}


def maybe(schema: Schema) -> Schema:
    return {**schema, "nullable": True}


def listing(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def record(required: Mapping[str, Schema], absent: Mapping[str, Schema] | None = None) -> Schema:
    """An object; the keys of `absent` are left out for roles that may not see them."""
    return {"type": "object", "required": list(required), "properties": {**required, **(absent or {})}}


_PROBLEM = record(
    {"type": STRING, "title": STRING, "status": INTEGER, "detail": STRING, "code": STRING, "request_id": STRING},
    {"errors": FREE, "permission": STRING, "suggestions": listing(STRING)},
)
PROBLEMS: dict[tuple[int, str], Any] = {(status, "application/problem+json"): _PROBLEM for status in (400, 401, 403, 404, 503)}

MONEY = record({"amount": STRING, "currency": STRING})
FINDING = record(
    {
        "code": STRING,
        "service": maybe(STRING),
        "severity": {"type": "string", "enum": ["info", "warning", "error"]},
        "sentence": STRING,
        "story": maybe(STRING),
        "evidence": listing(record({"kind": STRING, "ref": maybe(STRING), "text": maybe(STRING)})),
        "confidence": {"type": "string", "enum": ["high", "medium", "low"]},
        "who_acts": maybe(STRING),
        "since": INSTANT,
        "also_orders": INTEGER,
    }
)
ROW_KEYS: dict[str, Schema] = {
    "number": STRING,
    "channel": maybe(STRING),
    "partner": maybe(STRING),
    "stage": maybe(STRING),
    "stage_since": maybe(INSTANT),
    "waits_for": maybe(STRING),
    "waits_on": maybe(STRING),
    "deadline_at": maybe(INSTANT),
    "stuck": BOOLEAN,
    "at_risk": BOOLEAN,
    "late": BOOLEAN,
    "promised_at": maybe(INSTANT),
    "created_at": maybe(INSTANT),
    "matched_by": listing(STRING),
    "why": maybe(STRING),
}
STAGE = record(
    {"stage": STRING, "entered_at": INSTANT, "left_at": maybe(INSTANT), "service": maybe(STRING), "anomaly": BOOLEAN},
    {"operator": maybe(STRING)},
)
ORDER = record(
    {**ROW_KEYS, "stages": listing(STAGE), "total": maybe(MONEY)},
    {
        "priority": maybe(STRING),
        "customer": maybe(record(dict.fromkeys(("id", "name", "phone", "email", "address"), maybe(STRING)))),
        "items": listing(record({"sku": maybe(STRING), "name": maybe(STRING), "quantity": maybe(INTEGER), "material": maybe(STRING)})),
        "operations": listing(
            record(
                {
                    "name": STRING,
                    "status": STRING,
                    "operator": maybe(STRING),
                    "started_at": maybe(INSTANT),
                    "finished_at": maybe(INSTANT),
                }
            )
        ),
        "complaints": listing(record({"id": STRING, "time": INSTANT, "channel": maybe(STRING), "text": STRING, "state": STRING})),
        "findings": listing(FINDING),
        "incidents": listing(FREE),
        "known_from": {"type": "string", "enum": ["events", "telemetry", "both"]},
    },
)

_SOURCE = record(
    {
        "name": STRING,
        "kind": STRING,
        "signal": STRING,
        "status": STRING,
        "returned": INTEGER,
        "total": maybe(INTEGER),
        "detail": maybe(STRING),
        "elapsed_ms": INTEGER,
        "links": listing(record({"title": STRING, "url": STRING})),
    }
)
_SPAN = record(
    {
        "trace_id": STRING,
        "span_id": STRING,
        "parent_span_id": maybe(STRING),
        "service": maybe(STRING),
        "operation": maybe(STRING),
        "kind": STRING,
        "status": STRING,
        "start_ns": NANOSECONDS,
        "duration_ns": NANOSECONDS,
        "self_ns": NANOSECONDS,
        "skew_ns": NANOSECONDS,
        "depth": INTEGER,
        "critical": BOOLEAN,
        "shared": BOOLEAN,
        "problems": listing(STRING),
        "links": listing(record({"trace_id": STRING, "span_id": STRING})),
    },
    {"events": listing(FREE), "attributes": FREE},
)
_LOG = record(
    {
        "time_ns": NANOSECONDS,
        "severity": STRING,
        "service": maybe(STRING),
        "trace_id": maybe(STRING),
        "span_id": maybe(STRING),
        "placed": STRING,
        "count": INTEGER,
        "source": maybe(STRING),
    },
    {"body": STRING},
)
TIMELINE = record(
    {
        "order": STRING,
        "window": record({"from": NANOSECONDS, "to": NANOSECONDS}),
        "complete": BOOLEAN,
        "sources": listing(_SOURCE),
        "marks": listing(
            record({"time_ns": NANOSECONDS, "until_ns": maybe(NANOSECONDS), "kind": STRING, "title": STRING, "ref": maybe(STRING)})
        ),
        "findings": listing(FINDING),
        "spans": listing(_SPAN),
        "logs": listing(_LOG),
    },
    {
        "totals": record({"spans": INTEGER, "logs": INTEGER, "series": INTEGER}),
        "traces": listing(FREE),
        "series": listing(FREE),
        "path": listing(FREE),
        "next": record({"spans": maybe(STRING), "logs": maybe(STRING)}),
    },
)
_DIGITS = "^[0-8]?[0-9]{0,18}$"  # below 2^63
_TIMELINE_KEYS: tuple[tuple[str, Schema, str], ...] = (
    ("from", {"type": "string", "pattern": _DIGITS}, "first nanosecond of the window; without `to` it lasts until now"),
    (
        "to",
        {"type": "string", "pattern": _DIGITS},
        "end of the window, not inclusive; after `from`, without which it begins where telemetry is kept from",
    ),
    ("adjust", {"type": "string", "enum": ["skew", "none"], "default": "skew"}, "whether clocks are put right"),
    ("signals", {"type": "string", "pattern": "^((traces|logs|metrics)(,(traces|logs|metrics))*)?$"}, "comma-separated; default all"),
    ("spans_cursor", {"type": "string", "pattern": _DIGITS}, "from `next.spans`"),
    ("logs_cursor", {"type": "string", "pattern": _DIGITS}, "from `next.logs`"),
)
TIMELINE_PARAMETERS = [OpenApiParameter(name, dict(schema), description=about) for name, schema, about in _TIMELINE_KEYS]
