import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from apps.telemetry.datamodel import Trace
from apps.telemetry.tables import carries, empty_trace, join_logs, join_names, join_traces, take_names, take_spans
from tests.telemetry.build import NOON, L, S, logs, names, spans, trace_id
from tests.telemetry.strategies import forests

_values = st.lists(st.one_of(st.none(), st.sampled_from("abc")), max_size=6)


def told(trace: Trace) -> list[tuple[object, ...]]:
    """Each row as values, with its links."""
    links = [[] for _ in range(len(trace))]
    for row, linked, span_id in zip(trace.links.row.tolist(), trace.links.trace_id, trace.links.span_id.tolist(), strict=True):
        links[row].append((linked, span_id))
    return [
        (
            trace.trace.at(row),
            int(trace.span_id[row]),
            trace.service.at(row),
            trace.subjects.at(row),
            bytes(trace.detail[row]),
            sorted(links[row]),
        )
        for row in range(len(trace))
    ]


@given(st.lists(_values, min_size=1, max_size=4))
def test_joined_columns_keep_every_value_under_an_ascending_dictionary(parts: list[list[str | None]]) -> None:
    joined = join_names([names(part) for part in parts])
    assert [joined.at(row) for row in range(len(joined.codes))] == [value for part in parts for value in part]
    assert list(joined.values) == sorted(set(joined.values))


@given(forests, forests)
def test_joined_traces_keep_every_row_with_its_links(one: list[S], other: list[S]) -> None:
    assert told(join_traces([spans(*one), spans(*other)])) == told(spans(*one)) + told(spans(*other))


@given(forests, st.data())
def test_chosen_rows_keep_their_links(rows: list[S], data: st.DataObject) -> None:
    trace = spans(*rows)
    chosen = np.array(data.draw(st.permutations(range(len(rows))))[: data.draw(st.integers(0, len(rows)))], np.int64)
    assert told(take_spans(trace, chosen)) == [told(trace)[row] for row in chosen.tolist()]


def test_nothing_joined_is_nothing() -> None:
    assert len(join_traces([])) == len(join_traces([spans(), empty_trace()])) == len(join_logs([])) == 0


def test_a_table_joined_with_nothing_is_itself() -> None:
    trace = spans(S(1))
    assert join_traces([spans(), trace]) is trace


def test_lines_of_two_sources_have_no_common_source() -> None:
    joined = join_logs([logs(L(NOON, trace="a")), logs(L(NOON + 1))])
    assert (len(joined), joined.source, joined.trace.at(0), joined.trace.at(1)) == (2, "", trace_id("a"), None)


def test_a_subject_is_one_of_the_joined_values_exactly() -> None:
    subjects = names(["AL-1001", "AL-10010", "AL-10010\nAL-1001", None])
    assert carries(subjects, "AL-1001").tolist() == [True, False, True, False]
    assert take_names(subjects, np.array([3, 0])).codes.tolist() == [-1, 0]
