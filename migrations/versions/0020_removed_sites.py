"""A site that is taken away stays for the registrations that have ended there."""

import sqlalchemy as sa
from alembic import op

revision = "0020_removed_sites"
down_revision = "0028_speakers"

registrations = sa.table("registrations", sa.column("site_id"))
sites = sa.table("sites", sa.column("id"), sa.column("removed_at"))


def upgrade() -> None:
    with op.batch_alter_table("sites") as batch:
        batch.add_column(sa.Column("removed_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    removed = sa.select(sites.c.id).where(sites.c.removed_at.is_not(None))
    op.execute(registrations.update().where(registrations.c.site_id.in_(removed)).values(site_id=None))
    op.execute(sites.delete().where(sites.c.removed_at.is_not(None)))
    with op.batch_alter_table("sites") as batch:
        batch.drop_column("removed_at")
