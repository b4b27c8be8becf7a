"""The geometry is decoded here as docs/geometry.md says, and compared with the timeline it came from."""

import json
from collections.abc import Sequence

import numpy as np
from hypothesis import given

from apps.telemetry.adjust.standard import repair
from apps.telemetry.answers import SourceReport
from apps.telemetry.datamodel import Correlation, Mark, Milestone, Severity, SpanKind, TimeSeries, Window
from apps.telemetry.geometry import encode
from apps.telemetry.geometry_rows import LONGEST_TEXT
from apps.telemetry.journey import Setting, assemble
from apps.telemetry.merge import merge
from apps.telemetry.timeline import Timeline
from tests.telemetry.build import NOON, SECOND, L, S, logs, spans, trace_id
from tests.telemetry.strategies import forests

TYPES = {"u8": "<u1", "i8": "<i1", "u16": "<u2", "u32": "<u4", "i32": "<i4", "f64": "<f8"}
WINDOW = Window(NOON - 1_000, NOON + 1_000)
NOW = NOON + 5_000


def decode(blob: bytes) -> tuple[dict, dict[str, np.ndarray]]:
    size = int.from_bytes(blob[:4], "little")
    assert (4 + size) % 8 == 0
    header = json.loads(blob[4 : 4 + size].decode())
    columns = {}
    for column in header["columns"]:
        assert column["offset"] % 8 == 0
        columns[column["name"]] = np.frombuffer(blob, TYPES[column["type"]], column["length"], 4 + size + column["offset"])
    return header, columns


def timeline(rows: Sequence[S], lines: Sequence[L] = (), window: Window = WINDOW, **more: object) -> Timeline:
    milestones = more.pop("milestones", ())
    journey = assemble(repair(spans(*rows)), Setting("AL-1001", window, NOW, milestones))  # type: ignore[arg-type]
    merged = merge(logs(*lines), journey)
    given: dict[str, object] = {"series": (), "marks": (), "reports": (), "findings": (), "totals": {"spans": len(rows)}} | more
    return Timeline(Correlation(("order.id",), "AL-1001"), window, journey, merged, milestones=milestones, **given)  # type: ignore[arg-type]


def drawn(found: Timeline) -> list[tuple[str, int, float, float]]:
    """(operation or text, depth, start, duration) of each row, times after NOON."""
    header, columns = decode(encode(found, NOW))
    names = [header["operations"], header["texts"]]
    offset = NOON - found.window.from_ns
    return [
        (names[kind][name], depth, start - offset, duration)
        for kind, name, depth, start, duration in zip(
            *(columns[key].tolist() for key in ("kind", "name", "depth", "start", "duration")), strict=True
        )
    ]


def test_lines_stand_among_the_children_of_their_span() -> None:
    rows = [S(1, 0, NOON, 100, operation="root"), S(2, 1, NOON + 10, 5, operation="early"), S(3, 1, NOON + 30, 5, operation="late")]
    lines = [L(NOON + 20, "between", trace="a", span=1), L(NOON + 31, "inside", trace="a", span=3), L(NOON + 40, "alone")]
    assert drawn(timeline(rows, lines)) == [
        ("root", 0, 0, 100),
        ("early", 1, 10, 5),
        ("between", 1, 20, 0),
        ("late", 1, 30, 5),
        ("inside", 2, 31, 0),
        ("alone", 0, 40, 0),
    ]


def test_lines_of_no_trace_stand_between_traces_by_time() -> None:
    rows = [
        S(1, 0, NOON, 100, operation="first"),
        S(2, 1, NOON + 90, 1, operation="child"),
        S(3, 0, NOON + 50, trace="b", operation="second"),
    ]
    names = [name for name, *_ in drawn(timeline(rows, [L(NOON + 20, "loose"), L(NOON - 5, "before")]))]
    assert names == ["before", "first", "child", "loose", "second"]


def test_flags_say_what_was_odd() -> None:
    rows = [
        S(1, 0, NOON, 100, error=True, kind=SpanKind.CLIENT, host="one"),
        S(2, 1, NOON - 500, 50, kind=SpanKind.SERVER, host="two"),
        S(3, 77, NOON + 1, 1, subjects=("AL-1001", "AL-10010")),
        S(4, 4, NOON + 2, 1),
        S(5, 1, NOON + 3, 1),
        S(5, 1, NOON + 4, 1),
        S(6, 1, 0, 1),
        S(7, 1, 4_102_444_800 * SECOND, 1),
    ]
    lines = [L(NOON, "bad", trace="a", span=2, severity=Severity.FATAL)]
    _, columns = decode(encode(timeline(rows, lines), NOW))
    found = timeline(rows, lines)
    by_id: dict[int | str, int] = {}
    for kind, ref, flags in zip(columns["kind"], columns["ref"], columns["flags"], strict=True):
        by_id["line" if kind else int(found.journey.trace.span_id[ref])] = int(flags)
    critical = 2
    assert by_id[1] & ~critical == 1
    assert by_id[2] & ~critical == 128
    assert by_id[3] & ~critical == 8 | 4
    assert by_id[4] & ~critical == 16
    assert by_id[5] & ~critical == 32
    assert by_id[6] & ~critical == 64
    assert by_id[7] == 256
    assert by_id["line"] == 1 | 128
    assert by_id[1] & critical


