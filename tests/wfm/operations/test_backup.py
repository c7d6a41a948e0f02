"""Copies of the database and the way back, on databases of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from tests.conftest import dispose, make_app
from tests.support.factories import a_group, a_member
from tests.support.pages import given
from wfm.agents.models import Agent
from wfm.core.db import db
from wfm.jobs import queue

Run = Callable[..., Result]


@pytest.fixture
def own_app(fresh_database_url: str) -> Iterator[Flask]:
    app = make_app(fresh_database_url)
    yield app
    dispose(app)


@pytest.fixture
def run(own_app: Flask) -> Run:
    return lambda *arguments: own_app.test_cli_runner().invoke(args=[str(argument) for argument in arguments], color=False)


def names(app: Flask) -> list[str]:
    return given(app, lambda session: list(session.scalars(select(Agent.display_name).order_by(Agent.id))))


def add_person(session: Session) -> None:
    group = session.scalar(select(func.max(Agent.id)))
    a_member(session, a_group(session), display_name=f"Person {group or 0}")


def test_what_was_copied_comes_back_and_nothing_else(own_app: Flask, run: Run, tmp_path: Path) -> None:
    given(own_app, add_person)
    before = names(own_app)
    copy = tmp_path / "a copy.db"

    assert run("backup", copy).exit_code == 0
    given(own_app, add_person)
    given(own_app, lambda session: session.execute(text("CREATE TABLE of_another_age (id INTEGER)")))
    done = run("restore", copy, "--replace")

    assert (done.exit_code, names(own_app)) == (0, before)
    given(own_app, add_person)  # ids go on where they were
    assert len(names(own_app)) == 2
    with own_app.app_context():
        assert queue.has_tables(db.engine)
        assert "of_another_age" not in db.inspect(db.engine).get_table_names()  # type: ignore[attr-defined]
    assert [path.name for path in tmp_path.iterdir()] == ["a copy.db"]


def test_an_installation_with_people_is_not_overwritten_unasked(own_app: Flask, run: Run, tmp_path: Path) -> None:
    run("backup", tmp_path / "copy")
    given(own_app, add_person)

    done = run("restore", tmp_path / "copy")

    assert done.exit_code == 2
    assert "--replace" in done.output
    assert len(names(own_app)) == 1


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00 but no more", b"PGDMP but no more", b"a,b\r\n1,2\r\n"])
def test_what_is_no_copy_changes_nothing(own_app: Flask, run: Run, tmp_path: Path, content: bytes) -> None:
    given(own_app, add_person)
    (tmp_path / "file").write_bytes(content)

    done = run("restore", tmp_path / "file", "--replace")

    assert done.exit_code == 2, done.output
    assert "Traceback" not in done.output
    assert len(names(own_app)) == 1


def test_a_file_that_is_there_is_kept(run: Run, tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("mine", encoding="utf-8")

    done = run("backup", tmp_path / "copy")

    assert (done.exit_code, (tmp_path / "copy").read_text(encoding="utf-8")) == (2, "mine")
    assert run("backup", tmp_path / "no folder" / "copy").exit_code == 2
