"""What only telemetry knows: orders without events, and traces that no event named."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django import Settings

from apps.core.catalogue import SourceEntry
from apps.core.clock import to_ns
from apps.orders.search.query import SearchFilters, SearchQuery
from apps.orders.search.service import search_orders
from apps.telemetry.datamodel import Span, SpanKind, SpanStatus
from apps.telemetry.embedded.store import Store
from tests.orders.search.conftest import SATURDAY
from tests.personas import actor_for

pytestmark = [pytest.mark.django_db(databases=["default", "audit"]), pytest.mark.usefixtures("company")]
TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def seen(settings: Settings, tmp_path: Path) -> Callable[..., None]:
    """Puts a span that carries these order numbers into a store of the test's own."""
    settings.TELEMETRY_STORE = tmp_path / "telemetry.sqlite3"
    settings.CATALOGUE = replace(settings.CATALOGUE, sources=(SourceEntry("store", "embedded", "", 3.0, {}),))
    keys = (*settings.CATALOGUE.correlation_keys, *settings.CATALOGUE.customer_keys)
    store = Store(settings.TELEMETRY_STORE, settings.KEY_RING, keys)

    def put(trace_id: str, *numbers: str) -> None:
        at = to_ns(SATURDAY)
        attributes = {"order.id": list(numbers)}
        span = Span(
            trace_id, "00f067aa0ba902b7", "", "shop-api", "POST /orders", SpanKind.SERVER, SpanStatus.UNSET, at, 1_000, "", attributes
        )
        store.add_spans([span])

    return put


def test_a_number_without_events_is_found_in_telemetry(seen: Callable[..., None]) -> None:
    seen(TRACE, "AL-777001")
    page = search_orders(actor_for("support"), SearchQuery("где AL-777001?"))
    (row,) = page.rows
    assert (row.number, row.stage, row.created_at, row.customer) == ("AL-777001", None, None, None)
    assert (row.matched_by, page.certain, page.answered_by) == (("order_number",), True, "exact")


def test_a_filter_needs_facts_that_telemetry_has_not(seen: Callable[..., None]) -> None:
    seen(TRACE, "AL-777001")
    asked = SearchQuery("AL-777001", SearchFilters(channel="shop"))
    assert search_orders(actor_for("support"), asked).rows == []


def test_a_number_that_nothing_knows_makes_nothing_certain(seen: Callable[..., None]) -> None:
    page = search_orders(actor_for("support"), SearchQuery("AL-777001, +7 926 111-22-33"))
    assert [row.number for row in page.rows] == ["AL-1001"] and not page.certain


def test_a_trace_leads_to_its_order_through_telemetry(seen: Callable[..., None]) -> None:
    seen(TRACE, "AL-104190")
    page = search_orders(actor_for("engineer"), SearchQuery(f"trace_id={TRACE.upper()}"))
    assert [row.number for row in page.rows] == ["AL-104190"] and page.certain
    assert page.rows[0].matched_by == ("trace_id",)


def test_a_trace_of_a_batch_leads_to_all_its_orders(seen: Callable[..., None]) -> None:
    seen(TRACE, "AL-104190", "AL-1001", "no number")
    page = search_orders(actor_for("engineer"), SearchQuery(TRACE))
    assert {row.number for row in page.rows} == {"AL-104190", "AL-1001"} and not page.certain


def test_for_a_manager_a_trace_matches_nothing(seen: Callable[..., None]) -> None:
    seen(TRACE, "AL-104190")
    assert search_orders(actor_for("manager"), SearchQuery(TRACE)).rows == []
