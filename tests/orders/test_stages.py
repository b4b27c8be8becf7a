from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from apps.core.catalogue import StageLimit
from apps.orders.stages import (
    allowed_s,
    deadline,
    is_at_risk,
    is_final,
    is_late,
    is_stuck,
    pace_s,
    rank_of,
    rest_s,
    rule_of,
    steps,
)
from tests.orders.samples import CATALOGUE, START, hours

FAST = {rule.key: 3_600.0 for rule in CATALOGUE.stages if rule.waits_for}


@dataclass(frozen=True)
class Row:
    stage: str = "paid"
    stage_since: datetime | None = START
    deadline_at: datetime | None = None
    promised_at: datetime | None = None
    delivered_at: datetime | None = None


def test_the_last_stage_entered_is_where_the_order_is() -> None:
    history = steps([("priced", START + hours(2)), ("created", START), ("files_uploaded", START + hours(1))], CATALOGUE)
    assert [step.stage for step in history] == ["created", "files_uploaded", "priced"]
    assert [step.left_at for step in history] == [START + hours(1), START + hours(2), None]
    assert not any(step.anomaly for step in history)


def test_at_equal_times_the_later_stage_in_the_table_counts_as_last() -> None:
    history = steps([("cancelled", START), ("paid", START), ("created", START)], CATALOGUE)
    assert [step.stage for step in history] == ["created", "paid", "cancelled"]


@pytest.mark.parametrize(
    ("entered", "odd"),
    [
        (["created", "files_uploaded", "priced"], []),
        (["created", "paid"], []),  # a stage that is missing may still arrive
        (["created", "priced", "files_uploaded"], ["files_uploaded"]),
        (["created", "cancelled", "paid"], ["paid"]),
        (["created", "shipped", "cancelled"], ["cancelled"]),
        (["created", "completed", "cancelled"], []),
        (["delivered", "shipped", "cancelled"], ["shipped", "cancelled"]),
    ],
)
def test_a_stage_out_of_the_usual_order_is_an_anomaly(entered: list[str], odd: list[str]) -> None:
    history = steps([(stage, START + hours(place)) for place, stage in enumerate(entered)], CATALOGUE)
    assert [step.stage for step in history if step.anomaly] == odd


def test_no_entries_are_no_history() -> None:
    assert steps([], CATALOGUE) == []


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        ("created", "2026-11-03T09:30:00+00:00"),
        ("files_uploaded", "2026-11-02T10:15:00+00:00"),
        ("priced", "2026-11-02T13:30:00+00:00"),  # four working hours from 12:30 in Moscow
        ("paid", "2026-11-02T10:00:00+00:00"),
        ("completed", "2026-11-05T06:30:00+00:00"),  # 24 working hours: 5.5 + 9 + 9 are 23.5, so into Thursday
        ("delivered", None),
        ("cancelled", None),
        ("nonsense", None),
    ],
)
def test_the_deadline_runs_on_the_clock_of_the_stage(stage: str, expected: str | None) -> None:
    found = deadline(stage, START, "shop", "normal", CATALOGUE)
    assert found == (datetime.fromisoformat(expected) if expected else None)


@pytest.mark.parametrize(
    ("channel", "priority", "expected"),
    [("shop", "normal", 604_800), ("partner", "normal", 5), ("shop", "high", 6), ("partner", "high", 7)],
)
def test_the_most_specific_limit_wins(channel: str, priority: str, expected: int) -> None:
    limits = (
        StageLimit("in_production", "partner", "", 5),
        StageLimit("in_production", "", "high", 6),
        StageLimit("in_production", "partner", "high", 7),
        StageLimit("paid", "shop", "normal", 8),
    )
    assert allowed_s("in_production", channel, priority, replace(CATALOGUE, limits=limits)) == expected


def test_questions_about_a_stage_that_is_not_in_the_table_have_an_answer() -> None:
    assert rule_of("", CATALOGUE) is None
    assert rank_of("", CATALOGUE) == -1
    assert not is_final("", CATALOGUE)
    assert allowed_s("", "", "", CATALOGUE) is None
    assert allowed_s("delivered", "", "", CATALOGUE) is None


def test_stuck_is_past_the_deadline() -> None:
    row = Row(deadline_at=START)
    assert not is_stuck(row, START)
    assert is_stuck(row, START + hours(1))
    assert not is_stuck(Row(), START + hours(1))


@pytest.mark.parametrize(
    ("row", "late"),
    [
        (Row(), False),
        (Row(promised_at=START), True),
        (Row(promised_at=START + hours(2)), False),
        (Row(promised_at=START, delivered_at=START), False),
        (Row(promised_at=START, delivered_at=START + hours(1), stage="delivered"), True),
        (Row(promised_at=START, stage="cancelled"), False),
    ],
)
def test_late_is_not_delivered_by_the_promised_date(row: Row, late: bool) -> None:
    assert is_late(row, START + hours(1)) is late


@pytest.mark.parametrize(
    ("row", "at_risk"),
    [
        (Row("completed", promised_at=START + hours(3)), False),  # an hour here, an hour on the way
        (Row("completed", promised_at=START + hours(1.5)), True),
        (Row("completed", promised_at=START + hours(0.5)), False),  # late already
        (Row("completed", START - hours(9), promised_at=START + hours(1.5)), True),  # it could leave now, but not arrive
        (Row("completed", START - hours(9), promised_at=START + hours(2.5)), False),
        (Row("completed"), False),
        (Row("cancelled", promised_at=START + hours(1.5)), False),
        (Row("", None, promised_at=START + hours(1.5)), False),
        (Row("shipped", promised_at=START + hours(1.5), delivered_at=START), False),
    ],
)
def test_at_risk_is_a_promise_that_cannot_be_kept_at_the_usual_pace(row: Row, at_risk: bool) -> None:
    assert is_at_risk(row, START + hours(1), FAST, CATALOGUE) is at_risk


def test_without_a_measurement_the_limit_of_the_stage_is_its_pace() -> None:
    rules = {rule.key: rule for rule in CATALOGUE.stages}
    assert pace_s(rules["in_production"], {}, CATALOGUE) == 604_800
    assert pace_s(rules["completed"], {}, CATALOGUE) == pytest.approx(86_400 * 168 / 45)
    assert pace_s(rules["completed"], {"completed": 5.0}, CATALOGUE) == 5.0
    assert pace_s(rules["delivered"], {"delivered": 5.0}, CATALOGUE) == 0
    assert rest_s("shipped", FAST, CATALOGUE) == 0
    assert rest_s("created", FAST, CATALOGUE) == 7 * 3_600
