"""Canonical JSON (RFC 8785): equal values give equal bytes, whoever wrote them. Hashed by the audit log and for events.

Numbers are IEEE 754 doubles written as ECMAScript's `Number::toString` does (RFC 8785, 3.2.2.3), so `1`, `1.0` and
`1e0` are one value. Keys stand in the order of their UTF-16 code units (3.2.3).
"""

import math
from collections.abc import Mapping, Sequence
from json.encoder import encode_basestring

MAX_DEPTH = 200
_EXACT_INTEGER = 2**53


class CanonicalError(ValueError):
    """The value has no canonical form. `str()` is one sentence that says why, without quoting the value."""


def canonical_bytes(value: object) -> bytes:
    """UTF-8 bytes of a JSON value made of None, bool, int, float, str, lists or tuples, and mappings with text keys.

    Raises CanonicalError for lone surrogates, NaN and infinities (also integers past a double), other types, keys that
    are not text, and nesting deeper than `MAX_DEPTH`, which is far from what Python's own stack bears.
    """
    parts: list[str] = []
    _write(value, MAX_DEPTH, parts)
    try:
        return "".join(parts).encode()
    except UnicodeEncodeError as error:
        raise CanonicalError("A text holds half of a surrogate pair, which is no character.") from error


def _write(value: object, depth_left: int, parts: list[str]) -> None:
    if isinstance(value, str):
        parts.append(encode_basestring(value))
    elif isinstance(value, dict | list | tuple | Mapping):
        if not depth_left:
            raise CanonicalError(f"The value is nested deeper than {MAX_DEPTH} levels.")
        if isinstance(value, list | tuple):
            _write_list(value, depth_left - 1, parts)
        else:
            _write_object(value, depth_left - 1, parts)
    else:
        parts.append(_scalar(value))


def _write_object(value: Mapping[object, object], depth_left: int, parts: list[str]) -> None:
    mark = "{"
    for key in sorted(value, key=_utf16):
        parts.append(f"{mark}{encode_basestring(str(key))}:")
        _write(value[key], depth_left, parts)
        mark = ","
    parts.append("}" if value else "{}")


def _utf16(key: object) -> bytes:
    if not isinstance(key, str):
        raise CanonicalError("A key of an object is not text.")
    return key.encode("utf-16-be", "surrogatepass")


def _write_list(value: Sequence[object], depth_left: int, parts: list[str]) -> None:
    mark = "["
    for element in value:
        parts.append(mark)
        _write(element, depth_left, parts)
        mark = ","
    parts.append("]" if value else "[]")


def _scalar(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and -_EXACT_INTEGER <= value <= _EXACT_INTEGER:
        return str(int(value))
    if isinstance(value, int | float):
        return _number(value)
    raise CanonicalError(f"A value of the type {type(value).__name__} is not JSON.")


def _number(value: float) -> str:
    try:
        double = float(value)
    except OverflowError as error:
        raise CanonicalError("A number is out of the range of IEEE 754 doubles.") from error
    if not math.isfinite(double):
        raise CanonicalError("A number is not finite.")
    if double == 0:
        return "0"
    return ("-" if double < 0 else "") + _ecmascript(abs(double))


def _ecmascript(value: float) -> str:
    """ECMA-262, Number::toString: `repr` already yields its shortest digits, only the layout differs."""
    digits, point = _digits(value)
    count = len(digits)
    if count <= point <= 21:
        return digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    fraction = f".{digits[1:]}" if count > 1 else ""
    return f"{digits[0]}{fraction}e{point - 1:+d}"


def _digits(value: float) -> tuple[str, int]:
    """(d, n) with value = 0.d × 10^n and neither leading nor trailing zeros in d."""
    mantissa, _, exponent = repr(value).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    return digits.rstrip("0"), point
