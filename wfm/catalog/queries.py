"""Reads of the catalog."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session, selectinload

from wfm.catalog.models import Bundle, Channel, ContactReason, ContactSource, ContactType, Department, WorkType
from wfm.core.access import Actor


def departments(session: Session) -> Sequence[Department]:
    return session.scalars(select(Department).order_by(Department.name)).all()


def channels(session: Session) -> Sequence[Channel]:
    return session.scalars(select(Channel).order_by(Channel.name)).all()


def bundles(session: Session) -> Sequence[Bundle]:
    return session.scalars(select(Bundle).order_by(Bundle.name)).all()


def work_types_of_group(session: Session, *, roster_group_id: int, with_hours: bool = True) -> Sequence[WorkType]:
    """The active work types that a roster group serves, its own and those for all, by code; with their opening hours or without."""
    asked = select(WorkType).where(_served_by(roster_group_id)).order_by(WorkType.code)
    return session.scalars(asked.options(selectinload(WorkType.opening_hours)) if with_hours else asked).all()


def work_type_titles_of_group(session: Session, *, roster_group_id: int) -> Sequence[tuple[str, str]]:
    """Code and name of each of them, by code."""
    asked = select(WorkType.code, WorkType.name).where(_served_by(roster_group_id)).order_by(WorkType.code)
    return [(code, name) for code, name in session.execute(asked)]


def is_seen_by(actor: Actor) -> ColumnElement[bool]:
    """Of work types, also outer joined ones: those of all groups and those of the groups that the actor looks after."""
    if actor.roster_group_ids is None:
        return true()
    return or_(WorkType.roster_group_id.in_(actor.roster_group_ids), WorkType.roster_group_id.is_(None))


def _served_by(roster_group_id: int) -> ColumnElement[bool]:
    return and_(WorkType.is_active, or_(WorkType.roster_group_id == roster_group_id, WorkType.roster_group_id.is_(None)))


def active_work_types(session: Session) -> Sequence[WorkType]:
    """Every work type that is planned, by name."""
    return session.scalars(select(WorkType).where(WorkType.is_active).order_by(WorkType.name, WorkType.code)).all()


def find_work_type(session: Session, *, code: str) -> WorkType | None:
    return session.scalars(select(WorkType).where(WorkType.code == code)).one_or_none()


def find_contact_source(session: Session, *, code: str) -> ContactSource | None:
    return session.scalars(select(ContactSource).where(ContactSource.code == code)).one_or_none()


def contact_types_by_code(session: Session, *, source_id: int) -> dict[str, ContactType]:
    """The contact types of a source by the code it logs."""
    found = session.scalars(select(ContactType).where(ContactType.source_id == source_id).order_by(ContactType.code))
    return {contact_type.code: contact_type for contact_type in found}


def contact_reasons_by_code(session: Session) -> dict[str, ContactReason]:
    return {reason.code: reason for reason in session.scalars(select(ContactReason).order_by(ContactReason.code))}
