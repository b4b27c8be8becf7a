"""The SQLite file under the store: connections for threads and processes, and its failures as a source's errors.

Web threads, workers and the simulator open the same file at once: write-ahead logging lets readers go on beside one
writer, writers queue in the process on a lock and between processes on SQLite's busy timeout.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from apps.telemetry.embedded.schema import STATEMENTS, VERSION
from apps.telemetry.errors import Malformed, Rejected, Unavailable

_WRITE_WAIT_S = 5.0
_POOL = 4
_PRAGMAS = ("PRAGMA synchronous=NORMAL", "PRAGMA cache_size=-2000", "PRAGMA journal_size_limit=67108864", "PRAGMA temp_store=MEMORY")


class Database:
    """Hands out connections; each goes back to a small pool, which a forked child and a replaced file do not inherit."""

    def __init__(self, path: Path, write_wait_s: float = _WRITE_WAIT_S) -> None:
        self.path = path
        self._write_wait_s = write_wait_s
        self._writer = threading.Lock()
        self._guard = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._identity: tuple[int, int, int] | None = None

    @contextmanager
    def reading(self, wait_s: float) -> Iterator[sqlite3.Connection]:
        """One consistent view of the file. Raises SourceError: Unavailable (locked, gone, unreadable), Malformed (not a database)."""
        with _as_source_errors(self.path), self._connection(wait_s) as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.rollback()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, committed at the end of the block or not at all. Raises SourceError as `reading` does."""
        with self._turn(), _as_source_errors(self.path), self._connection(self._write_wait_s, create=True) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.commit()
            finally:
                connection.rollback()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """The right to write in this process. Waiting is bounded, or a locked file would hold up every thread of a web server in turn."""
        if not self._writer.acquire(timeout=self._write_wait_s):
            raise Unavailable(f"The telemetry file {self.path.name} is being written by too many at once.")
        try:
            yield
        finally:
            self._writer.release()

    def close(self) -> None:
        with self._guard:
            for connection in self._idle:
                connection.close()
            self._idle.clear()

    @contextmanager
    def _connection(self, wait_s: float, *, create: bool = False) -> Iterator[sqlite3.Connection]:
        connection = self._take(create, wait_s)
        connection.execute(f"PRAGMA busy_timeout={max(1, int(wait_s * 1000))}")
        sound = False
        try:
            yield connection
            sound = True
        finally:
            self._give_back(connection, sound)

    def _take(self, create: bool, wait_s: float) -> sqlite3.Connection:
        with self._guard:
            first_use = self._identity is None
            if not self.path.exists() and (create or first_use):
                self._create()
            identity = self._current_identity()
            if identity != self._identity:
                self._forget()
                self._identity = identity
            if self._idle:
                return self._idle.pop()
        return self._open(wait_s)

    def _current_identity(self) -> tuple[int, int, int]:
        """The file and the process: a connection belongs to both. Raises OSError when the file is gone."""
        status = self.path.stat()
        return status.st_dev, status.st_ino, os.getpid()

    def _forget(self) -> None:
        """Drop pooled connections; those of a parent process are only let go, as closing them here would break its locks."""
        ours = self._identity is not None and self._identity[2] == os.getpid()
        for connection in self._idle if ours else ():
            connection.close()
        self._idle.clear()

    def _give_back(self, connection: sqlite3.Connection, sound: bool) -> None:
        with self._guard:
            if sound and len(self._idle) < _POOL:
                self._idle.append(connection)
                return
        connection.close()

    def _open(self, wait_s: float) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=wait_s, isolation_level=None, check_same_thread=False, cached_statements=64)
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            _create_tables(connection)
        elif version != VERSION:
            connection.close()
            raise Rejected(f"The telemetry file {self.path.name} has version {version}; this release reads version {VERSION}.")
        return connection

    def _create(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        self._open(_WRITE_WAIT_S).close()


def _create_tables(connection: sqlite3.Connection) -> None:
    """Idempotent between processes that start at once: whoever comes second finds the version set."""
    connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("BEGIN IMMEDIATE")
    try:
        if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
            for statement in STATEMENTS:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version={VERSION}")
        connection.commit()
    finally:
        connection.rollback()


@contextmanager
def _as_source_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise Unavailable(f"The telemetry file {path.name} cannot be used now: {error}.") from error
    except sqlite3.DatabaseError as error:
        if type(error) is not sqlite3.DatabaseError:  # its subclasses are defects of ours, not of the file
            raise
        raise Malformed(f"The telemetry file {path.name} is damaged: {error}.") from error
    except OSError as error:
        raise Unavailable(f"The telemetry file {path.name} is gone or not accessible: {error.strerror}.") from error
