"""Forests of broken and whole spans for property tests."""

from collections.abc import Sequence

from hypothesis import strategies as st

from apps.telemetry.datamodel import SpanKind
from tests.telemetry.build import NOON, S

_starts = st.one_of(
    st.integers(NOON - 50, NOON + 200),
    st.sampled_from([0, 5, 4_102_444_800_000_000_000]),  # none, 1970, 2100
)


@st.composite
def span(draw: st.DrawFn) -> S:
    """Ids from a small pool, so that duplicates, cycles, orphans and self-parents happen."""
    return S(
        id=draw(st.integers(0, 8)),
        parent=draw(st.integers(0, 9)),
        start=draw(_starts),
        duration=draw(st.integers(0, 120)),
        trace=draw(st.sampled_from("ab")),
        service=draw(st.sampled_from(["shop-api", "mes-api"])),
        operation=draw(st.sampled_from(["x", "y"])),
        kind=draw(st.sampled_from(list(SpanKind))),
        subjects=draw(st.sampled_from([(), ("AL-1001",), ("AL-1001", "AL-10010")])),
        links=draw(st.sampled_from([(), (("a", 1),), (("b", 2), ("zz", 7))])),
        note=draw(st.sampled_from(["", "other"])),
        host=draw(st.sampled_from(["", "one", "two"])),
    )


forests: st.SearchStrategy[Sequence[S]] = st.lists(span(), max_size=25)
