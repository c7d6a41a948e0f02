"""Writes the audit trail. Called by every service that writes, in its transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from enum import Enum
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from wfm.audit.models import AuditLine
from wfm.core.access import Actor
from wfm.core.db import Base

HIDDEN = "(hidden)"


def record(
    session: Session,
    *,
    actor: Actor,
    action: str,
    entity: str,
    entity_id: object,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    now: datetime,
) -> None:
    """One more line: `actor` did `action` to the entity, whose values were `before` and are `after`."""
    session.add(
        AuditLine(
            at=now,
            actor_id=actor.id,
            actor_name=actor.name,
            action=action,
            entity=entity,
            entity_id=str(entity_id),
            before=None if before is None else _plain(before),
            after=None if after is None else _plain(after),
        )
    )


def record_created(session: Session, *rows: Base, actor: Actor, now: datetime) -> None:
    """One line for each new row, which has its id already."""
    for row in rows:
        record(session, actor=actor, action="create", entity=row.__tablename__, entity_id=_id_of(row), after=values_of(row), now=now)


def record_change(
    session: Session,
    row: Base,
    before: Mapping[str, Any],
    after: Mapping[str, Any] | None = None,
    *,
    action: str = "update",
    actor: Actor,
    now: datetime,
) -> None:
    """A line for a row that was changed, with the values that differ; none where nothing does. `after` is by default what the
    row says now."""
    after = values_of(row) if after is None else after
    changed = [name for name in after if before[name] != after[name]]
    if changed:
        was, is_now = ({name: values[name] for name in changed} for values in (before, after))
        record(session, actor=actor, action=action, entity=row.__tablename__, entity_id=_id_of(row), before=was, after=is_now, now=now)


def record_removed(session: Session, row: Base, *, actor: Actor, now: datetime) -> None:
    """A line for a row that is being deleted."""
    record(session, actor=actor, action="remove", entity=row.__tablename__, entity_id=_id_of(row), before=values_of(row), now=now)


def values_of(row: Base) -> dict[str, Any]:
    """A row's columns by name. A column marked `info={"secret": True}` is told as hidden."""
    attributes = inspect(type(row)).column_attrs
    return {
        attribute.key: HIDDEN if attribute.columns[0].info.get("secret") and value is not None else value
        for attribute in attributes
        for value in (getattr(row, attribute.key),)
    }


def _id_of(row: Base) -> str:
    return "/".join(str(part) for part in inspect(row).identity or ())


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value