def test_a_clock_that_cannot_be_right_stands_at_the_edge() -> None:
    rows = [S(1, 0, NOON, 10, operation="ok"), S(2, 0, 5, 10, operation="1970"), S(3, 0, 4_102_444_800 * SECOND, 9, operation="2100")]
    assert {name: (start, duration) for name, _, start, duration in drawn(timeline(rows))} == {
        "ok": (0, 10),
        "1970": (-1_000, 0),
        "2100": (1_000, 0),
    }


def test_the_header_holds_marks_lanes_waits_path_and_sources() -> None:
    producer = S(1, 0, NOON, 10, kind=SpanKind.PRODUCER, promoted={"messaging.destination.name": "pricing"})
    times, values = np.array([NOON, NOON + 10], np.int64), np.array([2.5, np.nan])
    found = timeline(
        [producer],
        milestones=(Milestone("created", NOON - 10),),
        series=(TimeSeries("Errors", "red", "1/s", {"queue": "q"}, times, values, 5.0, "rate(errors)", "shop-api", "errors"),),
        marks=(Mark(NOON - 10, "stage", "Created", "stage:created"),),
        reports=(SourceReport("embedded", "embedded", "traces", "truncated", 1, 7, "1 of 7", 3),),
    )
    header, columns = decode(encode(found, NOW))
    assert header["window"] == {"from_ns": str(WINDOW.from_ns), "to_ns": str(WINDOW.to_ns)}
    assert header["marks"] == [{"time": 990, "until": None, "kind": "stage", "title": "Created", "ref": "stage:created", "service": ""}]
    (lane,) = header["lanes"]
    assert (lane["title"], lane["limit"], lane["last"], lane["labels"]) == ("Errors", 5.0, 2.5, {"queue": "q"})
    assert columns[lane["times"]].tolist() == [1_000, 1_010]
    assert np.isnan(columns[lane["values"]][1])
    assert header["waits"] == [{"row": 0, "start": 1_010, "end": 2_000, "destination": "pricing", "consumed": False}]
    assert [(part["kind"], part["start"], part["end"], part["row"]) for part in header["path"]] == [
        ("business", 990, 1_000, -1),
        ("span", 1_000, 1_010, 0),
        ("queue", 1_010, 2_000, -1),
    ]
    assert header["traces"][0]["trace_id"] == trace_id("a")
    assert header["folds"] == [{"start": 0, "end": 990}, {"start": 1_010, "end": 2_000}]
    assert (header["complete"], header["sources"][0]["detail"], header["totals"]) == (False, "1 of 7", {"spans": 1})


def test_orphans_are_announced_under_the_parent_that_is_missing() -> None:
    rows = [S(1, 0, NOON, operation="root"), S(2, 255, NOON + 1), S(3, 255, NOON + 2)]
    header, _ = decode(encode(timeline(rows), NOW))
    assert header["missing"] == [{"row": 1, "parent_id": "00000000000000ff", "children": 2}]


def test_a_long_text_is_cut_and_russian_stays_whole() -> None:
    found = timeline([], [L(NOON, "ж" * 1_000), L(NOON + 1, "Заказ не найден")])
    header, _ = decode(encode(found, NOW))
    assert [len(text) for text in header["texts"]] == [LONGEST_TEXT, 15]
    assert header["texts"][1] == "Заказ не найден"


def test_an_empty_timeline_is_encoded_too() -> None:
    header, columns = decode(encode(timeline([]), NOW))
    assert header["rows"] == 0
    assert all(len(column) == 0 for column in columns.values())


@given(forests)
def test_a_round_trip_keeps_every_span_with_its_times(rows: list[S]) -> None:
    found = timeline(rows, [L(NOON + s.id, f"line {i}", trace=s.trace, span=s.id) for i, s in enumerate(rows)])
    header, columns = decode(encode(found, NOW))
    count = len(found.journey.trace)
    assert header["rows"] == count + len(found.logs.table)
    assert all(len(columns[column["name"]]) == header["rows"] for column in header["columns"])
    of_spans = columns["kind"] == 0
    refs = columns["ref"][of_spans]
    assert refs.tolist() == found.journey.order.tolist()
    assert sorted(columns["ref"][~of_spans].tolist()) == list(range(len(found.logs.table)))
    whole = (columns["flags"][of_spans] & 256) == 0
    trace = found.journey.trace
    start = trace.start_ns + trace.adjusted_ns - WINDOW.from_ns
    assert columns["start"][of_spans][whole].astype(np.int64).tolist() == start[refs][whole].tolist()
    assert columns["duration"][of_spans][whole].astype(np.int64).tolist() == trace.duration_ns[refs][whole].tolist()
    assert columns["depth"][of_spans].tolist() == found.journey.depth[refs].tolist()
    services = [header["services"][code] for code in columns["service"][of_spans]]
    assert services == [trace.service.at(int(ref)) for ref in refs]
    traces = [header["traces"][place]["trace_id"] for place in columns["trace"][of_spans]]
    assert traces == [trace.trace.at(int(ref)) for ref in refs]
