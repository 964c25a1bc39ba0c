"""Certificates of attendance, their terms, and the runs that made them."""

import sqlalchemy as sa
from alembic import op

revision = "0045_certificates"
down_revision = "0048_namesakes"


def upgrade() -> None:
    op.create_table(
        "certificate_terms",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(length=40), nullable=False),
        sa.Column("remark", sa.String(length=300), nullable=False),
        sa.Column("remark_en", sa.String(length=300), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_certificate_terms_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", name="pk_certificate_terms"),
    )
    op.create_table(
        "certificate_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("sends_letters", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_certificate_runs_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_certificate_runs"),
        sa.UniqueConstraint("ref", name="uq_certificate_runs_ref"),
        sa.UniqueConstraint("event_id", "key", name="uq_certificate_runs_event_id_key"),
    )
    op.create_table(
        "certificates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(length=40), nullable=False),
        sa.Column("salutation", sa.String(length=255), nullable=False),
        sa.Column("full_name", sa.String(length=255), nullable=False),
        sa.Column("position", sa.String(length=255), nullable=False),
        sa.Column("organisation", sa.String(length=255), nullable=False),
        sa.Column("organisation_en", sa.String(length=255), nullable=False),
        sa.Column("search_words", sa.String(length=1000), nullable=False),
        sa.Column("mode", sa.String(length=32), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_certificates_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name="fk_certificates_registration_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["certificate_runs.id"], name="fk_certificates_run_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_certificates"),
        sa.UniqueConstraint("ref", name="uq_certificates_ref"),
        sa.UniqueConstraint("event_id", "number", name="uq_certificates_event_id_number"),
        sa.UniqueConstraint("registration_id", name="uq_certificates_registration_id"),
    )
    op.create_index("ix_certificates_run_id", "certificates", ["run_id"])


def downgrade() -> None:
    for table in ("certificates", "certificate_runs", "certificate_terms"):
        op.drop_table(table)
