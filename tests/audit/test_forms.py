from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.audit.cursors import Position, write_cursor
from apps.audit.forms import DEFAULT_LIMIT, FIELDS, read_query
from apps.audit.selectors import EntriesQuery, EntryFilters
from apps.core.errors import InvalidInput


def test_an_empty_query_asks_for_the_newest_of_everything() -> None:
    assert read_query({}) == EntriesQuery(EntryFilters(), DEFAULT_LIMIT, None)
    assert read_query(dict.fromkeys(("request_id", "actor", "action", "object"), "")) == read_query({})


def test_every_filter_is_read() -> None:
    position = Position(datetime(2026, 11, 24, tzinfo=UTC), 7)
    query = {
        "request_id": "r-1",
        "actor": "support",
        "action": "order.viewed",
        "object": "order:AL-100001",
        "from": "2026-11-01T00:00:00Z",
        "to": "2026-11-02T03:00:00+03:00",
        "limit": "7",
        "cursor": write_cursor(position),
    }
    filters = EntryFilters(
        "r-1", "support", "order.viewed", "order:AL-100001", datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC)
    )
    assert read_query(query) == EntriesQuery(filters, 7, position)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-24", datetime(2026, 11, 24, tzinfo=UTC)),
        ("2026-11-24T09:00", datetime(2026, 11, 24, 9, tzinfo=UTC)),
        ("2026-11-24T09:00:00 03:00", datetime(2026, 11, 24, 6, tzinfo=UTC)),  # a link turned + into a space
    ],
)
def test_times_are_read_as_people_and_links_write_them(text: str, instant: datetime) -> None:
    assert read_query({"from": text}).filters.since == instant


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"acotr": "support"}, "acotr"),
        ({"from": ""}, "from"),
        ({"to": ""}, "to"),
        ({"limit": ""}, "limit"),
        ({"cursor": ""}, "cursor"),
        ({"actor": "a\x00"}, "actor"),
        ({"object": "x" * 301}, "object"),
        ({"from": "yesterday"}, "from"),
        ({"to": "2026-13-01"}, "to"),
        ({"from": "0001-01-01T00:00:00+23:59"}, "from"),
        ({"limit": "0"}, "limit"),
        ({"limit": "501"}, "limit"),
        ({"limit": "-1"}, "limit"),
        ({"limit": "ten"}, "limit"),
        ({"limit": "٣"}, "limit"),
        ({"cursor": "nonsense"}, "cursor"),
    ],
)
def test_what_cannot_be_read_is_refused_by_field(query: Mapping[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_query(query)
    assert list(caught.value.extra["errors"]) == [field]


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(st.characters(exclude_categories=[]), max_size=40), max_size=4))
def test_any_query_is_read_or_refused(query: Mapping[str, str]) -> None:
    try:
        assert 1 <= read_query(query).limit <= 500
    except InvalidInput as error:
        assert error.extra["errors"]
