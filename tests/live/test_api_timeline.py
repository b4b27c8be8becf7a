"""`GET orders/{number}/timeline/` (api.md, "Timeline"), over the running portal."""

from typing import Any

import pytest

from tests.live.asking import Api
from tests.live.test_api_orders import FINDING, broken
from tests.running import Portal

ALWAYS = {"order", "window", "complete", "sources", "marks", "findings", "spans", "logs"}
WHOLE = ALWAYS | {"totals", "traces", "series", "path", "next"}
SPAN = {
    *("trace_id", "span_id", "parent_span_id", "service", "operation", "kind", "status", "start_ns", "duration_ns", "self_ns"),
    *("skew_ns", "depth", "critical", "shared", "problems", "links", "events", "attributes"),
}
LOG = {"time_ns", "severity", "body", "service", "trace_id", "span_id", "placed", "count", "source"}
KEYS = {
    "sources": {"name", "kind", "signal", "status", "returned", "total", "detail", "elapsed_ms", "links"},
    "traces": {"trace_id", "root", "start_ns", "duration_ns", "span_count", "error_count", "linked_by", "warnings"},
    "series": {"title", "panel", "unit", "labels", "points", "limit", "query"},
    "marks": {"time_ns", "until_ns", "kind", "title", "ref"},
    "path": {"kind", "service", "start_ns", "end_ns", "ref"},
    "findings": FINDING,
}
VALUES: dict[tuple[str, str], set[str]] = {
    ("spans", "kind"): {"internal", "server", "client", "producer", "consumer"},
    ("spans", "status"): {"unset", "ok", "error"},
    ("logs", "severity"): {"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"},
    ("logs", "placed"): {"span", "time", "trace", "order"},
    ("path", "kind"): {"span", "queue", "business", "idle"},
    ("marks", "kind"): {"stage", "operation", "alert", "incident", "deployment", "complaint", "message"},
    ("sources", "signal"): {"traces", "logs", "metrics", "events"},
}
_INSTANTS = ("start_ns", "time_ns", "end_ns", "until_ns", "duration_ns", "self_ns", "skew_ns")


def timeline(api: Api, number: str, who: str = "engineer", **query: object) -> Any:
    answer = api.get(f"/api/v1/orders/{number}/timeline/", who, query)
    assert answer.status == 200, answer.body
    return answer.json


@pytest.mark.parametrize("who", ["engineer", "devops", "engineer orders:read telemetry:read"])
def test_engineers_get_all_of_it(who: str, api: Api, portal: Portal) -> None:
    number = broken(portal)
    seen = timeline(api, number, who)
    assert set(seen) == WHOLE
    assert seen["order"] == number and type(seen["complete"]) is bool
    for part, keys in KEYS.items():
        assert seen[part] and all(set(one) >= keys for one in seen[part]), part
    assert all(set(span) >= SPAN for span in seen["spans"]) and all(set(line) >= LOG for line in seen["logs"])
    for (part, key), allowed in VALUES.items():
        assert {one[key] for one in seen[part]} <= allowed, (part, key)
    times = [one[key] for part in seen if isinstance(seen[part], list) for one in seen[part] for key in _INSTANTS if key in one]
    assert all(text is None or text.lstrip("-").isdigit() for text in times)
    points = [point for series in seen["series"] for point in series["points"]]
    assert points and all(at.isdigit() and (value is None or isinstance(value, int | float)) for at, value in points)
    assert seen["totals"] == {"spans": len(seen["spans"]), "logs": len(seen["logs"]), "series": len(seen["series"])}
    assert seen["next"] == {"spans": None, "logs": None}


