"""Too long in a stage, with no cause found."""

import pytest

from apps.telemetry.datamodel import Mark
from apps.telemetry.findings.rules import find_all
from apps.telemetry.findings.titles import TITLES, title
from tests.telemetry.findings.drawing import Drawing, at


@pytest.mark.parametrize(
    ("stage", "waits_on", "severity"),
    [
        ("created", "customer", "info"),
        ("files_uploaded", "company", "error"),
        ("shipped", "carrier", "error"),
        ("engraving", "company", "error"),
    ],
)
def test_whoever_is_awaited_must_act(stage: str, waits_on: str, severity: str) -> None:
    (finding,) = find_all(Drawing("a internal b @1m +1s", ((stage, "10m", "45m", waits_on),)).timeline(), at("6h"))
    assert (finding.code, finding.who_acts, finding.severity) == (f"stuck_{stage}", waits_on, severity)
    assert finding.since_ns == at("55m")
    assert finding.confidence == "high"


@pytest.mark.parametrize(
    ("why", "stages"),
    [
        ("within its time", (("paid", "5h50m", "45m", "company"),)),
        ("no limit", (("paid", "1m", "", "company"),)),
        ("ended", (("paid", "1m", "1m", "company"), ("delivered", "2m", "", "final"))),
        ("went on, late but over", (("paid", "1m", "1m", "company"), ("in_production", "2h", "7d", "company"))),
        ("no history", ()),
    ],
)
def test_nothing_is_said_of_what_has_time_or_is_over(why: str, stages: tuple) -> None:
    assert find_all(Drawing("a internal b @1m +1s", stages).timeline(), at("6h")) == (), why


def test_the_first_error_of_the_stage_is_told_without_certainty() -> None:
    spans = "crm-api internal old @1m +1s !bad\n\nmes-api internal work @20m +1s !bad\n\nshop-api internal work @40m +1s !bad"
    (finding,) = find_all(Drawing(spans, (("paid", "10m", "45m", "company"),)).timeline(), at("6h"))
    assert finding.story.params["service"] == "mes-api"
    assert len(finding.evidence) == 2


@pytest.mark.parametrize(
    ("missing", "confidence"), [(("logs",), "medium"), (("logs", "traces"), "low"), (("logs", "traces", "metrics"), "low")]
)
def test_what_could_not_be_seen_lowers_the_confidence(missing: tuple[str, ...], confidence: str) -> None:
    reports = {signal: "failed" if signal in missing else "ok" for signal in ("traces", "logs", "metrics")}
    (finding,) = find_all(Drawing("", (("paid", "10m", "45m", "company"),), reports=reports).timeline(), at("6h"))
    assert finding.confidence == confidence
    assert "Not everything could be looked at" in finding.story.msgid


def test_its_stage_mark_is_evidence() -> None:
    mark = Mark(at("10m"), "stage", "paid", "stage-paid")
    (finding,) = find_all(Drawing("", (("paid", "10m", "45m", "company"),), marks=(mark,)).timeline(), at("6h"))
    assert finding.evidence[0].ref == "mark:stage-paid"


def test_milestones_are_read_by_time() -> None:
    stages = (("in_production", "30m", "7d", "company"), ("paid", "10m", "15m", "company"))
    assert find_all(Drawing("", stages).timeline(), at("6h")) == ()


def test_every_code_has_a_title() -> None:
    assert title("never_consumed") == "Message never taken"
    assert title("stuck_engraving") == "Stuck in a stage"
    assert title("a_later_code") == "a_later_code"
    assert all(title(code) for code in TITLES)
