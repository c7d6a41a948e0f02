"""What the commands have to know of the database they are about to copy or to replace."""

from __future__ import annotations

from sqlalchemy import URL, exists, inspect, select

from wfm.agents.models import Agent
from wfm.core.db import db
from wfm.core.unit_of_work import read_session


def database_address() -> URL:
    """Where the database is. Connections of this process to it are closed."""
    db.session.remove()
    db.engine.dispose()
    return db.engine.url


def holds_people() -> bool:
    return inspect(db.engine).has_table(Agent.__tablename__) and bool(read_session().scalar(select(exists(select(Agent.id)))))
