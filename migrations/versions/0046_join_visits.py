"""Who opened a room from the join page, and how long it was visible."""

import sqlalchemy as sa
from alembic import op

revision = "0046_join_visits"
down_revision = "0041_bridge_points"


def upgrade() -> None:
    op.create_table(
        "join_visits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("is_session_room", sa.Boolean(), nullable=False),
        sa.Column("link_ref", sa.String(length=16), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("noted_at", sa.DateTime(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(), nullable=True),
        sa.Column("is_beside", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_join_visits_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name="fk_join_visits_registration_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_join_visits_session_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_join_visits"),
        sa.UniqueConstraint("ref", name="uq_join_visits_ref"),
    )
    op.create_index("ix_join_visits_event_id_id", "join_visits", ["event_id", "id"])
    op.create_index("ix_join_visits_registration_id", "join_visits", ["registration_id"])
    op.create_index("ix_join_visits_session_id", "join_visits", ["session_id"])


def downgrade() -> None:
    op.drop_table("join_visits")
