"""Dates unlike their weekday: left out when a forecast averages past weeks, and without work where closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from wfm.audit.services import record_created, record_removed
from wfm.core.access import Actor
from wfm.core.checks import check_text
from wfm.core.errors import NotFound
from wfm.core.saving import save
from wfm.demand.kinds import DayKind
from wfm.demand.models import SpecialDay
from wfm.demand.queries import days_special_to_all, find_special_day_of

NAME_LENGTH_MAX = 120


def add_special_day(
    session: Session, *, local_date: date, kind: DayKind, name: str, work_type_id: int | None = None, actor: Actor, now: datetime
) -> SpecialDay:
    """The date is special, or closed, for a work type or for all. Raises InvalidInput, or Conflict where it is so already."""
    check_text("name", name)
    day = SpecialDay(local_date=local_date, kind=kind, name=name, work_type_id=work_type_id)
    save(session, day, duplicate=_("%(date)s is a special day already.", date=local_date))
    record_created(session, day, actor=actor, now=now)
    return day


def add_special_days(session: Session, *, days: Mapping[date, str], kind: DayKind, actor: Actor, now: datetime) -> tuple[SpecialDay, ...]:
    """Several dates with their names, for all work types; those that are special already stay as they are."""
    noted = days_special_to_all(session, among=days)
    return tuple(
        add_special_day(session, local_date=day, kind=kind, name=name[:NAME_LENGTH_MAX], actor=actor, now=now)
        for day, name in days.items()
        if day not in noted
    )


def remove_special_day(session: Session, *, special_day_id: int, actor: Actor, now: datetime) -> None:
    """The date is ordinary again. Raises NotFound, also for a work type that the actor does not see."""
    day = find_special_day_of(session, special_day_id=special_day_id, actor=actor)
    if day is None:
        raise NotFound(_("There is no special day %(id)s.", id=special_day_id))
    record_removed(session, day, actor=actor, now=now)
    session.delete(day)
    session.flush()
