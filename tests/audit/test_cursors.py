from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.audit.cursors import CURSOR_PATTERN, Position, read_cursor, write_cursor
from apps.core.errors import InvalidInput

_TIMES = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))


@given(_TIMES, st.integers(0, 2**63 - 1))
def test_a_cursor_is_read_as_it_was_written(time: datetime, id: int) -> None:
    assert read_cursor(write_cursor(Position(time, id))) == Position(time, id)


@pytest.mark.parametrize("text", ["", "x", "nonsense", "____", "é", "A" * 23, "a" * 5000, "=", "AAAA AAAA"])
def test_another_text_is_no_cursor(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_cursor(text)
    assert list(caught.value.extra["errors"]) == ["cursor"]


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert read_cursor(text).id >= 0
    except InvalidInput as error:
        assert error.status == 400


@given(st.from_regex(CURSOR_PATTERN, fullmatch=True))
def test_whatever_looks_like_a_cursor_is_a_position_that_databases_can_compare(text: str) -> None:
    position = read_cursor(text)
    assert 0 <= position.id < 2**63
    assert position.time.tzinfo is UTC
