"""Telephones hear who has got or lost a place in a session: triggers as in 0035, on sign-ups and on platforms."""

from alembic import op

revision = "0049_places_at_the_door"
down_revision = "0045_certificates"

_OF_SIGN_UP = "r.id = {row}.registration_id"
_OF_PLATFORM = "r.person_id = {row}.person_id"
TRIGGERS = (
    ("sign_ups", "INSERT", "", ("NEW",), _OF_SIGN_UP),
    ("sign_ups", "UPDATE", "holds, registration_id", ("OLD", "NEW"), _OF_SIGN_UP),
    ("sign_ups", "DELETE", "", ("OLD",), _OF_SIGN_UP),
    ("on_platform", "INSERT", "", ("NEW",), _OF_PLATFORM),
    ("on_platform", "DELETE", "", ("OLD",), _OF_PLATFORM),
)
_STAMP = {
    "sqlite": "(SELECT coalesce(max(stamp), 0) + 1 FROM door_changes)",
    "postgresql": "pg_current_xact_id()::text::bigint",
}
_WRITE = (
    "INSERT INTO door_changes (ticket_id, kind, event_id, stamp) SELECT r.ticket_id, 'listed', r.event_id, {stamp}"
    " FROM registrations r WHERE {which} AND r.ticket_id IS NOT NULL"
    " ON CONFLICT (ticket_id, kind) DO UPDATE SET stamp = excluded.stamp;"
)


def upgrade() -> None:
    kind = op.get_bind().dialect.name
    for table, deed, columns, rows, which in TRIGGERS:
        name, of_columns = f"door_{table}_{deed.lower()}", f" OF {columns}" if columns else ""
        writes = " ".join(_WRITE.format(stamp=_STAMP[kind], which=which.format(row=row)) for row in rows)
        if kind == "sqlite":
            op.execute(f"CREATE TRIGGER {name} AFTER {deed}{of_columns} ON {table} BEGIN {writes} END")
            continue
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {writes} RETURN NULL; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} AFTER {deed}{of_columns} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    kind = op.get_bind().dialect.name
    for table, deed, *_rest in TRIGGERS:
        name = f"door_{table}_{deed.lower()}"
        op.execute(f"DROP TRIGGER {name}" if kind == "sqlite" else f"DROP TRIGGER {name} ON {table}")
        if kind != "sqlite":
            op.execute(f"DROP FUNCTION {name}()")
