"""Evidence, headcounts, rulings, real times, thresholds and frozen reports."""

import sqlalchemy as sa
from alembic import op

revision = "0039_presence"
down_revision = "0032_versions"


def upgrade() -> None:
    op.create_table(
        "thresholds",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("late_minutes", sa.Integer(), nullable=False),
        sa.Column("early_minutes", sa.Integer(), nullable=False),
        sa.Column("online_minutes", sa.Integer(), nullable=False),
        sa.Column("online_percent", sa.Integer(), nullable=False),
        sa.Column("position", sa.String(length=255), nullable=False),
        sa.Column("position_en", sa.String(length=255), nullable=False),
        sa.Column("signer", sa.String(length=255), nullable=False),
        sa.Column("remarks", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_thresholds_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", name="pk_thresholds"),
    )
    op.create_table(
        "headcounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.CheckConstraint("number >= 0", name="ck_headcounts_number"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_headcounts_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_headcounts_session_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_headcounts_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_headcounts"),
        sa.UniqueConstraint("event_id", "uuid", name="uq_headcounts_event_id_uuid"),
    )
    op.create_index("ix_headcounts_session_id", "headcounts", ["session_id"])
    op.create_index("ix_headcounts_site_id", "headcounts", ["site_id"])
    op.create_table(
        "real_times",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_real_times_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_real_times_session_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("session_id", name="pk_real_times"),
    )
    op.create_index("ix_real_times_event_id", "real_times", ["event_id"])
    op.create_table(
        "snapshots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("totals", sa.JSON(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_snapshots_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_snapshots_session_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_snapshots"),
        sa.UniqueConstraint("ref", name="uq_snapshots_ref"),
    )
    op.create_index("ix_snapshots_event_id_id", "snapshots", ["event_id", "id"])
    op.create_index("ix_snapshots_session_id", "snapshots", ["session_id"])
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("sign", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("mode", sa.String(length=32), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=True),
        sa.Column("device_at", sa.DateTime(), nullable=True),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.CheckConstraint("(sign = 'span') = (until IS NOT NULL)", name="ck_evidence_span"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_evidence_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name="fk_evidence_registration_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_evidence_session_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_evidence_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
        sa.UniqueConstraint("event_id", "uuid", name="uq_evidence_event_id_uuid"),
    )
    op.create_index("ix_evidence_registration_id", "evidence", ["registration_id"])
    op.create_index("ix_evidence_session_id", "evidence", ["session_id"])
    op.create_index("ix_evidence_site_id", "evidence", ["site_id"])
    op.create_table(
        "rulings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("judgement", sa.String(length=32), nullable=False),
        sa.Column("mode", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_rulings_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name="fk_rulings_registration_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_rulings_session_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_rulings"),
    )
    op.create_index("ix_rulings_event_id", "rulings", ["event_id"])
    op.create_index("ix_rulings_registration_id", "rulings", ["registration_id"])
    op.create_index("ix_rulings_session_id", "rulings", ["session_id"])


def downgrade() -> None:
    for table in ("rulings", "evidence", "snapshots", "real_times", "headcounts", "thresholds"):
        op.drop_table(table)
