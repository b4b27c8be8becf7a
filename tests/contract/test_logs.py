"""What every source of logs answers alike."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from apps.telemetry.contract import Deadline
from apps.telemetry.datamodel import Correlation, Detail, LogTable, Severity, Window
from apps.telemetry.errors import TimedOut
from tests.contract.backend import kinds_with
from tests.contract.world import CREATED, DAY, KEYS, NOON, SECOND, SHORT

Sources = Callable[[str], Any]
each_source = pytest.mark.parametrize("kind", kinds_with("logs"))


def soon() -> Deadline:
    return Deadline.after(20)


def bodies(table: LogTable) -> list[str]:
    return sorted(table.body)


@each_source
def test_records_of_an_order_are_found_exactly(kind: str, source_of: Sources) -> None:
    answer = source_of(kind).find_logs(Correlation(KEYS, "AL-1001"), DAY, soon())
    assert bodies(answer.value) == ["order AL-1001 waits", "цена не рассчитана"]
    assert (answer.report.signal, answer.report.status, answer.report.returned) == ("logs", "ok", 2)
    assert {answer.value.subjects.at(row) for row in range(2)} == {"AL-1001"}
    assert source_of(kind).find_logs(Correlation(KEYS, "AL-100"), DAY, soon()).report.status == "empty"


@each_source
def test_records_outside_the_window_are_left_out(kind: str, source_of: Sources) -> None:
    answer = source_of(kind).find_logs(Correlation(KEYS, "AL-1001"), Window(NOON + SECOND, NOON + 10 * SECOND), soon())
    assert bodies(answer.value) == ["order AL-1001 waits"]


@each_source
def test_records_of_traces_come_with_repeats(kind: str, source_of: Sources) -> None:
    table = source_of(kind).get_logs([CREATED, SHORT], DAY, soon()).value
    assert bodies(table) == ["retry", "retry", "short", "цена не рассчитана"]
    assert {(table.trace.at(row), int(table.span_id[row])) for row in range(len(table))} == {(CREATED, 2), (SHORT, 10)}
    assert table.count.tolist() == [1] * 4


@each_source
def test_columns_say_what_was_logged(kind: str, source_of: Sources) -> None:
    table = source_of(kind).find_logs(Correlation(KEYS, "AL-1001"), DAY, soon()).value
    rows = {table.body[row]: row for row in range(len(table))}
    failed, waits = rows["цена не рассчитана"], rows["order AL-1001 waits"]
    assert (int(table.severity[failed]), int(table.severity[waits])) == (Severity.ERROR, Severity.WARN)
    assert (int(table.time_ns[failed]), table.service.at(failed)) == (NOON + SECOND // 2, "mes-api")
    assert (table.trace.at(waits), int(table.span_id[waits])) == (None, 0)
    assert msgspec.json.decode(table.detail[failed], type=Detail).attributes["order.id"] == "AL-1001"
    assert table.source == "here"


@each_source
def test_unknown_traces_have_no_records(kind: str, source_of: Sources) -> None:
    answer = source_of(kind).get_logs(["f" * 32, "", "x"], DAY, soon())
    assert (len(answer.value), answer.report.status) == (0, "empty")


@each_source
def test_a_deadline_that_has_passed_is_a_timeout(kind: str, source_of: Sources) -> None:
    with pytest.raises(TimedOut):
        source_of(kind).get_logs([CREATED], DAY, Deadline.after(-1))
