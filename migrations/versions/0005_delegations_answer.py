"""A delegation has a focal point, a deadline, an answer; an organisation its rank; a stand-in, for whom he attends."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0005_delegations_answer"
down_revision = "0004_large_lists"

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
MOMENTS = ("deadline_at", "invited_at", "opened_at", "answered_at", "declined_at")
TEXTS = (("contact_name", 255), ("contact_phone", 32), ("letter_number", 64), ("letter_file", 255))


def upgrade() -> None:
    with op.batch_alter_table("organisations") as organisations:
        for name in ("short_name", "badge_name"):
            organisations.add_column(sa.Column(name, sa.String(length=255), nullable=False, server_default=""))
        organisations.add_column(sa.Column("sort_order", sa.Integer(), nullable=False, server_default="0"))
        organisations.add_column(sa.Column("valid_from", sa.Date(), nullable=True))
        organisations.add_column(sa.Column("valid_to", sa.Date(), nullable=True))
        organisations.add_column(sa.Column("succeeded_by_id", sa.Integer(), nullable=True))
        organisations.create_foreign_key(
            "fk_organisations_succeeded_by_id", "organisations", ["succeeded_by_id"], ["id"]
        )
        organisations.create_index("ix_organisations_succeeded_by_id", ["succeeded_by_id"])
    with op.batch_alter_table("delegations") as delegations:
        delegations.add_column(sa.Column("ref", sa.String(length=16), nullable=True))
        for name in MOMENTS:
            delegations.add_column(sa.Column(name, sa.DateTime(), nullable=True))
        for name, length in TEXTS:
            delegations.add_column(sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
        delegations.add_column(sa.Column("decline_reason", sa.String(length=1000), nullable=False, server_default=""))
        delegations.add_column(sa.Column("letter_dated_on", sa.Date(), nullable=True))
        for name in ("generation", "revision"):
            delegations.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        delegations.add_column(sa.Column("head_id", sa.Integer(), nullable=True))
        delegations.create_foreign_key("fk_delegations_head_id", "people", ["head_id"], ["id"], ondelete="SET NULL")
        delegations.create_index("ix_delegations_head_id", ["head_id"])
    _give_references()
    with op.batch_alter_table("delegations") as delegations:
        delegations.alter_column("ref", existing_type=sa.String(length=16), nullable=False)
        delegations.create_unique_constraint("uq_delegations_ref", ["ref"])
    with op.batch_alter_table("registrations") as registrations:
        registrations.add_column(sa.Column("attends_for_id", sa.Integer(), nullable=True))
        registrations.add_column(
            sa.Column("substitution_reason", sa.String(length=1000), nullable=False, server_default="")
        )
        registrations.create_foreign_key(
            "fk_registrations_attends_for_id", "registrations", ["attends_for_id"], ["id"], ondelete="SET NULL"
        )
        registrations.create_unique_constraint("uq_registrations_attends_for_id", ["attends_for_id"])


def downgrade() -> None:
    with op.batch_alter_table("registrations") as registrations:
        registrations.drop_constraint("uq_registrations_attends_for_id", type_="unique")
        registrations.drop_constraint("fk_registrations_attends_for_id", type_="foreignkey")
        registrations.drop_column("substitution_reason")
        registrations.drop_column("attends_for_id")
    with op.batch_alter_table("delegations") as delegations:
        delegations.drop_constraint("uq_delegations_ref", type_="unique")
        delegations.drop_index("ix_delegations_head_id")
        delegations.drop_constraint("fk_delegations_head_id", type_="foreignkey")
        for name in ("head_id", "revision", "generation", "letter_dated_on", "decline_reason"):
            delegations.drop_column(name)
        for name, _length in reversed(TEXTS):
            delegations.drop_column(name)
        for name in reversed(MOMENTS):
            delegations.drop_column(name)
        delegations.drop_column("ref")
    with op.batch_alter_table("organisations") as organisations:
        organisations.drop_index("ix_organisations_succeeded_by_id")
        organisations.drop_constraint("fk_organisations_succeeded_by_id", type_="foreignkey")
        for name in ("succeeded_by_id", "valid_to", "valid_from", "sort_order", "badge_name", "short_name"):
            organisations.drop_column(name)


def _give_references() -> None:
    delegations = sa.table("delegations", sa.column("id", sa.Integer), sa.column("ref", sa.String))
    connection = op.get_bind()
    for (number,) in connection.execute(sa.select(delegations.c.id)).all():
        reference = "".join(secrets.choice(ALPHABET) for _ in range(8))
        connection.execute(delegations.update().where(delegations.c.id == number).values(ref=reference))
