"""Writes that people make about themselves, and a lead's answer to a request for time off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from scheduling.timegrid import to_local
from wfm.agent_skills.queries import rating_history
from wfm.agent_skills.services import Assessment, rate_skills
from wfm.agents.models import Agent
from wfm.availability import services as availability
from wfm.availability import wish_services
from wfm.availability.expansion import Pattern
from wfm.availability.kinds import AvailabilityKind, WishKind
from wfm.availability.models import TimeOff
from wfm.availability.services import UsualWeek
from wfm.core.access import Actor
from wfm.core.cells import Cells, Fault, WrongCells
from wfm.core.checks import check_between, check_dates
from wfm.core.errors import InvalidInput
from wfm.core.hours_text import read_spans
from wfm.core.intervals import Interval
from wfm.core.local_week import DateRange, stretch_on, whole_days
from wfm.self_service.queries import (
    find_own_exception,
    find_own_time_off,
    find_own_wish,
    find_time_off_to_decide,
    own_exceptions,
    own_ratings,
)
from wfm.self_service.week_form import read_week

DAYS_OFF_MAX = 366
COPIES_MAX = 12
ONE_WEEK = timedelta(weeks=1)
WEIGHTS = {"nice": 30, "important": 120, "very": 360}
"""How much a wish counts, in minutes of shortage."""


def enter_usual_week(session: Session, *, agent: Agent, told: Mapping[str, str], actor: Actor, now: datetime) -> None:
    """From a date on, and until before another where one is told, this is the person's usual week. Raises WrongCells."""
    cells = Cells(told)
    cells.required("valid_from")
    valid_from, valid_until = cells.date("valid_from"), cells.date("valid_until")
    hours = read_week(cells)
    if not cells.faults and valid_from is not None:
        try:
            week = UsualWeek(agent_id=agent.id, pattern=Pattern(DateRange(valid_from, valid_until), hours))
        except InvalidInput as error:
            cells.faults.append(Fault("valid_until", error.message))
        else:
            availability.set_usual_weeks(session, weeks=[week], actor=actor, now=now)
    if cells.faults:
        raise WrongCells(cells.faults)


def add_exception(
    session: Session, *, agent: Agent, local_date: date, kind: AvailabilityKind, hours: str, note: str, actor: Actor, now: datetime
) -> None:
    """One date differs: in the hours told, or all day. Raises InvalidInput."""
    spans: tuple[tuple[object, object] | None, ...] = read_spans("hours", hours) or (None,)
    for span in spans:
        availability.add_exception(
            session,
            agent_id=agent.id,
            local_date=local_date,
            kind=kind,
            hours=span,  # type: ignore[arg-type]
            note=note,
            actor=actor,
            now=now,
        )


def copy_week_of_dates(session: Session, *, agent: Agent, week: date, times: int, actor: Actor, now: datetime) -> int:
    """The dates that differ in the week that holds a date differ in so many weeks after it as well; how many were added.

    What is entered for a date already stays as it is. Raises InvalidInput where nothing differs in that week.
    """
    check_between("times", times, 1, COPIES_MAX)
    monday = week - timedelta(days=week.isoweekday() - 1)
    held = own_exceptions(session, agent_id=agent.id, since=monday)
    known = {(row.local_date, row.local_start, row.local_end, row.kind) for row in held}
    of_week = [row for row in held if row.local_date < monday + ONE_WEEK]
    if not of_week:
        raise InvalidInput(_("In the week of %(date)s no date differs.", date=monday))
    later = [(row, row.local_date + number * ONE_WEEK) for number in range(1, times + 1) for row in of_week]
    new = [(row, day) for row, day in later if (day, row.local_start, row.local_end, row.kind) not in known]
    for row, day in new:
        hours = (row.local_start, row.local_end) if row.local_start is not None and row.local_end is not None else None
        availability.add_exception(
            session, agent_id=agent.id, local_date=day, kind=row.kind, hours=hours, note=row.note, actor=actor, now=now
        )
    return len(new)


def remove_exception(session: Session, *, agent: Agent, exception_id: int, actor: Actor, now: datetime) -> None:
    """The date is as usual again. Raises NotFound."""
    find_own_exception(session, exception_id=exception_id, agent_id=agent.id)
    availability.remove_exception(session, exception_id=exception_id, actor=actor, now=now)


