"""What telemetry is told of an order: a correlation, a window, neutral milestones and marks; it knows no orders and no stages."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from apps.core.clock import to_ns
from apps.core.words import word
from apps.orders.models import Complaint, Deployment, Operation, Order, StageEntry
from apps.orders.stages import deadline, rule_of, steps
from apps.telemetry.answers import SourceReport
from apps.telemetry.api import Subject, correlation_of
from apps.telemetry.datamodel import Correlation, Mark, Milestone


@dataclass(frozen=True, slots=True)
class Life:
    """An order with all that happened to it, loaded."""

    order: Order
    entries: Sequence[StageEntry]
    operations: Sequence[Operation]
    complaints: Sequence[Complaint]
    deployments: Sequence[Deployment]
    trace_ids: Sequence[str]
    event_count: int


def customer_correlation(external_id: str) -> Correlation:
    """Spans and logs of a customer, by the id that is no personal value."""
    return Correlation(settings.CATALOGUE.customer_keys, external_id)


def subject_of(life: Life) -> Subject:
    """The order as telemetry is asked for it; titles of marks are in the active language."""
    return Subject(
        correlation=correlation_of(life.order.number),
        milestones=milestones_of(life.order, life.entries),
        marks=marks_of(life),
        trace_ids=life.trace_ids,
        reports=(events_report(life.event_count),),
    )


def events_report(count: int) -> SourceReport:
    """How many events told of the order: a source like the others on the completeness strip."""
    return SourceReport("orders", "events", "events", "ok" if count else "empty", count, count)


def milestones_of(order: Order, entries: Sequence[StageEntry]) -> tuple[Milestone, ...]:
    """The stage history as points with limits. `final` and who is awaited come from the catalogue."""
    catalogue = settings.CATALOGUE
    services = {entry.stage: entry.service for entry in entries}
    told = []
    for step in steps([(entry.stage, entry.entered_at) for entry in entries], catalogue):
        rule = rule_of(step.stage, catalogue)
        limit = deadline(step.stage, step.entered_at, order.channel, order.priority, catalogue)
        told.append(
            Milestone(
                name=step.stage,
                at_ns=to_ns(step.entered_at),
                left_ns=to_ns(step.left_at) if step.left_at else None,
                limit_ns=to_ns(limit) if limit else None,
                waits_on=rule.waits_on if rule else "",
                service=services[step.stage],
                final=rule is not None and not rule.waits_for,
            )
        )
    return tuple(told)


def marks_of(life: Life) -> tuple[Mark, ...]:
    """Stages, operations, complaints and deployments on the axis; titles in the active language."""
    stages = [Mark(to_ns(e.entered_at), "stage", word("stage", e.stage), e.stage, service=e.service) for e in life.entries]
    return (*stages, *_operation_marks(life.operations), *_complaint_marks(life.complaints), *_deployment_marks(life.deployments))


def _operation_marks(operations: Sequence[Operation]) -> list[Mark]:
    return [
        Mark(to_ns(op.started_at), "operation", op.name, f"operation-{op.name}", to_ns(op.finished_at) if op.finished_at else None)
        for op in operations
        if op.started_at
    ]


def _complaint_marks(complaints: Sequence[Complaint]) -> list[Mark]:
    return [
        Mark(to_ns(complaint.received_at), "complaint", word("kind", "complaint"), f"complaint-{complaint.id}") for complaint in complaints
    ]


def _deployment_marks(deployments: Sequence[Deployment]) -> list[Mark]:
    return [
        Mark(
            to_ns(deployed.at),
            "deployment",
            f"{deployed.service} {deployed.version}",
            f"deployment-{deployed.pk}",
            service=deployed.service,
        )
        for deployed in deployments
    ]
