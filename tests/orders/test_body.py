import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.orders.body import MAX_EVENTS, NotJson, TooManyEvents, read_body


def values(body: bytes) -> list[object]:
    return [event.value for event in read_body(body)]


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


def test_an_object_is_one_event_and_an_array_is_many() -> None:
    assert values(b' {"a": 1} ') == [{"a": 1}]
    assert values(b'\n[{"a": 1}, 2, null, "x"]') == [{"a": 1}, 2, None, "x"]
    assert values(b"[]") == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"5",
        b'"text"',
        b"null",
        b"[NaN]",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b"[1,]",
        b"[1] 2",
        b'{"a": 1}{',
        b"{'a': 1}",
        b'["\xff"]',
        b"[" * 100_000,
        b'{"a": tru}',
        b"]",
        b'["unclosed]',
        b"\x00",
    ],
)
def test_what_is_no_json_object_or_array_is_refused_whole(body: bytes) -> None:
    with pytest.raises(NotJson):
        read_body(body)


def test_one_element_that_is_too_deep_does_not_spoil_its_neighbours() -> None:
    deep = b'{"x": "]", "y": ' + nested(100_000) + b"}"
    received = read_body(b'[{"a": "[,\\"]"}, ' + deep + b", {}]")
    assert [event.value for event in received] == [{"a": '[,"]'}, None, {}]
    assert [bool(event.problem) for event in received] == [False, True, False]
    assert received[1].raw == deep


def test_a_single_event_that_is_too_deep_is_still_an_event() -> None:
    [event] = read_body(b'{"x": ' + nested(100_000) + b"}")
    assert event.problem


def test_half_a_surrogate_pair_reaches_the_parser_and_not_its_neighbours() -> None:
    assert values(b'[{"a": "\\ud800"}, {"b": 1}]') == [{"a": "\ud800"}, {"b": 1}]


def test_numbers_past_all_bounds_reach_the_parser() -> None:
    assert values(b'[1e400, {"a": 1}]') == [float("inf"), {"a": 1}]
    assert values(b"[" + b"9" * 5_000 + b"]") == [float("inf")]


def test_of_two_equal_keys_the_last_counts() -> None:
    assert values(b'{"a": 1, "a": 2}') == [{"a": 2}]


def test_more_events_than_fit_are_refused() -> None:
    with pytest.raises(TooManyEvents, match=str(MAX_EVENTS)):
        read_body(b"[" + b"1," * MAX_EVENTS + b"1]")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=15,
)


@given(st.lists(_JSON, max_size=5), st.booleans())
def test_every_element_comes_out_as_it_went_in(elements: list[object], ascii_only: bool) -> None:
    body = json.dumps(elements, ensure_ascii=ascii_only).encode("utf-8", "replace")
    assert values(body) == json.loads(body)
    assert [json.loads(event.raw) for event in read_body(body)] == json.loads(body)


@given(st.binary(max_size=200))
def test_no_bytes_whatever_make_it_fail(body: bytes) -> None:
    with contextlib.suppress(NotJson):
        read_body(body)
