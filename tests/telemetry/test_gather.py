"""Gathering against backends that answer, fail, dawdle and hang. Walls are bounded by deadlines far below what a hang would take."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from threading import Event

import pytest

from apps.telemetry import errors
from apps.telemetry.answers import SourceReport
from apps.telemetry.contract import Capabilities
from apps.telemetry.datamodel import Correlation, MetricQuery, Trace, Window
from apps.telemetry.gather import Question, gather
from apps.telemetry.gathered import Gathered, Sources
from apps.telemetry.links import MOST_LINKED
from tests.telemetry.backends import ABLE, Memory, hanging, raising, slow
from tests.telemetry.build import NOON, SECOND, L, S, logs, spans, trace_id

ORDER = ("AL-1001",)
DAY = 86_400 * SECOND
QUERY = MetricQuery("Errors", "red", "errors", service="shop-api")


@pytest.fixture
def release() -> Iterator[Event]:
    event = Event()
    yield event
    event.set()


def ask(
    *backends: Memory,
    trace_ids: Sequence[str] = (),
    window: Window = Window(NOON, NOON + DAY),
    signals: frozenset[str] = frozenset({"traces", "logs", "metrics"}),
    deadline_s: float = 5.0,
) -> Gathered:
    def choose(trace: Trace) -> Sequence[MetricQuery]:
        return [replace(QUERY, service=service) for service in trace.service.values]

    question = Question(Correlation(("order.id",), "AL-1001"), window, 60 * SECOND, choose, trace_ids, signals)
    return gather(Sources(backends, backends, backends), question, deadline_s)


def reports(found: Gathered) -> dict[str, SourceReport]:
    return {report.signal: report for report in found.reports}


def ids(found: Gathered) -> list[int]:
    return sorted(found.trace.span_id.tolist())


# --- what is found -----------------------------------------------------------------------------------------------


def test_traces_and_lines_that_carry_the_number_come_and_no_others() -> None:
    backend = Memory(
        spans(S(1, subjects=ORDER), S(2, 1), S(3, trace="b", subjects=("AL-10010",))),
        logs(L(NOON, "ours", subjects=ORDER), L(NOON, "theirs", subjects=("AL-10010",))),
    )
    found = ask(backend)
    assert ids(found) == [1, 2]
    assert found.logs.body == ["ours"]
    assert found.linked_by == {trace_id("a"): "attribute"}


def test_lines_of_the_traces_come_and_a_line_found_twice_is_one_line() -> None:
    lines = logs(L(NOON, "both", trace="a", subjects=ORDER), L(NOON, "by trace", trace="a"), L(NOON, "by number", subjects=ORDER))
    found = ask(Memory(spans(S(1, subjects=ORDER)), lines))
    assert sorted(found.logs.body) == ["both", "by number", "by trace"]
    assert reports(found)["logs"].returned == 3


def test_traces_come_by_attribute_history_log_and_links_in_both_directions() -> None:
    backend = Memory(
        spans(
            S(1, trace="a", subjects=ORDER, links=(("b", 2),)),
            S(2, trace="b"),
            S(3, trace="c", links=(("a", 1),)),
            S(4, trace="d"),
            S(5, trace="e"),
            S(6, trace="f"),
        ),
        logs(L(NOON, trace="d", subjects=ORDER)),
    )
    found = ask(backend, trace_ids=[trace_id("e")])
    assert ids(found) == [1, 2, 3, 4, 5]
    why = {trace_id("a"): "attribute", trace_id("b"): "link", trace_id("c"): "link", trace_id("d"): "log", trace_id("e"): "history"}
    assert found.linked_by == why


def test_links_are_followed_one_step_only() -> None:
    backend = Memory(spans(S(1, subjects=ORDER, links=(("b", 2),)), S(2, trace="b", links=(("c", 3),)), S(3, trace="c")))
    assert ids(ask(backend)) == [1, 2]


def test_a_batch_does_not_pull_in_its_neighbours() -> None:
    batch = S(1, subjects=("AL-1001", "AL-10010"), links=(("b", 2), ("c", 3)))
    backend = Memory(spans(batch, S(2, trace="b"), S(3, trace="c"), S(4, trace="d", subjects=("AL-10010",), links=(("a", 1),))))
    assert ids(ask(backend)) == [1]


def test_lines_of_a_trace_that_only_a_link_found_come_too() -> None:
    backend = Memory(spans(S(1, subjects=ORDER), S(2, trace="b", links=(("a", 1),))), logs(L(NOON, "the cause", trace="b")))
    assert ask(backend).logs.body == ["the cause"]


def test_more_linked_traces_than_the_bound_are_cut_and_said() -> None:
    many = MOST_LINKED + 7
    linking = [S(i + 2, trace=f"t{i}", start=NOON + i, links=(("a", 1),)) for i in range(many)]
    found = ask(Memory(spans(S(1, subjects=ORDER), *linking)))
    assert len(found.linked_by) == MOST_LINKED + 1
    assert trace_id("t0") in found.linked_by
    assert (reports(found)["traces"].status, reports(found)["traces"].detail) == (
        "truncated",
        f"{MOST_LINKED} of {many} linked traces are shown.",
    )


def test_metrics_are_asked_for_the_services_that_were_found() -> None:
    found = ask(Memory(spans(S(1, subjects=ORDER), S(2, 1, service="mes-api"))))
    assert sorted(series.service for series in found.series) == ["mes-api", "shop-api"]
    assert reports(found)["metrics"].status == "ok"


def test_two_backends_give_one_table_and_a_report_each() -> None:
    one = Memory(spans(S(1, subjects=ORDER)), name="one")
    two = Memory(spans(S(2, trace="b", subjects=ORDER)), name="two")
    found = ask(one, two)
    assert ids(found) == [1, 2]
    assert [(r.name, r.returned) for r in found.reports if r.signal == "traces"] == [("one", 1), ("two", 1)]


def test_a_narrowed_question_asks_for_its_signals_only() -> None:
    backend = Memory(spans(S(1, subjects=ORDER)), logs(L(NOON, subjects=ORDER)))
    found = ask(backend, signals=frozenset({"logs"}))
    assert (len(found.trace), len(found.logs), set(reports(found))) == (0, 1, {"logs"})


def test_a_signal_without_a_source_is_not_configured() -> None:
    question = Question(Correlation(("order.id",), "AL-1001"), Window(NOON, NOON + DAY), SECOND, lambda trace: ())
    found = gather(Sources(), question, 1.0)
    assert [(report.signal, report.status) for report in found.reports] == [
        ("logs", "not_configured"),
        ("metrics", "not_configured"),
        ("traces", "not_configured"),
    ]


# --- windows -----------------------------------------------------------------------------------------------------


def test_a_source_with_a_longest_window_is_asked_in_slices_without_gap_or_overlap() -> None:
    backend = Memory(capabilities=replace(ABLE, max_window_ns=7 * DAY))
    window = Window(NOON, NOON + 2 * DAY + 5)
    ask(backend, window=window)
    asked = sorted((about.from_ns, about.to_ns) for method, about in backend.asked if method == "find_traces")
    assert asked == [(NOON, NOON + DAY), (NOON + DAY, NOON + 2 * DAY), (NOON + 2 * DAY, window.to_ns)]


def test_a_source_without_one_is_asked_once() -> None:
    backend = Memory()
    ask(backend, window=Window(NOON, NOON + 60 * DAY))
    assert [method for method, _ in backend.asked].count("find_traces") == 1


# --- what goes wrong ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.Unavailable("No connection."), "failed"),
        (errors.TimedOut("Too slow."), "timeout"),
        (errors.BreakerOpen("Rests."), "open"),
        (errors.Rejected("No."), "failed"),
        (errors.Unauthorized("No."), "failed"),
        (errors.Malformed("What?"), "failed"),
        (errors.TooLarge("Too much."), "failed"),
        (errors.Unsupported("Cannot."), "not_configured"),
    ],
)
def test_every_error_of_a_source_becomes_a_report_and_hides_nobody_else(error: errors.SourceError, status: str) -> None:
    broken, whole = Memory(name="broken", before=raising(error)), Memory(spans(S(1, subjects=ORDER)), name="whole")
    found = ask(broken, whole)
    said = {(report.name, report.signal): report for report in found.reports}
    assert (said["broken", "traces"].status, said["broken", "traces"].detail) == (status, error.reason)
    assert said["whole", "traces"].status == "ok"
    assert ids(found) == [1]


def test_a_defect_in_a_source_is_a_report_too(caplog: pytest.LogCaptureFixture) -> None:
    found = ask(Memory(before=raising(KeyError("spans"))))
    assert {report.status for report in found.reports} <= {"failed", "empty"}
    assert "KeyError" in reports(found)["traces"].detail
    assert any(record.exc_info for record in caplog.records)


def test_a_source_that_hangs_costs_the_deadline_and_not_more(release: Event) -> None:
    whole = Memory(spans(S(1, subjects=ORDER)), logs(L(NOON, trace="a")), name="whole", before=slow(0.05))
    begun = time.monotonic()
    found = ask(Memory(name="dead", before=hanging(release)), whole, deadline_s=1.5)
    assert time.monotonic() - begun < 10.0
    said = {(report.name, report.signal): report.status for report in found.reports}
    assert said["dead", "traces"] == said["dead", "logs"] == "timeout"
    assert said["whole", "logs"] == "ok"
    assert (len(found.trace), len(found.logs)) == (1, 1)


def test_what_comes_late_but_in_time_is_shown(release: Event) -> None:
    late = Memory(spans(S(1, subjects=ORDER)), before=slow(0.35))
    found = ask(late, deadline_s=0.6)
    assert ids(found) == [1]


def test_a_source_that_fails_in_one_of_two_rounds_is_partial() -> None:
    backend = Memory(spans(S(1, subjects=ORDER)))
    backend.before = lambda: raising(errors.Unavailable("Gone."))() if backend.asked[-1][0] == "find_linking" else None
    report = reports(ask(backend))["traces"]
    assert (report.status, report.detail, report.total) == ("partial", "Gone.", None)


def test_a_source_that_cannot_search_says_so_instead_of_answering_nothing() -> None:
    blind = Memory(spans(S(1)), capabilities=Capabilities(signals=frozenset({"traces"}), get_by_trace_id=True), name="blind")
    seeing = Memory(spans(S(2, trace="b", subjects=ORDER)), logs(L(NOON, trace="a", subjects=ORDER)), name="seeing")
    found = ask(blind, seeing)
    said = {(report.name, report.signal): report.status for report in found.reports}
    assert said["blind", "traces"] == "partial"
    assert said["blind", "logs"] in ("not_configured", "partial")
    assert ids(found) == [1, 2]


@pytest.mark.parametrize("status", ["truncated", "sampled", "partial"])
def test_what_a_source_says_of_itself_is_passed_on(status: str) -> None:
    assert reports(ask(Memory(spans(S(1, subjects=ORDER)), status=status)))["traces"].status == status
