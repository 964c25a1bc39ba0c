"""A merge keeps how the registration stood that ended, so that it can stand so again."""

import sqlalchemy as sa
from alembic import op

revision = "0031_merges"
down_revision = "0036_cases"


def upgrade() -> None:
    with op.batch_alter_table("merges") as merges:
        merges.add_column(sa.Column("before", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("merges") as merges:
        merges.drop_column("before")
