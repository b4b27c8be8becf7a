import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.canonical import MAX_DEPTH, CanonicalError, canonical_bytes

_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
_NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53)
_JSON = st.recursive(
    st.none() | st.booleans() | _NUMBERS | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=15,
)


# RFC 8785, appendix B: the bits of a double and its text.
@pytest.mark.parametrize(
    ("bits", "text"),
    [
        ("0000000000000000", "0"),
        ("8000000000000000", "0"),
        ("0000000000000001", "5e-324"),
        ("8000000000000001", "-5e-324"),
        ("7fefffffffffffff", "1.7976931348623157e+308"),
        ("ffefffffffffffff", "-1.7976931348623157e+308"),
        ("4340000000000000", "9007199254740992"),
        ("c340000000000000", "-9007199254740992"),
        ("4430000000000000", "295147905179352830000"),
        ("44b52d02c7e14af5", "9.999999999999997e+22"),
        ("44b52d02c7e14af6", "1e+23"),
        ("44b52d02c7e14af7", "1.0000000000000001e+23"),
        ("444b1ae4d6e2ef4e", "999999999999999700000"),
        ("444b1ae4d6e2ef4f", "999999999999999900000"),
        ("444b1ae4d6e2ef50", "1e+21"),
        ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
        ("3eb0c6f7a0b5ed8d", "0.000001"),
        ("41b3de4355555553", "333333333.3333332"),
        ("41b3de4355555554", "333333333.33333325"),
        ("41b3de4355555555", "333333333.3333333"),
        ("becbf647612f3696", "-0.0000033333333333333333"),
        ("43143ff3c1cb0959", "1424953923781206.2"),
    ],
)
def test_numbers_are_written_as_the_rfc_lists_them(bits: str, text: str) -> None:
    (value,) = struct.unpack(">d", bytes.fromhex(bits))
    assert canonical_bytes(value) == text.encode()


def test_the_example_of_the_rfc() -> None:
    value = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": '€$\u000f\nA\'B"\\\\"/',
        "literals": [None, True, False],
    }
    expected = (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )
    assert canonical_bytes(value) == expected.encode()


def test_keys_stand_in_the_order_of_utf_16_code_units() -> None:
    # RFC 8785, 3.2.3: an astral character sorts by its surrogates, before U+FB33.
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    written = json.loads(canonical_bytes(dict.fromkeys(keys, 0)))
    assert list(written) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0),
        (0, -0.0),
        ([1, 2], (1, 2)),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        (2**53 + 1, float(2**53)),
    ],
)
def test_equal_values_give_equal_bytes(one: object, other: object) -> None:
    assert canonical_bytes(one) == canonical_bytes(other)


@pytest.mark.parametrize(("one", "other"), [(1, True), (0, False), ("1", 1), (None, ""), ([], {}), ("é", "e\u0301")])
def test_different_values_give_different_bytes(one: object, other: object) -> None:
    assert canonical_bytes(one) != canonical_bytes(other)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (float("nan"), "not finite"),
        (float("inf"), "not finite"),
        (10**400, "out of the range"),
        ("a\ud800", "surrogate"),
        ({"\udc00": 1}, "surrogate"),
        ({1: 1}, "not text"),
        (b"bytes", "bytes"),
        ({1, 2}, "set"),
    ],
)
def test_what_is_not_json_is_refused_with_the_reason(value: object, reason: str) -> None:
    with pytest.raises(CanonicalError, match=reason):
        canonical_bytes(value)


def test_depth_is_bounded() -> None:
    def nested(depth: int) -> object:
        value: object = []
        for _ in range(depth - 1):
            value = [value]
        return value

    assert canonical_bytes(nested(MAX_DEPTH)) == b"[" * MAX_DEPTH + b"]" * MAX_DEPTH
    with pytest.raises(CanonicalError, match="deeper than"):
        canonical_bytes(nested(MAX_DEPTH + 1))
    with pytest.raises(CanonicalError, match="deeper than"):
        canonical_bytes(nested(50_000))


@given(_JSON)
def test_reading_the_bytes_back_gives_the_value(value: object) -> None:
    assert json.loads(canonical_bytes(value), parse_int=float) == value  # every number is a double


@given(_JSON)
def test_canonical_is_a_fixed_point(value: object) -> None:
    once = canonical_bytes(value)
    assert canonical_bytes(json.loads(once)) == once


@given(st.integers())
def test_every_integer_is_read_as_its_double(value: int) -> None:
    assert canonical_bytes(value) == canonical_bytes(float(value))
