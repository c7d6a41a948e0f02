"""Rows that never change once written: history, versions, what was computed. A correction is a new row."""

from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.orm import Mapper


class ImmutableRow(RuntimeError):
    """Code tried to change a row that must stay as it was written."""


class Immutable:
    """Mixin of a table whose rows the session refuses to update."""


@event.listens_for(Immutable, "before_update", propagate=True)
def _refuse(_mapper: Mapper[Any], _connection: Connection, row: Any) -> None:
    raise ImmutableRow(f"{type(row).__name__} rows never change; write a new one")
