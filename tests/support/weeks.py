"""A small roster group with work, people and a requirement, ready to be built."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scheduling import demand
from tests.support.factories import LEAD, NOW, a_group, a_member, a_work_type, employment
from wfm.agent_skills.services import Assessment, rate_skills
from wfm.agents.models import Agent, RosterGroup
from wfm.catalog.models import WorkType
from wfm.core.local_week import WeeklyStretch
from wfm.demand.models import Forecast, ForecastInterval, Requirement
from wfm.demand.requirement_services import staff_week
from wfm.demand.requirement_storage import add_version, write_needs
from wfm.rosters.content import ShiftContent, WeekContent
from wfm.rosters.models import DraftPersonWeek, RosterVersion, VersionPersonWeek
from wfm.rosters.services import create_draft
from wfm.rosters.weeks import RosterWeek, week_holding

WEEK = date(2026, 11, 23)
ZONES = ("Asia/Kathmandu", "Europe/Lisbon", "America/St_Johns", "Pacific/Auckland")


@dataclass(frozen=True, kw_only=True)
class SmallWeek:
    group: RosterGroup
    week: RosterWeek
    work_types: tuple[WorkType, ...]
    agents: tuple[Agent, ...]
    requirement: Requirement


def all_day() -> tuple[WeeklyStretch, ...]:
    return tuple(WeeklyStretch(weekday, time(0), time(0)) for weekday in range(1, 8))


def a_requirement(session: Session, week: RosterWeek, group: RosterGroup, needs: dict[WorkType, Sequence[float]]) -> Requirement:
    """One more version of what the week takes: heads by slot of each work type."""
    row = add_version(
        session, group=group, week=week.horizon, forecast_id=None, parameters={"work_types": {}}, note="", actor=LEAD, now=NOW
    )
    curves = {work_type.id: demand.Requirement(work_type.code, week.horizon, np.array(heads)) for work_type, heads in needs.items()}
    write_needs(session, requirement_id=row.id, needs=curves)
    return row


def office_need(week: RosterWeek, heads: float) -> list[float]:
    """So many heads from 8 to 18 UTC of the first five days of a week."""
    return [heads if slot // 96 < 5 and 32 <= slot % 96 < 72 else 0.0 for slot in range(week.horizon.slots)]


def able(session: Session, agent: Agent, work_type: WorkType, *, level: int = 3, enjoyment: int = 0) -> None:
    assessment = Assessment(agent_id=agent.id, work_type_id=work_type.id, level=level, enjoyment=enjoyment, assessed_on=date(2026, 6, 1))
    rate_skills(session, assessments=[assessment], actor=LEAD, now=NOW)


def a_small_week(session: Session, *, people: int = 4, heads: float = 1.0, zones: Sequence[str] = ZONES) -> SmallWeek:
    """People in several zones who can work at any hour on either of two work types, one of which takes `heads`."""
    group = a_group(session, zone="UTC")
    week = week_holding(group, WEEK)
    phone, chat = a_work_type(session, roster_group_id=group.id), a_work_type(session, roster_group_id=group.id)
    agents = tuple(
        a_member(session, group, zone=zones[at % len(zones)], employed=employment(default_hours=all_day())) for at in range(people)
    )
    for agent in agents:
        able(session, agent, phone, level=3, enjoyment=1)
        able(session, agent, chat, level=4)
    requirement = a_requirement(session, week, group, {phone: office_need(week, heads), chat: [0.0] * week.horizon.slots})
    return SmallWeek(group=group, week=week, work_types=(phone, chat), agents=agents, requirement=requirement)


def expect_contacts(session: Session, small: SmallWeek, *, per_hour: float, day_ratios: Sequence[float] = ()) -> None:
    """A forecast of phone in office hours, five minutes a contact, and the requirement that follows from it; it knows how far past days
    turned out above their forecasts."""
    horizon = small.week.horizon
    forecast = Forecast(
        roster_group_id=small.group.id,
        starts_at=horizon.starts_at,
        ends_at=horizon.ends_at,
        method="mean of the same week-interval",
        parameters={"work_types": {small.work_types[0].code: {"error": {"day_ratios": list(day_ratios)}}}},
        made_at=NOW,
    )
    session.add(forecast)
    session.flush()
    for slot in range(0, horizon.slots, 4):
        if slot // 96 < 5 and 32 <= slot % 96 < 72:
            row = {"forecast_id": forecast.id, "work_type_id": small.work_types[0].id, "starts_at": horizon.instant_of(slot), "minutes": 60}
            session.add(ForecastInterval(contacts=per_hour, handle_time_seconds=300.0, **row))
    session.flush()
    staff_week(session, roster_group_id=small.group.id, local_date=WEEK, actor=LEAD, now=NOW)


def a_published_week(session: Session, group: RosterGroup, local_date: date, shifts: dict[int, list[ShiftContent]]) -> RosterVersion:
    """A version of a week, published without asking the law, in which agents have these shifts; the rows alone."""
    week = week_holding(group, local_date)
    number = session.scalar(
        select(func.count()).where(RosterVersion.roster_group_id == group.id, RosterVersion.week_date == week.week_date)
    )
    contents = [WeekContent(agent_id, tuple(found)) for agent_id, found in shifts.items()]
    draft = create_draft(session, week=week, contents=contents, requirement_id=None, solve_run_id=None, actor=LEAD, now=NOW)
    version = RosterVersion(
        roster_group_id=group.id,
        week_date=week.week_date,
        number=(number or 0) + 1,
        starts_at=week.horizon.starts_at,
        ends_at=week.horizon.ends_at,
        published_at=NOW,
    )
    session.add(version)
    session.flush()
    asked = select(DraftPersonWeek).where(DraftPersonWeek.draft_id == draft.id)
    for row in session.scalars(asked):
        session.add(VersionPersonWeek(version_id=version.id, agent_id=row.agent_id, person_week_id=row.person_week_id))
    session.flush()
    return version