def add_wish(
    session: Session,
    *,
    agent: Agent,
    kind: WishKind,
    first_date: date,
    last_date: date,
    hours: str,
    weight: str,
    note: str,
    actor: Actor,
    now: datetime,
) -> None:
    """The person wishes to be off, or to work, in hours of one day or on whole days, the last one included. Raises InvalidInput."""
    if weight not in WEIGHTS:
        raise InvalidInput(_("weight is %(value)r; there are: %(known)s", value=weight, known=", ".join(WEIGHTS)))
    spans = [stretch_on(first_date, start, end, zone=agent.zone) for start, end in read_spans("hours", hours)]
    for span in spans or [_whole_days(agent, first_date, last_date)]:
        if span.ends_at <= now:
            raise InvalidInput(_("This lies in the past; a wish is about what is to come."))
        wish_services.add_wish(
            session, agent_id=agent.id, kind=kind, span=span, weight_minutes=WEIGHTS[weight], note=note, actor=actor, now=now
        )


def remove_wish(session: Session, *, agent: Agent, wish_id: int, actor: Actor, now: datetime) -> None:
    """The wish holds no longer. Raises NotFound."""
    find_own_wish(session, wish_id=wish_id, agent_id=agent.id)
    wish_services.remove_wish(session, wish_id=wish_id, actor=actor, now=now)


def request_time_off(
    session: Session, *, agent: Agent, first_date: date, last_date: date, reason: str, actor: Actor, now: datetime
) -> TimeOff:
    """The person asks to be away on these whole days, the last one included. Raises InvalidInput, TimeOffOverlaps."""
    span = _whole_days(agent, first_date, last_date)
    if span.ends_at <= now:
        raise InvalidInput(_("These days lie in the past."))
    return wish_services.request_time_off(session, agent_id=agent.id, span=span, reason=reason, actor=actor, now=now)


def withdraw_time_off(session: Session, *, agent: Agent, time_off_id: int, actor: Actor, now: datetime) -> None:
    """The person does not want the time off any more. Raises NotFound, TimeOffDecided."""
    find_own_time_off(session, time_off_id=time_off_id, agent_id=agent.id)
    wish_services.withdraw_time_off(session, time_off_id=time_off_id, actor=actor, now=now)


def decide_time_off(session: Session, *, time_off_id: int, is_approved: bool, note: str, actor: Actor, now: datetime) -> TimeOff:
    """A lead's answer to a request of somebody they look after. Raises NotFound, TimeOffDecided."""
    find_time_off_to_decide(session, time_off_id=time_off_id, actor=actor)
    decide = wish_services.approve_time_off if is_approved else wish_services.refuse_time_off
    return decide(session, time_off_id=time_off_id, note=note, actor=actor, now=now)


def tell_enjoyment(session: Session, *, agent: Agent, enjoyment: Mapping[int, int], actor: Actor, now: datetime) -> int:
    """How gladly the person does each work type is as told, by its id; what they were not assessed on is left out. How many changed.

    The level and its date stay: of two ratings of one date the later one counts. Raises InvalidInput."""
    on = to_local(now, zone=agent.zone).date()
    changed = [
        Assessment(
            agent_id=agent.id,
            work_type_id=work_type.id,
            level=int(rating.level),
            assessed_on=rating.assessed_on,
            enjoyment=enjoyment[work_type.id],
            speed=rating.speed,
            evidence=rating_history(session, agent_id=agent.id, work_type_id=work_type.id)[-1].evidence,
            valid_until=rating.valid_until,
        )
        for work_type, _channel, rating in own_ratings(session, agent_id=agent.id, on=on)
        if rating is not None and work_type.id in enjoyment and enjoyment[work_type.id] != int(rating.enjoyment)
    ]
    rate_skills(session, assessments=changed, actor=actor, now=now)
    return len(changed)


def _whole_days(agent: Agent, first_date: date, last_date: date) -> Interval:
    check_dates(first_date, last_date + timedelta(days=1), fields=("from", "until"))
    if (last_date - first_date).days >= DAYS_OFF_MAX:
        raise InvalidInput(_("These are more than %(most)d days.", most=DAYS_OFF_MAX))
    return whole_days(first_date, last_date, zone=agent.zone)
