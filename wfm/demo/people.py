"""Members of a generated pool as people of the service: details, contract, hours, skills, leave and wishes, through its services."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy.orm import Session

from scheduling.rostering.pool_people import PoolMember
from scheduling.timegrid import start_of_day
from wfm.agent_skills.services import Assessment, rate_skills
from wfm.agents.models import Agent, RosterGroup
from wfm.agents.people import AgentDetails, Employment, Newcomer
from wfm.agents.queries import teams
from wfm.agents.services import add_newcomers, change_team, create_team
from wfm.availability.expansion import KindOfHours, Pattern
from wfm.availability.kinds import WishKind
from wfm.availability.services import UsualWeek, set_usual_weeks
from wfm.availability.wish_services import add_wish, approve_time_off, request_time_off
from wfm.core.access import Actor
from wfm.core.intervals import Interval
from wfm.core.local_week import DateRange, WeeklyStretch
from wfm.demo.names import PLACES, name_for, slug
from wfm.rosters.kinds import ActivityKind
from wfm.rosters.weekly_services import WeeklyActivityDetails, plan_weekly_activity

MINUTES_PER_DAY = 1440
ENTERED_SHARE = 0.88
"""The rest never told their hours, so those of their contract count."""
WISH_SHARE = 0.25
PENDING_SHARE = 0.03
GROWING_SHARE = 0.15
TEAM_NAMES = ("Acacia", "Baobab", "Cedar", "Dogwood", "Elder", "Fir", "Ginkgo", "Hazel", "Iroko", "Juniper", "Kauri", "Linden")
PEOPLE_PER_TEAM = 12
# The first team is shown with hours together.
HOURS_TOGETHER = 2.0
YEARS_EMPLOYED_MAX = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Who is to be there: members of a pool, the work types they name by place, and the week their leave and wishes are about."""

    group: RosterGroup
    members: tuple[PoolMember, ...]
    work_type_ids: tuple[int, ...]
    week_date: date
    seed: int


def add_people(session: Session, *, cast: Cast, actor: Actor, now: datetime) -> tuple[Agent, ...]:
    """Everybody of the cast can be rostered from long before the week on. Thousands take seconds."""
    team_ids = _teams(session, cast, actor, now)
    newcomers = [_newcomer(member, cast, team_ids) for member in cast.members]
    agents = add_newcomers(session, newcomers=newcomers, actor=actor, now=now)
    pairs = list(zip(agents, cast.members, strict=True))
    entered = [_usual_week(agent, member, cast) for agent, member in pairs if _rng(cast, member, "hours").random() < ENTERED_SHARE]
    set_usual_weeks(session, weeks=entered, actor=actor, now=now)
    rate_skills(session, assessments=[told for agent, member in pairs for told in _assessments(agent, member, cast)], actor=actor, now=now)
    for agent, member in pairs:
        _ask_for_time(session, agent, member, cast=cast, actor=actor, now=now)
        _grow(session, agent, member, cast=cast, actor=actor, now=now)
    return agents


def _rng(cast: Cast, member: PoolMember, about: str) -> Random:
    """Each member and matter has its own stream, so that a larger cast changes nothing about those who were there."""
    return Random(f"{cast.seed}/{member.number}/{about}")


def _teams(session: Session, cast: Cast, actor: Actor, now: datetime) -> tuple[int, ...]:
    wanted = TEAM_NAMES[: max(1, min(len(TEAM_NAMES), round(len(cast.members) / PEOPLE_PER_TEAM)))]
    known = {team.name: team.id for team in teams(session)}
    team_ids = tuple(known.get(name) or create_team(session, name=name, actor=actor, now=now).id for name in wanted)
    if wanted and wanted[0] not in known:
        change_team(session, team_id=team_ids[0], name=wanted[0], hours_together=HOURS_TOGETHER, actor=actor, now=now)
    return team_ids


