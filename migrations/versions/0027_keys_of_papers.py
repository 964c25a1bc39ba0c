"""A paper that a program sends twice with one Idempotency-Key is one paper."""

import sqlalchemy as sa
from alembic import op

revision = "0027_keys_of_papers"
down_revision = "0022_long_acts"


def upgrade() -> None:
    with op.batch_alter_table("papers") as papers:
        papers.add_column(sa.Column("key", sa.String(length=255), nullable=True))
        papers.create_unique_constraint("uq_papers_event_id_key", ["event_id", "key"])


def downgrade() -> None:
    with op.batch_alter_table("papers") as papers:
        papers.drop_constraint("uq_papers_event_id_key", type_="unique")
        papers.drop_column("key")
