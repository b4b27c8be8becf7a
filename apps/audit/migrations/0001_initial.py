from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from apps.audit.triggers import STATEMENTS


def add_triggers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """RunPython runs where the router lets the audit app in; RunSQL could not choose by vendor."""
    for statement in STATEMENTS[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entry", models.CharField(max_length=32, unique=True)),
                ("attempt", models.CharField(max_length=32, null=True, unique=True)),
                ("body", models.BinaryField()),
                ("salt", models.BinaryField()),
                ("time", models.DateTimeField()),
                ("phase", models.CharField(choices=[("attempt", "attempt"), ("outcome", "outcome")], max_length=7)),
                ("actor", models.CharField(max_length=150)),
                ("roles", models.CharField(max_length=200)),
                ("action", models.CharField(max_length=64)),
                ("object", models.CharField(max_length=200)),
                ("result", models.CharField(max_length=7)),
                ("reason", models.CharField(max_length=500)),
                ("request_id", models.CharField(max_length=128)),
                ("address", models.CharField(max_length=64)),
            ],
            options={
                "db_table": "audit_intake",
                "indexes": [
                    models.Index(fields=["-time", "-id"], name="audit_newest"),
                    models.Index(fields=["actor", "-time", "-id"], name="audit_by_actor"),
                    models.Index(fields=["object", "-time", "-id"], name="audit_by_object"),
                    models.Index(fields=["action", "-time", "-id"], name="audit_by_action"),
                    models.Index(fields=["request_id"], name="audit_by_request"),
                ],
            },
        ),
        migrations.RunPython(add_triggers, migrations.RunPython.noop),
        migrations.AlterModelOptions(name="entry", options={"managed": False}),
    ]
