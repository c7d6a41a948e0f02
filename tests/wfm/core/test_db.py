from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import Table, insert, select, text
from sqlalchemy.exc import StatementError

from wfm.core.db import db
from wfm.core.unit_of_work import read_session, unit_of_work


def test_an_instant_comes_back_aware_in_utc(notes_table: Table) -> None:
    kathmandu = datetime(2026, 11, 23, 5, 45, tzinfo=ZoneInfo("Asia/Kathmandu"))

    with unit_of_work() as session:
        session.execute(insert(notes_table).values(at=kathmandu))

    found = read_session().scalars(select(notes_table.c.at)).one()
    assert found == datetime(2026, 11, 23, tzinfo=UTC)
    assert found.tzinfo is UTC


def test_a_naive_value_is_refused(notes_table: Table) -> None:
    with pytest.raises(StatementError, match="has no time zone"), unit_of_work() as session:
        session.execute(insert(notes_table).values(at=datetime(2026, 11, 23)))  # noqa: DTZ001  that is the point


def test_sqlite_keeps_foreign_keys_and_a_write_ahead_log(app: Flask) -> None:
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("PRAGMAs are SQLite's")
        pragmas = {name: read_session().scalar(text(f"PRAGMA {name}")) for name in ("foreign_keys", "journal_mode", "busy_timeout")}

    assert pragmas == {"foreign_keys": 1, "journal_mode": "wal", "busy_timeout": 15_000}
