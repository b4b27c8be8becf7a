import pytest
from django.db import Error, connections, transaction

from apps.audit.services import record_event
from tests.personas import Trail, actor_for

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
_COLUMNS = "id, entry, attempt, body, salt, time, phase, actor, roles, action, object, result, reason, request_id, address"
_CHANGES = {
    "sqlite": [
        "UPDATE audit_intake SET actor = 'somebody else'",
        "UPDATE OR REPLACE audit_intake SET id = id + 1",
        "DELETE FROM audit_intake",
        f"INSERT OR REPLACE INTO audit_intake SELECT {_COLUMNS.replace('actor', repr('somebody else'))} FROM audit_intake",
        f"INSERT OR REPLACE INTO audit_intake SELECT {_COLUMNS.replace('id,', 'id + 1000,', 1)} FROM audit_intake",
        f"REPLACE INTO audit_intake SELECT {_COLUMNS} FROM audit_intake",
    ],
    "postgresql": [
        "UPDATE audit_intake SET actor = 'somebody else'",
        "DELETE FROM audit_intake",
        "TRUNCATE audit_intake",
        f"INSERT INTO audit_intake SELECT {_COLUMNS} FROM audit_intake ON CONFLICT (id) DO UPDATE SET actor = 'somebody else'",
        "SET LOCAL session_replication_role = replica; DELETE FROM audit_intake",
    ],
}


def test_the_database_refuses_every_way_to_change_the_record(trail: Trail) -> None:
    record_event(actor_for("support"), "order.viewed", "order:AL-1", "granted")
    before = [(entry.pk, entry.actor, bytes(entry.body)) for entry in trail.entries()]
    connection = connections["audit"]
    for change in _CHANGES[connection.vendor]:
        with pytest.raises(Error, match="append-only"), transaction.atomic(using="audit"), connection.cursor() as cursor:
            cursor.execute(change)
    assert [(entry.pk, entry.actor, bytes(entry.body)) for entry in trail.entries()] == before


def test_sqlite_refuses_replacement_even_where_triggers_do_not_recurse(trail: Trail) -> None:
    record_event(actor_for("support"), "order.viewed", "order:AL-1", "granted")
    connection = connections["audit"]
    replacement = f"INSERT OR REPLACE INTO audit_intake SELECT {_COLUMNS} FROM audit_intake"
    statements = [replacement] if connection.vendor == "sqlite" else []
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute("PRAGMA recursive_triggers = OFF")
            with pytest.raises(Error, match="append-only"):
                cursor.execute(statement)
            cursor.execute("PRAGMA recursive_triggers = ON")
    assert len(trail.entries()) == 2