def _newcomer(member: PoolMember, cast: Cast, team_ids: Sequence[int]) -> Newcomer:
    rng = _rng(cast, member, "person")
    name = name_for(member.zone, rng)
    hired = cast.week_date - timedelta(days=rng.randrange(120, 365 * YEARS_EMPLOYED_MAX))
    return Newcomer(
        details=AgentDetails(
            display_name=name,
            email=f"{slug(name)}.{member.number + 1}@{slug(cast.group.name).replace('.', '-')}.example",
            zone=member.zone,
            country=PLACES[member.zone].country,
        ),
        employment=Employment(valid=DateRange(hired), terms=member.contract, default_hours=tuple(_stretches(member))),
        roster_group_id=cast.group.id,
        team_ids=(team_ids[member.number % len(team_ids)],),
    )


def _stretches(member: PoolMember) -> Iterator[WeeklyStretch]:
    first, last = (_time(minute) for minute in member.local_minutes)
    for weekday in member.weekdays:
        yield WeeklyStretch(weekday, first, last)


def _time(minute: int) -> time:
    return time(minute % MINUTES_PER_DAY // 60, minute % 60)


def _usual_week(agent: Agent, member: PoolMember, cast: Cast) -> UsualWeek:
    hours = tuple(KindOfHours(stretch) for stretch in _stretches(member))
    return UsualWeek(agent_id=agent.id, pattern=Pattern(DateRange(cast.week_date - timedelta(weeks=12)), hours))


def _assessments(agent: Agent, member: PoolMember, cast: Cast) -> Iterator[Assessment]:
    rng = _rng(cast, member, "skills")
    for skill in member.skills:
        assessed_on = cast.week_date - timedelta(days=rng.randrange(20, 300))
        yield Assessment(
            agent_id=agent.id,
            work_type_id=cast.work_type_ids[skill.work_type],
            level=skill.level,
            enjoyment=skill.enjoyment,
            assessed_on=assessed_on,
            evidence=rng.choice(("calibration session", "quality review of ten contacts", "peer shadowing", "product exam")),
        )


def _grow(session: Session, agent: Agent, member: PoolMember, *, cast: Cast, actor: Actor, now: datetime) -> None:
    """Some have time every week to grow into work that they cannot do yet."""
    rng = _rng(cast, member, "growth")
    known = {skill.work_type for skill in member.skills}
    new = [work_type_id for at, work_type_id in enumerate(cast.work_type_ids) if at not in known]
    if new and rng.random() < GROWING_SHARE:
        details = WeeklyActivityDetails(
            kind=ActivityKind.GROWTH,
            name="Shadowing and practice",
            minutes_per_week=rng.choice((60, 90, 120)),
            valid_from=cast.week_date - timedelta(weeks=4),
            work_type_id=rng.choice(new),
        )
        plan_weekly_activity(session, agent_id=agent.id, details=details, actor=actor, now=now)


def _ask_for_time(session: Session, agent: Agent, member: PoolMember, *, cast: Cast, actor: Actor, now: datetime) -> None:
    """Leave that is approved, leave that nobody has decided on, and wishes."""
    rng = _rng(cast, member, "time")
    if member.absent_weekday:
        span = _day(agent, _date_of(cast, member.absent_weekday))
        asked = request_time_off(
            session, agent_id=agent.id, span=span, reason="leave", credited_minutes=_paid_day(member), actor=actor, now=now
        )
        approve_time_off(session, time_off_id=asked.id, actor=actor, now=now)
    elif rng.random() < PENDING_SHARE:
        span = _day(agent, _date_of(cast, rng.choice(member.weekdays)))
        request_time_off(session, agent_id=agent.id, span=span, reason="family", actor=actor, now=now)
    elif rng.random() < WISH_SHARE:
        day = _day(agent, _date_of(cast, rng.choice(member.weekdays)))
        note = rng.choice(("football training", "my mother visits", "evening class", "dentist", ""))
        add_wish(session, agent_id=agent.id, kind=WishKind.OFF, span=day, note=note, actor=actor, now=now)


def _date_of(cast: Cast, weekday: int) -> date:
    return next(day for at in range(7) if (day := cast.week_date + timedelta(days=at)).isoweekday() == weekday)


def _day(agent: Agent, local_date: date) -> Interval:
    return Interval(start_of_day(local_date, zone=agent.zone), start_of_day(local_date + timedelta(days=1), zone=agent.zone))


def _paid_day(member: PoolMember) -> int:
    return member.contract.week_minutes[1] // max(1, member.contract.days_per_week_max)
