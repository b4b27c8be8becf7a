"""Tables of the embedded store's own file.

Spans and logs are kept as chunks: what one batch holds of one trace, as one sealed blob. A chunk's `digest` is a keyed
hash of its content, so that a batch delivered twice is stored once. Everything that questions start from stands in
plain columns (trace ids, times, order numbers and customer ids are not personal); everything else is in the blob.

`from_ns` and `to_ns` say when a chunk's records happened, by trustworthy clocks only (times.py). WITHOUT ROWID tables are
indexes that are their own table.
"""

VERSION = 1

STATEMENTS = (
    """CREATE TABLE span_chunk (
        id INTEGER PRIMARY KEY, trace BLOB NOT NULL, digest BLOB NOT NULL, from_ns INTEGER NOT NULL, to_ns INTEGER NOT NULL,
        spans INTEGER NOT NULL, errors INTEGER NOT NULL, payload BLOB NOT NULL, UNIQUE (trace, digest))""",
    "CREATE INDEX span_chunk_by_end ON span_chunk (to_ns, spans, errors, trace)",
    """CREATE TABLE log_chunk (
        id INTEGER PRIMARY KEY, trace BLOB NOT NULL, digest BLOB NOT NULL, from_ns INTEGER NOT NULL, to_ns INTEGER NOT NULL,
        records INTEGER NOT NULL, errors INTEGER NOT NULL, payload BLOB NOT NULL, UNIQUE (trace, digest))""",
    "CREATE INDEX log_chunk_by_end ON log_chunk (to_ns, records, errors, trace)",
    """CREATE TABLE subject_trace (
        value TEXT NOT NULL, key TEXT NOT NULL, trace BLOB NOT NULL, from_ns INTEGER NOT NULL, to_ns INTEGER NOT NULL,
        PRIMARY KEY (value, key, trace)) WITHOUT ROWID""",
    "CREATE INDEX subject_by_trace ON subject_trace (trace, key)",
    """CREATE TABLE subject_log (
        value TEXT NOT NULL, key TEXT NOT NULL, chunk INTEGER NOT NULL, PRIMARY KEY (value, key, chunk)) WITHOUT ROWID""",
    """CREATE TABLE link (
        target BLOB NOT NULL, trace BLOB NOT NULL, from_ns INTEGER NOT NULL, to_ns INTEGER NOT NULL,
        PRIMARY KEY (target, trace)) WITHOUT ROWID""",
    """CREATE TABLE service_time (
        service TEXT NOT NULL, from_ns INTEGER NOT NULL, trace BLOB NOT NULL, PRIMARY KEY (service, from_ns, trace)) WITHOUT ROWID""",
    # A trace in which anything failed is kept whole for the longer time, spans and logs alike.
    """CREATE VIEW failed_trace AS
        SELECT trace FROM span_chunk WHERE errors > 0
        UNION SELECT trace FROM log_chunk WHERE errors > 0 AND trace != x''""",
    """CREATE TABLE series (
        id INTEGER PRIMARY KEY, identity BLOB NOT NULL UNIQUE, name TEXT NOT NULL, service TEXT NOT NULL, unit TEXT NOT NULL,
        kind TEXT NOT NULL, labels TEXT NOT NULL, bounds TEXT NOT NULL)""",
    "CREATE INDEX series_by_name ON series (name, service)",
    """CREATE TABLE point_chunk (
        id INTEGER PRIMARY KEY, series INTEGER NOT NULL, from_ns INTEGER NOT NULL, to_ns INTEGER NOT NULL,
        points INTEGER NOT NULL, digest BLOB NOT NULL, payload BLOB NOT NULL, UNIQUE (series, digest))""",
    "CREATE INDEX point_chunk_by_time ON point_chunk (series, from_ns, to_ns)",
    "CREATE INDEX point_chunk_by_end ON point_chunk (to_ns, points)",
)
