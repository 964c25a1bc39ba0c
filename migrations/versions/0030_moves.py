"""Several are moved at once: where to, and which answers that took away."""

import sqlalchemy as sa
from alembic import op

revision = "0030_moves"
down_revision = "0039_presence"


def upgrade() -> None:
    with op.batch_alter_table("long_acts") as long_acts:
        long_acts.add_column(sa.Column("into", sa.String(length=16), nullable=False, server_default=""))
        long_acts.add_column(sa.Column("over_quota", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("long_acts") as long_acts:
        long_acts.alter_column("into", server_default=None)
        long_acts.alter_column("over_quota", server_default=None)
    with op.batch_alter_table("act_steps") as act_steps:
        act_steps.add_column(sa.Column("answers", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("act_steps") as act_steps:
        act_steps.drop_column("answers")
    with op.batch_alter_table("long_acts") as long_acts:
        long_acts.drop_column("over_quota")
        long_acts.drop_column("into")
