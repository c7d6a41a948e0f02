"""Reads of what has to be there first: work types an actor may change, and how far they are from a first roster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, selectinload

from wfm.agent_skills.models import SkillRating
from wfm.agents.models import RosterGroup, RosterGroupMembership
from wfm.catalog.models import ContactType, WorkType
from wfm.catalog.queries import is_seen_by
from wfm.catalog.services import WorkTypeNotFound
from wfm.core.access import Actor
from wfm.core.hours_text import write_hours
from wfm.core.local_week import WeeklyStretch
from wfm.demand.models import Forecast, Requirement, VolumeInterval
from wfm.rosters.models import RosterDraft, RosterVersion
from wfm.rosters.queries import presence_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Which steps on the way to a first published roster are done."""

    has_group: bool
    has_work_type: bool
    has_people: bool
    has_skills: bool
    has_volumes: bool
    has_mapping: bool
    has_forecast: bool
    has_requirement: bool
    has_draft: bool
    has_version: bool

    @property
    def is_done(self) -> bool:
        return self.has_version


def work_types_of(session: Session, *, actor: Actor) -> Sequence[WorkType]:
    """The work types that the actor sees: those of their roster groups and those for all, by name, retired ones last."""
    asked = select(WorkType).where(is_seen_by(actor)).options(selectinload(WorkType.opening_hours))
    return session.scalars(asked.order_by(WorkType.is_active.desc(), WorkType.name, WorkType.code)).all()


def find_work_type_of(session: Session, *, work_type_id: int, actor: Actor) -> WorkType:
    """A work type that the actor sees, with its opening hours. Raises WorkTypeNotFound."""
    asked = select(WorkType).where(WorkType.id == work_type_id, is_seen_by(actor)).options(selectinload(WorkType.opening_hours))
    found = session.scalars(asked).one_or_none()
    if found is None:
        raise WorkTypeNotFound(_("There is no work type %(id)s.", id=work_type_id))
    return found


def progress(session: Session) -> Progress:
    """How far the whole service is; one question a step, each answered by the first row found."""

    def there(condition: ColumnElement[bool]) -> bool:
        return bool(session.scalar(select(condition)))

    return Progress(
        has_group=there(exists(select(RosterGroup.id))),
        has_work_type=there(exists(select(WorkType.id).where(WorkType.is_active))),
        has_people=there(exists(select(RosterGroupMembership.id))),
        has_skills=there(exists(select(SkillRating.id))),
        has_volumes=there(exists(select(VolumeInterval.series_id))),
        has_mapping=there(exists(select(ContactType.id).where(ContactType.work_type_id.is_not(None)))),
        has_forecast=there(exists(select(Forecast.id))),
        has_requirement=there(exists(select(Requirement.id))),
        has_draft=there(exists(select(RosterDraft.id))),
        has_version=there(exists(select(RosterVersion.id))),
    )


@dataclass(frozen=True, kw_only=True)
class ShownPresence:
    """A qualification that must be there, in words."""

    id: int
    work_type_id: int
    work: str
    heads: int
    hours: str


def presence_of(session: Session, *, roster_group_id: int) -> tuple[ShownPresence, ...]:
    """Who must always be there in a roster group."""
    rules = presence_rules(session, roster_group_id=roster_group_id)
    names: dict[int, str] = {}
    if rules:
        asked = select(WorkType.id, WorkType.name).where(WorkType.id.in_([rule.work_type_id for rule in rules]))
        names = dict(session.execute(asked).all())
    return tuple(
        ShownPresence(
            id=rule.id,
            work_type_id=rule.work_type_id,
            work=names[rule.work_type_id],
            heads=rule.heads,
            hours=write_hours(WeeklyStretch.from_json(told) for told in rule.stretches),
        )
        for rule in rules
    )
