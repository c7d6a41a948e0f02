"""What somebody does every week beside contacts: training, coaching, time to grow into other work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from scheduling.timegrid import SLOT_MINUTES
from wfm.audit.services import record_change, record_created, record_removed, values_of
from wfm.catalog.models import WorkType
from wfm.core.access import Actor
from wfm.core.checks import check_between, check_dates, check_text
from wfm.core.errors import Conflict, InvalidInput, NotFound
from wfm.rosters.kinds import ActivityKind
from wfm.rosters.models import Activity, ActivityParticipant
from wfm.rosters.queries import find_weekly_activity, weekly_activities

MINUTES_MAX = 40 * 60
AT_ONCE_MAX = 5


@dataclass(frozen=True, kw_only=True)
class WeeklyActivityDetails:
    """So many minutes a week from a date until before another; growth names the work that it leads to."""

    kind: ActivityKind
    name: str
    minutes_per_week: int
    valid_from: date
    valid_until: date | None = None
    work_type_id: int | None = None

    def __post_init__(self) -> None:
        check_text("name", self.name)
        check_between("minutes_per_week", self.minutes_per_week, SLOT_MINUTES, MINUTES_MAX)
        if self.minutes_per_week % SLOT_MINUTES:
            raise InvalidInput(_("minutes_per_week is %(value)s; quarters of an hour are needed.", value=self.minutes_per_week))
        check_dates(self.valid_from, self.valid_until)
        if self.work_type_id is not None and self.kind is not ActivityKind.GROWTH:
            raise InvalidInput(_("Only growth leads to other work."))


def plan_weekly_activity(session: Session, *, agent_id: int, details: WeeklyActivityDetails, actor: Actor, now: datetime) -> Activity:
    """Builds lay it into the agent's shifts where few customers miss it. Raises InvalidInput, and Conflict at more than AT_ONCE_MAX."""
    if details.work_type_id is not None and session.get(WorkType, details.work_type_id) is None:
        raise InvalidInput(_("There is no work type %(id)s.", id=details.work_type_id))
    if len(weekly_activities(session, agent_ids=[agent_id], on=details.valid_from).get(agent_id, ())) >= AT_ONCE_MAX:
        raise Conflict(_("There are %(num)d of these already; end one first.", num=AT_ONCE_MAX))
    made = Activity(
        kind=details.kind,
        name=details.name,
        is_paid=True,
        minutes_per_week=details.minutes_per_week,
        valid_from=details.valid_from,
        valid_until=details.valid_until,
        work_type_id=details.work_type_id,
        participants=[ActivityParticipant(agent_id=agent_id)],
    )
    session.add(made)
    session.flush()
    record_created(session, made, actor=actor, now=now)
    return made


def end_weekly_activity(session: Session, *, agent_id: int, activity_id: int, on: date, actor: Actor, now: datetime) -> None:
    """It is planned no longer from a date on; from one that has not begun by then the agent is taken out, whatever draft names it.
    Raises NotFound."""
    found = find_weekly_activity(session, agent_id=agent_id, activity_id=activity_id)
    if found is None:
        raise NotFound(_("There is no weekly activity %(id)s of this person.", id=activity_id))
    if found.valid_from is not None and found.valid_from >= on:
        participation = session.get_one(ActivityParticipant, (found.id, agent_id))
        record_removed(session, participation, actor=actor, now=now)
        session.delete(participation)
    elif found.valid_until is None or found.valid_until > on:
        before = values_of(found)
        found.valid_until = max(on, (found.valid_from or on) + timedelta(days=1))
        record_change(session, found, before, actor=actor, now=now)
    session.flush()
