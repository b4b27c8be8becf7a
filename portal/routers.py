"""Which tables stand on which connection."""

from django.db import connections
from django.db.models import Model


class AuditRouter:
    """Rows of the audit app are read and written on `audit` only; on PostgreSQL its tables are made with all others."""

    label = "audit"

    def db_for_read(self, model: type[Model], **hints: object) -> str | None:
        return "audit" if model._meta.app_label == self.label else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool | None:
        if connections["audit"].vendor == "postgresql":
            return db == "default"
        return (db == "audit") == (app_label == self.label)
