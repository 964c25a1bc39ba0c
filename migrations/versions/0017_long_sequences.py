"""Sequence numbers of devices that count milliseconds."""

import sqlalchemy as sa
from alembic import op

revision = "0017_long_sequences"
down_revision = "0015_approval"


def upgrade() -> None:
    """Widen the column; SQLite's integers are wide already."""
    with op.batch_alter_table("scans") as batch:
        batch.alter_column("sequence", existing_type=sa.Integer(), type_=sa.BigInteger(), existing_nullable=True)


def downgrade() -> None:
    with op.batch_alter_table("scans") as batch:
        batch.alter_column("sequence", existing_type=sa.BigInteger(), type_=sa.Integer(), existing_nullable=True)
