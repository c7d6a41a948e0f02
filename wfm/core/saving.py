"""How services write new rows, so that what a person got wrong is told as such and never as an error of the database."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import CursorResult, Executable, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from wfm.core.db import Base
from wfm.core.errors import Conflict, InvalidInput

UNIQUE_VIOLATION = "23505"
VALUES_PER_QUESTION = 5000


def save(session: Session, *rows: Base, duplicate: str) -> None:
    """Writes new rows, which have their ids afterwards. Raises InvalidInput where one points at something that does not
    exist, and Conflict, saying `duplicate`, where a unique value is taken; the rows are not kept then."""
    check_references(session, rows)
    try:
        with session.begin_nested():
            session.add_all(rows)
            session.flush()
    except IntegrityError as error:
        if _is_duplicate(error):
            raise Conflict(duplicate) from None
        raise


def rows_touched(session: Session, statement: Executable) -> int:
    """Runs an update or delete of many rows, past what the session has loaded of them; how many it touched."""
    result = session.execute(statement, execution_options={"synchronize_session": False})
    return result.rowcount if isinstance(result, CursorResult) else 0


def check_references(session: Session, rows: Sequence[Base]) -> None:
    """Raises InvalidInput, naming the field, where a foreign key names a row that does not exist. One question a column."""
    named: dict[tuple[type[Base], str], set[object]] = {}
    for row in rows:
        for attribute in inspect(type(row)).column_attrs:
            value = getattr(row, attribute.key)
            if value is not None and attribute.columns[0].foreign_keys:
                named.setdefault((type(row), attribute.key), set()).add(value)
    with session.no_autoflush:  # the rows that are being checked must not be written by the asking
        for (kind, name), values in named.items():
            _check_exist(session, kind, name, sorted(values, key=str))


def _check_exist(session: Session, kind: type[Base], name: str, values: Sequence[object]) -> None:
    (foreign_key,) = inspect(kind).column_attrs[name].columns[0].foreign_keys
    target = foreign_key.column
    for first in range(0, len(values), VALUES_PER_QUESTION):
        part = values[first : first + VALUES_PER_QUESTION]
        found = set(session.scalars(select(target).where(target.in_(part))))
        missing = [value for value in part if value not in found]
        if missing:
            raise InvalidInput(
                _("%(field)s is %(value)s; there is no such %(entity)s", field=name, value=missing[0], entity=target.table.name)
            )


def _is_duplicate(error: IntegrityError) -> bool:
    return getattr(error.orig, "sqlstate", None) == UNIQUE_VIOLATION or "UNIQUE constraint failed" in str(error.orig)
