"""Values of OTLP in plain Python: ids, numbers, enums, attributes. Each function reads protobuf and JSON alike."""

import base64
import binascii
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from apps.telemetry.embedded import otlp_json

T = TypeVar("T")

# A protobuf message, or the struct of otlp_json.py with the same field names.
Message = Any

UNKNOWN_SERVICE = "unknown"
_DEPTH = 16
_DEEPER = "[too deep]"
_HEX = re.compile("[0-9a-fA-F]*")


class BadValue(ValueError):
    """The body is valid protobuf or JSON, but a value in it is not of its documented form."""


@dataclass(frozen=True, slots=True)
class Decoded(Generic[T]):
    """What a request held. `rejected` records were left out for the reason in `message` ("" when all are there)."""

    records: list[T]
    rejected: int = 0
    message: str = ""


def identifier(value: bytes | str | None, size_bytes: int) -> str | None:
    """Lower-case hex; "" for a missing or all-zero id; None for any other length or text."""
    text = value.hex() if isinstance(value, bytes) else value or ""
    if not text.strip("0"):
        return "" if len(text) in (0, 2 * size_bytes) else None
    return text.lower() if len(text) == 2 * size_bytes and _HEX.fullmatch(text) else None


def integer(value: otlp_json.Integer) -> int:
    """Raise BadValue for what is no integer of at most 64 bits. Absent is 0."""
    if value is None:
        return 0
    try:
        number = int(value)
    except (ValueError, OverflowError) as error:
        raise BadValue("A number is not an integer.") from error
    if not -(1 << 63) <= number < 1 << 64 or (isinstance(value, float) and number != value):
        raise BadValue("A number is not an integer of 64 bits.")
    return number


def double(value: otlp_json.Double) -> float:
    """Raise BadValue for text that is no number; NaN and Infinity are numbers. Absent is NaN."""
    try:
        return math.nan if value is None else float(value)
    except (ValueError, OverflowError) as error:
        raise BadValue("A number is not a double.") from error


def enumerated(value: otlp_json.Enumerated, names: Mapping[str, int]) -> int:
    """The number of an enum given as a number or a name; unknown names are 0, as absent ones."""
    return names.get(value, 0) if isinstance(value, str) else value or 0


def attributes_of(pairs: Iterable[Message] | None, depth: int = _DEPTH) -> dict[str, object]:
    """Of a key given twice the last value stays."""
    return {pair.key: plain(pair.value, depth) for pair in pairs or ()}


def resource_of(resource: Message) -> tuple[str, dict[str, object]]:
    """The service's name and the other attributes of a resource."""
    attributes = attributes_of(resource.attributes) if resource else {}
    service = attributes.pop("service.name", None)
    return (str(service) if service else UNKNOWN_SERVICE), attributes


def plain(value: Message, depth: int = _DEPTH) -> object:
    """A value of the types of JSON (bytes as base64 text); None when nothing is set. What lies deeper than 16 levels is cut."""
    if isinstance(value, otlp_json.AnyValue):
        return _plain_json(value, depth)
    kind = value.WhichOneof("value") if value is not None else None
    if kind is None:
        return None
    inner = getattr(value, kind)
    if kind == "array_value":
        return _items(inner, depth)
    if kind == "kvlist_value":
        return attributes_of(inner.values, depth - 1) if depth else _DEEPER
    return base64.b64encode(inner).decode() if kind == "bytes_value" else inner


def _items(array: Message, depth: int) -> object:
    return [plain(item, depth - 1) for item in array.values or ()] if depth else _DEEPER


def _plain_json(value: otlp_json.AnyValue, depth: int) -> object:
    if value.string_value is not None:
        return value.string_value
    if value.int_value is not None:
        return integer(value.int_value)
    if value.bool_value is not None:
        return value.bool_value
    if value.double_value is not None:
        return double(value.double_value)
    if value.array_value is not None:
        return _items(value.array_value, depth)
    if value.kvlist_value is not None:
        return attributes_of(value.kvlist_value.values, depth - 1) if depth else _DEEPER
    return _checked_base64(value.bytes_value)


def _checked_base64(text: str | None) -> str | None:
    if text is not None:
        try:
            base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError) as error:
            raise BadValue("A bytesValue is not base64.") from error
    return text