def test_support_gets_findings_marks_and_errors_without_their_texts(api: Api, portal: Portal) -> None:
    number = broken(portal)
    seen = timeline(api, number, "support")
    assert set(seen) == ALWAYS
    assert seen["findings"] and seen["marks"] and seen["sources"]
    assert {span["status"] for span in seen["spans"]} == {"error"}
    assert {line["severity"] for line in seen["logs"]} <= {"ERROR", "FATAL"}
    assert not any({"attributes", "events"} & set(span) for span in seen["spans"]) and not any("body" in line for line in seen["logs"])
    errors = [span for span in timeline(api, number)["spans"] if span["status"] == "error"]
    assert {span["span_id"] for span in seen["spans"]} == {span["span_id"] for span in errors}


@pytest.mark.parametrize(
    ("who", "permission"),
    [
        ("manager", "timeline.read"),
        ("security", "orders.read"),
        ("admin", "orders.read"),
        ("engineer orders:read", "timeline.read"),
        ("engineer telemetry:read", "orders.read"),
    ],
)
def test_others_get_403(who: str, permission: str, api: Api) -> None:
    answer = api.get("/api/v1/orders/AL-100001/timeline/", who)
    assert answer.refusal == (403, "not_allowed")
    assert answer.json["permission"] == permission


@pytest.mark.parametrize(
    ("signals", "filled"), [("traces", {"spans"}), ("logs", {"logs"}), ("metrics", {"series"}), ("traces,logs", {"spans", "logs"})]
)
def test_signals_narrow(signals: str, filled: set[str], api: Api, portal: Portal) -> None:
    seen = timeline(api, broken(portal), signals=signals)
    assert {part for part in ("spans", "logs", "series") if seen[part]} == filled
    assert {part for part, count in seen["totals"].items() if count} == filled
    assert {source["signal"] for source in seen["sources"]} == {"events", *signals.split(",")}


def test_a_window_narrows_and_may_have_one_end(api: Api, portal: Portal) -> None:
    number = broken(portal)
    whole = timeline(api, number)
    middle = whole["marks"][1]["time_ns"]
    later = timeline(api, number, **{"from": middle})
    earlier = timeline(api, number, to=middle)
    assert later["window"]["from"] == middle and int(later["window"]["to"]) >= int(whole["window"]["to"])
    assert earlier["window"]["to"] == middle and int(earlier["window"]["from"]) < int(middle)
    both = timeline(api, number, **{"from": earlier["window"]["from"], "to": middle})
    assert both["window"] == earlier["window"]


def test_raw_times_differ_from_adjusted_ones_by_the_skew(api: Api, portal: Portal) -> None:
    number = broken(portal)
    adjusted, raw = (
        {(span["trace_id"], span["span_id"]): span for span in timeline(api, number, adjust=how)["spans"]} for how in ("skew", "none")
    )
    assert set(adjusted) == set(raw) and {span["skew_ns"] for span in raw.values()} == {"0"}
    assert all(int(span["start_ns"]) == int(raw[name]["start_ns"]) + int(span["skew_ns"]) for name, span in adjusted.items())


def test_rows_come_from_a_cursor_on_and_totals_stay(api: Api, portal: Portal) -> None:
    number = broken(portal)
    whole, part = timeline(api, number), timeline(api, number, spans_cursor="3", logs_cursor="2")
    assert [span["span_id"] for span in part["spans"]] == [span["span_id"] for span in whole["spans"]][3:]
    assert len(part["logs"]) == len(whole["logs"]) - 2
    assert part["totals"] == whole["totals"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"adjust": "raw"}, "adjust"),
        ({"adjust": ""}, "adjust"),
        ({"signals": "traces,nothing"}, "signals"),
        ({"from": "yesterday"}, "from"),
        ({"from": "5", "to": "5"}, "to"),
        ({"to": "9223372036854775807"}, "to"),
        ({"spans_cursor": "x"}, "spans_cursor"),
        ({"logs_cursor": "-1"}, "logs_cursor"),
    ],
)
def test_what_cannot_narrow_is_400_by_field(query: dict[str, object], field: str, api: Api) -> None:
    answer = api.get("/api/v1/orders/AL-100001/timeline/", "engineer", query)
    assert answer.refusal == (400, "invalid_input")
    assert list(answer.json["errors"]) == [field]
