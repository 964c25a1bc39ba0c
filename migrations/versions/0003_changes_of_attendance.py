"""A registration counts how often it moved to another place; an event says until when delegates may do so."""

import sqlalchemy as sa
from alembic import op

revision = "0003_changes_of_attendance"
down_revision = "0002_gate_references"


def upgrade() -> None:
    with op.batch_alter_table("registrations") as registrations:
        registrations.add_column(sa.Column("moves", sa.Integer(), nullable=False, server_default="0"))
        registrations.add_column(sa.Column("moved_at", sa.DateTime(), nullable=True))
    with op.batch_alter_table("events") as events:
        events.add_column(sa.Column("switching_closes_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("events") as events:
        events.drop_column("switching_closes_at")
    with op.batch_alter_table("registrations") as registrations:
        registrations.drop_column("moved_at")
        registrations.drop_column("moves")
