"""Registration codes that were nobody's, as the door has tried them of late: counted for all processes together."""

import sqlalchemy as sa
from alembic import op

revision = "0052_wrong_tries"
down_revision = "0051_photographs"


def upgrade() -> None:
    op.create_table(
        "wrong_tries",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("operator", sa.String(length=80), nullable=False),
        sa.Column("tries", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_wrong_tries_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "operator", name="pk_wrong_tries"),
    )


def downgrade() -> None:
    op.drop_table("wrong_tries")
