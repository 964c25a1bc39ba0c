"""What speakers say of themselves, and whether they come."""

import sqlalchemy as sa
from alembic import op

revision = "0028_speakers"
down_revision = "0026_papers"


def upgrade() -> None:
    op.create_table(
        "profiles",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("bio", sa.Text(), nullable=False),
        sa.Column("bio_en", sa.Text(), nullable=False),
        sa.Column("portrait", sa.String(length=64), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=True),
        sa.Column("reply", sa.String(length=32), nullable=True),
        sa.Column("replied_at", sa.DateTime(), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_profiles_person_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_profiles_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", name="pk_profiles"),
    )
    op.create_index("ix_profiles_event_id", "profiles", ["event_id"])


def downgrade() -> None:
    op.drop_table("profiles")
