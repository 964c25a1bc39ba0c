"""Letters have the organiser's own words and go to many; people unsubscribe, and letters come back."""

import sqlalchemy as sa
from alembic import op

revision = "0010_letter_templates"
down_revision = "0009_saved_mappings"


def upgrade() -> None:
    with op.batch_alter_table("letters") as letters:
        letters.add_column(sa.Column("bounced_at", sa.DateTime(), nullable=True))
    op.create_table(
        "wordings",
        sa.Column("id", sa.Integer(), nullable=False),
        _event(),
        sa.Column("kind", sa.String(length=255), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("text", sa.String(length=10_000), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        _to_event("wordings"),
        sa.PrimaryKeyConstraint("id", name="pk_wordings"),
        sa.UniqueConstraint("event_id", "kind", "locale", name="uq_wordings_event_id_kind_locale"),
    )
    _make_mailings()
    _make_recipients()
    _make_refusals()


def downgrade() -> None:
    for name in ("bounces", "unsubscriptions", "mailing_recipients", "mailings", "wordings"):
        op.drop_table(name)
    with op.batch_alter_table("letters") as letters:
        letters.drop_column("bounced_at")


def _make_mailings() -> None:
    op.create_table(
        "mailings",
        sa.Column("id", sa.Integer(), nullable=False),
        _event(),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("text", sa.String(length=10_000), nullable=False),
        sa.Column("subject_en", sa.String(length=255), nullable=False),
        sa.Column("text_en", sa.String(length=10_000), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("sent_by", sa.String(length=255), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=True),
        _to_event("mailings"),
        sa.PrimaryKeyConstraint("id", name="pk_mailings"),
        sa.UniqueConstraint("ref", name="uq_mailings_ref"),
        sa.UniqueConstraint("event_id", "key", name="uq_mailings_event_id_key"),
    )


def _make_recipients() -> None:
    op.create_table(
        "mailing_recipients",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        _event(),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("hindrance", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["mailing_id"], ["mailings.id"], name="fk_mailing_recipients_mailing_id", ondelete="CASCADE"
        ),
        _to_event("mailing_recipients"),
        _to_person("mailing_recipients"),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name="fk_mailing_recipients_registration_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_mailing_recipients"),
        sa.UniqueConstraint("mailing_id", "person_id", name="uq_mailing_recipients_mailing_id_person_id"),
    )
    for name in ("event_id", "registration_id", "person_id"):
        op.create_index(f"ix_mailing_recipients_{name}", "mailing_recipients", [name])


def _make_refusals() -> None:
    op.create_table(
        "unsubscriptions",
        sa.Column("id", sa.Integer(), nullable=False),
        _event(),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        _to_event("unsubscriptions"),
        _to_person("unsubscriptions"),
        sa.PrimaryKeyConstraint("id", name="pk_unsubscriptions"),
        sa.UniqueConstraint("person_id", name="uq_unsubscriptions_person_id"),
    )
    op.create_index("ix_unsubscriptions_event_id", "unsubscriptions", ["event_id"])
    op.create_table(
        "bounces",
        sa.Column("id", sa.Integer(), nullable=False),
        _event(),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        _to_event("bounces"),
        _to_person("bounces"),
        sa.PrimaryKeyConstraint("id", name="pk_bounces"),
        sa.UniqueConstraint("person_id", "email", name="uq_bounces_person_id_email"),
    )
    op.create_index("ix_bounces_event_id", "bounces", ["event_id"])


def _event() -> sa.Column[int]:
    return sa.Column("event_id", sa.Integer(), nullable=False)


def _to_event(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=f"fk_{table}_event_id", ondelete="CASCADE")


def _to_person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=f"fk_{table}_person_id", ondelete="CASCADE")
