"""A message that failed and was set aside."""

import pytest

from apps.telemetry.findings.rules import find_all
from tests.telemetry.findings.drawing import Drawing, at, line

STAGES = (("files_uploaded", "10m", "45m", "company"),)
SENT = "shop-api producer send @10m +5ms id=m1 to=orders\n\n"
FAILED = "mes-api consumer take @11m +1s id=m1 to=orders !ValueError\n\nmes-api consumer take @12m +1s id=m1 to=orders !ValueError"
REFUSED = "\n  mes-api client settle @12m +1ms id=m1 to=orders op=settle !rejected"
MOVED = "\n\nmes-api producer send @12m1s +1ms id=m1 to=orders.dead"
GROWN = line("dead_letters", "rabbitmq", [0, 0, 0, 1, 1, 1])


@pytest.mark.parametrize(
    ("how", "drawing", "confidence"),
    [
        ("refused", Drawing(SENT + FAILED + REFUSED, STAGES), "high"),
        ("moved", Drawing(SENT + FAILED + MOVED, STAGES), "high"),
        ("the dead letters grew", Drawing(SENT + FAILED, STAGES, series=(GROWN,)), "high"),
        ("only seen by the sum", Drawing(SENT + "mes-api consumer take @11m +1s id=m1 to=orders !bad", STAGES, series=(GROWN,)), "medium"),
        ("settled elsewhere", Drawing(SENT + FAILED + "\n  mes-api client settle @12m +1ms id=m1 to=dead op=settle", STAGES), "high"),
        (
            "without ids",
            Drawing("mes-api consumer take @11m +1s to=q !bad\n  mes-api client settle @11m +1ms op=settle to=q !no", STAGES),
            "high",
        ),
    ],
)
def test_a_letter_set_aside_is_found(how: str, drawing: Drawing, confidence: str) -> None:
    (finding,) = find_all(drawing.timeline(), at("6h"))
    assert (finding.code, finding.confidence, finding.severity) == ("dead_letter", confidence, "error"), how
    assert finding.service == "mes-api"


@pytest.mark.parametrize(
    ("why", "drawing"),
    [
        ("the retry succeeded", Drawing(SENT + FAILED + "\n\nmes-api consumer take @13m +1s id=m1 to=orders", STAGES, series=(GROWN,))),
        ("nothing says it was set aside", Drawing(SENT + FAILED, STAGES)),
        (
            "another order's letter in our batch",
            Drawing(
                SENT + "mes-api consumer take @11m +9s for=AL-1001,AL-1002 !bad\n"
                "  mes-api consumer one @11m +1s id=m1 to=orders for=AL-1001\n"
                "  mes-api consumer one @11m2s +1s id=m2 to=orders for=AL-1002 !bad\n"
                "    mes-api client settle @11m3s +1ms id=m2 to=orders op=settle !no for=AL-1002",
                STAGES,
                series=(GROWN,),
            ),
        ),
    ],
)
def test_near_misses_are_not_reported(why: str, drawing: Drawing) -> None:
    assert "dead_letter" not in [finding.code for finding in find_all(drawing.timeline(), at("6h"))], why


def test_a_service_called_by_the_consumer_is_blamed_for_its_own_failure() -> None:
    spans = SENT + FAILED + "\n  mes-db server store @12m +1s !disk_full" + MOVED
    (finding,) = find_all(Drawing(spans, STAGES).timeline(), at("6h"))
    assert finding.service == "mes-db"


def test_a_letter_that_was_sent_again_later_is_told_as_past() -> None:
    stages = (*STAGES, ("priced", "5h", "4h", "company"))
    (finding,) = find_all(Drawing(SENT + FAILED + MOVED, stages).timeline(), at("6h"))
    assert (finding.code, finding.severity) == ("dead_letter", "warning")


def test_a_letter_that_people_sent_again_hours_later_was_set_aside_before() -> None:
    again = "\n\nmes-api consumer take @5h +1s id=m1 to=orders"
    stages = (*STAGES, ("priced", "5h", "4h", "company"))
    (finding,) = find_all(Drawing(SENT + FAILED + REFUSED + again, stages, series=(GROWN,)).timeline(), at("6h"))
    assert (finding.code, finding.severity, finding.story.params["attempts"]) == ("dead_letter", "warning", 2)
