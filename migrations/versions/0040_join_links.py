"""Where bridge points and those online join."""

import sqlalchemy as sa
from alembic import op

revision = "0040_join_links"
down_revision = "0049_places_at_the_door"


def upgrade() -> None:
    op.create_table(
        "join_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("audience", sa.String(length=32), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("platform", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("revised_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("site_id IS NULL OR audience = 'bridge'", name="ck_join_links_site"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_join_links_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_join_links_session_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_join_links_site_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_join_links"),
        sa.UniqueConstraint("ref", name="uq_join_links_ref"),
        sa.UniqueConstraint("event_id", "key", name="uq_join_links_event_id_key"),
    )
    op.create_index("ix_join_links_session_id", "join_links", ["session_id"])
    op.create_index("ix_join_links_site_id", "join_links", ["site_id"])


def downgrade() -> None:
    op.drop_table("join_links")
