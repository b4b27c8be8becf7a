"""What is peculiar to the embedded source; what all sources do alike is in tests/contract."""

from pathlib import Path

import pytest

from apps.core.catalogue import SourceEntry
from apps.telemetry.contract import Deadline, SourceContext
from apps.telemetry.datamodel import Correlation
from apps.telemetry.embedded.store import Store
from apps.telemetry.errors import TimedOut, Unavailable, Unsupported
from apps.telemetry.sources import embedded
from apps.telemetry.sources.embedded import EmbeddedSource, from_config
from tests.telemetry.embedded.conftest import KEYS, RING
from tests.telemetry.embedded.records import ALWAYS, NOON, record, soon, span, trace_id


def test_a_key_that_is_not_indexed_is_unsupported_and_not_empty(store: Store) -> None:
    source = EmbeddedSource("here", store, KEYS)
    for ask in (source.find_traces, source.find_logs):
        with pytest.raises(Unsupported, match=r"app\.order"):
            ask(Correlation(("order.id", "app.order"), "AL-1"), ALWAYS, soon())


def test_an_answer_too_large_is_cut_and_says_so(store: Store) -> None:
    store.add_spans([span(1, number, attributes={"order.id": "AL-1"}) for number in range(1, 8)])
    store.add_spans([span(1, number) for number in range(8, 15)])
    store.add_logs([record(str(number), trace_id=trace_id(1)) for number in range(7)])
    source = EmbeddedSource("here", store, KEYS, max_rows=5)
    answer = source.find_traces(Correlation(("order.id",), "AL-1"), ALWAYS, soon())
    assert (len(answer.value), answer.report.status, answer.report.returned, answer.report.total) == (5, "truncated", 5, 14)
    logs = source.get_logs([trace_id(1)], ALWAYS, soon())
    assert (len(logs.value), logs.report.status, logs.report.total) == (5, "truncated", 7)


def test_a_record_whose_time_cannot_be_true_is_found_in_any_window(store: Store) -> None:
    store.add_logs([record("1970", time_ns=5, attributes={"order.id": "AL-1"}), record("noon", attributes={"order.id": "AL-1"})])
    source = EmbeddedSource("here", store, KEYS)
    assert sorted(source.find_logs(Correlation(("order.id",), "AL-1"), ALWAYS, soon()).value.body) == ["1970", "noon"]


def test_the_catalogue_may_name_another_file(tmp_path: Path) -> None:
    context = SourceContext(tmp_path / "own.sqlite3", RING, KEYS, KEYS)
    other = Store(tmp_path / "other.sqlite3", RING, KEYS)
    other.add_spans([span(1)])
    entry = SourceEntry("archive", "embedded", "", 3.0, {"path": str(other.path)})
    assert "1 spans" in from_config(entry, context).check(soon()).detail
    assert "0 spans" in from_config(SourceEntry("here", "embedded", "", 3.0, {}), context).check(soon()).detail


def test_a_file_that_is_gone_is_a_source_error(store: Store) -> None:
    store.add_spans([span(1)])
    source = EmbeddedSource("here", store, KEYS)
    for path in store.path.parent.iterdir():
        path.unlink()
    with pytest.raises(Unavailable, match="gone"):
        source.find_traces(Correlation(("order.id",), "AL-1"), ALWAYS, soon())
    with pytest.raises(Unavailable, match="gone"):
        source.check(soon())


def test_a_deadline_is_kept_between_chunks(store: Store) -> None:
    store.add_spans([span(1, attributes={"order.id": "AL-1"}, start_ns=NOON)])
    with pytest.raises(TimedOut):
        EmbeddedSource("here", store, KEYS).find_traces(Correlation(("order.id",), "AL-1"), ALWAYS, Deadline.after(-1))


def test_it_declares_all_it_can() -> None:
    can = embedded.CAPABILITIES
    assert can.find_by_attribute
    assert can.follows_links_back
    assert can.exact_totals
    assert can.nanoseconds
    assert can.max_window_ns is None
