"""The declarative base, the one time type, and how the engines of SQLite and PostgreSQL are set up. No tables here."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from functools import partial
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, event
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from wfm.core.turns import Turns

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLITE_BUSY_TIMEOUT_MILLISECONDS = 15_000
WRITES = "wfm_writes"
HAS_TURN = "wfm_has_turn"


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware going in, aware UTC coming out, on both databases. A naive value is refused, not guessed."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None or value.utcoffset() is None:
            raise ValueError(f"{value!r} has no time zone; an instant needs one")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of every table. `Mapped[datetime]` is an instant (`UtcDateTime`) unless a column says otherwise."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


Base.registry.update_type_annotation_map({datetime: UtcDateTime})
db = SQLAlchemy(model_class=Base)


def init_app(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _prepare_sqlite(db.engine)


def _prepare_sqlite(engine: Engine) -> None:
    event.listen(engine, "connect", _set_pragmas)
    turns = Turns()
    event.listen(engine, "begin", partial(_begin, turns))
    event.listen(engine.pool, "checkin", partial(_end_turn, turns))


def _set_pragmas(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver's own implicit BEGIN comes late and never for DDL; `_begin` says it instead, so DDL is transactional too.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"busy_timeout={SQLITE_BUSY_TIMEOUT_MILLISECONDS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(turns: Turns, connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once when another writer came between, whatever the
    # timeout. One that is known to write therefore takes the write lock at its start, where waiting is possible.
    writes = connection.get_execution_options().get(WRITES, False)
    if writes and not connection.info.get(HAS_TURN):
        connection.info[HAS_TURN] = turns.take(seconds=SQLITE_BUSY_TIMEOUT_MILLISECONDS / 1000)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _end_turn(turns: Turns, _connection: sqlite3.Connection | None, record: ConnectionPoolEntry) -> None:
    if record.info.pop(HAS_TURN, False):
        turns.give_back()
