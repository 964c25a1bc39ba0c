"""Run migrations inside the application: its engine, its models."""

from alembic import context
from sqlalchemy import Connection, Enum, event

from eventapp.database import UtcDateTime, db


def run() -> None:
    """Bring the database to a revision, each migration whole or not at all."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")  # SQLite changes a table by copying it
            connection.rollback()
            event.listen(connection, "begin", _begin)  # our engine leaves BEGIN to transaction()
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=_render,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _render(kind: str, item: object, _context: object) -> str | bool:
    """Write our own column types as what they are in the database, so that migrations stand on their own."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime()"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False


run()
