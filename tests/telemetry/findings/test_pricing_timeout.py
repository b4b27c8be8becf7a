"""A computation that ran into its time limit."""

import pytest

from apps.telemetry.findings.rules import find_all
from tests.telemetry.findings.drawing import Drawing, at, line

STAGES = (("files_uploaded", "10m", "45m", "company"),)
CUT_OFF = "mes-api consumer take @11m +31m id=m1 to=orders !timeout\n  mes-api internal price @12m +30m !timeout"


@pytest.mark.parametrize(
    "error", ["timeout", "deadline_exceeded", "TimeoutError", "context.DeadlineExceeded", "java.util.TimeoutException"]
)
def test_a_calculation_cut_off_is_found(error: str) -> None:
    (finding,) = find_all(Drawing(CUT_OFF.replace("timeout", error), STAGES).timeline(), at("6h"))
    assert (finding.code, finding.service, finding.confidence) == ("pricing_timeout", "mes-api", "high")
    assert finding.sentence.msgid == "The price was never calculated, and nobody was told."


def test_its_dead_letter_is_only_an_effect() -> None:
    spans = CUT_OFF + "\n  mes-api client settle @42m +1ms id=m1 op=settle to=orders !rejected"
    drawing = Drawing(spans, STAGES, series=(line("dead_letters", "rabbitmq", [0] * 8 + [1] * 8),))
    assert [finding.code for finding in find_all(drawing.timeline(), at("6h"))] == ["pricing_timeout"]


def test_attempts_are_counted_in_the_same_stage() -> None:
    spans = CUT_OFF + "\n\n" + CUT_OFF.replace("@11m", "@51m").replace("@12m", "@52m")
    (finding,) = find_all(Drawing(spans, STAGES).timeline(), at("6h"))
    assert finding.story.params["attempts"] == 2


def test_another_stage_gets_general_words() -> None:
    (finding,) = find_all(Drawing(CUT_OFF, (("paid", "10m", "45m", "company"),)).timeline(), at("6h"))
    assert "price" not in finding.sentence.msgid


@pytest.mark.parametrize(
    ("why", "spans"),
    [
        ("a healthy heavy model", "mes-api internal price @12m +29m"),
        ("a short call timed out", "mes-api internal price @12m +30s !timeout"),
        ("a call to another machine timed out", "mes-api internal price @12m +5m !timeout\n  mes-api client load @12m +5m !timeout"),
        (
            "another order's",
            "mes-api consumer take @11m +31m for=AL-1001,AL-1002 !timeout\n  mes-api internal price @12m +30m !timeout for=AL-1002",
        ),
        ("failed for another reason", "mes-api internal price @12m +20m !ValueError"),
    ],
)
def test_near_misses_are_not_reported(why: str, spans: str) -> None:
    codes = [finding.code for finding in find_all(Drawing(spans, STAGES).timeline(), at("6h"))]
    assert codes == ["stuck_files_uploaded"], why


@pytest.mark.parametrize(("stage", "words"), [("files_uploaded", "price"), ("paid", "calculation")])
def test_a_later_success_is_told_as_past(stage: str, words: str) -> None:
    stages = ((stage, "10m", "45m", "company"), ("next", "2h", "24h", "company"))
    (finding,) = find_all(Drawing(CUT_OFF, stages).timeline(), at("6h"))
    assert finding.severity == "warning"
    assert words in finding.sentence.msgid
    assert finding.story.params["went_on_at"] == at("2h")


def test_its_error_in_the_log_and_a_busy_processor_are_evidence() -> None:
    logs = (("take", "INFO"), ("take", "ERROR"), ("price", "ERROR"))
    cpu = line("cpu", "mes-api", [20.0] * 2 + [97.0] * 7 + [20.0] * 20)
    (finding,) = find_all(Drawing(CUT_OFF, STAGES, series=(cpu,), logs=logs).timeline(), at("6h"))
    assert [evidence.ref.split("/")[0] for evidence in finding.evidence] == [f"span:{1:032x}", "log:1", "series:mes-api cpu"]
