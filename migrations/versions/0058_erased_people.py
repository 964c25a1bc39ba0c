"""When a person was erased."""

import sqlalchemy as sa
from alembic import op

revision = "0058_erased_people"
down_revision = "0052_wrong_tries"


def upgrade() -> None:
    op.add_column("people", sa.Column("erased_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("people", "erased_at")
