"""Records are counted as protobuf would find them, and broken bytes end the count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.telemetry.embedded.crowding import messages_in
from tests.telemetry.embedded.otlp import traces

TO_SPANS = ((1,), (2,), (2,))


@given(st.integers(0, 200), st.binary(max_size=300))
def test_every_span_counts_once_with_its_resource_and_scope(spans: int, name: bytes) -> None:
    request = traces(*[{"name": name.hex(), "attributes": []} for _ in range(spans)])
    assert messages_in(request.SerializeToString(), TO_SPANS, 10**6) == 2 + spans


def test_counting_stops_soon_after_the_limit() -> None:
    assert messages_in(b"\x0a\x00" * 100, TO_SPANS, 10) == 11


@given(st.binary(max_size=200))
def test_any_bytes_have_a_count(body: bytes) -> None:
    assert 0 <= messages_in(body, TO_SPANS, 10**6) <= len(body)


@pytest.mark.parametrize(
    "body",
    [b"\x0a", b"\x0a\x05\x00", b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", b"\x0b", b"\x09\x00", b"\x80" * 20, b"\x0d"],
)
def test_broken_bytes_end_the_count(body: bytes) -> None:
    assert messages_in(body, TO_SPANS, 10) == 0


def test_fields_of_other_types_are_passed_over() -> None:
    fields = b"\x18\x96\x01" + b"\x21" + b"\x00" * 8 + b"\x2d" + b"\x00" * 4 + b"\xa2\x06\x01x"
    assert messages_in(fields + b"\x0a\x00", TO_SPANS, 10) == 1
