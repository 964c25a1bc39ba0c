"""The database session, the one place that commits, and the column types we share."""

import fcntl
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UpdateBase,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction, registry
from sqlalchemy.sql.dml import ReturningInsert


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in time. SQLite forgets time zones, so we store UTC and hand UTC back."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment as naive UTC; raises ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}; use clock.now()")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the stored moment as aware UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


def word(kind: type[StrEnum]) -> Enum:
    """Return a column type that stores a StrEnum as its short word; a new word needs no migration."""
    return Enum(kind, native_enum=False, length=32, values_callable=lambda members: [each.value for each in members])


class Base(DeclarativeBase):
    """Every table: readable constraint names, `str` and `datetime` mapped to our types."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    # Not `type_annotation_map`: Flask-SQLAlchemy copies this class, and the copy already has a registry.
    registry = registry(metadata=metadata, type_annotation_map={datetime: UtcDateTime, str: String(255)})


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


@event.listens_for(db.session, "after_soft_rollback")
def _forget_what_was_undone(session: Session, undone: SessionTransaction) -> None:
    """Read everything anew after a savepoint was undone: the session does not know what `change` did under it."""
    if undone.nested:
        session.expire_all()


# Every table is a `class Event(Model)`: `db.Model` is made at run time, so mypy cannot see that it is our Base.
if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def engine_options(url: URL) -> dict[str, Any]:
    """Return what `create_engine` needs for this database."""
    if url.get_backend_name() == "sqlite":
        return {"connect_args": {"timeout": 30, "check_same_thread": False, "isolation_level": None}}
    return {"pool_pre_ping": True, "pool_size": 8, "max_overflow": 8}


def prepare(engine: Engine) -> None:
    """Make SQLite keep its promises: foreign keys, WAL, and an acknowledged write that survives power loss."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
            connection.execute(f"PRAGMA {pragma}")


def insert_once(model: type[Model], **values: Any) -> int | None:
    """Insert a row and return its id, or None where a unique key says that it is there already."""
    connection = db.session.connection()
    return connection.execute(_insert_once(model, connection.dialect.name), values).scalar()


def insert_all_once(model: type[Model], rows: Sequence[Mapping[str, Any]], *, returning: str) -> list[Any]:
    """Insert those rows that no unique key says are there already; return that column of each that went in."""
    if not rows:
        return []
    connection = db.session.connection()
    table = cast(Table, model.__table__)
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table).on_conflict_do_nothing().returning(table.c[returning])
    return list(connection.execute(statement, rows).scalars())


@cache
def _insert_once(model: type[Model], dialect: str) -> ReturningInsert[int]:
    table = cast(Table, model.__table__)
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(table).on_conflict_do_nothing().returning(table.c.id)


def change(statement: UpdateBase, values: Mapping[str, Any] | None = None) -> int:
    """Run a conditional UPDATE or DELETE and return how many rows it touched: the database's own judgement.

    `values` are those of its bindparams. Objects in the session are not told; whoever goes on using one refreshes it.
    """
    session = db.session
    session.flush()
    return session.connection().execute(statement, values).rowcount  # not the session's own: it costs twice as much


@contextmanager
def transaction() -> Iterator[None]:
    """Keep everything done inside, or none of it. Opened by views, the API and the CLI; never by rules.

    What was read before is read outside it, so rules judge by conditional UPDATEs, never by what was read.
    Raises RuntimeError when nested.
    """
    session = db.session
    if session.info.get("in_transaction"):
        raise RuntimeError("transactions do not nest; open one at the edge")
    session.info["in_transaction"] = True
    try:
        with _turn_to_write():
            try:
                yield
                session.commit()
            except BaseException:
                session.rollback()
                raise
    finally:
        session.info.pop("in_transaction", None)


def read_at_once() -> None:
    """Let the session's next questions stand for themselves: PostgreSQL is asked once, not thrice (BEGIN, ROLLBACK).

    For whoever asks one question in an app context of their own. SQLite's transactions ask nobody.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})


def is_in_transaction() -> bool:
    """Is this thread inside `transaction()` just now?"""
    return "in_transaction" in db.session.info


def overwrite_what_goes() -> None:
    """Let this connection overwrite with zeros what it deletes from now on. For SQLite; PostgreSQL's VACUUM does it."""
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")


def empty_the_log() -> None:
    """Bring what was committed into the database file and cut its log off, as far as no reader needs it. For SQLite."""
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        with _lock_file(connection.engine.url.database):
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()
            connection.exec_driver_sql("PRAGMA secure_delete=OFF")


@contextmanager
def _turn_to_write() -> Iterator[None]:
    """On SQLite, wait for the one writer's place in the whole server, then BEGIN IMMEDIATE.

    The kernel's queue on a lock file hands the place over at once; SQLite's own waiting sleeps and polls, which
    with two writing processes made the slowest scans thirty times slower.
    """
    connection = db.session.connection()
    if connection.dialect.name != "sqlite":
        yield
        return
    with _lock_file(connection.engine.url.database):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield


@contextmanager
def _lock_file(database: str | None) -> Iterator[None]:
    if not database or database == ":memory:":
        yield
        return
    handle = os.open(Path(f"{database}.writer"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
