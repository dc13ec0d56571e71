"""The ledger is append-only: the database itself refuses to change what was posted.

On PostgreSQL it refuses to delete too. On SQLite it does not: emptying a test's tables is done by deleting there.
"""

from django.db import migrations

TABLES = ("events_ledgerentry", "events_posting")


def add_triggers(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for table in TABLES:
        if vendor == "postgresql":
            schema_editor.execute(
                "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS $$ BEGIN "
                "RAISE EXCEPTION 'The ledger is append-only.'; END; $$ LANGUAGE plpgsql"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
        elif vendor == "sqlite":
            schema_editor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'The ledger is append-only.'); END"
            )


def drop_triggers(apps, schema_editor):
    for table in TABLES:
        on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only{on}")


class Migration(migrations.Migration):
    dependencies = [("events", "0005_payments")]

    operations = [migrations.RunPython(add_triggers, drop_triggers)]
