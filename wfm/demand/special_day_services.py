"""Dates unlike their weekday: left out when a forecast averages past weeks, and without work where closed."""

from __future__ import annotations

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
from wfm.demand.queries import find_special_day_of


def add_special_day(
    session: Session, *, local_date: date, kind: DayKind, name: str, work_type_id: int | None = None, actor: Actor, now: datetime
) -> SpecialDay:
    """The date is special, or closed, for a work type or for all. Raises InvalidInput, or Conflict where it is so already."""
    check_text("name", name)
    day = SpecialDay(local_date=local_date, kind=kind, name=name, work_type_id=work_type_id)
    save(session, day, duplicate=_("%(date)s is a special day already.", date=local_date))
    record_created(session, day, actor=actor, now=now)
    return day


def remove_special_day(session: Session, *, special_day_id: int, actor: Actor, now: datetime) -> None:
    """The date is ordinary again. Raises NotFound, also for a work type that the actor does not see."""
    day = find_special_day_of(session, special_day_id=special_day_id, actor=actor)
    if day is None:
        raise NotFound(_("There is no special day %(id)s.", id=special_day_id))
    record_removed(session, day, actor=actor, now=now)
    session.delete(day)
    session.flush()
