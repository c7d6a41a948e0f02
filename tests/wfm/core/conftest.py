"""A table of the tests' own, so that the core is tested without any feature."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Column, Integer, MetaData, Table

from wfm.core.db import UtcDateTime, db

notes = Table("notes", MetaData(), Column("id", Integer, primary_key=True), Column("at", UtcDateTime, nullable=False))


@pytest.fixture
def notes_table(app: Flask) -> Iterator[Table]:
    with app.app_context():
        notes.create(db.engine)
        yield notes
        db.session.rollback()
        notes.drop(db.engine)
