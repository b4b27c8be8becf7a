from apps.core.catalogue import PanelEntry, ServiceEntry
from apps.telemetry.lanes import MOST_LANES, choose
from tests.telemetry.build import S, spans

SERVICES = (
    ServiceEntry("shop-api", "Shop API", "api", database="shop-db"),
    ServiceEntry("mes-api", "MES API", "api", database="mes-db"),
    ServiceEntry("crm-api", "CRM API", "api"),
    ServiceEntry("shop-db", "Shop DB", "database"),
    ServiceEntry("mes-db", "MES DB", "database"),
    ServiceEntry("rabbitmq", "RabbitMQ", "queue"),
)


def panel(role: str, service: str = "*", **more: object) -> PanelEntry:
    return PanelEntry(role.title(), "red", f"{role}_total", "rate", "1/s", role, service, {}, **more)  # type: ignore[arg-type]


PANELS = tuple(panel(role) for role in ("rate", "errors", "duration", "cpu", "response", "dead_letters", "in_flight"))


def lanes(*rows: S, panels: tuple[PanelEntry, ...] = PANELS) -> list[tuple[str, str]]:
    return [(query.role, query.service) for query in choose(panels, SERVICES, spans(*rows))]


def test_only_touched_services_and_the_databases_behind_them_have_lanes() -> None:
    found = lanes(S(1, service="shop-api"))
    assert {service for _, service in found} == {"shop-api", "shop-db"}
    assert ("response", "shop-db") in found


def test_a_service_with_errors_comes_first_and_so_does_its_database() -> None:
    rows = [S(i, service="shop-api") for i in range(1, 9)] + [S(20, service="mes-api", error=True)]
    found = lanes(*rows)
    assert found[0] == ("errors", "mes-api")
    assert found.index(("response", "mes-db")) < found.index(("response", "shop-db"))


def test_messages_bring_the_broker() -> None:
    message = {"messaging.destination.name": "pricing"}
    assert ("dead_letters", "rabbitmq") in lanes(S(1, promoted=message))
    assert ("dead_letters", "rabbitmq") not in lanes(S(1))


def test_lanes_are_bounded_and_the_least_telling_are_left_out() -> None:
    rows = [S(1, service="shop-api"), S(2, service="mes-api"), S(3, service="crm-api", promoted={"messaging.destination.name": "q"})]
    found = lanes(*rows)
    assert len(found) == MOST_LANES
    assert "rate" not in {role for role, _ in found}


def test_a_panel_of_one_service_stands_for_that_service_only() -> None:
    assert lanes(S(1, service="shop-api"), S(2, service="mes-api"), panels=(panel("cpu", "mes-api"),)) == [("cpu", "mes-api")]


def test_without_spans_there_are_no_lanes() -> None:
    assert lanes() == []


def test_a_query_carries_all_that_the_panel_says() -> None:
    (query,) = choose((panel("duration", "shop-api", quantile=0.95, scale=1000.0, limit=5.0, by=("route",)),), SERVICES, spans(S(1)))
    assert (query.metric, query.quantile, query.scale, query.limit, query.by) == ("duration_total", 0.95, 1000.0, 5.0, ("route",))
