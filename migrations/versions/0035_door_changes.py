"""Stamp every ticket of which something changes for the door: by triggers, since any rule may be the one that does."""

import sqlalchemy as sa
from alembic import op

revision = "0035_door_changes"
down_revision = "0038_prints"

# Table, what happened, the columns that count (none: all), which tickets: a SELECT of ticket and event, and the kind.
_OWN = "SELECT {row}.id AS ticket, {row}.event_id AS event"
_OF_REGISTRATION = "SELECT {row}.ticket_id AS ticket, {row}.event_id AS event WHERE {row}.ticket_id IS NOT NULL"
_OF_PERSON = (
    "SELECT r.ticket_id AS ticket, r.event_id AS event FROM registrations r"
    " WHERE r.person_id = {row}.id AND r.ticket_id IS NOT NULL"
)
_OF_ATTENTION = (
    "SELECT r.ticket_id AS ticket, r.event_id AS event FROM registrations r"
    " WHERE r.id = {row}.registration_id AND r.ticket_id IS NOT NULL"
)
_OF_ENTRY = "SELECT {row}.ticket_id AS ticket, {row}.event_id AS event"
_STANDING = "status, mode, category_id, site_id, ticket_id, person_id, asks_again_at, delegation_id"
TRIGGERS = (
    ("tickets", "INSERT", "", ("NEW",), _OWN, "listed"),
    ("tickets", "UPDATE", "void_reason, code_hash, code_sealed", ("NEW",), _OWN, "listed"),
    ("tickets", "DELETE", "", ("OLD",), _OWN, "deleted"),
    ("registrations", "INSERT", "", ("NEW",), _OF_REGISTRATION, "listed"),
    ("registrations", "UPDATE", _STANDING, ("OLD", "NEW"), _OF_REGISTRATION, "listed"),
    ("registrations", "DELETE", "", ("OLD",), _OF_REGISTRATION, "listed"),
    ("people", "UPDATE", "full_name, position, organisation_name", ("NEW",), _OF_PERSON, "listed"),
    ("attentions", "INSERT", "", ("NEW",), _OF_ATTENTION, "listed"),
    ("attentions", "UPDATE", "", ("NEW",), _OF_ATTENTION, "listed"),
    ("attentions", "DELETE", "", ("OLD",), _OF_ATTENTION, "listed"),
    ("entries", "INSERT", "", ("NEW",), _OF_ENTRY, "moved"),
    ("entries", "UPDATE", "", ("NEW",), _OF_ENTRY, "moved"),
    ("entries", "DELETE", "", ("OLD",), _OF_ENTRY, "moved"),
)
_STAMP = {
    "sqlite": "(SELECT coalesce(max(stamp), 0) + 1 FROM door_changes)",
    "postgresql": "pg_current_xact_id()::text::bigint",
}
_WRITE = (
    "INSERT INTO door_changes (ticket_id, kind, event_id, stamp) SELECT t.ticket, '{kind}', t.event, {stamp} FROM"
    " ({source}) AS t WHERE true ON CONFLICT (ticket_id, kind) DO UPDATE SET stamp = excluded.stamp;"
)


def upgrade() -> None:
    op.create_table(
        "door_changes",
        sa.Column("ticket_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", "kind", name="pk_door_changes"),
    )
    op.create_index("ix_door_changes_event_id_kind_stamp", "door_changes", ["event_id", "kind", "stamp"])
    op.create_index("ix_door_changes_stamp", "door_changes", ["stamp"])
    for statement in _statements(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    kind = op.get_bind().dialect.name
    for table, deed, *_rest in TRIGGERS:
        name = f"door_{table}_{deed.lower()}"
        op.execute(f"DROP TRIGGER {name}" if kind == "sqlite" else f"DROP TRIGGER {name} ON {table}")
        if kind != "sqlite":
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_table("door_changes")


def _statements(kind: str) -> list[str]:
    found = []
    for table, deed, columns, rows, source, change in TRIGGERS:
        name = f"door_{table}_{deed.lower()}"
        of_columns = f" OF {columns}" if columns else ""
        writes = " ".join(_WRITE.format(kind=change, stamp=_STAMP[kind], source=source.format(row=row)) for row in rows)
        if kind == "sqlite":
            found.append(f"CREATE TRIGGER {name} AFTER {deed}{of_columns} ON {table} BEGIN {writes} END")
            continue
        found.append(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {writes} RETURN NULL; END $$"
        )
        found.append(
            f"CREATE TRIGGER {name} AFTER {deed}{of_columns} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
    return found
