from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from apps.telemetry.log_union import union
from tests.telemetry.build import NOON, L, logs

_lines = st.lists(
    st.builds(L, time=st.integers(NOON, NOON + 2), body=st.sampled_from("xy"), trace=st.sampled_from(["", "a"]), span=st.integers(0, 1)),
    max_size=8,
)


def counted(lines: list[L]) -> Counter[tuple[int, str, str, int]]:
    return Counter((line.time, line.body, line.trace, line.span) for line in lines)


@given(st.lists(_lines, max_size=4))
def test_each_line_stands_as_often_as_the_answer_that_holds_it_most(answers: list[list[L]]) -> None:
    wanted: Counter[tuple[int, str, str, int]] = Counter()
    for lines in answers:
        wanted |= counted(lines)
    found = union([logs(*lines) for lines in answers])
    traces = ["" if found.trace.at(row) is None else "a" for row in range(len(found))]
    assert Counter(zip(found.time_ns.tolist(), found.body, traces, found.span_id.tolist(), strict=True)) == wanted
    assert set(found.count.tolist()) <= {1}
