"""Django's migrate, for both files of a SQLite portal at once: whoever runs it means the whole portal, the record included."""

from django.core.management.commands.migrate import Command as Migrate
from django.db import DEFAULT_DB_ALIAS, connections


class Command(Migrate):
    def handle(self, *args: object, **options: object) -> None:
        super().handle(*args, **options)
        if _means_everything(options) and connections["audit"].vendor == "sqlite":
            super().handle(*args, **{**options, "database": "audit"})


def _means_everything(options: dict[str, object]) -> bool:
    """No app, no plan, no other database was named; the making of test databases (`run_syncdb`) names each by itself."""
    narrowed = ("app_label", "migration_name", "plan", "check_unapplied", "run_syncdb")
    return options["database"] == DEFAULT_DB_ALIAS and not any(options[name] for name in narrowed)
