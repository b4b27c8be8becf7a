"""Personal values of this app, sealed to their place: `table|pk|field` (security.md, "Encrypted at rest")."""

import json
from collections.abc import Mapping

from django.conf import settings
from django.db.models import Model

Sealed = bytes | memoryview  # as the database driver hands it over


def place_of(row: Model, field: str) -> str:
    return f"{row._meta.db_table}|{row.pk}|{field}"


def seal_contact(row: Model, contact: Mapping[str, str]) -> bytes:
    """Sealed JSON for the row's `contact`; empty for an empty one."""
    if not contact:
        return b""
    return settings.KEY_RING.seal_text(json.dumps(contact, ensure_ascii=False, sort_keys=True), place_of(row, "contact"))


def open_contact(row: Model, sealed: Sealed) -> dict[str, str]:
    """What `seal_contact` sealed. Raises SealBroken."""
    if not sealed:
        return {}
    contact: dict[str, str] = json.loads(settings.KEY_RING.open_text(bytes(sealed), place_of(row, "contact")))
    return contact


def seal_bytes(row: Model, field: str, plain: bytes) -> bytes:
    return settings.KEY_RING.seal(plain, place_of(row, field))


def open_bytes(row: Model, field: str, sealed: Sealed) -> bytes:
    return settings.KEY_RING.open(bytes(sealed), place_of(row, field))
