"""The prepared view: which rows are ours, where failures began, what could be seen, where the history stood."""

import numpy as np
import pytest

from apps.telemetry.answers import SourceReport
from apps.telemetry.datamodel import Correlation
from apps.telemetry.findings import sight
from apps.telemetry.findings.history import History, overdue_at
from apps.telemetry.findings.sight import Sight
from apps.telemetry.findings.view import View, prepare
from tests.telemetry.findings.drawing import Drawing, at, milestones


def view(spans: str, **more: object) -> View:
    return prepare(Drawing(spans, **more).timeline(), at("6h"))  # type: ignore[arg-type]


def operations(prepared: View, rows: object) -> list[str]:
    return sorted(prepared.operation(int(row)) for row in rows)  # type: ignore[attr-defined]


BATCH = """
mes-api consumer batch @1m +9s for=AL-1001,AL-10010 !bad
  mes-api internal ours @1m +1s for=AL-1001 {}
    mes-api internal below @1m +1s
  mes-api internal theirs @1m2s +1s for=AL-10010 {}
    mes-api internal inner @1m2s +1s !bad
"""


def test_rows_are_ours_by_the_nearest_word_above() -> None:
    prepared = view(BATCH.format("", ""))
    assert operations(prepared, np.flatnonzero(prepared.mine)) == ["batch", "below", "ours"]


def test_a_batch_that_failed_for_another_did_not_fail_for_us() -> None:
    prepared = view(BATCH.format("", "!bad"))
    assert not prepared.failed.any()
    assert prepared.origins == []


def test_a_failure_is_ours_from_where_it_began_up_to_the_root() -> None:
    prepared = view(BATCH.format("!bad", ""))
    assert operations(prepared, prepared.origins) == ["ours"]
    assert operations(prepared, np.flatnonzero(prepared.failed)) == ["batch", "ours"]


@pytest.mark.parametrize(
    ("words", "failed"), [("!bad", True), ("code=503", True), ("code=404", False), ("code=200", False), ("code=5xx", False), ("", False)]
)
def test_a_span_failed_by_its_status_or_by_a_5xx(words: str, failed: bool) -> None:
    assert bool(view(f"a server s @1m +1s {words}").failed.any()) is failed


def test_a_customer_in_the_subjects_is_not_another_order() -> None:
    prepared = view("a internal root @1m +1s\n  a internal inner @1m +1s for=c-7 customer=c-7")
    assert prepared.mine.all()


def test_a_customer_may_be_the_subject() -> None:
    spans = "a server x @1m +1s customer=c-7\n\na server y @1m +1s customer=c-8\n\na server z @1m +1s for=c-7"
    prepared = view(spans, correlation=Correlation(("customer.id",), "c-7"))
    assert operations(prepared, np.flatnonzero(prepared.mine)) == ["x", "z"]


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([], Sight.NONE),
        (["ok", "empty"], Sight.WHOLE),
        (["ok", "arriving"], Sight.WHOLE),
        (["ok", "failed"], Sight.PART),
        (["sampled"], Sight.PART),
        (["timeout", "open"], Sight.NONE),
        (["not_configured"], Sight.NONE),
    ],
)
def test_the_sight_of_a_signal_is_that_of_its_worst_source(statuses: list[str], expected: Sight) -> None:
    reports = [SourceReport("one", "x", "traces", status) for status in statuses] + [SourceReport("two", "x", "logs", "failed")]
    assert sight.of_signal(reports, "traces") is expected


def test_confidence_falls_a_step_for_each_thing_missing() -> None:
    assert sight.confidence([Sight.WHOLE]) == "high"
    assert sight.confidence([Sight.PART, Sight.WHOLE]) == "medium"
    assert sight.confidence([Sight.NONE], doubts=1) == "low"
    assert sight.confidence([Sight.NONE, Sight.NONE, Sight.NONE], doubts=3) == "low"


STAGES = (("created", "0s", "1h", "customer"), ("paid", "2h", "30m", "company"), ("delivered", "3h", "", "final"))


@pytest.mark.parametrize(
    ("when", "stands_in", "goes_to"),
    [("0s", "created", "paid"), ("1h59m57s", "paid", "delivered"), ("2h10m", "paid", "delivered"), ("9h", "delivered", None)],
)
def test_the_history_knows_where_it_stood(when: str, stands_in: str, goes_to: str | None) -> None:
    history = History.of(milestones(STAGES))
    stage, following = history.at(at(when)), history.after(at(when))
    assert stage is not None and stage.name == stands_in
    assert (following.name if following else None) == goes_to


def test_before_the_history_there_is_no_stage() -> None:
    history = History.of(milestones((("created", "1h", "1h", "customer"),)))
    assert history.at(at("1m")) is None
    assert History(()).current is None


def test_overdue_is_measured_to_the_end_of_the_stage() -> None:
    created, paid, delivered = milestones(STAGES)
    assert [overdue_at(stage, at("9h")) for stage in (created, paid, delivered)] == [True, True, False]
