"""A message that nobody took: when it is the reason, and when it is not."""

import pytest

from apps.telemetry.findings.rules import find_all
from tests.telemetry.findings.drawing import Drawing, at, line, ns

SENT = "shop-api producer send @10m +5ms id=m1 to=mes.orders"
WAITS_FOR_PRICE = (("created", "0s", "24h", "customer"), ("files_uploaded", "10m", "45m", "company"))


def codes(drawing: Drawing, now: str = "6h") -> list[str]:
    return [finding.code for finding in find_all(drawing.timeline(), at(now))]


def test_a_message_that_nobody_took_holds_up_the_order() -> None:
    (finding,) = find_all(Drawing(SENT, WAITS_FOR_PRICE).timeline(), at("6h"))
    assert (finding.code, finding.severity, finding.confidence, finding.who_acts) == ("never_consumed", "error", "high", "company")
    assert finding.since_ns == at("10m") + ns("5ms")
    assert finding.evidence[0].ref.startswith("span:")


def test_the_queue_that_fills_up_is_evidence() -> None:
    queue = line("in_flight", "mes.orders", [2.0] * 9 + [90.0] * 20, step="1m")
    (finding,) = find_all(Drawing(SENT, WAITS_FOR_PRICE, series=(queue,)).timeline(), at("6h"))
    assert [evidence.kind for evidence in finding.evidence] == ["span", "metric"]


def test_the_service_that_empties_the_queue_is_named() -> None:
    earlier = """
shop-api producer send @1m +5ms id=m0 to=mes.orders

mes-api consumer take @2m +1s id=m0 to=mes.orders
"""
    (finding,) = find_all(Drawing(f"{earlier}\n\n{SENT}", WAITS_FOR_PRICE).timeline(), at("6h"))
    assert finding.service == "mes-api"


@pytest.mark.parametrize(
    ("why", "drawing", "now"),
    [
        ("only minutes ago", Drawing(SENT, WAITS_FOR_PRICE), "20m"),
        ("taken", Drawing(f"{SENT}\n\nmes-api consumer take @11m +1s id=m1 to=mes.orders", WAITS_FOR_PRICE), "50m"),
        ("another order's message", Drawing(f"cron internal run @9m +5m\n  {SENT} for=AL-10010", WAITS_FOR_PRICE), "50m"),
        (
            "a later message was taken",
            Drawing(
                f"{SENT}\n\nshop-api producer send @20m +1ms id=m2 to=mes.orders\n\nmes-api consumer take @21m +1s id=m2 to=mes.orders",
                WAITS_FOR_PRICE,
            ),
            "50m",
        ),
        ("the order went on in time", Drawing(SENT, (*WAITS_FOR_PRICE, ("priced", "30m", "4h", "company"))), "1h"),
        ("the order has ended", Drawing(SENT, (("delivered", "9m", "", "final"),)), "6h"),
        ("the customer is awaited and has time", Drawing(SENT, (("confirmed", "10m", "72h", "customer"),)), "6h"),
    ],
)
def test_near_misses_are_not_reported(why: str, drawing: Drawing, now: str) -> None:
    assert codes(drawing, now) == [], why


@pytest.mark.parametrize("status", ["sampled", "failed", "partial", "truncated", "timeout", "open", "not_configured"])
def test_absence_proves_nothing_when_traces_are_not_whole(status: str) -> None:
    drawing = Drawing(SENT, WAITS_FOR_PRICE, reports={"traces": status, "logs": "ok", "metrics": "ok"})
    (finding,) = find_all(drawing.timeline(), at("6h"))
    assert finding.code == "stuck_files_uploaded"
    assert finding.confidence != "high"


def test_an_order_that_went_on_late_is_told_as_past() -> None:
    late = (*WAITS_FOR_PRICE, ("priced", "9h", "4h", "company"))
    (finding,) = find_all(Drawing(SENT, late).timeline(), at("10h"))
    assert (finding.code, finding.severity) == ("never_consumed", "warning")
    assert finding.story.params["over_at"] == at("9h")


def test_an_order_without_a_history_is_told_with_less_certainty() -> None:
    (finding,) = find_all(Drawing(SENT).timeline(), at("6h"))
    assert (finding.code, finding.confidence) == ("never_consumed", "medium")


