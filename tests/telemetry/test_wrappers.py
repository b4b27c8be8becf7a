import time
from collections.abc import Iterator
from threading import Event

import pytest

from apps.telemetry import errors
from apps.telemetry.contract import Deadline
from apps.telemetry.datamodel import Correlation, Window
from apps.telemetry.wrappers import Guard, WatchedLogs, WatchedMetrics, WatchedTraces
from tests.telemetry.backends import Memory, hanging, raising
from tests.telemetry.build import NOON, L, S, logs, spans, trace_id

ORDER = Correlation(("order.id",), "AL-1001")
WINDOW = Window(NOON, NOON + 1_000)


@pytest.fixture
def release() -> Iterator[Event]:
    event = Event()
    yield event
    event.set()


def watched(source: Memory, **options: float) -> WatchedTraces:
    given = {"timeout_s": 2.0, "failures": 2, "rest_s": 60.0} | options
    return WatchedTraces(source, Guard(source, **given))  # type: ignore[arg-type]


def outcome(source: WatchedTraces) -> str:
    try:
        return source.find_traces(ORDER, WINDOW, Deadline.after(5)).report.status
    except errors.SourceError as error:
        return type(error).__name__


def test_a_healthy_source_answers_as_if_it_were_not_watched() -> None:
    source = Memory(spans(S(1, subjects=("AL-1001",))), logs(L(NOON, trace="a", subjects=("AL-1001",))))
    guard, deadline = Guard(source, 2.0), Deadline.after(5)
    traces, lines, metrics = WatchedTraces(source, guard), WatchedLogs(source, guard), WatchedMetrics(source, guard)
    assert (traces.name, traces.kind, traces.capabilities) == (source.name, source.kind, source.capabilities)
    assert len(traces.find_traces(ORDER, WINDOW, deadline).value) == 1
    assert len(traces.get_traces([trace_id("a")], WINDOW, deadline).value) == 1
    assert len(traces.find_linking([trace_id("a")], WINDOW, deadline).value) == 0
    assert len(lines.find_logs(ORDER, WINDOW, deadline).value) == 1
    assert len(lines.get_logs([trace_id("a")], WINDOW, deadline).value) == 1
    assert metrics.query_range([], WINDOW, 1, deadline).value == []
    assert metrics.check(deadline).status == "ok"


def test_a_call_is_timed() -> None:
    source = Memory(before=lambda: time.sleep(0.02))
    assert watched(source).find_traces(ORDER, WINDOW, Deadline.after(5)).report.elapsed_ms >= 20


@pytest.mark.parametrize("error", [errors.Unavailable("gone"), errors.TimedOut("slow")], ids=["outage", "time-out"])
def test_outages_open_the_breaker_and_the_source_is_left_alone(error: errors.SourceError) -> None:
    source = Memory(before=raising(error))
    watching = watched(source)
    assert [outcome(watching) for _ in range(4)] == [type(error).__name__] * 2 + ["BreakerOpen"] * 2
    assert len(source.asked) == 2


@pytest.mark.parametrize(
    "error", [errors.Rejected("no"), errors.Unsupported("no"), errors.Unauthorized("no"), errors.Malformed("?"), errors.TooLarge("big")]
)
def test_a_refusal_proves_that_the_source_is_there(error: errors.SourceError) -> None:
    watching = watched(Memory(before=raising(error)))
    assert [outcome(watching) for _ in range(5)] == [type(error).__name__] * 5


def test_a_success_in_between_starts_the_count_anew() -> None:
    source = Memory()
    watching = watched(source)
    seen = []
    for failing in (True, False, True, False, True):
        source.before = raising(errors.Unavailable("gone")) if failing else lambda: None
        seen.append(outcome(watching))
    assert seen == ["Unavailable", "empty"] * 2 + ["Unavailable"]


def test_after_its_rest_one_call_tries_and_a_success_closes_the_breaker() -> None:
    source = Memory(before=raising(errors.Unavailable("gone")))
    watching = watched(source, rest_s=0.0)
    assert [outcome(watching) for _ in range(3)] == ["Unavailable"] * 3
    source.before = lambda: None
    assert [outcome(watching) for _ in range(3)] == ["empty"] * 3


def test_a_failed_trial_opens_it_again_and_only_one_call_may_try() -> None:
    source = Memory(before=raising(errors.Unavailable("gone")))
    watching = watched(source, rest_s=0.05)
    outcome(watching), outcome(watching)
    time.sleep(0.06)
    assert [outcome(watching) for _ in range(3)] == ["Unavailable", "BreakerOpen", "BreakerOpen"]


def test_a_source_that_never_returns_is_timed_out_by_its_own_limit(release: Event) -> None:
    watching = watched(Memory(before=hanging(release)), timeout_s=0.1)
    begun = time.monotonic()
    assert [outcome(watching) for _ in range(3)] == ["TimedOut", "TimedOut", "BreakerOpen"]
    assert time.monotonic() - begun < 5.0


def test_a_call_given_too_little_time_does_not_count_against_the_source(release: Event) -> None:
    watching = watched(Memory(before=hanging(release)), timeout_s=60.0)
    for _ in range(3):
        with pytest.raises(errors.TimedOut):
            watching.find_traces(ORDER, WINDOW, Deadline.after(0.02))


def test_calls_that_hang_fill_their_own_source_only(release: Event) -> None:
    stuck, whole = Memory(name="stuck", before=hanging(release)), Memory(name="whole")
    dead, alive = watched(stuck, timeout_s=0.05, calls=2, failures=100), watched(whole)
    assert [outcome(dead) for _ in range(4)] == ["TimedOut"] * 4
    assert len(stuck.asked) == 2
    assert outcome(alive) == "empty"


def test_a_defect_is_raised_as_it_is() -> None:
    with pytest.raises(ZeroDivisionError):
        watched(Memory(before=raising(ZeroDivisionError()))).find_traces(ORDER, WINDOW, Deadline.after(5))
