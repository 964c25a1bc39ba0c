"""Two registrations of one human become one; what passed over is written down, so that it can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0013_merges"
down_revision = "0012_offers"


def upgrade() -> None:
    op.create_table(
        "merges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("ended_id", sa.Integer(), nullable=False),
        sa.Column("filled", sa.JSON(), nullable=False),
        sa.Column("platform", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_merges_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["kept_id"], ["registrations.id"], name="fk_merges_kept_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["ended_id"], ["registrations.id"], name="fk_merges_ended_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_merges"),
        sa.UniqueConstraint("ended_id", name="uq_merges_ended_id"),
    )
    op.create_index("ix_merges_event_id", "merges", ["event_id"])
    op.create_index("ix_merges_kept_id", "merges", ["kept_id"])
