"""The one place that commits. Edges (pages, API, commands, jobs) open a unit of work; services only take its session."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from wfm.core.db import WRITES, db

_OPEN = "unit_of_work_open"


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """One transaction that writes: committed when the block ends, rolled back when it raises. Never nested."""
    session = db.session()
    if session.info.get(_OPEN):
        raise RuntimeError("a unit of work is already open; only the edge opens one")
    if session.in_transaction():
        # What was read before belongs to a transaction that cannot be turned into a writing one.
        session.commit()
    session.connection(execution_options={WRITES: True})
    session.info[_OPEN] = True
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(_OPEN, None)


def read_session() -> Session:
    """The session of this request or command, for queries. Nothing done through it is kept."""
    return db.session()
