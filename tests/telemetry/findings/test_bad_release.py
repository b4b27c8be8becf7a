"""Errors that came with a new version."""

import pytest

from apps.telemetry.datamodel import Mark
from apps.telemetry.findings.rules import find_all
from tests.telemetry.findings.drawing import Drawing, at, line

STAGES = (("paid", "1m", "30h", "company"),)
BEFORE = "mes-api server PUT @10m +20ms v=1.4\n\n"
FAILED = "mes-api server PUT @2h10m +20ms v=1.5 !KeyError code=500"
DEPLOYED = Mark(at("2h"), "deployment", "mes-api 1.5", "d1", service="mes-api")
RISEN = line("errors", "mes-api", [0.1] * 24 + [4.0] * 12)
CALM = line("errors", "mes-api", [0.1] * 36)


@pytest.mark.parametrize(
    ("how", "spans", "series", "confidence"),
    [
        ("errors rose with it", BEFORE + FAILED, (RISEN,), "high"),
        ("no series", BEFORE + FAILED, (), "medium"),
        ("the series began after it", BEFORE + FAILED, (line("errors", "mes-api", [4.0] * 12, begin="2h5m"),), "medium"),
        ("no version", (BEFORE + FAILED).replace("v=1.5", "").replace("v=1.4", ""), (RISEN,), "medium"),
    ],
)
def test_a_broken_version_is_found(how: str, spans: str, series: tuple, confidence: str) -> None:
    (finding,) = find_all(Drawing(spans, STAGES, series=series, marks=(DEPLOYED,)).timeline(), at("6h"))
    assert (finding.code, finding.service, finding.confidence) == ("bad_release", "mes-api", confidence), how
    assert finding.evidence[0].ref == "mark:d1"


@pytest.mark.parametrize(
    ("why", "spans", "series"),
    [
        ("the errors were there before", BEFORE.replace("v=1.4", "v=1.4 !KeyError") + FAILED, (RISEN,)),
        ("the service has no more errors than before", BEFORE + FAILED, (CALM,)),
        ("the version was there before", BEFORE.replace("1.4", "1.5") + FAILED, (RISEN,)),
        (
            "it works later under the same version",
            BEFORE + FAILED + "\n\n" + FAILED.replace("@2h10m", "@3h").replace("!KeyError code=500", ""),
            (),
        ),
        ("another service failed", BEFORE + FAILED.replace("mes-api", "crm-api"), (RISEN,)),
        ("it failed before the deployment", BEFORE + FAILED.replace("@2h10m", "@1h10m"), (RISEN,)),
        ("a call to somebody else failed", BEFORE + FAILED + "\n  mes-api client call @2h10m +10ms !refused", (RISEN,)),
        ("a calculation ran out of time", BEFORE + "mes-api internal price @2h10m +30m v=1.5 !timeout", (RISEN,)),
        ("a day and a half later", BEFORE + FAILED.replace("@2h10m", "@38h"), (line("errors", "mes-api", [0.1] * 24 + [4.0] * 999),)),
        ("another order's error", BEFORE + FAILED + " for=AL-10010", (RISEN,)),
    ],
)
def test_near_misses_are_not_reported(why: str, spans: str, series: tuple) -> None:
    findings = find_all(Drawing(spans, STAGES, series=series, marks=(DEPLOYED,)).timeline(), at("6h"))
    assert "bad_release" not in [finding.code for finding in findings], why


def test_letters_set_aside_by_the_broken_version_are_its_effect() -> None:
    spans = "mes-api consumer take @2h10m +20ms v=1.5 !KeyError id=m to=q\n  mes-api client settle @2h10m +1ms v=1.5 op=settle to=dead id=m"
    findings = find_all(Drawing(spans, STAGES, series=(RISEN,), marks=(DEPLOYED,)).timeline(), at("6h"))
    assert [finding.code for finding in findings] == ["bad_release"]


def test_an_order_that_went_on_is_told_as_past() -> None:
    stages = (*STAGES, ("in_production", "5h", "7d", "company"))
    (finding,) = find_all(Drawing(BEFORE + FAILED, stages, series=(RISEN,), marks=(DEPLOYED,)).timeline(), at("6h"))
    assert (finding.severity, finding.story.params["went_on_at"]) == ("warning", at("5h"))
