"""One decision on very many registrations, carried out in slices."""

import sqlalchemy as sa
from alembic import op

revision = "0022_long_acts"
down_revision = "0019_sheets_of_workbooks"


def upgrade() -> None:
    op.create_table(
        "long_acts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("decision", sa.String(length=32), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("refs", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.Column("refused_number", sa.Integer(), nullable=False),
        sa.Column("undone_number", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_long_acts_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_long_acts"),
        sa.UniqueConstraint("ref", name="uq_long_acts_ref"),
    )
    op.create_index("ix_long_acts_event_id", "long_acts", ["event_id"])
    with op.batch_alter_table("acts") as acts:
        acts.add_column(sa.Column("long_act_id", sa.Integer(), nullable=True))
        acts.create_foreign_key("fk_acts_long_act_id", "long_acts", ["long_act_id"], ["id"], ondelete="CASCADE")
        acts.create_index("ix_acts_long_act_id", ["long_act_id"])


def downgrade() -> None:
    with op.batch_alter_table("acts") as acts:
        acts.drop_index("ix_acts_long_act_id")
        acts.drop_constraint("fk_acts_long_act_id", type_="foreignkey")
        acts.drop_column("long_act_id")
    op.drop_table("long_acts")
