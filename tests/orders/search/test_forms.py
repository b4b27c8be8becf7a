"""Whatever is sent, the form reads it or says what is wrong."""

from hypothesis import given
from hypothesis import strategies as st

from apps.core.errors import InvalidInput, TooLarge
from apps.orders.search.forms import read_search
from apps.orders.search.query import SearchQuery

KEYS = st.sampled_from(["text", "filters", "limit", "cursor", "stage", "created_from", "created_to", "stuck", "channel", "x"])
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.sampled_from(["2026-11-24", "9999-12-31", "0001-01-01"])
)
VALUES = st.recursive(LEAVES, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=5)), max_leaves=12)


@given(VALUES)
def test_any_json_is_read_or_refused_by_field(body: object) -> None:
    try:
        query = read_search(body)
    except InvalidInput as refused:
        errors = refused.extra["errors"]
        assert isinstance(errors, dict) and errors and all(errors.values())
    except TooLarge:
        raise AssertionError("Nothing here is that long.") from None
    else:
        assert isinstance(query, SearchQuery) and 1 <= query.limit <= 100
