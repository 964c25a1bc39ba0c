"""How an event's badges look."""

import sqlalchemy as sa
from alembic import op

revision = "0037_badge_designs"
down_revision = "0030_moves"


def upgrade() -> None:
    op.create_table(
        "badge_designs",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("layout", sa.String(length=32), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("has_back", sa.Boolean(), nullable=False),
        sa.Column("heading", sa.String(length=255), nullable=False),
        sa.Column("heading_en", sa.String(length=255), nullable=False),
        sa.Column("note", sa.String(length=600), nullable=False),
        sa.Column("note_en", sa.String(length=600), nullable=False),
        sa.Column("logo", sa.String(length=64), nullable=False),
        sa.Column("photo_question_id", sa.Integer(), nullable=True),
        sa.Column("revised_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_badge_designs_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["photo_question_id"], ["questions.id"], name="fk_badge_designs_photo_question_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("event_id", name="pk_badge_designs"),
    )
    op.create_index("ix_badge_designs_photo_question_id", "badge_designs", ["photo_question_id"])


def downgrade() -> None:
    op.drop_table("badge_designs")
