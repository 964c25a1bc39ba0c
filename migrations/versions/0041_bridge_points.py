"""Bridge points as places with people, their wishes to speak, and when a piece of evidence was said."""

import sqlalchemy as sa
from alembic import op

revision = "0041_bridge_points"
down_revision = "0040_join_links"


def upgrade() -> None:
    op.create_table(
        "bridge_points",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("room", sa.String(length=200), nullable=False),
        sa.Column("line", sa.String(length=32), nullable=False),
        sa.Column("line_tested_at", sa.DateTime(), nullable=True),
        sa.Column("line_note", sa.String(length=500), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_bridge_points_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_bridge_points_site_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_bridge_points_organisation_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_bridge_points"),
        sa.UniqueConstraint("site_id", name="uq_bridge_points_site_id"),
    )
    op.create_index("ix_bridge_points_event_id", "bridge_points", ["event_id"])
    op.create_index("ix_bridge_points_organisation_id", "bridge_points", ["organisation_id"])
    op.create_table(
        "point_contacts",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("duty", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("position", sa.String(length=255), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_point_contacts_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_point_contacts_site_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name="fk_point_contacts_registration_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("site_id", "duty", name="pk_point_contacts"),
    )
    op.create_index("ix_point_contacts_event_id", "point_contacts", ["event_id"])
    op.create_index("ix_point_contacts_registration_id", "point_contacts", ["registration_id"])
    op.create_table(
        "speaking_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("speaker", sa.String(length=120), nullable=False),
        sa.Column("subject", sa.String(length=500), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_speaking_requests_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_speaking_requests_site_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="fk_speaking_requests_session_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_speaking_requests"),
        sa.UniqueConstraint("ref", name="uq_speaking_requests_ref"),
    )
    op.create_index("ix_speaking_requests_event_id_asked_at", "speaking_requests", ["event_id", "asked_at", "id"])
    op.create_index("ix_speaking_requests_session_id", "speaking_requests", ["session_id"])
    op.create_index("ix_speaking_requests_site_id", "speaking_requests", ["site_id"])
    op.add_column("evidence", sa.Column("said_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("evidence") as evidence:
        evidence.drop_column("said_at")
    for table in ("speaking_requests", "point_contacts", "bridge_points"):
        op.drop_table(table)
