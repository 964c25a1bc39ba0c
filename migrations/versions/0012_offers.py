"""A freed seat may be offered for some hours; who waits may attend online meanwhile and keep the place in the line."""

import sqlalchemy as sa
from alembic import op

revision = "0012_offers"
down_revision = "0010_letter_templates"


def upgrade() -> None:
    with op.batch_alter_table("events") as events:
        events.add_column(sa.Column("offer_hours", sa.Integer(), nullable=True))
    with op.batch_alter_table("registrations") as registrations:
        registrations.add_column(sa.Column("offer_expires_at", sa.DateTime(), nullable=True))
        registrations.add_column(sa.Column("wished_mode", sa.String(length=32), nullable=True))
        registrations.add_column(sa.Column("wished_site_id", sa.Integer(), nullable=True))
        registrations.add_column(sa.Column("wished_at", sa.DateTime(), nullable=True))
        registrations.create_foreign_key("fk_registrations_wished_site_id", "sites", ["wished_site_id"], ["id"])
        registrations.create_index("ix_registrations_wished_site_id", ["wished_site_id"])
        registrations.create_index("ix_registrations_offer_expires_at", ["offer_expires_at"])
        registrations.create_index("ix_registrations_wished", ["event_id", "wished_mode", "wished_at", "id"])


def downgrade() -> None:
    with op.batch_alter_table("registrations") as registrations:
        for name in ("wished", "offer_expires_at", "wished_site_id"):
            registrations.drop_index(f"ix_registrations_{name}")
        registrations.drop_constraint("fk_registrations_wished_site_id", type_="foreignkey")
        for name in ("wished_at", "wished_site_id", "wished_mode", "offer_expires_at"):
            registrations.drop_column(name)
    with op.batch_alter_table("events") as events:
        events.drop_column("offer_hours")
