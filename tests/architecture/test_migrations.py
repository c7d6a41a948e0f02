"""Migrations and tables say the same, and every migration goes up and down, on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect

from tests.conftest import dispose, make_app
from tests.support.databases import Server
from wfm.core.db import Base, db
from wfm.jobs import queue


@pytest.fixture
def empty_app(database_server: Server) -> Iterator[Flask]:
    app = make_app(database_server.create("migrations"))
    with app.app_context():
        yield app
    dispose(app)
    database_server.drop("migrations")


def table_names() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - queue.TABLE_NAMES - {"alembic_version"}


def test_migrations_make_exactly_the_tables_of_the_models(empty_app: Flask) -> None:
    upgrade()
    queue.create_tables(db.engine)

    check()
    assert table_names() == set(Base.metadata.tables)


def test_migrations_go_down_to_nothing_and_up_again(empty_app: Flask) -> None:
    upgrade()
    downgrade(revision="base")
    assert table_names() == set()

    upgrade()
    check()
