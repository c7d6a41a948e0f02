"""Fixtures for tests with a database, each run on SQLite and on PostgreSQL. Tests of the pure libraries use none of them.

What a test gives before it uses `client` must be committed (`with unit_of_work() as session`): a request has its own session."""

from __future__ import annotations

import contextvars
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from tests.support.databases import Server

PURE = (Path(__file__).parent / "scheduling", Path(__file__).parent / "skills")
# Every run of the same code tries the same examples, however slow the machine; `make torture` looks for new ones.
hypothesis.settings.register_profile("steady", deadline=None, derandomize=True)
hypothesis.settings.register_profile("search", deadline=None, print_blob=True)
hypothesis.settings.load_profile("steady")
SECRET_KEY = "only-for-tests-0123456789"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "database_kind" in getattr(item, "fixturenames", ()) and any(item.path.is_relative_to(folder) for folder in PURE):
            raise pytest.UsageError(f"{item.nodeid} is a test of a pure library; it must not use a database")


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def database_server(database_kind: str) -> Iterator[Server]:
    from tests.support.databases import SqliteServer, start_postgres

    server: Server = SqliteServer() if database_kind == "sqlite" else start_postgres()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def migrated(database_server: Server) -> str:
    """Name of a database with all migrations applied, to copy from."""
    from flask_migrate import upgrade

    from wfm.core.db import db
    from wfm.jobs import queue

    name = "migrated"
    app = make_app(database_server.create(name))
    with app.app_context():
        upgrade()
        queue.create_tables(db.engine)
    dispose(app)
    return name


@pytest.fixture(scope="session")
def database_url(database_server: Server, migrated: str) -> str:
    """The database that `app` works on; it is emptied after each test."""
    return database_server.copy(migrated, "shared")


@pytest.fixture
def fresh_database_url(database_server: Server, migrated: str) -> Iterator[str]:
    """A migrated, empty database of this test's own, for tests that start processes."""
    yield database_server.copy(migrated, "own")
    database_server.drop("own")


@pytest.fixture(scope="session")
def _shared_app(database_url: str) -> Iterator[Flask]:
    app = make_app(database_url)
    yield app
    dispose(app)


@pytest.fixture
def app(_shared_app: Flask, database_server: Server, migrated: str) -> Iterator[Flask]:
    yield _shared_app
    empty(_shared_app, database_server, migrated)


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session for services and queries, in an application context. What is not committed is gone after the test."""
    from wfm.core.db import db

    with app.app_context():
        yield db.session()
        db.session.rollback()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript and without CSRF tokens; each request gets its own application context, as when served."""
    from flask.testing import FlaskClient

    class SeparateContextClient(FlaskClient):
        def open(self, *args: Any, **kwargs: Any) -> Any:
            return contextvars.Context().run(super().open, *args, **kwargs)

    return SeparateContextClient(app, app.response_class, use_cookies=True)


def make_app(url: str) -> Flask:
    from wfm import create_app
    from wfm.settings import Settings

    app = create_app(Settings(secret_key=SECRET_KEY, database_url=url, demo=True, log_level="WARNING"))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return app


def dispose(app: Flask) -> None:
    from wfm.core.db import db

    with app.app_context():
        db.engine.dispose()


def empty(app: Flask, server: Server, migrated: str) -> None:
    from wfm.core.db import db

    with app.app_context():
        db.session.rollback()
        if db.engine.dialect.name == "sqlite":
            db.engine.dispose()
            server.copy(migrated, "shared")
        else:
            _delete_all_rows()


def _delete_all_rows() -> None:
    from sqlalchemy import text

    from wfm.core.db import db

    with db.engine.begin() as connection:
        tables = connection.execute(
            text(
                "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN ('public', 'dbos')"
                " AND tablename NOT IN ('alembic_version', 'dbos_migrations')"
            )
        ).scalars()
        # As a replica the server asks neither foreign keys nor triggers, so the order does not matter.
        statements = "; ".join(f"DELETE FROM {table}" for table in tables)
        if statements:
            connection.exec_driver_sql(f"SET LOCAL session_replication_role = replica; {statements}")
