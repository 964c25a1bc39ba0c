"""The order of precedence says which version of it stands, so that it is read once."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0050_order_versions"
down_revision = "0046_join_visits"


def upgrade() -> None:
    op.add_column("precedences", sa.Column("version", sa.String(16), nullable=False, server_default=""))
    connection = op.get_bind()
    precedences = sa.table("precedences", sa.column("event_id", sa.Integer), sa.column("version", sa.String))
    for event_id in connection.execute(sa.select(precedences.c.event_id)).scalars().all():
        mine = precedences.c.event_id == event_id
        connection.execute(sa.update(precedences).where(mine).values(version=secrets.token_hex(8)))
    with op.batch_alter_table("precedences") as table:
        table.alter_column("version", server_default=None)


def downgrade() -> None:
    op.drop_column("precedences", "version")
