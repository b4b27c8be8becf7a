"""All rules together: any timeline is answered, the order of rows is irrelevant, several causes stand side by side."""

import string

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.telemetry.answers import Phrase
from apps.telemetry.datamodel import Mark
from apps.telemetry.findings.rules import find_all
from tests.telemetry.findings.drawing import START, Drawing, at, line

SERVICES = st.sampled_from(["shop-api", "mes-api", "mes-db"])
LENGTHS = st.sampled_from(["0s", "5ms", "2s", "10m", "31m", "3d"])
_WORDS = """
!timeout !bad ! id=m1 id=m2 to=q to=dead op=settle op=process db=x host=mes-db code=500 code=201 v=1 v=2 for=AL-1001,AL-2 for=AL-2
customer=c-7 method=GET
"""
WORDS = st.lists(st.sampled_from(_WORDS.split()), max_size=5)
KINDS = st.sampled_from(["internal", "server", "client", "producer", "consumer"])
SPANS = st.lists(st.tuples(st.integers(0, 3), SERVICES, KINDS, LENGTHS, LENGTHS, WORDS), max_size=12)
STAGES = st.lists(
    st.tuples(
        st.sampled_from(["created", "paid", "engraving"]),
        LENGTHS,
        LENGTHS | st.just(""),
        st.sampled_from(["customer", "company", "", "final"]),
    ),
    max_size=4,
).map(tuple)
VALUES = st.lists(st.floats(allow_nan=True, allow_infinity=True, width=32), max_size=20)
SERIES = st.lists(st.builds(line, st.sampled_from(["errors", "response", "dead_letters", "in_flight"]), SERVICES, VALUES), max_size=4).map(
    tuple
)
MARKS = st.lists(
    st.builds(Mark, st.integers(START, at("5d")), st.sampled_from(["deployment", "stage"]), st.just("t"), st.just("r"), service=SERVICES),
    max_size=3,
).map(tuple)
STATUSES = st.sampled_from(["ok", "empty", "partial", "sampled", "failed", "arriving"])
REPORTS = st.fixed_dictionaries({}, optional={"traces": STATUSES, "logs": STATUSES, "metrics": STATUSES})


def drawn(spans: list[tuple[int, str, str, str, str, list[str]]]) -> str:
    lines = []
    for number, (depth, service, kind, start, length, words) in enumerate(spans):
        if depth == 0 and number % 2:
            lines.append("")
        lines.append(" ".join(["  " * depth + service, kind, f"n{number}", f"@{start}", f"+{length}", *words]))
    return "\n".join(lines)


@settings(max_examples=150, deadline=None)
@given(SPANS, STAGES, SERIES, MARKS, REPORTS, st.integers(0, 99), st.sampled_from(["0s", "1h", "6d"]))
def test_any_timeline_is_answered_and_the_order_of_rows_is_irrelevant(spans, stages, series, marks, reports, seed, now) -> None:
    text = drawn(spans)
    found = find_all(Drawing(text, stages, series, marks, reports).timeline(), at(now))
    shuffled = find_all(Drawing(text, stages, series, marks, reports, shuffle=seed).timeline(), at(now))
    assert found == shuffled
    assert len({finding.code for finding in found}) == len(found)
    for finding in found:
        for phrase in (finding.sentence, finding.story, *(evidence.text for evidence in finding.evidence)):
            assert filled(phrase)


def filled(phrase: Phrase) -> str:
    """A sentence whose every parameter is there, and has the type that its name promises."""
    for name, value in phrase.params.items():
        assert isinstance(value, int) or not name.endswith(("_ns", "_at"))
    return phrase.msgid % phrase.params if phrase.params else phrase.msgid


def test_two_causes_stand_side_by_side_the_standing_one_first() -> None:
    spans = (
        "mes-api client query @70m +2s db=postgresql host=mes-db\n\nmes-api internal price @12m +30m !timeout\n\n"
        "shop-api producer send @3h +1ms id=m9 to=mes.orders"
    )
    stages = (("files_uploaded", "10m", "45m", "company"), ("priced", "2h", "4h", "company"))
    slow = line("response", "mes-db", [40.0] * 12 + [1900.0] * 6, limit=1000.0)
    found = find_all(Drawing(spans, stages, (slow,)).timeline(), at("9h"))
    assert [(finding.code, finding.severity) for finding in found] == [
        ("never_consumed", "error"),
        ("pricing_timeout", "warning"),
        ("slow_database", "warning"),
    ]


def test_parameters_are_named_by_identifiers() -> None:
    found = find_all(Drawing("mes-api internal price @12m +30m !timeout").timeline(), at("9h"))
    assert all(set(name) <= set(string.ascii_lowercase + "_") for finding in found for name in finding.story.params)


def test_what_came_before_a_cause_is_not_its_effect() -> None:
    spans = (
        "shop-api producer send @11m +1ms id=m1 to=mes\n\ncrm-api producer send @5h +1ms id=m2 to=mes\n\n"
        "mes-api consumer take @5h1m +30m id=m2 to=mes !timeout\n  mes-api internal price @5h1m +30m !timeout"
    )
    found = find_all(Drawing(spans, (("files_uploaded", "10m", "45m", "company"),)).timeline(), at("9h"))
    assert [finding.code for finding in found] == ["pricing_timeout", "never_consumed"]
