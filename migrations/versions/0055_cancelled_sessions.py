"""Which session left the feed last is found without reading them all."""

from alembic import op

revision = "0055_cancelled_sessions"
down_revision = "0050_order_versions"


def upgrade() -> None:
    op.create_index("ix_sessions_event_id_cancelled_at", "sessions", ["event_id", "cancelled_at"])


def downgrade() -> None:
    op.drop_index("ix_sessions_event_id_cancelled_at", "sessions")
