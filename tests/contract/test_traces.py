"""What every source of traces answers alike."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from apps.telemetry.contract import Deadline
from apps.telemetry.datamodel import PROMOTED, Correlation, Detail, Trace, Window
from apps.telemetry.errors import TimedOut, Unsupported
from tests.contract.backend import BACKENDS, KINDS, capabilities, kinds_with
from tests.contract.world import BATCH, CREATED, DAY, FOLLOWER, KEYS, NOON, ODD, OTHER, SECOND, SHORT

Sources = Callable[[str], Any]
each_finder = pytest.mark.parametrize("kind", kinds_with("traces", find_by_attribute=True))
each_getter = pytest.mark.parametrize("kind", kinds_with("traces", get_by_trace_id=True))
each_follower = pytest.mark.parametrize("kind", kinds_with("traces", follows_links_back=True))


def soon() -> Deadline:
    return Deadline.after(20)


def order(number: str) -> Correlation:
    return Correlation(KEYS, number)


def traces_of(table: Trace) -> set[str | None]:
    return {table.trace.at(row) for row in range(len(table))}


def row_of(table: Trace, span_id: int) -> int:
    (row,) = (row for row in range(len(table)) if int(table.span_id[row]) == span_id)
    return row


def test_every_kind_of_source_is_in_the_battery() -> None:
    assert set(BACKENDS) == set(KINDS)


@pytest.mark.parametrize("kind", list(BACKENDS))
def test_a_source_says_its_name_kind_and_health(kind: str, source_of: Sources) -> None:
    source = source_of(kind)
    assert (source.name, source.kind, source.capabilities) == ("here", kind, capabilities(kind))
    assert source.check(soon()).status == "ok"


@each_finder
def test_an_order_is_found_exactly_with_its_whole_traces(kind: str, source_of: Sources) -> None:
    answer = source_of(kind).find_traces(order("AL-1001"), DAY, soon())
    assert traces_of(answer.value) == {CREATED, BATCH}
    assert sorted(answer.value.span_id.tolist()) == [1, 2, 3, 5, 6]
    assert (answer.report.name, answer.report.kind, answer.report.signal, answer.report.status) == ("here", kind, "traces", "ok")
    assert answer.report.returned == 5
    assert answer.report.total in (5, None)


@each_finder
@pytest.mark.parametrize("number", ["AL-100", "AL-10011", "1001", "al-1001", "AL-1001 ", ""])
def test_what_nobody_carries_is_empty(kind: str, number: str, source_of: Sources) -> None:
    answer = source_of(kind).find_traces(order(number), DAY, soon())
    assert (len(answer.value), answer.report.status, answer.report.returned) == (0, "empty", 0)
    assert set(answer.value.promoted) == set(PROMOTED)


@each_finder
def test_any_of_the_keys_counts(kind: str, source_of: Sources) -> None:
    assert traces_of(source_of(kind).find_traces(order("AL-7"), DAY, soon()).value) == {BATCH}
    assert traces_of(source_of(kind).find_traces(Correlation(("order_id",), "AL-7"), DAY, soon()).value) == {BATCH}
    assert traces_of(source_of(kind).find_traces(Correlation(("order_id",), "AL-1001"), DAY, soon()).value) == set()


@each_finder
def test_a_window_decides_which_traces_and_not_which_spans(kind: str, source_of: Sources) -> None:
    first = source_of(kind).find_traces(order("AL-1001"), Window(NOON - SECOND, NOON + 2 * SECOND), soon())
    assert sorted(first.value.span_id.tolist()) == [1, 2, 3]
    nothing = source_of(kind).find_traces(order("AL-1001"), Window(NOON + 600 * SECOND, NOON + 900 * SECOND), soon())
    assert nothing.report.status == "empty"


@each_finder
def test_subjects_say_which_orders_a_span_carries_itself(kind: str, source_of: Sources) -> None:
    table = source_of(kind).find_traces(order("AL-1001"), DAY, soon()).value
    said = {int(table.span_id[row]): table.subjects.at(row) for row in range(len(table))}
    assert said == {1: "AL-1001", 2: None, 3: None, 5: "AL-1001\nAL-7", 6: "AL-7"}


@each_getter
def test_columns_say_what_was_sent(kind: str, source_of: Sources) -> None:
    table = source_of(kind).get_traces([CREATED], DAY, soon()).value
    row = row_of(table, 1)
    assert (table.service.at(row), table.operation.at(row), int(table.kind[row]), int(table.status[row])) == (
        "shop-api",
        "POST /orders",
        1,
        2,
    )
    unit = 1 if capabilities(kind).nanoseconds else 1_000
    assert int(table.start_ns[row]) // unit == (NOON + 1) // unit
    assert int(table.duration_ns[row]) == 4 * SECOND
    assert [int(table.parent_id[row_of(table, number)]) for number in (1, 2, 3)] == [0, 1, 2]
    promoted = {key: names.at(row) for key, names in table.promoted.items() if names.at(row) is not None}
    assert promoted == {"http.route": "/orders", "http.response.status_code": "500", "service.version": "3.2", "customer.id": "c-7"}
    assert table.promoted["db.system.name"].at(row_of(table, 3)) == "postgresql"


@each_getter
def test_every_column_has_one_value_a_row(kind: str, source_of: Sources) -> None:
    table = source_of(kind).get_traces([CREATED, BATCH, ODD], DAY, soon()).value
    plain = (table.parent_id, table.kind, table.status, table.start_ns, table.duration_ns, table.problems, table.adjusted_ns, table.detail)
    named = (table.trace, table.service, table.operation, table.subjects, *table.promoted.values())
    assert {len(column) for column in (*plain, *(names.codes for names in named))} == {len(table)}
    assert not table.problems.any()
    assert not table.adjusted_ns.any()


@each_getter
def test_a_detail_holds_what_no_column_does(kind: str, source_of: Sources) -> None:
    table = source_of(kind).get_traces([CREATED], DAY, soon()).value
    detail = msgspec.json.decode(table.detail[row_of(table, 1)], type=Detail)
    assert detail.attributes["order.id"] == "AL-1001"
    assert [(event.name, event.attributes["exception.type"]) for event in detail.events] == [("exception", "PriceError")]


@each_getter
def test_links_point_from_rows_to_spans_inside_and_outside(kind: str, source_of: Sources) -> None:
    table = source_of(kind).get_traces([BATCH, FOLLOWER], DAY, soon()).value
    links = {
        (int(table.span_id[row]), trace, int(span))
        for row, trace, span in zip(table.links.row, table.links.trace_id, table.links.span_id, strict=True)
    }
    assert links == {(5, CREATED, 2), (5, OTHER, 4), (7, BATCH, 5)}


@each_getter
def test_unknown_and_impossible_ids_are_absent(kind: str, source_of: Sources) -> None:
    answer = source_of(kind).get_traces([OTHER, "f" * 32, OTHER, "", "xyz", "AB" * 16, "0" * 31], DAY, soon())
    assert (traces_of(answer.value), answer.report.returned) == ({OTHER}, 1)
    assert source_of(kind).get_traces([], DAY, soon()).report.status == "empty"


@pytest.mark.parametrize("size", range(40))
@each_getter
def test_ids_of_every_length_get_an_answer(kind: str, size: int, source_of: Sources) -> None:
    assert len(source_of(kind).get_traces(["a" * size], DAY, soon()).value) == 0


@each_getter
def test_a_short_trace_id_is_found_padded(kind: str, source_of: Sources) -> None:
    assert traces_of(source_of(kind).get_traces([SHORT], DAY, soon()).value) == {SHORT}


@each_getter
def test_spans_of_one_id_and_other_content_are_both_there(kind: str, source_of: Sources) -> None:
    table = source_of(kind).get_traces([ODD], DAY, soon()).value
    assert sorted(str(table.operation.at(row)) for row in range(len(table))) == ["first", "orphan", "second"]


@each_follower
def test_links_are_followed_back(kind: str, source_of: Sources) -> None:
    source = source_of(kind)
    assert traces_of(source.find_linking([CREATED], DAY, soon()).value) == {BATCH}
    assert traces_of(source.find_linking([BATCH, "f" * 32], DAY, soon()).value) == {FOLLOWER}
    assert source.find_linking([FOLLOWER], DAY, soon()).report.status == "empty"


def test_a_source_says_so_of_what_it_cannot(source_of: Sources) -> None:
    for kind in kinds_with("traces", follows_links_back=False):
        with pytest.raises(Unsupported):
            source_of(kind).find_linking([CREATED], DAY, soon())
    for kind in kinds_with("traces", lists_failed=False):
        with pytest.raises(Unsupported):
            source_of(kind).list_failed(("customer.id",), KEYS, DAY, soon())


@pytest.mark.parametrize("kind", kinds_with("traces", lists_failed=True))
def test_who_failed_without_an_order_is_listed(kind: str, source_of: Sources) -> None:
    source = source_of(kind)
    assert list(source.list_failed(("customer.id",), KEYS, DAY, soon()).value) == ["c-9"]
    assert list(source.list_failed(("customer.id",), (), DAY, soon()).value) == ["c-7", "c-9"]
    assert source.list_failed(("customer.id",), KEYS, Window(NOON, NOON + SECOND), soon()).report.status == "empty"


@each_getter
def test_a_deadline_that_has_passed_is_a_timeout(kind: str, source_of: Sources) -> None:
    with pytest.raises(TimedOut):
        source_of(kind).get_traces([CREATED], DAY, Deadline.after(-1))
