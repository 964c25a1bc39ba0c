"""Gates with more rules, telephones that are paired as doors, and what the door is told about a delegate."""

import sqlalchemy as sa
from alembic import op

revision = "0034_gates_and_devices"
down_revision = "0029_changes"

LISTS = ("sites", "categories", "zones")
TICKS = ("is_entrance", "is_exit", "has_reentry")


def upgrade() -> None:
    with op.batch_alter_table("gates") as gates:
        for name in LISTS:
            gates.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
        gates.add_column(sa.Column("session", sa.String(length=16), nullable=False, server_default=""))
        for name in TICKS:
            gates.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.true()))
        gates.add_column(sa.Column("capacity", sa.Integer(), nullable=True))
    with op.batch_alter_table("scans") as scans:
        scans.add_column(sa.Column("operator_name", sa.String(length=80), nullable=False, server_default=""))
    op.create_table(
        "devices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("rights", sa.JSON(), nullable=False),
        sa.Column("gates", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(length=255), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("pairing_hash", sa.String(length=64), nullable=True),
        sa.Column("pairing_expires_at", sa.DateTime(), nullable=True),
        sa.Column("paired_at", sa.DateTime(), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("told_at", sa.DateTime(), nullable=True),
        sa.Column("agent", sa.String(length=120), nullable=False),
        sa.Column("operator", sa.String(length=80), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=True),
        sa.Column("unsent", sa.Integer(), nullable=True),
        sa.Column("list_version", sa.String(length=80), nullable=False),
        sa.Column("clock_offset", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_devices_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_devices"),
        sa.UniqueConstraint("ref", name="uq_devices_ref"),
        sa.UniqueConstraint("pairing_hash", name="uq_devices_pairing_hash"),
        sa.UniqueConstraint("token_hash", name="uq_devices_token_hash"),
    )
    op.create_index("ix_devices_event_id", "devices", ["event_id"])
    op.create_table(
        "attentions",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("is_blocked", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_attentions_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name="fk_attentions_registration_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("registration_id", name="pk_attentions"),
    )
    op.create_index("ix_attentions_event_id", "attentions", ["event_id"])


def downgrade() -> None:
    op.drop_table("attentions")
    op.drop_table("devices")
    with op.batch_alter_table("scans") as scans:
        scans.drop_column("operator_name")
    with op.batch_alter_table("gates") as gates:
        for name in (*LISTS, "session", *TICKS, "capacity"):
            gates.drop_column(name)
