"""Creations that never got a number: findings kept for a customer, shown when that customer was found."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from apps.core.clock import to_ns
from apps.orders.models import Complaint, Customer, Finding
from apps.orders.search.evidence import Candidate
from apps.orders.search.persons import Owner
from apps.orders.search.pieces import EMAIL, NAME, PHONE
from apps.orders.search.query import Attempt
from apps.orders.services.compute_findings import CUSTOMER

_MOST_CUSTOMERS = 50
_MOST_ATTEMPTS = 20


def attempts_of(owners: Collection[Owner], shown: Sequence[Candidate]) -> list[Attempt]:
    """Of those found by a whole phone or e-mail, with or without orders, of the writers of complaints found so, and of the customers
    behind the rows. At most three queries."""
    ids = [*(id for subject, id in owners if subject == "customer"), *_writers(owners), *filter(None, map(_customer_found, shown))]
    wanted = list(dict.fromkeys(ids))[:_MOST_CUSTOMERS]
    if not wanted:
        return []
    external = Customer.objects.filter(id__in=wanted).values_list("external_id", flat=True)
    found = Finding.objects.filter(subject__in=[CUSTOMER + id for id in external]).order_by("-since", "id")[:_MOST_ATTEMPTS]
    return [Attempt(row.subject.removeprefix(CUSTOMER), to_ns(row.since), _trace_of(row.evidence), row.code) for row in found]


def _writers(owners: Collection[Owner]) -> list[UUID]:
    """The customers who wrote complaints: somebody without an order may be known from nothing else."""
    complaints = [id for subject, id in owners if subject == "complaint"]
    if not complaints:
        return []
    written = Complaint.objects.filter(id__in=complaints).exclude(customer=None)
    return [id for id in written.values_list("customer_id", flat=True) if id is not None]


def _customer_found(candidate: Candidate) -> UUID | None:
    """Only where the person, not the thing, led to the order."""
    return candidate.customer_id if {clue.kind for clue in candidate.clues} & {PHONE, EMAIL, NAME} else None


def _trace_of(evidence: Sequence[Mapping[str, Any]]) -> str | None:
    """From a ref such as "span:<trace>/<span>" (telemetry's Evidence)."""
    refs = (str(piece["ref"]) for piece in evidence)
    return next((ref.removeprefix("span:").partition("/")[0] for ref in refs if ref.startswith("span:")), None)
