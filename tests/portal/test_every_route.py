"""Every route is tried by every persona, from a table held against the URL resolver: a route without a row fails."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.orders.samples import NUMBER
from tests.personas import PERSONAS, Trail

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

LOOKERS = ("support", "engineer", "devops", "manager")
ROLES = ("support", "engineer", "devops", "manager", "security", "admin")
SIGNED_IN = (*ROLES, "stranger")
SEARCH_ID = "00000000-0000-4000-8000-000000000000"
CLOUDEVENTS = "application/cloudevents+json"


@dataclass(frozen=True)
class Route:
    """Who is answered with what. Not named: 403 when signed in, and for nobody the login page (302) or 401 of the API."""

    path: str
    granted: tuple[str, ...]
    status: int = 200
    method: str = "get"
    body: object = None
    content_type: str = "application/json"
    anonymous: int = 302
    audited: str = ""
    others: Mapping[str, int] = field(default_factory=dict)


ORDER = f"/api/v1/orders/{NUMBER}/"
ROUTES: dict[str, Route] = {
    "home": Route("/", ROLES),
    "accounts:login": Route("/login/", (), anonymous=200, others=dict.fromkeys(SIGNED_IN, 302) | {"collector": 200}),
    "accounts:logout": Route("/logout/", (), method="post", anonymous=302, others=dict.fromkeys(SIGNED_IN, 302) | {"collector": 302}),
    "accounts:preferences": Route("/preferences/", ROLES, 302, "post", {"theme": "dark"}),
    "set_language": Route("/language/", (), method="post", anonymous=302, others=dict.fromkeys((*SIGNED_IN, "collector"), 302)),
    "orders:search": Route("/searches/", LOOKERS, 302, "post", {"text": "кольцо"}, audited="order.searched"),
    "orders:search_page": Route(f"/searches/{SEARCH_ID}/", (), audited="order.searched", others=dict.fromkeys(LOOKERS, 404)),
    "orders:detail": Route(f"/orders/{NUMBER}/", LOOKERS, audited="order.viewed"),
    "orders:geometry": Route(f"/orders/{NUMBER}/timeline/geometry", ("support", "engineer", "devops"), audited="timeline.viewed"),
    "orders:row": Route(
        f"/orders/{NUMBER}/timeline/rows/s0", (), audited="timeline.viewed", others=dict.fromkeys(("support", "engineer", "devops"), 404)
    ),
    "audit:entries": Route("/audit/", ROLES, audited="audit.viewed"),
    "sources": Route("/sources/", ("engineer", "devops", "security", "admin")),
    "health": Route("/health/", ROLES),
    "configuration": Route("/configuration/", ("security", "admin")),
    "healthz": Route("/healthz", SIGNED_IN, anonymous=200, others={"collector": 200}),
    "readyz": Route("/readyz", SIGNED_IN, anonymous=200, others={"collector": 200}),
    "metrics": Route("/metrics", SIGNED_IN, anonymous=200, others={"collector": 200}),
    "api-events": Route("/api/v1/events/", ("collector",), 202, "post", [], CLOUDEVENTS, 401),
    "api-search": Route("/api/v1/orders/search/", LOOKERS, method="post", body={}, anonymous=401, audited="order.searched"),
    "api-order": Route(ORDER, LOOKERS, anonymous=401, audited="order.viewed"),
    "api-timeline": Route(f"{ORDER}timeline/", ("support", "engineer", "devops"), anonymous=401, audited="timeline.viewed"),
    "api-audit-entries": Route("/api/v1/audit/entries/", ROLES, anonymous=401, audited="audit.viewed"),
    "api-sources": Route("/api/v1/sources/", ("engineer", "devops", "security", "admin"), anonymous=401),
    "api-schema": Route("/api/schema/", (*SIGNED_IN, "collector"), anonymous=401),
    "api-docs": Route("/api/docs/", (*SIGNED_IN, "collector"), anonymous=401),
    "otlp": Route("/otlp/v1/traces", ("collector",), method="post", body={}, anonymous=401, others=dict.fromkeys(ROLES, 401)),
}


def names(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns, prefix + (f"{pattern.namespace}:" if pattern.namespace else ""))
        else:
            yield prefix + str(pattern.name)


def test_every_route_has_a_row() -> None:
    assert set(names(get_resolver().url_patterns)) == set(ROUTES)


def expected(route: Route, persona: str) -> int:
    if persona in ("anonymous", "disabled"):
        return route.anonymous
    if persona in route.granted:
        return route.status
    if persona in route.others:
        return route.others[persona]
    return 302 if persona == "collector" and route.anonymous == 302 else 403


def ask(client: Client, route: Route) -> int:
    if route.method == "get":
        return client.get(route.path).status_code
    if route.anonymous == 302:
        return client.post(route.path, route.body or {}).status_code
    return client.post(route.path, route.body, content_type=route.content_type).status_code


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("name", ROUTES)
def test_every_persona_gets_what_the_table_says(
    name: str, persona: str, order: str, client_of: Callable[..., Client], bearer: Callable[..., Client], trail: Trail
) -> None:
    route = ROUTES[name]
    client = bearer(persona) if persona == "collector" else client_of(persona)
    assert ask(client, route) == expected(route, persona)
    if route.audited and not is_turned_away(route, persona):
        told = trail.entries()
        assert [entry.phase for entry in told] == ["attempt", "outcome"]
        assert {entry.action for entry in told} == {"access.refused" if persona == "stranger" and route.anonymous == 302 else route.audited}


def is_turned_away(route: Route, persona: str) -> bool:
    """Nobody is asked to sign in, and a service account has no pages: there is nobody whose lookup it could be."""
    return persona in ("anonymous", "disabled") or (persona == "collector" and route.anonymous == 302)
