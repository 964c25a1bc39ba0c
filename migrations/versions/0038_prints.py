"""The print log of badges, its queue, and the runs that made them."""

import sqlalchemy as sa
from alembic import op

revision = "0038_prints"
down_revision = "0037_badge_designs"


def upgrade() -> None:
    op.create_table(
        "print_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("paper", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("station", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_print_runs_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_print_runs"),
        sa.UniqueConstraint("event_id", "key", name="uq_print_runs_event_id_key"),
        sa.UniqueConstraint("ref", name="uq_print_runs_ref"),
    )
    op.create_table(
        "prints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("paper", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("desk", sa.String(length=80), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("printed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_prints_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name="fk_prints_registration_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["print_runs.id"], name="fk_prints_run_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_prints"),
        sa.UniqueConstraint("registration_id", "paper", "number", name="uq_prints_registration_id_paper_number"),
    )
    op.create_index("ix_prints_event_id_run_id", "prints", ["event_id", "run_id", "asked_at"])
    op.create_index("ix_prints_run_id", "prints", ["run_id"])


def downgrade() -> None:
    op.drop_table("prints")
    op.drop_table("print_runs")
