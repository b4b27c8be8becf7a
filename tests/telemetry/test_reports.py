import pytest

from apps.telemetry.answers import Gap, SourceReport
from apps.telemetry.reports import ARRIVING_NS, arriving, combined
from tests.telemetry.build import NOON


def said(status: str, returned: int = 3, total: int | None = 3, detail: str = "") -> SourceReport:
    return SourceReport("es", "elasticsearch", "logs", status, returned, total, detail, 5)


def gap(status: str, reason: str = "No.") -> Gap:
    return Gap("es", "elasticsearch", "logs", status, reason, 7)


@pytest.mark.parametrize(
    ("parts", "returned", "status", "total"),
    [
        ([said("ok")], 3, "ok", 3),
        ([said("empty", 0, 0)], 0, "empty", 0),
        ([said("ok"), said("empty", 0, 0)], 3, "ok", 3),
        ([said("truncated", 3, 10), said("ok")], 5, "truncated", 12),
        ([said("truncated", 3, None)], 3, "truncated", None),
        ([said("sampled"), said("truncated", 3, 9)], 3, "truncated", 9),
        ([said("partial"), said("truncated")], 3, "partial", 3),
        ([said("sampled")], 3, "sampled", 3),
        ([gap("failed")], 0, "failed", None),
        ([gap("timeout")], 0, "timeout", None),
        ([gap("open")], 0, "open", None),
        ([gap("not_configured")], 0, "not_configured", None),
        ([gap("timeout"), gap("failed")], 0, "failed", None),
        ([said("ok"), gap("timeout")], 3, "partial", None),
        ([said("empty", 0, 0), gap("failed")], 0, "partial", None),
        ([], 0, "empty", 0),
    ],
)
def test_answers_of_one_source_become_one_report(parts: list[SourceReport | Gap], returned: int, status: str, total: int | None) -> None:
    report = combined("es", "elasticsearch", "logs", parts, returned)
    assert (report.status, report.returned, report.total) == (status, returned, total)


def test_reasons_are_said_once_and_the_longest_time_counts() -> None:
    report = combined("es", "elasticsearch", "logs", [said("ok", detail="3 shards."), gap("failed"), gap("failed")], 3)
    assert (report.detail, report.elapsed_ms) == ("No. 3 shards.", 7)


@pytest.mark.parametrize(
    ("newest", "window_to", "status"),
    [
        (NOON, NOON, "arriving"),
        (NOON - ARRIVING_NS + 1, NOON, "arriving"),
        (NOON - ARRIVING_NS, NOON, "ok"),  # nothing for five minutes
        (NOON - 10**15, NOON, "ok"),  # an order that waits for days
        (NOON, NOON - 10**15, "ok"),  # a look at last week
    ],
)
def test_only_a_subject_that_is_alive_now_is_still_arriving(newest: int, window_to: int, status: str) -> None:
    assert [report.status for report in arriving([said("ok")], newest, window_to, NOON)] == [status]


def test_what_is_worse_than_arriving_stays() -> None:
    assert [report.status for report in arriving([said("truncated"), said("empty")], NOON, NOON, NOON)] == ["truncated", "arriving"]
