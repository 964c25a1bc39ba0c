"""Photographs of delegates, for the badge and for the door."""

import sqlalchemy as sa
from alembic import op

revision = "0051_photographs"
down_revision = "0055_cancelled_sessions"


def upgrade() -> None:
    op.create_table(
        "photographs",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("taken_in_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_photographs_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_photographs_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", name="pk_photographs"),
    )
    op.create_index("ix_photographs_event_id", "photographs", ["event_id"])


def downgrade() -> None:
    op.drop_table("photographs")
