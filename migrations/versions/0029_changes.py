"""What has become of sessions, and who was told of it."""

import sqlalchemy as sa
from alembic import op

revision = "0029_changes"
down_revision = "0027_keys_of_papers"


def upgrade() -> None:
    op.create_table(
        "session_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=True),
        sa.Column("told", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_session_changes_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="fk_session_changes_session_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_session_changes"),
        sa.UniqueConstraint("ref", name="uq_session_changes_ref"),
    )
    op.create_index("ix_session_changes_event_id_id", "session_changes", ["event_id", "id"])
    op.create_index("ix_session_changes_session_id", "session_changes", ["session_id"])
    op.create_table(
        "addressees",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["change_id"], ["session_changes.id"], name="fk_addressees_change_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_addressees_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_addressees_person_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name="fk_addressees_registration_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_addressees"),
        sa.UniqueConstraint("change_id", "person_id", name="uq_addressees_change_id_person_id"),
    )
    op.create_index("ix_addressees_event_id", "addressees", ["event_id"])
    op.create_index("ix_addressees_person_id", "addressees", ["person_id"])
    op.create_index("ix_addressees_registration_id", "addressees", ["registration_id"])


def downgrade() -> None:
    op.drop_table("addressees")
    op.drop_table("session_changes")
