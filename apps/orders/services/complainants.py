"""Who complains without an order may have failed to place one: such attempts stand in telemetry under the customer alone.

So a complaint that belongs to no order makes the findings of the customers due whose phone or e-mail it gives.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from apps.orders.events import ComplaintEvent
from apps.orders.finding_models import CUSTOMER
from apps.orders.models import BlindTerm, Customer
from apps.orders.search.pieces import EMAIL, PHONE
from apps.orders.search.terms import Term, email_terms, phone_terms
from apps.orders.search.understand import understand
from apps.orders.services.finding_jobs import request_findings

_MOST = 200


def request_for_complainants(complaints: Iterable[ComplaintEvent], now: datetime) -> None:
    """Findings of known customers behind complaints; three queries at most, none without complaints."""
    without_order = [event for event in complaints if not event.number]
    if not without_order:
        return
    named = {event.customer_id for event in without_order if event.customer_id}
    blind = settings.BLIND_INDEX
    indexes = {blind.of(term.kind, term.value) for event in without_order for term in _whole_terms(event, now)}
    holders = BlindTerm.objects.filter(index__in=indexes, subject="customer").values("subject_id")
    named |= set(Customer.objects.filter(id__in=holders).order_by("external_id").values_list("external_id", flat=True)[:_MOST])
    request_findings({CUSTOMER + external_id: now for external_id in named})


def _whole_terms(event: ComplaintEvent, now: datetime) -> list[Term]:
    """Whole phones and e-mails, of the contact and of the text; endings and names are too common to say who it is."""
    pieces = [(piece.kind, piece.value) for piece in understand(event.text, now=now).pieces]
    pieces += [(PHONE, event.contact.get("phone", "")), (EMAIL, event.contact.get("email", ""))]
    terms = [term for kind, value in pieces if kind == PHONE for term in phone_terms(value)]
    terms += [term for kind, value in pieces if kind == EMAIL for term in email_terms(value)]
    return [term for term in terms if term.kind in (PHONE, EMAIL)]
