"""A database that is away, or that takes no writes, is told as such; the service goes on by itself once it is back."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import dispose, make_app
from tests.support.factories import LEAD, NOW
from tests.support.service import free_port
from wfm.accounts.services import RoleGrant, UserDetails, create_user
from wfm.core.access import Role
from wfm.core.db import Base, db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    app = make_app(f"sqlite:///{tmp_path / 'wfm.db'}")
    with app.app_context():
        Base.metadata.create_all(db.engine)
        details = UserDetails(email="ada@example.com", display_name="Ada", is_demo=True)
        create_user(db.session(), details=details, grants=[RoleGrant(role=Role.ADMINISTRATOR)], actor=LEAD, now=NOW)
        db.session.commit()
    dispose(app)
    return tmp_path / "wfm.db"


def read_only(file: Path) -> Flask:
    return make_app(f"sqlite:///file:{file}?mode=ro&uri=true")


@pytest.mark.parametrize("address", ["/", "/healthz", "/api/v1/me"])
def test_a_database_that_is_away_is_told(address: str) -> None:
    app = make_app(f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/nothing")

    answer = app.test_client().get(address, headers={"Authorization": "Bearer wfm_x"})

    assert answer.status_code == 503
    assert "cannot be reached" in answer.text
    assert answer.headers["Retry-After"] == "10"
    assert "psycopg" not in answer.text


def test_a_disk_that_may_only_be_read_is_told_and_nothing_is_lost(file: Path) -> None:
    app = read_only(file)

    answer = app.test_client().post("/", data={"user": "1"})

    assert answer.status_code == 503
    assert "Nothing was saved" in answer.text
    dispose(app)
    writable = make_app(f"sqlite:///{file}")
    assert writable.test_client().post("/", data={"user": "1"}).status_code == 302
    dispose(writable)


def test_the_service_goes_on_once_the_database_is_back(tmp_path: Path, file: Path) -> None:
    app = make_app(f"sqlite:///{file}")
    client = app.test_client()
    aside = file.rename(tmp_path / "aside.db")
    dispose(app)
    file.mkdir()  # nothing can be opened there
    assert client.get("/").status_code == 503

    file.rmdir()
    aside.rename(file)

    assert client.get("/").status_code == 200
    dispose(app)
