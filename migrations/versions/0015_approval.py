"""The organiser decides on registrations: approves, returns, rejects; several at once, which can be undone."""

import sqlalchemy as sa
from alembic import op

revision = "0015_approval"
down_revision = "0014_categories_and_precedence"


def upgrade() -> None:
    with op.batch_alter_table("events") as events:
        events.add_column(sa.Column("changes_ask_again", sa.Boolean(), nullable=False, server_default=sa.false()))
        events.add_column(sa.Column("office_needs_approval", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("event_modes") as modes:
        modes.add_column(sa.Column("needs_approval", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("categories") as categories:
        categories.add_column(sa.Column("needs_approval", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("registrations") as registrations:
        registrations.add_column(sa.Column("approved_at", sa.DateTime(), nullable=True))
        registrations.add_column(sa.Column("decision_note", sa.String(1000), nullable=False, server_default=""))
        registrations.add_column(sa.Column("asks_again_at", sa.DateTime(), nullable=True))
        registrations.add_column(sa.Column("stood_before", sa.JSON(none_as_null=True), nullable=True))
        registrations.create_index("ix_registrations_asks_again", ["event_id", "asks_again_at"])
    op.create_table(
        "acts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("decision", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("closes_at", sa.DateTime(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_acts_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_acts"),
        sa.UniqueConstraint("ref", name="uq_acts_ref"),
    )
    op.create_index("ix_acts_event_id", "acts", ["event_id"])
    op.create_table(
        "act_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_act_steps_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["act_id"], ["acts.id"], name="fk_act_steps_act_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name="fk_act_steps_registration_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_act_steps"),
        sa.UniqueConstraint("act_id", "registration_id", name="uq_act_steps_act_id_registration_id"),
    )
    op.create_index("ix_act_steps_event_id", "act_steps", ["event_id"])
    op.create_index("ix_act_steps_registration_id", "act_steps", ["registration_id"])


def downgrade() -> None:
    op.drop_table("act_steps")
    op.drop_table("acts")
    with op.batch_alter_table("registrations") as registrations:
        registrations.drop_index("ix_registrations_asks_again")
        for name in ("stood_before", "asks_again_at", "decision_note", "approved_at"):
            registrations.drop_column(name)
    with op.batch_alter_table("categories") as categories:
        categories.drop_column("needs_approval")
    with op.batch_alter_table("event_modes") as modes:
        modes.drop_column("needs_approval")
    with op.batch_alter_table("events") as events:
        events.drop_column("office_needs_approval")
        events.drop_column("changes_ask_again")
