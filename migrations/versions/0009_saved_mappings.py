"""Sheets that were sent lie in the database, row by row, and the columns somebody chose are remembered."""

import sqlalchemy as sa
from alembic import op

revision = "0009_saved_mappings"
down_revision = "0008_questions"


def upgrade() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("sends_letters", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("header", sa.Integer(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("guessed", sa.JSON(), nullable=False),
        sa.Column("is_remembered", sa.Boolean(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_uploads_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_uploads"),
        sa.UniqueConstraint("ref", name="uq_uploads_ref"),
    )
    op.create_index("ix_uploads_event_id", "uploads", ["event_id"])
    op.create_table(
        "upload_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(length=255), nullable=False),
        sa.Column("search_words", sa.String(length=1000), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=True),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.Column("is_noted", sa.Boolean(), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.id"], name="fk_upload_rows_upload_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_upload_rows"),
        sa.UniqueConstraint("upload_id", "number", name="uq_upload_rows_upload_id_number"),
    )
    op.create_index("ix_upload_rows_upload_id_verdict", "upload_rows", ["upload_id", "verdict", "number"])
    op.create_table(
        "saved_columns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_saved_columns_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_columns"),
        sa.UniqueConstraint("event_id", "what", "key", name="uq_saved_columns_event_id_what_key"),
    )


def downgrade() -> None:
    op.drop_table("saved_columns")
    op.drop_table("upload_rows")
    op.drop_table("uploads")
