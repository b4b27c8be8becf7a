"""Files of events, read line by line: JSON Lines with an event a line, or CSV with an order a row.

CSV needs a header with `number` and `created_at` (RFC 3339); it may have the other names of CSV_COLUMNS, of which the empty
ones say nothing. A row becomes one `order.created` event whose id is the number, so importing a file again changes nothing.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from apps.orders.body import NotJson, Received, read_body
from apps.orders.events import ORDER_PREFIX

CSV_SOURCE = "/import/csv"
LONGEST_LINE = 8 * 1024 * 1024

# Column -> where it stands in the event's data.
CSV_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("number",),
    "created_at": (),
    "channel": ("channel",),
    "priority": ("priority",),
    "partner": ("partner", "name"),
    "reference": ("partner", "reference"),
    "customer_id": ("customer", "id"),
    "name": ("customer", "name"),
    "phone": ("customer", "phone"),
    "email": ("customer", "email"),
    "city": ("customer", "address", "city"),
    "street": ("customer", "address", "street"),
    "house": ("customer", "address", "house"),
    "flat": ("customer", "address", "flat"),
    "postcode": ("customer", "address", "postcode"),
    "item": ("items", "name"),
    "sku": ("items", "sku"),
    "material": ("items", "material"),
    "amount": ("total", "amount"),
    "currency": ("total", "currency"),
    "promised_at": ("promised_at",),
}


class BadFile(ValueError):
    """The file cannot be read at all. `str()` is one sentence."""


@dataclass(frozen=True, slots=True)
class Line:
    """`number` counts from 1. `event` is None when `problem` says why there is none."""

    number: int
    event: Received | None
    problem: str = ""


def json_lines(lines: Iterable[bytes]) -> Iterator[Line]:
    """An event a line; empty lines are passed over."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _json_line(number, line.strip())


def _json_line(number: int, line: bytes) -> Line:
    if len(line) > LONGEST_LINE:
        return Line(number, None, "The line is longer than 8 MiB.")
    if not line.startswith(b"{"):
        return Line(number, None, "The line is not a JSON object.")
    try:
        [event] = read_body(line)
    except NotJson:
        return Line(number, None, "The line is not JSON.")
    return Line(number, event)


def csv_lines(lines: Iterable[str]) -> Iterator[Line]:
    """An order a row. Raises BadFile for a header that lacks a needed column or has an unknown one."""
    reader = csv.DictReader(lines)
    _check_header(reader.fieldnames or [])
    for row in reader:
        yield _csv_row(reader.line_num, row)


def _check_header(names: Iterable[str]) -> None:
    unknown = sorted(set(names) - set(CSV_COLUMNS))
    missing = sorted({"number", "created_at"} - set(names))
    if missing:
        raise BadFile(f"The header lacks {', '.join(missing)}. A header may be: {','.join(CSV_COLUMNS)}")
    if unknown:
        raise BadFile(f"The header has columns that are not known: {', '.join(unknown)}. Known are: {','.join(CSV_COLUMNS)}")


def _csv_row(number: int, row: Mapping[str | None, str | list[str] | None]) -> Line:
    if None in row or None in row.values():
        return Line(number, None, "The row has another number of columns than the header.")
    event = csv_event({str(name): str(value).strip() for name, value in row.items()})
    return Line(number, Received(json.dumps(event, ensure_ascii=False).encode(), event))


def csv_event(row: Mapping[str, str]) -> dict[str, object]:
    """The `order.created` event of a row."""
    data: dict[str, object] = {}
    for column, path in CSV_COLUMNS.items():
        if path and row.get(column):
            _put(data, path, row[column])
    if "items" in data:
        data["items"] = [data["items"]]
    return {
        "specversion": "1.0",
        "id": row["number"],
        "source": CSV_SOURCE,
        "type": f"{ORDER_PREFIX}created",
        "subject": row["number"],
        "time": row["created_at"],
        "data": data,
    }


def _put(into: dict[str, object], path: tuple[str, ...], value: str) -> None:
    for name in path[:-1]:
        inner = into.setdefault(name, {})
        assert isinstance(inner, dict)
        into = inner
    into[path[-1]] = value
