"""Writes of the catalog: departments, channels, bundles and work types."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from wfm.audit.services import record, record_change, record_created, values_of
from wfm.catalog.details import WorkTypeDetails
from wfm.catalog.models import Bundle, Channel, Department, OpeningHours, WorkType
from wfm.core.access import Actor
from wfm.core.checks import check_code, check_text
from wfm.core.errors import Conflict, NotFound
from wfm.core.local_week import WeeklyStretch
from wfm.core.saving import check_references, save


class WorkTypeNotFound(NotFound):
    code = "work_type_not_found"


def create_department(session: Session, *, name: str, actor: Actor, now: datetime) -> Department:
    """There is a department of this name. Raises InvalidInput, or Conflict where the name is taken."""
    check_text("name", name)
    department = Department(name=name)
    save(session, department, duplicate=_("There is already a department named %(name)s.", name=name))
    record_created(session, department, actor=actor, now=now)
    return department


def create_channel(session: Session, *, code: str, name: str, actor: Actor, now: datetime) -> Channel:
    """There is a channel of this code and name. Raises InvalidInput, or Conflict where either is taken."""
    check_code("code", code)
    check_text("name", name)
    channel = Channel(code=code, name=name)
    save(session, channel, duplicate=_("There is already a channel %(code)s or one named %(name)s.", code=code, name=name))
    record_created(session, channel, actor=actor, now=now)
    return channel


def create_bundle(session: Session, *, code: str, name: str, actor: Actor, now: datetime) -> Bundle:
    """There is a bundle, yet empty; work types of mode blend name it. Raises InvalidInput, or Conflict where code or name is taken."""
    check_code("code", code)
    check_text("name", name)
    bundle = Bundle(code=code, name=name)
    save(session, bundle, duplicate=_("There is already a bundle %(code)s or one named %(name)s.", code=code, name=name))
    record_created(session, bundle, actor=actor, now=now)
    return bundle


def rename(session: Session, *, entity: Department | Channel | Bundle, name: str, actor: Actor, now: datetime) -> None:
    """The department, channel or bundle has this name. Raises InvalidInput, or Conflict where it is taken."""
    check_text("name", name)
    kind = type(entity)
    if session.scalar(select(kind.id).where(kind.name == name, kind.id != entity.id)) is not None:
        raise Conflict(_("The name %(name)s is taken.", name=name))
    before = values_of(entity)
    entity.name = name
    record_change(session, entity, before, actor=actor, now=now)


def create_work_type(session: Session, *, details: WorkTypeDetails, actor: Actor, now: datetime) -> WorkType:
    """There is a work type as described. Raises InvalidInput, or Conflict where its code is taken."""
    work_type = WorkType(**_columns(details), opening_hours=_opening_hours(details))
    save(session, work_type, duplicate=_("There is already a work type %(code)s.", code=details.code))
    record(session, actor=actor, action="create", entity="work_type", entity_id=work_type.id, after=_told(work_type, details), now=now)
    return work_type


def update_work_type(session: Session, *, work_type_id: int, details: WorkTypeDetails, actor: Actor, now: datetime) -> WorkType:
    """The work type is as described now. Raises WorkTypeNotFound, InvalidInput, or Conflict where its code is taken."""
    work_type = session.scalars(
        select(WorkType).where(WorkType.id == work_type_id).options(selectinload(WorkType.opening_hours))
    ).one_or_none()
    if work_type is None:
        raise WorkTypeNotFound(_("There is no work type %(id)s.", id=work_type_id))
    if session.scalar(select(WorkType.id).where(WorkType.code == details.code, WorkType.id != work_type_id)) is not None:
        raise Conflict(_("There is already a work type %(code)s.", code=details.code))
    before = values_of(work_type) | {"opening_hours": [_stretch(hours).to_json() for hours in work_type.opening_hours]}
    for name, value in _columns(details).items():
        setattr(work_type, name, value)
    check_references(session, [work_type])
    work_type.opening_hours.clear()
    session.flush()  # the old hours go first: a new stretch may begin when an old one did
    work_type.opening_hours.extend(_opening_hours(details))
    record_change(session, work_type, before, _told(work_type, details), actor=actor, now=now)
    return work_type


def retire_work_type(session: Session, *, work_type_id: int, actor: Actor, now: datetime) -> WorkType:
    """The work type is planned no longer; its history stays. Raises WorkTypeNotFound."""
    work_type = session.get(WorkType, work_type_id)
    if work_type is None:
        raise WorkTypeNotFound(_("There is no work type %(id)s.", id=work_type_id))
    before = values_of(work_type)
    work_type.is_active = False
    record_change(session, work_type, before, action="retire", actor=actor, now=now)
    return work_type


def _columns(details: WorkTypeDetails) -> dict[str, Any]:
    columns = dict(vars(details))
    del columns["opening_hours"]
    target = dict(vars(columns.pop("target")))
    return columns | {"target_kind": target.pop("kind")} | target


def _opening_hours(details: WorkTypeDetails) -> list[OpeningHours]:
    return [OpeningHours(weekday=s.weekday, local_start=s.local_start, local_end=s.local_end) for s in details.opening_hours]


def _stretch(hours: OpeningHours) -> WeeklyStretch:
    return WeeklyStretch(hours.weekday, hours.local_start, hours.local_end)


def _told(work_type: WorkType, details: WorkTypeDetails) -> dict[str, Any]:
    """What the audit trail tells of a work type: its columns and its opening hours."""
    return values_of(work_type) | {"opening_hours": [stretch.to_json() for stretch in sorted(details.opening_hours)]}
