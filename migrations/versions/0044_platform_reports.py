"""Reports of meeting platforms, the people in them, and evidence that was taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0044_platform_reports"
down_revision = "0033_notes"


def upgrade() -> None:
    op.create_table(
        "retractions",
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name="fk_retractions_evidence_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_retractions_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("evidence_id", name="pk_retractions"),
    )
    op.create_index("ix_retractions_event_id", "retractions", ["event_id"])
    op.create_table(
        "platform_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("platform", sa.String(length=32), nullable=False),
        sa.Column("filename", sa.String(length=120), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("is_timed", sa.Boolean(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("unread", sa.JSON(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=True),
        sa.Column("ends_at", sa.DateTime(), nullable=True),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.Column("taken_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_platform_reports_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="fk_platform_reports_session_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_platform_reports"),
        sa.UniqueConstraint("ref", name="uq_platform_reports_ref"),
        sa.UniqueConstraint("event_id", "checksum", name="uq_platform_reports_event_id_checksum"),
    )
    op.create_index("ix_platform_reports_event_id_id", "platform_reports", ["event_id", "id"])
    op.create_index("ix_platform_reports_session_id", "platform_reports", ["session_id"])
    op.create_table(
        "platform_people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("identifier", sa.String(length=64), nullable=False),
        sa.Column("search_words", sa.String(length=1000), nullable=False),
        sa.Column("stays", sa.JSON(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(length=32), nullable=False),
        sa.Column("way", sa.String(length=32), nullable=True),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("suggestions", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_platform_people_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["report_id"], ["platform_reports.id"], name="fk_platform_people_report_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name="fk_platform_people_registration_id",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_platform_people"),
        sa.UniqueConstraint("report_id", "key", name="uq_platform_people_report_id_key"),
    )
    op.create_index("ix_platform_people_event_id_key", "platform_people", ["event_id", "key"])
    op.create_index("ix_platform_people_registration_id", "platform_people", ["registration_id"])


def downgrade() -> None:
    for table in ("platform_people", "platform_reports", "retractions"):
        op.drop_table(table)
