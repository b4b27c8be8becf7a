"""The file under the store: several writers, other keys, other releases, and when it cannot be used."""

import multiprocessing
import os
import sqlite3
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest

from apps.core.crypto import KeyRing
from apps.telemetry.datamodel import Span, Window
from apps.telemetry.embedded import span_tables
from apps.telemetry.embedded.database import Database
from apps.telemetry.embedded.store import Store
from apps.telemetry.errors import Malformed, Rejected, SourceError, Unavailable
from tests.telemetry.embedded.conftest import KEYS, RING
from tests.telemetry.embedded.records import ALWAYS, NOON, span, spans_in


def traces_with(store: Store, value: str, keys: tuple[str, ...] = ("order.id",), window: Window = ALWAYS) -> list[str]:
    with store.reading() as connection:
        return [trace.hex() for trace in span_tables.traces_with(connection, keys, value, window)]


def test_an_altered_or_moved_blob_is_refused(store: Store) -> None:
    store.add_spans([span(1), span(2)])
    store.close()
    with sqlite3.connect(store.path) as connection:
        one, other = (row[0] for row in connection.execute("SELECT payload FROM span_chunk ORDER BY id"))
        connection.execute("UPDATE span_chunk SET payload = ? WHERE payload = ?", (other, one))
    connection.close()
    with pytest.raises(Malformed, match="does not open"):
        spans_in(store, 1)


def test_another_key_opens_nothing(store: Store) -> None:
    store.add_spans([span(1)])
    with pytest.raises(Malformed):
        spans_in(Store(store.path, KeyRing({1: bytes(32)}, 1), KEYS), 1)


def test_a_rotated_key_ring_opens_old_and_new(store: Store) -> None:
    store.add_spans([span(1, 1)])
    rotated = Store(store.path, KeyRing({1: RING.keys[1], 2: bytes(32)}, 2), KEYS)
    rotated.add_spans([span(1, 1)])
    rotated.add_spans([span(1, 2)])
    assert len(spans_in(rotated, 1)) == 2


def _write_many(path: Path, first: int) -> None:
    writer = Store(path, RING, KEYS)
    for number in range(first, first + 25):
        writer.add_spans([span(number, attributes={"order.id": "AL-1"})])
    writer.close()


def test_processes_and_threads_write_and_read_at_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "telemetry.sqlite3"
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_write_many, args=(path, 1000 * n)) for n in (1, 2)]
    threads = [threading.Thread(target=_write_many, args=(path, 1000 * n)) for n in (3, 4)]
    for worker in (*processes, *threads):
        worker.start()
    shared = Store(path, RING, KEYS)
    while any(thread.is_alive() for thread in threads):
        assert len(traces_with(shared, "AL-1")) <= 100
    for worker in (*processes, *threads):
        worker.join()
    assert [process.exitcode for process in processes] == [0, 0]
    assert len(traces_with(shared, "AL-1")) == 100


def test_a_forked_child_opens_its_own_connections(store: Store) -> None:
    store.add_spans([span(1)])
    child = multiprocessing.get_context("fork").Process(target=store.add_spans, args=([span(2)],))
    child.start()
    child.join()
    assert child.exitcode == 0
    assert store.totals()["spans"] == 2


def test_a_locked_file_is_unavailable_and_recovers(store: Store) -> None:
    store.add_spans([span(1)])
    store.close()
    locker = sqlite3.connect(store.path, isolation_level=None)
    locker.execute("PRAGMA locking_mode=EXCLUSIVE")
    locker.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(Unavailable, match="locked"), store.reading(0.01):
            pass
    finally:
        locker.close()
    assert store.totals()["spans"] == 1


def test_a_file_that_vanished_is_unavailable_to_readers_and_made_anew_by_writers(store: Store) -> None:
    store.add_spans([span(1)])
    for path in store.path.parent.iterdir():
        path.unlink()
    with pytest.raises(Unavailable, match="gone"):
        store.totals()
    store.add_spans([span(2)])
    assert store.totals()["spans"] == 1


def test_a_file_that_is_no_database_is_malformed(tmp_path: Path) -> None:
    path = tmp_path / "telemetry.sqlite3"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(Malformed, match="damaged"):
        Store(path, RING, KEYS).totals()


def test_a_folder_in_place_of_the_file_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        Store(tmp_path, RING, KEYS).totals()


def test_a_file_of_another_release_is_refused(store: Store) -> None:
    store.add_spans([span(1)])
    store.close()
    with sqlite3.connect(store.path) as connection:
        connection.execute("PRAGMA user_version=99")
    connection.close()
    with pytest.raises(Rejected, match="version 99"):
        store.totals()


def test_a_failing_batch_leaves_nothing_behind(store: Store) -> None:
    with pytest.raises(ValueError, match="fromhex"):
        store.add_spans([span(1), Span("xyz", "1" * 16, "", "s", "o", span().kind, span().status, NOON, 1)])
    assert store.totals()["spans"] == 0


def test_a_writer_waits_for_its_turn_but_not_for_ever(tmp_path: Path) -> None:
    database = Database(tmp_path / "telemetry.sqlite3", write_wait_s=0.01)
    with database.writing(), pytest.raises(Unavailable, match="too many"), database.writing():
        pass
    with database.writing():
        pass
    database.close()


def test_a_file_locked_by_another_process_is_unavailable_to_writers(tmp_path: Path) -> None:
    one, other = (Database(tmp_path / "telemetry.sqlite3", write_wait_s=0.01) for _ in range(2))
    with one.writing(), pytest.raises(Unavailable, match="locked"), other.writing():
        pass
    with one.reading(0.01) as connection, other.writing():
        assert connection.execute("SELECT count(*) FROM span_chunk").fetchone() == (0,)
    one.close()
    other.close()


def test_a_defect_of_ours_is_not_taken_for_a_damaged_file(tmp_path: Path) -> None:
    database = Database(tmp_path / "telemetry.sqlite3")
    with pytest.raises(sqlite3.ProgrammingError), database.writing() as connection:
        connection.execute("SELECT ?", ())
    database.close()


def test_closing_leaves_no_handle_on_the_file(tmp_path: Path) -> None:
    database = Database(tmp_path / "telemetry.sqlite3")
    with ExitStack() as opened:
        for _ in range(7):
            opened.enter_context(database.reading(1))
        assert _handles(database.path) == 7
    database.close()
    assert _handles(database.path) == 0


def _handles(path: Path) -> int:
    """How often this process holds the file open (Linux)."""
    return sum(Path(handle).resolve() == path for handle in map(os.path.realpath, Path("/proc/self/fd").iterdir()))
