"""Sign-up for sessions: terms, places by mode, who has one or waits, stars, and when a delegate's programme changed."""

import sqlalchemy as sa
from alembic import op

revision = "0024_sign_ups"
down_revision = "0018_rooms_and_tracks"


def upgrade() -> None:
    op.create_table(
        "sign_up_terms",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(), nullable=True),
        sa.Column("closes_at", sa.DateTime(), nullable=True),
        sa.Column("has_waiting_list", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="fk_sign_up_terms_session_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_sign_up_terms_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("session_id", name="pk_sign_up_terms"),
    )
    op.create_table(
        "session_places",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=32), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.CheckConstraint("taken >= 0", name="ck_session_places_taken"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sign_up_terms.session_id"], name="fk_session_places_session_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "mode", name="pk_session_places"),
    )
    op.create_table(
        "sign_ups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=32), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_sign_ups_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sign_up_terms.session_id"], name="fk_sign_ups_session_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name="fk_sign_ups_registration_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sign_ups"),
        sa.UniqueConstraint("registration_id", "session_id", name="uq_sign_ups_registration_id_session_id"),
    )
    op.create_table(
        "stars",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name="fk_stars_registration_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_stars_session_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_stars_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("registration_id", "session_id", name="pk_stars"),
    )
    op.create_table(
        "agendas",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("revised_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name="fk_agendas_registration_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_agendas_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("registration_id", name="pk_agendas"),
    )
    op.create_index("ix_sign_ups_line", "sign_ups", ["session_id", "mode", "holds", "since", "id"])
    op.create_index("ix_stars_session_id", "stars", ["session_id"])
    for table in ("sign_up_terms", "sign_ups", "stars", "agendas"):
        op.create_index(f"ix_{table}_event_id", table, ["event_id"])


def downgrade() -> None:
    for table in ("agendas", "stars", "sign_ups", "session_places", "sign_up_terms"):
        op.drop_table(table)
