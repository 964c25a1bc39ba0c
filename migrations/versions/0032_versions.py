"""What is drafted of a programme, and its published versions."""

import sqlalchemy as sa
from alembic import op

revision = "0032_versions"
down_revision = "0034_gates_and_devices"


def upgrade() -> None:
    op.create_table(
        "session_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("sign_up", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_session_drafts_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="fk_session_drafts_session_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_session_drafts"),
        sa.UniqueConstraint("ref", name="uq_session_drafts_ref"),
        sa.UniqueConstraint("session_id", name="uq_session_drafts_session_id"),
    )
    op.create_index("ix_session_drafts_event_id", "session_drafts", ["event_id"])
    op.create_table(
        "programme_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("up_to", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_programme_versions_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_programme_versions"),
        sa.UniqueConstraint("event_id", "number", name="uq_programme_versions_event_id_number"),
    )


def downgrade() -> None:
    op.drop_table("programme_versions")
    op.drop_table("session_drafts")