def test_a_payment_nobody_took_is_our_fault_though_the_customer_seems_awaited() -> None:
    assert codes(Drawing(SENT, (("confirmed", "1m", "72h", "customer"),))) == ["never_consumed"]


NOTICE = "  shop-api producer send @{} +5ms id=n{} to=notices\n"
CREATED = (
    "shop-api server POST @1m +1s\n  shop-api producer send @1m +5ms id=a to=crm\n"
    + NOTICE.format("1m", 1)
    + "\ncrm-api consumer take @1m1s +1s id=a to=crm\n"
)
PRICED = "\nmes-api internal price @20m +1m\n" + NOTICE.format("20m", 2)


@pytest.mark.parametrize(
    ("why", "spans", "stages"),
    [
        ("its sibling was taken", CREATED, (("created", "1m", "1h", "company"),)),
        (
            "the order went on after another one like it",
            CREATED + PRICED,
            (("created", "1m", "1h", "company"), ("priced", "20m", "1h", "company")),
        ),
        (
            "it came with a stage in which the customer is awaited",
            "shop-api producer send @10m +1ms id=m to=q",
            (("created", "10m", "1h", "customer"),),
        ),
    ],
)
def test_a_notice_that_nobody_need_take_is_no_reason(why: str, spans: str, stages: tuple) -> None:
    found = find_all(Drawing(spans, stages).timeline(), at("6h"))
    assert [finding.code for finding in found] == [f"stuck_{stages[-1][0]}"], why


def test_a_lost_message_beside_a_notice_is_told_from_it() -> None:
    paid = "\nshop-api server PUT @20m +1s\n  shop-api producer send @20m +5ms id=b to=mes\n" + NOTICE.format("20m", 2)
    stages = (("created", "1m", "1h", "customer"), ("paid", "20m", "1h", "company"))
    (finding,) = find_all(Drawing(CREATED + paid, stages).timeline(), at("6h"))
    assert (finding.code, finding.story.params["queue"], finding.service) == ("never_consumed", "mes", "crm-api")


def test_a_message_that_people_sent_again_hours_later_was_lost_before() -> None:
    again = "\n\ncrm-api producer send @5h +5ms id=m2 to=mes.orders\n\nmes-api consumer take @5h1s +1s id=m2 to=mes.orders"
    stages = (*WAITS_FOR_PRICE, ("priced", "5h1m", "4h", "company"))
    (finding,) = find_all(Drawing(SENT + again, stages).timeline(), at("6h"))
    assert (finding.code, finding.severity, finding.service) == ("never_consumed", "warning", "mes-api")


def test_a_notice_that_goes_along_with_every_work_hands_nothing_over() -> None:
    notices = [
        f"shop-api producer send @{when}s +5ms id=n{when} to=notices\n\ncrm-api consumer take @{when + 9}s +1s id=n{when} to=notices\n"
        for when in (60, 1200)
    ]
    paid = notices[1].replace("\n\n", "\nshop-api producer send @1200s +5ms id=b to=mes\n\n", 1)
    stages = (("created", "1m", "1h", "customer"), ("paid", "20m", "1h", "company"))
    (finding,) = find_all(Drawing(notices[0] + "\n" + paid, stages).timeline(), at("6h"))
    assert (finding.code, finding.story.params["queue"]) == ("never_consumed", "mes")


def test_who_empties_the_queue_may_be_known_beforehand() -> None:
    (finding,) = find_all(Drawing(SENT, WAITS_FOR_PRICE).timeline(), at("6h"), {"mes.orders": "mes-api"})
    assert finding.service == "mes-api"


def test_a_message_sent_again_after_a_night_was_lost_though_the_stage_had_time_by_its_working_clock() -> None:
    again = "\n\ncrm-api producer send @12h +5ms id=m2 to=mes.orders\n\nmes-api consumer take @12h1s +1s id=m2 to=mes.orders"
    stages = (("paid", "10m", "13h", "company"), ("in_production", "12h30m", "7d", "company"))
    (finding,) = find_all(Drawing(SENT + again, stages).timeline(), at("20h"))
    assert (finding.code, finding.severity, finding.story.params["over_at"]) == ("never_consumed", "warning", at("12h") + ns("5ms"))
