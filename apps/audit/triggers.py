"""The database's own refusal to change the record, per vendor (reproduced on SQLite 3.40 and PostgreSQL 15).

SQLite: `INSERT OR REPLACE` deletes the old row without firing delete triggers unless `recursive_triggers` is on for the
connection, so a BEFORE INSERT guard refuses it whatever the connection says. PostgreSQL: `ENABLE ALWAYS` also covers
sessions in replica mode; statement triggers fire before any row is touched.
"""

_SQLITE = (
    """CREATE TRIGGER audit_intake_no_update BEFORE UPDATE ON audit_intake
    BEGIN SELECT RAISE(ABORT, 'the audit record is append-only'); END""",
    """CREATE TRIGGER audit_intake_no_delete BEFORE DELETE ON audit_intake
    BEGIN SELECT RAISE(ABORT, 'the audit record is append-only'); END""",
    """CREATE TRIGGER audit_intake_no_replace BEFORE INSERT ON audit_intake
    WHEN EXISTS (SELECT 1 FROM audit_intake WHERE id = NEW.id OR entry = NEW.entry OR attempt = NEW.attempt)
    BEGIN SELECT RAISE(ABORT, 'the audit record is append-only'); END""",
)
_POSTGRESQL = (
    """CREATE FUNCTION audit_intake_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the audit record is append-only'; END $$""",
    """CREATE TRIGGER audit_intake_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_intake
    FOR EACH STATEMENT EXECUTE FUNCTION audit_intake_refuse()""",
    "ALTER TABLE audit_intake ENABLE ALWAYS TRIGGER audit_intake_append_only",
)
STATEMENTS = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}
