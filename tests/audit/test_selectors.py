from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.audit.cursors import read_cursor
from apps.audit.selectors import EntryFilters, count_results, list_entries, recent_objects
from apps.audit.services import record_event
from apps.core.clock import frozen
from apps.core.permissions import ROLES
from tests.personas import Trail, actor_for

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
SECURITY = actor_for("security")
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_pages_follow_each_other_newest_first_without_gap_or_double(trail: Trail) -> None:
    with frozen(NOW.replace(year=2100)):  # equal times on SQLite: the id decides; later than what tests without a rollback left
        for number in range(5):
            record_event(actor_for("support"), "order.viewed", f"order:AL-{number}", "granted")
    written = [entry.entry for entry in reversed(trail.entries())]
    seen, cursor = [], None
    while len(seen) < len(written):
        page = list_entries(SECURITY, EntryFilters(), cursor, 3)
        seen += [row.entry for row in page.results]
        cursor = read_cursor(page.next) if page.next else None
    assert seen[: len(written)] == written


def test_the_last_page_has_no_next() -> None:
    record_event(actor_for("support"), "order.viewed", "order:AL-last", "granted")
    assert list_entries(SECURITY, EntryFilters(object="order:AL-last"), None, 1).next is not None
    assert list_entries(SECURITY, EntryFilters(object="order:AL-last"), None, 2).next is None


def test_entries_that_come_in_meanwhile_do_not_shift_the_next_page() -> None:
    filters = EntryFilters(object="order:AL-meanwhile")
    record_event(actor_for("support"), "order.viewed", "order:AL-meanwhile", "granted")
    first = list_entries(SECURITY, filters, None, 1)
    record_event(actor_for("support"), "order.viewed", "order:AL-meanwhile", "granted")
    second = list_entries(SECURITY, filters, read_cursor(first.next or ""), 1)
    assert [row.phase for row in (*first.results, *second.results)] == ["outcome", "attempt"]


@pytest.mark.parametrize(
    "filters",
    [
        EntryFilters(request_id="request-7"),
        EntryFilters(actor="devops", request_id="request-7"),
        EntryFilters(action="sources.viewed", request_id="request-7"),
        EntryFilters(object="sources:all", request_id="request-7"),
    ],
)
def test_filters_are_exact(filters: EntryFilters, trail: Trail) -> None:
    record_event(actor_for("devops", request_id="request-7"), "sources.viewed", "sources:all", "granted")
    record_event(actor_for("support", request_id="request-70"), "order.viewed", "order:AL-7", "granted")
    mine = {entry.entry for entry in trail.entries(request_id="request-7")}
    assert {row.entry for row in list_entries(SECURITY, filters, None, 500).results} & {entry.entry for entry in trail.entries()} == mine


def test_a_period_includes_its_beginning_and_excludes_its_end(trail: Trail) -> None:
    record_event(actor_for("support"), "order.viewed", "order:AL-period", "granted")
    attempt, outcome = trail.entries()
    filters = EntryFilters(object="order:AL-period", since=attempt.time, until=outcome.time)
    expected = [attempt.entry] if attempt.time < outcome.time else []
    assert [row.entry for row in list_entries(SECURITY, filters, None, 9).results] == expected
    later = EntryFilters(object="order:AL-period", since=outcome.time + timedelta(microseconds=1))
    assert list_entries(SECURITY, later, None, 9).results == []


@pytest.mark.parametrize("role", ROLES)
def test_all_entries_are_for_security_and_own_entries_for_everybody_else(role: str, trail: Trail) -> None:
    for person in ROLES:
        record_event(actor_for(person, request_id="request-of-all"), "order.viewed", "order:AL-1", "granted")
    here = {entry.entry for entry in trail.entries()}
    seen = {row.actor for row in list_entries(actor_for(role), EntryFilters(), None, 500).results if row.entry in here}
    assert seen == (set(ROLES) if role == "security" else {role})


def test_what_does_not_apply_is_none() -> None:
    record_event(actor_for("support"), "order.viewed", "order:AL-none", "granted")
    outcome, attempt = list_entries(SECURITY, EntryFilters(object="order:AL-none"), None, 2).results
    assert (attempt.result, attempt.reason, attempt.request_id) == (None, None, None)
    assert (outcome.result, outcome.reason, outcome.roles, outcome.address) == ("granted", None, ["support"], "192.0.2.7")


def test_outcomes_are_counted_by_result(trail: Trail) -> None:
    record_event(actor_for("support"), "order.viewed", "order:AL-1", "granted")
    since = trail.entries()[0].time
    record_event(actor_for("admin"), "access.refused", "route:orders:search", "denied")
    assert count_results(since) == {"granted": 1, "denied": 1, "error": 0}


def test_what_a_person_looked_at_lately_is_told_once_and_newest_first() -> None:
    for number in ("1", "2", "1"):
        record_event(actor_for("support"), "order.viewed", f"order:AL-{number}", "granted")
    record_event(actor_for("support"), "order.viewed", "order:AL-3", "error")
    record_event(actor_for("devops"), "order.viewed", "order:AL-4", "granted")
    assert [told for told, _ in recent_objects(actor_for("support"), "order.viewed", 2)] == ["order:AL-1", "order:AL-2"]


@pytest.mark.parametrize("count", [1, 50])
def test_a_page_is_one_query(count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(count):
        record_event(actor_for("support"), "order.viewed", "order:AL-1", "granted")
    with django_assert_num_queries(1, using="audit"):
        list_entries(SECURITY, EntryFilters(), None, 100)
