"""Complaints as texts to search by: their words and what they tell of the customer."""

from uuid import UUID

from apps.core.errors import NotFound
from apps.orders.models import Complaint
from apps.orders.sealing import open_bytes, open_contact

_TOLD = ("name", "phone", "email", "city", "street")


def words_of_complaint(id: UUID) -> str:
    """The message, and behind it the customer as the complaint names them. Raises NotFound."""
    complaint = Complaint.objects.filter(id=id).first()
    if complaint is None:
        raise NotFound("There is no such complaint.")
    contact = open_contact(complaint, complaint.contact)
    told = ", ".join(contact[field] for field in _TOLD if contact.get(field))
    text = open_bytes(complaint, "text", complaint.text).decode()
    return f"{text}\n{told}" if told else text


def note_candidates(id: UUID, found: int) -> None:
    """How many orders the complaint may be about, as last searched."""
    Complaint.objects.filter(id=id).update(candidates=found)
