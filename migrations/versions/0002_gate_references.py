"""Gates bear a reference, so that no page names them by a row's number."""

import sqlalchemy as sa
from alembic import op

revision = "0002_gate_references"
down_revision = "0001_first_conference"


def upgrade() -> None:
    with op.batch_alter_table("gates") as gates:
        gates.add_column(sa.Column("ref", sa.String(length=16), nullable=True))
    op.execute("UPDATE gates SET ref = 'GATE' || id")
    with op.batch_alter_table("gates") as gates:
        gates.alter_column("ref", existing_type=sa.String(length=16), nullable=False)
        gates.create_unique_constraint("uq_gates_ref", ["ref"])


def downgrade() -> None:
    with op.batch_alter_table("gates") as gates:
        gates.drop_constraint("uq_gates_ref", type_="unique")
        gates.drop_column("ref")
