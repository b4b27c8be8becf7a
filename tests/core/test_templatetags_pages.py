"""Every template is rendered with what its view gives it; a name that a template misspells fails the test (--fail-on-template-vars)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from apps.core.actor import Actor
from apps.core.clock import frozen, to_ns
from apps.orders import board
from apps.orders.page import (
    ABSENT,
    ComplaintRow,
    CustomerCard,
    CustomerRow,
    EvidenceCard,
    FindingCard,
    ItemRow,
    Money,
    OperationRow,
    OrderPage,
    OrderRow,
    StageRow,
)
from apps.orders.plain_timeline import PlainLane, PlainMark, PlainPart, PlainRow, PlainTimeline
from apps.orders.row_details import EventDetail, RowDetail
from apps.telemetry.answers import SourceReport

NOW = datetime(2026, 11, 21, 16, 4, 31, tzinfo=UTC)
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
LIFE = ("created", "files_uploaded", "priced", "confirmed", "paid", "in_production", "completed", "shipped", "delivered", "cancelled")

ROW = OrderRow(
    number="AL-104233",
    channel="shop",
    partner=None,
    stage="files_uploaded",
    stage_since=NOW - timedelta(hours=6),
    waits_for="price",
    waits_on="company",
    deadline_at=NOW - timedelta(hours=5),
    stuck=True,
    at_risk=False,
    late=False,
    promised_at=NOW + timedelta(days=12),
    created_at=NOW - timedelta(hours=7),
    customer=CustomerRow("Ольга В.", "Тверь"),
    why="phone, name",
    allowed_s=2700,
)
FINDING = FindingCard(
    code="pricing_timeout",
    service="mes-api",
    severity="error",
    sentence="The price was never calculated, and nobody was told.",
    story="Production took the 3D model at 14:02.",
    evidence=(EvidenceCard("span", f"span:{TRACE}/00f067aa0ba902b7", "price model <b>30 min</b>"),),
    confidence="high",
    who_acts="company",
    since=NOW,
    also_orders=37,
)
WHOLE = OrderPage(
    row=ROW,
    priority="high",
    customer=CustomerCard("c1", "Ольга В.", "+7 ••• •••-41-17", "o••••@example.org", "Тверь"),
    items=(ItemRow("RG-118", None, 1, None), ItemRow(None, "Кольцо", None, "золото 585")),
    total=Money(Decimal("12500"), "RUB"),
    operations=(OperationRow("wax", "failed", "Чернов С.", NOW, None), OperationRow("casting", "planned", ABSENT, None, None)),
    stages=(StageRow("created", NOW - timedelta(hours=7), NOW, None, None, False), StageRow("files_uploaded", NOW, None, None, None, True)),
    complaints=(ComplaintRow("1", NOW, "chat", "Вы живы?", "open"), ComplaintRow("2", NOW, None, "Алло?", "open")),
    findings=(FINDING, FINDING),
    findings_at=NOW,
    all_stages=LIFE,
)
BARE = OrderPage(
    row=OrderRow("AL-1", None, None, None, None, None, None, None, False, False, False, None, None, ABSENT, ABSENT),
    priority=ABSENT,
    customer=ABSENT,
    items=ABSENT,
    total=None,
    operations=ABSENT,
    stages=(),
    complaints=ABSENT,
    findings=ABSENT,
    known_from="telemetry",
)
REPORTS = (SourceReport("jaeger", "jaeger", "traces", "ok", 214), SourceReport("es", "elasticsearch", "logs", "failed", detail="refused"))
AT = to_ns(NOW)
TABLE = PlainTimeline(
    rows=[
        PlainRow("span", 0, "POST /orders", "shop-api", AT, 420_000_000, False, True, "", "", 1, ["adjusted", "shared"], f"span:{TRACE}/1"),
        PlainRow("log", 40, "", "", AT, None, True, False, "ERROR", "pricing aborted", 2, [], "log:1"),
    ],
    marks=[PlainMark(AT, AT + 1, "stage", "created", "created"), PlainMark(AT, None, "alert", "CPU", "")],
    lanes=[PlainLane("mes-api CPU", 97.2, 90.0, "%"), PlainLane("silent", None, None, "")],
    path=[PlainPart("queue", "rabbitmq", AT, 5)],
    sources=REPORTS,
    cut=3,
    next="200",
)
BOARD = board.Board(
    stuck_by_finding=[board.StuckGroup("dead_letter", "Price never calculated", 38, NOW, "AL-104233")],
    stuck_total=61,
    complaints=[board.LooseComplaint("1", "Где мои серьги??", "chat", NOW, 4), board.LooseComplaint("2", "Ref 7781", "email", NOW, None)],
    complaints_total=9,
    recent=[board.RecentOrder("AL-104101", NOW)],
    cannot_see=["elasticsearch answers with 2 of 3 shards."],
    age=NOW - timedelta(minutes=2),
    sources=[board.SourceLine("embedded", "ok")],
    stages=[board.StageLine("created", "Created", 2, 1, 1, None), board.StageLine("paid", "Paid", 2, 0, 0, Money(Decimal(5), "RUB"))],
    at_risk_total=10,
    late_total=4,
)
FILTERS = SimpleNamespace(
    stage=("created",),
    stuck=True,
    at_risk=None,
    late=None,
    has_complaint=None,
    created_from=NOW,
    created_to=None,
    channel="shop",
    partner="",
    finding="x",
)
SEARCH = SimpleNamespace(
    text="Ольга",
    marks=[SimpleNamespace(text="Ольга", kind="names"), SimpleNamespace(text=" <script>", kind="")],
    understood=[SimpleNamespace(kind="names", title="name", value="Ольга")],
    rows=[ROW, BARE.row],
    next="abc=",
    filters=FILTERS,
    answered_by="exact",
    certain=True,
    elapsed_ms=4,
    attempts=[SimpleNamespace(customer_id="c1", time_ns=AT, trace_id=TRACE, finding="create_failed")],
)
NOTHING = SimpleNamespace(
    text="", marks=[], understood=[], rows=[], next=None, filters=FILTERS, answered_by="words", certain=False, elapsed_ms=0, attempts=[]
)
ENTRY = SimpleNamespace(
    time=NOW,
    actor="support",
    roles=["support"],
    action="order.viewed",
    object="order:AL-1",
    result=None,
    phase="attempt",
    reason=None,
    request_id="r",
    address=None,
)
AUDIT_FILTERS = dict.fromkeys(("actor", "action", "object", "from", "to", "request_id"), "")
SOURCES = [
    SimpleNamespace(
        name="es", kind="elasticsearch", signals=["logs"], status="degraded", version="8", detail="2 of 3 shards", checked_at=NOW
    ),
    SimpleNamespace(name="p", kind="prometheus", signals=["metrics"], status="failed", version=None, detail="", checked_at=None),
]
DETAIL = RowDetail(
    name="price model",
    service="mes-api",
    status="error",
    start=AT,
    duration=5,
    self_time=5,
    adjusted=7,
    trace_id=TRACE,
    span_id="00f067aa0ba902b7",
    count=2,
    status_message="deadline",
    body="pricing aborted",
    problems=["orphan"],
    events=[EventDetail(AT, "exception", [("exception.type", "Deadline")])],
    attributes=[("order.id", "AL-1")],
    resource=[("service.version", "4.2")],
    links=[{"trace_id": TRACE, "span_id": "1"}],
)
ERROR = {
    "title": "Not allowed",
    "message": "No.",
    "permission": "x.y",
    "suggestions": ["AL-1"],
    "errors": {"": ["a"], "f": ["b"]},
    "request_id": "r",
}

PAGES: list[tuple[str, str, dict[str, object]]] = [
    ("orders/home_support.html", "support", {"home": BOARD}),
    ("orders/home_support.html", "support", {"home": board.Board()}),
    ("orders/home_engineer.html", "engineer", {"home": BOARD}),
    ("orders/home_engineer.html", "engineer", {"home": board.Board()}),
    ("orders/home_manager.html", "manager", {"home": BOARD}),
    ("orders/home_manager.html", "manager", {"home": board.Board()}),
    ("orders/search.html", "support", {"page": SEARCH}),
    ("orders/search.html", "manager", {"page": NOTHING}),
    ("orders/_rows.html", "support", {"page": SEARCH}),
    ("orders/detail.html", "engineer", {"page": WHOLE, "plain_timeline": False}),
    ("orders/detail.html", "support", {"page": WHOLE, "plain_timeline": True, "timeline": TABLE}),
    ("orders/detail.html", "manager", {"page": BARE, "plain_timeline": False}),
    ("orders/_strip.html", "engineer", {"sources": REPORTS}),
    ("orders/_timeline_findings.html", "engineer", {"findings": [], "findings_at": None}),
    ("orders/_row_detail.html", "engineer", {"detail": DETAIL}),
    ("orders/_row_detail.html", "support", {"detail": RowDetail("ERROR", "", "", AT, None, None, 0, "", "", 1)}),
    ("audit/home.html", "security", {"entries": [ENTRY], "counts": [{"title": "granted", "count": 3}]}),
    ("audit/entries.html", "security", {"entries": [ENTRY], "filters": AUDIT_FILTERS, "query": "actor=x", "next": "y"}),
    ("audit/entries.html", "support", {"entries": [], "filters": AUDIT_FILTERS, "query": "", "next": None}),
    ("telemetry/sources.html", "engineer", {"sources": SOURCES}),
    ("telemetry/sources.html", "engineer", {"sources": []}),
    ("telemetry/health.html", "manager", {"services": [SimpleNamespace(name="s3", title="S3", status="ok", sentence="")], "as_of": NOW}),
    ("telemetry/health.html", "manager", {"services": []}),
    ("portal/configuration.html", "admin", {"settings": [("A", "b", "default")], "sources": SOURCES, "roles": [("support", ["cn=a"])]}),
    ("accounts/login.html", "", {"errors": ["No."], "next": "/", "username": "x", "demo_people": [("support", "finds orders")]}),
    ("accounts/no_role.html", "nobody", {}),
    *(("errors/error.html", "engineer", {**ERROR, "status": status}) for status in (400, 403, 404, 429, 500, 503)),
]


def show(template: str, role: str, context: dict[str, object]) -> str:
    request = RequestFactory().get("/")
    request.actor = Actor(name=role, user_id=role, roles=frozenset({role}))
    with frozen(NOW):
        return render_to_string(template, context, request)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page[0]}-{page[1]}")
def test_every_page_renders_without_leaving_a_name_unsaid(page: tuple[str, str, dict[str, object]], language: str) -> None:
    with translation.override(language):
        html = show(*page)
    assert "ABSENT" not in html
    assert "None" not in html
    assert " style=" not in html, "the policy allows no inline style"
    assert "onclick" not in html


def order_page(role: str, page: OrderPage = WHOLE) -> str:
    return show("orders/detail.html", role, {"page": page, "plain_timeline": False})


@pytest.mark.parametrize(
    ("role", "has", "has_not"),
    [
        ("engineer", ['data-flip="logs"', "http-equiv", "37 other orders now"], ['?script=off">?']),
        ("support", ["<loupe-timeline", "reduced"], ['data-flip="logs"']),
        ("manager", ["AL-104233"], ["<loupe-timeline", "http-equiv", "#span:"]),
    ],
)
def test_a_role_gets_the_tools_that_it_may_use(role: str, has: list[str], has_not: list[str]) -> None:
    html = order_page(role)
    assert [text for text in has if text not in html] == []
    assert [text for text in has_not if text in html] == []


def test_what_comes_from_outside_is_escaped() -> None:
    assert "price model &lt;b&gt;30 min" in order_page("engineer")
    assert " &lt;script&gt;" in show("orders/search.html", "support", {"page": SEARCH})


def links(role: str) -> list[str]:
    html = show("accounts/no_role.html", role, {})
    return [path for path in ("/audit/", "/sources/", "/health/", "/searches/") if f'"{path}"' in html]


def test_navigation_leads_nowhere_that_is_refused() -> None:
    assert links("nobody") == []
    assert links("support") == ["/audit/", "/health/", "/searches/"]
    assert links("security") == ["/audit/", "/sources/", "/health/"]


def test_an_anonymous_page_has_no_search_and_no_sign_out() -> None:
    request = RequestFactory().get("/login/")
    request.actor = Actor(name="")
    html = render_to_string("accounts/login.html", {"errors": [], "next": "", "username": "", "demo_people": []}, request)
    assert "data-seek" not in html
    assert "logout" not in html


def test_the_static_page_of_a_broken_server_needs_nothing() -> None:
    assert "Loupe could not answer" in render_to_string("500.html")
