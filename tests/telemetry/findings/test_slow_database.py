"""A database that was slow for a while."""

import pytest

from apps.telemetry.findings.rules import find_all
from tests.telemetry.findings.drawing import Drawing, at, line

STAGES = (("paid", "1h", "30h", "company"),)
QUICK = "mes-api client query @10m +20ms db=postgresql host=mes-db\n"
SLOW = "mes-api client query @{}m +2.5s db=postgresql host=mes-db\n"
OVER = line("response", "mes-db", [40.0] * 12 + [1900.0] * 6 + [40.0] * 12, limit=1000.0)
CALM = line("response", "mes-db", [40.0] * 30, limit=1000.0)


@pytest.mark.parametrize(
    ("how", "spans", "series", "confidence"),
    [
        ("one call, and the series agrees", QUICK + SLOW.format(70), (OVER,), "high"),
        (
            "without a limit it is compared with itself",
            SLOW.format(70),
            (line("response", "mes-db", [40.0] * 12 + [1900.0] * 6 + [40.0] * 12),),
            "high",
        ),
        ("one call far slower than all others, no series", QUICK * 5 + SLOW.format(70), (), "medium"),
        (
            "one call to a database that was hardly called before, no series",
            QUICK.replace("mes-db", "shop-db") * 5 + SLOW.format(70),
            (),
            "medium",
        ),
        (
            "the series has a gap there",
            QUICK * 5 + SLOW.format(70),
            (line("response", "mes-db", [40.0] * 9 + [float("nan")] * 9),),
            "medium",
        ),
        ("many calls, no series", QUICK + SLOW.format(70) + SLOW.format(71) + SLOW.format(72), (), "medium"),
    ],
)
def test_a_slow_hour_is_found(how: str, spans: str, series: tuple, confidence: str) -> None:
    (finding,) = find_all(Drawing(spans, STAGES, series=series).timeline(), at("6h"))
    assert (finding.code, finding.service, finding.confidence, finding.severity) == ("slow_database", "mes-db", confidence, "warning"), how
    assert finding.since_ns == at("70m")


@pytest.mark.parametrize(
    ("why", "spans", "series"),
    [
        ("one slow call of a healthy database", QUICK + SLOW.format(70), (CALM,)),
        ("one slow call among few others, no series", QUICK * 4 + SLOW.format(70), ()),
        ("one slow call not far from the others, no series", QUICK.replace("20ms", "300ms") * 5 + SLOW.format(70), ()),
        ("it was slow at another hour", SLOW.format(200), (OVER,)),
        ("another database was slow", SLOW.format(70), (line("response", "shop-db", [40.0] * 12 + [1900.0] * 6, limit=1000.0), CALM)),
        ("no calls were slow", QUICK, (OVER,)),
        ("a slow call that is no database's", SLOW.format(70).replace("db=postgresql", ""), (OVER,)),
        ("another order's calls", SLOW.format(70).strip() + " for=AL-10010", (OVER,)),
        ("it is always like that", "".join(SLOW.format(minute) for minute in (1, 70, 900)) + SLOW.format(901).replace("2.5s", "0.9s"), ()),
    ],
)
def test_near_misses_are_not_reported(why: str, spans: str, series: tuple) -> None:
    assert find_all(Drawing(spans, STAGES, series=series).timeline(), at("6h")) == (), why


def test_a_call_that_failed_while_the_order_stands_is_an_error() -> None:
    spans = SLOW.format(70).strip() + " !timeout"
    (finding,) = find_all(Drawing(spans, STAGES, series=(OVER,)).timeline(), at("6h"))
    assert finding.severity == "error"


def test_without_metrics_it_is_less_certain() -> None:
    spans = "".join(SLOW.format(minute) for minute in (70, 71, 72))
    drawing = Drawing(spans, STAGES, reports={"traces": "ok", "logs": "ok", "metrics": "failed"})
    (finding,) = find_all(drawing.timeline(), at("6h"))
    assert finding.confidence == "medium"
