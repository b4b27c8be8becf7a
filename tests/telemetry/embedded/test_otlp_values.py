"""Ids, numbers, enums and attribute values of both encodings."""

import math
from typing import Any

import pytest

from apps.telemetry.embedded import otlp_json
from apps.telemetry.embedded.otlp_values import BadValue, double, enumerated, identifier, integer, plain
from tests.telemetry.embedded.otlp import any_value, from_json


def test_nesting_is_cut_at_sixteen_levels() -> None:
    value: Any = "end"
    for _ in range(30):
        value = [value]
    assert "[too deep]" in str(plain(any_value(value)))
    text = '{"arrayValue":{"values":[' * 30 + '{"stringValue":"end"}' + "]}}" * 30
    assert "end" not in str(plain(from_json(text, otlp_json.AnyValue)))


@pytest.mark.parametrize(
    "value", ["", "abc", "1.5", 1.5, "0x10", 2**64, "99999999999999999999999", float("inf"), float("nan"), -(2**63) - 1]
)
def test_what_is_no_integer_of_64_bits_is_refused(value: Any) -> None:
    with pytest.raises(BadValue):
        integer(value)


@pytest.mark.parametrize(
    ("value", "number"), [(None, 0), (5, 5), ("5", 5), (5.0, 5), ("-5", -5), (2**64 - 1, 2**64 - 1), (str(2**64 - 1), 2**64 - 1)]
)
def test_integers_come_as_numbers_and_strings(value: Any, number: int) -> None:
    assert integer(value) == number


def test_doubles_and_enums() -> None:
    assert double("Infinity") == math.inf
    assert math.isnan(double(None))
    assert enumerated(None, {}) == 0
    assert enumerated(3, {}) == 3
    with pytest.raises(BadValue):
        double("x")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (b"", ""),
        (None, ""),
        ("", ""),
        ("00" * 16, ""),
        ("AB" * 16, "ab" * 16),
        ("zz" * 16, None),
        ("ab", None),
        ("0", None),
        (b"\x00" * 15, None),
    ],
)
def test_ids(value: Any, text: str | None) -> None:
    assert identifier(value, 16) == text


def test_bytes_that_are_not_base64_are_refused() -> None:
    with pytest.raises(BadValue):
        plain(otlp_json.AnyValue(bytes_value="%%"))
