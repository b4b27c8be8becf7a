"""An order that was never registered."""

import pytest

from apps.telemetry.datamodel import Correlation
from apps.telemetry.findings.rules import find_all
from tests.telemetry.findings.drawing import Drawing, at

CUSTOMER = Correlation(("customer.id",), "c-7")
REFUSED = "shop-api server POST_/orders @10m +300ms code=500 customer=c-7 method=POST !500"


def found(spans: str, correlation: Correlation = CUSTOMER) -> list[tuple[str, str, str]]:
    findings = find_all(Drawing(spans, correlation=correlation).timeline(), at("6h"))
    return [(finding.code, finding.severity, finding.service) for finding in findings]


def test_an_attempt_that_came_to_nothing_is_found() -> None:
    assert found(REFUSED) == [("create_failed", "error", "shop-api")]


def test_a_gateway_before_the_server_changes_nothing() -> None:
    assert found(f"edge client POST @10m +400ms customer=c-7\n  {REFUSED}") == [("create_failed", "error", "shop-api")]


def test_the_service_in_which_it_began_is_blamed() -> None:
    assert found(f"{REFUSED}\n  shop-db server insert @10m +100ms !disk_full") == [("create_failed", "error", "shop-db")]


def test_several_attempts_are_one_finding() -> None:
    again = REFUSED.replace("@10m", "@14m")
    (finding,) = find_all(Drawing(f"{REFUSED}\n\n{again}", correlation=CUSTOMER).timeline(), at("6h"))
    assert finding.story.params["attempts"] == 2
    assert finding.since_ns == at("10m")


def test_who_tried_again_and_got_through_lost_nothing() -> None:
    through = "shop-api server POST_/orders @20m +300ms code=201 customer=c-7 for=AL-9"
    assert [severity for _, severity, _ in found(f"{REFUSED}\n\n{through}")] == ["info"]


@pytest.mark.parametrize(
    ("why", "spans", "correlation"),
    [
        ("a page that could not be read", REFUSED.replace("method=POST", "method=GET"), CUSTOMER),
        ("the customer's mistake", REFUSED.replace("code=500", "code=422"), CUSTOMER),
        ("another customer", REFUSED.replace("c-7", "c-8"), CUSTOMER),
        ("an order that has its number", f"{REFUSED}\n  shop-db client update @10m +1ms for=AL-9", CUSTOMER),
        ("a payment for an order", REFUSED + " route=/orders/{number}/payments", CUSTOMER),
        ("an inner call", f"crm-api server POST_/x @9m +2m customer=c-7\n  {REFUSED}", CUSTOMER),
        ("an order's own page", REFUSED, Correlation(("order.id",), "AL-1001")),
    ],
)
def test_near_misses_are_not_reported(why: str, spans: str, correlation: Correlation) -> None:
    assert found(spans, correlation) == [], why
