"""An organisation has a reference and is searched by its names; an event says who signs its invitations."""

import secrets

import sqlalchemy as sa
from alembic import op

from eventapp import names

revision = "0006_invitations"
down_revision = "0005_delegations_answer"

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
TEXTS = ("superior", "superior_en", "place", "place_en", "position", "position_en", "signer")


def upgrade() -> None:
    with op.batch_alter_table("organisations") as organisations:
        organisations.add_column(sa.Column("ref", sa.String(length=16), nullable=True))
        organisations.add_column(sa.Column("search_words", sa.String(length=1000), nullable=False, server_default=""))
    _give_references()
    with op.batch_alter_table("organisations") as organisations:
        organisations.alter_column("ref", existing_type=sa.String(length=16), nullable=False)
        organisations.create_unique_constraint("uq_organisations_ref", ["ref"])
    op.create_table(
        "letterheads",
        sa.Column("event_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(length=255), nullable=False) for name in TEXTS),
        sa.Column("has_motto", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_letterheads_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", name="pk_letterheads"),
    )


def downgrade() -> None:
    op.drop_table("letterheads")
    with op.batch_alter_table("organisations") as organisations:
        organisations.drop_constraint("uq_organisations_ref", type_="unique")
        organisations.drop_column("search_words")
        organisations.drop_column("ref")


def _give_references() -> None:
    columns = ("id", "ref", "search_words", "name", "name_en", "short_name")
    organisations = sa.table("organisations", *(sa.column(name) for name in columns))
    connection = op.get_bind()
    asked = sa.select(*(organisations.c[name] for name in ("id", "name", "name_en", "short_name")))
    for number, *spoken in connection.execute(asked).all():
        reference = "".join(secrets.choice(ALPHABET) for _ in range(8))
        words = dict.fromkeys(word for name in spoken for word in names.fold(name).split())
        given = {"ref": reference, "search_words": f" {' '.join(words)} "[:1000]}
        connection.execute(organisations.update().where(organisations.c.id == number).values(**given))
