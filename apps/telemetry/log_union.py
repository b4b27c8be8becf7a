"""The same log lines asked for twice, by the subject and by their traces, are one set of lines.

Records carry no id. A line that one answer holds twice was written twice; a line that two answers hold was asked for
twice. So each line stands as often as the answer that holds it most often.
"""

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from apps.telemetry.datamodel import LogTable
from apps.telemetry.tables import join_logs, take_logs


def union(answers: Sequence[LogTable]) -> LogTable:
    """Answers of one source. Lines are the same when time, place, severity, body and attributes are."""
    tables = [table for table in answers if len(table)]
    if len(tables) < 2:
        return join_logs(tables)
    joined = join_logs(tables)
    answer = np.repeat(np.arange(len(tables)), [len(table) for table in tables])
    columns = line_columns(joined)
    order = np.lexsort((answer, *columns))
    line = np.cumsum(changes(*(column[order] for column in columns)))
    place = np.arange(len(joined))
    run_begins = np.where(changes(line, answer[order]), place, 0)
    occurrence = place - np.maximum.accumulate(run_begins)
    _, first = np.unique(line * len(joined) + occurrence, return_index=True)
    return take_logs(joined, np.sort(order[first]))


def line_columns(logs: LogTable) -> Sequence[NDArray[np.generic]]:
    """Everything that makes a line what it is, as columns of numbers."""
    return (
        logs.time_ns,
        logs.severity,
        logs.service.codes,
        logs.trace.codes,
        logs.span_id,
        codes_of(logs.body),
        codes_of([bytes(blob) for blob in logs.detail]),
    )


def codes_of(values: Sequence[Hashable]) -> NDArray[np.int64]:
    """Equal values, equal numbers, in order of appearance."""
    known: dict[Hashable, int] = {}
    return np.array([known.setdefault(value, len(known)) for value in values], np.int64)


def changes(*columns: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Rows in which any column differs from the row before; the first row always does."""
    changed = np.zeros(len(columns[0]), np.bool_)
    changed[:1] = True
    for column in columns:
        changed[1:] |= column[1:] != column[:-1]
    return changed
