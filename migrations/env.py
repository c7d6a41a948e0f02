"""How Alembic runs here: the application's own engine and tables, one transaction for all steps, on both databases."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy import Connection
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeDecorator

from wfm.core.columns import CompressedText
from wfm.core.db import Base
from wfm.jobs import queue


def run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            _migrate_sqlite(connection)
        else:
            _migrate(connection)


def _migrate_sqlite(connection: Connection) -> None:
    # Changing a table on SQLite copies and drops it; with foreign keys on, the drop would delete what points at it.
    raw = connection.connection.driver_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        _migrate(connection)
        broken = raw.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"after migrating, rows point at nothing: {broken[:5]}")
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_object=_is_ours,
        render_item=_render_item,
        transactional_ddl=True,
        **current_app.extensions["migrate"].configure_args,
    )
    with context.begin_transaction():
        context.run_migrations()


def _is_ours(item: SchemaItem, name: str | None, kind: str, _reflected: bool, _compared: Any) -> bool:
    return not (kind == "table" and name in queue.TABLE_NAMES)


def _render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    # A migration is history: it must not change when our column types do, so it names the plain type below ours.
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    if kind == "type" and isinstance(item, CompressedText):
        return "sa.LargeBinary()"
    return False


if context.is_offline_mode():
    raise SystemExit("migrations run against a database; there is no offline mode")
run()
