"""Rooms and tracks as ordered lists: a reference and a place, the capacity of a room, the colour of a track."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0018_rooms_and_tracks"
down_revision = "0017_long_sequences"

# As programme/lists.py colours tracks today; a migration does not change with the code.
COLOURS = ("#1b4f7c", "#a8281f", "#2c6e49", "#8a5a1c", "#5d3b8c", "#ad2a66", "#0c6b70")
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"


def upgrade() -> None:
    """Give what is there a reference and a place in order of name, as it was listed until now."""
    _widen("rooms", sa.Column("capacity", sa.Integer(), nullable=True))
    _widen("tracks", sa.Column("colour", sa.String(length=16), nullable=True))
    with op.batch_alter_table("tracks") as tracks:
        tracks.alter_column("colour", existing_type=sa.String(length=16), nullable=False)


def _widen(name: str, own: sa.Column) -> None:
    with op.batch_alter_table(name) as batch:
        batch.add_column(sa.Column("ref", sa.String(length=16), nullable=True))
        batch.add_column(sa.Column("position", sa.Integer(), nullable=True))
        batch.add_column(own)
    _fill(name, with_colour=own.name == "colour")
    with op.batch_alter_table(name) as batch:
        batch.alter_column("ref", existing_type=sa.String(length=16), nullable=False)
        batch.alter_column("position", existing_type=sa.Integer(), nullable=False)
        batch.create_unique_constraint(f"uq_{name}_ref", ["ref"])


def _fill(name: str, *, with_colour: bool) -> None:
    connection, places = op.get_bind(), dict[int, int]()
    table = sa.table(name, *(sa.column(each) for each in ("id", "event_id", "key", "ref", "position", "colour")))
    there = connection.execute(sa.select(table.c.id, table.c.event_id).order_by(table.c.event_id, table.c.key)).all()
    for row in there:
        place = places[row.event_id] = places.get(row.event_id, 0) + 1
        values = {"ref": _reference(), "position": place}
        if with_colour:
            values["colour"] = COLOURS[(place - 1) % len(COLOURS)]
        connection.execute(sa.update(table).where(table.c.id == row.id).values(values))


def _reference() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(8))


def downgrade() -> None:
    for name, own in (("rooms", "capacity"), ("tracks", "colour")):
        with op.batch_alter_table(name) as batch:
            batch.drop_constraint(f"uq_{name}_ref", type_="unique")
            for column in ("ref", "position", own):
                batch.drop_column(column)
