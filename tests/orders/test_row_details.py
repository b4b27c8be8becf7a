"""A row of the timeline is found by its number while its ids agree, else by its ids, else not at all."""

import pytest
from django.http import QueryDict

from apps.core.errors import InvalidInput
from apps.orders.forms import read_row_name
from apps.orders.row_details import RowName, log_detail, span_detail
from apps.telemetry.datamodel import Severity
from apps.telemetry.timeline import Timeline
from tests.telemetry.build import NOON, L, S, trace_id
from tests.telemetry.test_geometry import timeline

A, B = trace_id("a"), trace_id("b")


@pytest.fixture
def seen() -> Timeline:
    """Spans 0 to 3 (span 7 stands in both traces, and twice in the second), lines 0 to 2."""
    rows = [
        S(1, 0, NOON, 100, operation="root"),
        S(7, 1, NOON + 10, 5, operation="first"),
        S(7, 0, NOON + 20, 5, trace="b", operation="second"),
        S(9, 7, NOON + 21, 1, trace="b", operation="third"),
    ]
    lines = [
        L(NOON + 1, "one", trace="a", span=1),
        L(NOON + 2, "two", trace="a", span=1, severity=Severity.ERROR),
        L(NOON + 3, "of no trace"),
    ]
    return timeline(rows, lines)


@pytest.mark.parametrize(
    ("name", "operation"),
    [
        (RowName(1, A, 7), "first"),
        (RowName(0, A, 7), "first"),
        (RowName(900, A, 7), "first"),
        (RowName(1, B, 7), "second"),
        (RowName(3, "", 7), "first"),
        (RowName(2, "", 7), "second"),
        (RowName(3), "third"),
        (RowName(4), None),
        (RowName(0, A, 9), None),
        (RowName(0, trace_id("c"), 1), None),
        (RowName(0, A, 2**64 - 1), None),
    ],
)
def test_a_span_is_found_by_its_number_if_its_ids_agree_else_by_its_ids(seen: Timeline, name: RowName, operation: str | None) -> None:
    found = span_detail(seen, name)
    assert (found and found.name) == operation


@pytest.mark.parametrize(
    ("name", "body"),
    [
        (RowName(1, A, 1, NOON + 2), "two"),
        (RowName(0, A, 1, NOON + 2), "two"),
        (RowName(1, A, 1), "two"),
        (RowName(2, A, 1), "one"),
        (RowName(0, "", 0, NOON + 3), "of no trace"),
        (RowName(1), "two"),
        (RowName(3), None),
        (RowName(0, A, 1, NOON + 9), None),
        (RowName(0, B, 1, NOON + 1), None),
    ],
)
def test_a_line_is_told_from_others_of_its_span_by_its_time(seen: Timeline, name: RowName, body: str | None) -> None:
    found = log_detail(seen, name)
    assert (found and found.body) == body


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", RowName(12)),
        (f"id={A}/00f067aa0ba902b7&at=5", RowName(12, A, 0x00F067AA0BA902B7, 5)),
        ("id=/0000000000000000", RowName(12, "", 0)),
    ],
)
def test_the_address_names_a_row_by_number_and_ids(query: str, name: RowName) -> None:
    assert read_row_name("12", QueryDict(query)) == name


@pytest.mark.parametrize(
    ("query", "field"),
    [("id=", "id"), ("id=x", "id"), (f"id={A}", "id"), (f"id={A.upper()}/00f067aa0ba902b7G", "id"), ("at=noon", "at"), ("at=-1", "at")],
)
def test_ids_that_are_none_are_refused_by_their_field(query: str, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_row_name("12", QueryDict(query))
    assert list(refused.value.extra["errors"]) == [field]  # type: ignore[call-overload]
