from dataclasses import replace
from datetime import timedelta

import pytest

from apps.core.actor import system_actor
from apps.core.clock import frozen, to_ns
from apps.orders.models import Finding, FindingJob, FindingRun, Order
from apps.orders.selectors import codes_by_subject, count_others_of, findings_of
from apps.orders.services.compute_findings import compute_due, next_due
from apps.orders.services.finding_jobs import LEASE, claim_due, finish_job, request_findings
from apps.orders.services.findings import store_findings
from apps.orders.services.ingest import ingest_events
from apps.orders.services.states import new_order
from apps.orders.stored_findings import finding_of
from apps.orders.tasks import sweep
from apps.telemetry.answers import Evidence, Phrase, SourceReport
from apps.telemetry.answers import Finding as Found
from tests.orders.samples import NOW, NUMBER, OLGA, START, complaint_event, hours, order_event

pytestmark = pytest.mark.django_db

DEAD_LETTER = Found(
    code="dead_letter",
    service="mes-api",
    severity="error",
    sentence=Phrase("The message lies in %(queue)s.", {"queue": "orders.dead", "since_at": 5}),
    story=Phrase(""),
    evidence=(Evidence("queue", "mark:1", Phrase("published")),),
    confidence="high",
    who_acts="company",
    since_ns=to_ns(START),
)
REPORT = SourceReport("embedded", "embedded", "traces", "ok", returned=3)


def test_findings_come_back_as_they_were_found() -> None:
    assert findings_of(NUMBER) == (None, [])
    assert store_findings(NUMBER, [DEAD_LETTER], [REPORT], NOW)
    run, [row] = findings_of(NUMBER)
    assert run is not None and run.computed_at == NOW
    assert run.sources == [{"name": "embedded", "kind": "embedded", "signal": "traces", "status": "ok", "detail": ""}]
    assert finding_of(row) == DEAD_LETTER


def test_a_run_replaces_what_the_one_before_found_unless_it_began_earlier() -> None:
    store_findings(NUMBER, [DEAD_LETTER], [REPORT], NOW)
    assert not store_findings(NUMBER, [], [REPORT], NOW - hours(1))
    assert Finding.objects.count() == 1
    assert store_findings(NUMBER, [], [], NOW + hours(1))
    run, found = findings_of(NUMBER)
    assert run is not None and run.sources == [] and found == []


def test_others_that_have_the_same_finding_now_are_counted_once_each() -> None:
    for number in ("AL-1001", "AL-1002", "AL-1003"):
        store_findings(number, [DEAD_LETTER, DEAD_LETTER], [], NOW)
    store_findings("AL-1004", [replace(DEAD_LETTER, severity="warning")], [], NOW)
    assert count_others_of(["dead_letter", "never_consumed"], but="AL-1001") == {"dead_letter": 3}
    assert count_others_of(["dead_letter"], but="") == {"dead_letter": 4}
    assert codes_by_subject(["AL-1001", "AL-1009"]) == {"AL-1001": ["dead_letter"]}


def test_a_due_job_is_claimed_once() -> None:
    request_findings({"AL-1001": NOW, "AL-1002": NOW + hours(1)})
    [claim] = claim_due(10, NOW)
    assert claim.subject == "AL-1001"
    assert claim_due(10, NOW) == []
    finish_job(claim, None)
    assert list(FindingJob.objects.values_list("subject", flat=True)) == ["AL-1002"]


def test_a_worker_that_dies_holds_its_job_only_for_a_while_and_each_time_longer() -> None:
    request_findings({NUMBER: NOW})
    now = NOW
    for lease in (LEASE, 2 * LEASE, 4 * LEASE):
        [claim] = claim_due(1, now)
        assert claim.until == now + lease
        assert claim_due(1, claim.until - timedelta(seconds=1)) == []
        now = claim.until


def test_a_worker_that_was_taken_over_or_overtaken_does_not_end_the_job() -> None:
    request_findings({NUMBER: NOW})
    [lost] = claim_due(1, NOW)
    [taken] = claim_due(1, lost.until)
    finish_job(lost, None)
    assert FindingJob.objects.exists()
    request_findings({NUMBER: NOW + hours(1)})
    finish_job(taken, None)
    assert FindingJob.objects.get().due_at == NOW + hours(1)


def test_the_next_look_is_planned_when_the_job_is_done() -> None:
    request_findings({NUMBER: NOW})
    [claim] = claim_due(1, NOW)
    finish_job(claim, NOW + hours(2))
    job = FindingJob.objects.get()
    assert (job.due_at, job.claimed_until, job.attempts) == (NOW + hours(2), None, 0)


@pytest.mark.parametrize(
    ("stood_h", "deadline_h", "expected_h"),
    [(0, None, 1 / 12), (1, None, 1), (100, None, 6), (1, 0.5, 0.5 + 1 / 3600), (1, 50, 1), (1, -1, 1)],
)
def test_an_open_order_is_looked_at_ever_more_seldom_and_at_its_deadline(
    stood_h: float, deadline_h: float | None, expected_h: float
) -> None:
    order = new_order(NUMBER, NOW)
    order.stage_since = NOW - hours(stood_h)
    order.deadline_at = None if deadline_h is None else NOW + hours(deadline_h)
    assert next_due(order, NOW) == NOW + hours(expected_h)
    order.open = False
    assert next_due(order, NOW) is None


def test_a_sweep_computes_what_is_due_and_plans_the_next_look() -> None:
    at = NOW - hours(2)
    ingest_events([order_event("files_uploaded", at)], actor=system_actor("test"), received_at=NOW)
    request_findings({"AL-999999": NOW, "customer:c-17": NOW})
    with frozen(NOW + timedelta(seconds=1)):
        sweep()
    assert codes_by_subject([NUMBER]) == {NUMBER: ["stuck_files_uploaded"]}
    assert set(FindingRun.objects.values_list("subject", flat=True)) == {NUMBER, "AL-999999", "customer:c-17"}
    job = FindingJob.objects.get()
    assert job.subject == NUMBER and job.due_at == NOW + timedelta(seconds=1) + (NOW + timedelta(seconds=1) - at)
    assert Order.objects.get().stage == "files_uploaded"


@pytest.mark.parametrize(
    ("complaint", "due"),
    [
        (complaint_event("Заказ не создаётся", customer={"phone": "8 916 123 41 17"}), {"customer:c-17"}),
        (complaint_event("Не могу заказать, мой телефон +7 (916) 123-41-17"), {"customer:c-17"}),
        (complaint_event("Пишите на OLGA@example.org"), {"customer:c-17"}),
        (complaint_event("Ошибка 500", customer={"id": "c-99"}), {"customer:c-99"}),
        (complaint_event("Ольга, Лесная, 41-17"), set()),
        (complaint_event("Где кольцо? +79161234117", number=NUMBER), set()),
    ],
)
def test_a_complaint_without_an_order_makes_the_attempts_of_who_wrote_it_due(complaint: dict[str, object], due: set[str]) -> None:
    ingest_events([order_event("created", customer=OLGA)], actor=system_actor("test"), received_at=NOW)
    ingest_events([complaint], actor=system_actor("test"), received_at=NOW)
    assert set(FindingJob.objects.exclude(subject=NUMBER).values_list("subject", flat=True)) == due


def test_a_job_of_a_killed_worker_happens_once_after_its_lease() -> None:
    request_findings({"AL-999999": NOW})
    [killed] = claim_due(1, NOW)
    assert compute_due(NOW, limit=5) == 0
    assert compute_due(killed.until, limit=5) == 1
    assert compute_due(killed.until, limit=5) == 0
