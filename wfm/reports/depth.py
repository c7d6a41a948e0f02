"""How deep the people are: who may serve each work type, how many zones that spans, how it grew, and at which hours it falls short."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from sqlalchemy.orm import Session

from scheduling.timegrid import SLOT, Horizon, to_local
from skills.depth import depth
from skills.scales import Level, level_of
from wfm.agent_skills.queries import profiles_on
from wfm.agents.models import Agent, RosterGroup
from wfm.availability.queries import availability_within
from wfm.catalog.models import WorkType
from wfm.catalog.queries import work_types_of_group
from wfm.core.access import Actor
from wfm.core.intervals import Interval
from wfm.demand.queries import find_latest_requirement, requirement_curves
from wfm.reports.skill_records import SkillFilter, agents_of
from wfm.rosters.queries import weekly_activities
from wfm.rosters.weeks import RosterWeek

GROWTH_MONTHS = (12, 6, 3, 0)
DAYS_PER_MONTH = 30.4375
LAPSES_WITHIN = timedelta(days=60)
SLOTS_PER_HOUR = 4
HOURS_PER_DAY = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkDepth:
    """One work type: who may serve it, by level and zone, who alone, how many could months ago, whose rating lapses soon, and who has time
    every week to grow into it."""

    code: str
    name: str
    required_level: int
    people: tuple[str, ...]
    by_level: Mapping[Level, int]
    zones: tuple[tuple[str, int], ...]
    growth: tuple[int, ...]
    lapsing: tuple[tuple[str, date], ...]
    growing: tuple[str, ...]

    @property
    def is_single_point_of_failure(self) -> bool:
        return len(self.people) == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkGap:
    """A work type in a week: for each of its hours the people who may serve it and could work then, and the heads it takes."""

    code: str
    name: str
    able: tuple[float, ...]
    required: tuple[float, ...]

    @property
    def missing(self) -> tuple[float, ...]:
        """By hour, how many heads nobody could give even if everybody who can worked."""
        return tuple(max(0.0, need - have) for have, need in zip(self.able, self.required, strict=True))

    def missing_by_day(self, week: RosterWeek) -> tuple[tuple[date, tuple[float, ...]], ...]:
        """The same by local date and hour of the clock, 0 to 23. An hour that the clocks leave out misses nothing, of one that comes
        twice the worse counts."""
        days: dict[date, list[float]] = {}
        for at, missing in enumerate(self.missing):
            local = to_local(week.horizon.instant_of(at * SLOTS_PER_HOUR), zone=week.zone)
            hours = days.setdefault(local.date(), [0.0] * HOURS_PER_DAY)
            hours[local.hour] = max(hours[local.hour], missing)
        return tuple((day, tuple(hours)) for day, hours in days.items())


def work_depths(session: Session, *, group: RosterGroup, wanted: SkillFilter, actor: Actor) -> tuple[WorkDepth, ...]:
    """The depth of each work type that a group serves, as of a date, by name."""
    agents = agents_of(session, wanted=wanted, actor=actor)
    names = {agent_id: agent.display_name for agent_id, agent in agents.items()}
    work_types = sorted(work_types_of_group(session, roster_group_id=group.id), key=lambda work_type: work_type.name)
    dates = [wanted.on - timedelta(days=round(months * DAYS_PER_MONTH)) for months in GROWTH_MONTHS]
    by_date = [_able(session, agents, work_types, on) for on in dates]
    now = profiles_on(session, agent_ids=list(agents), on=wanted.on)
    growing: dict[int, set[str]] = {}
    for agent_id, activities in weekly_activities(session, agent_ids=list(agents), on=wanted.on).items():
        for activity in activities:
            if activity.work_type_id is not None:
                growing.setdefault(activity.work_type_id, set()).add(names[agent_id])
    found = []
    for work_type in work_types:
        able = by_date[-1][work_type.code]
        ratings = [(agent_id, now[agent_id].find(work_type.code)) for agent_id in able]
        zones: dict[str, int] = {}
        for agent_id in able:
            zones[agents[agent_id].zone] = zones.get(agents[agent_id].zone, 0) + 1
        lapsing = [
            (names[agent_id], rating.valid_until)
            for agent_id, rating in ratings
            if rating is not None and rating.valid_until is not None and rating.valid_until <= wanted.on + LAPSES_WITHIN
        ]
        found.append(
            WorkDepth(
                code=work_type.code,
                name=work_type.name,
                required_level=work_type.required_level,
                people=tuple(sorted(names[agent_id] for agent_id in able)),
                by_level={level: sum(rating is not None and rating.level is level for _id, rating in ratings) for level in Level},
                zones=tuple(sorted(zones.items(), key=lambda pair: (-pair[1], pair[0]))),
                growth=tuple(len(able_then[work_type.code]) for able_then in by_date),
                lapsing=tuple(sorted(lapsing, key=lambda pair: pair[1])),
                growing=tuple(sorted(growing.get(work_type.id, ()))),
            )
        )
    return tuple(found)


def work_gaps(session: Session, *, group: RosterGroup, week: RosterWeek, wanted: SkillFilter, actor: Actor) -> tuple[WorkGap, ...]:
    """Hour by hour of a week: who could serve each work type, were all of them asked, against what it takes. A person who can
    serve several counts for each of them."""
    agents = agents_of(session, wanted=wanted, actor=actor)
    work_types = work_types_of_group(session, roster_group_id=group.id)
    able = _able(session, agents, work_types, week.week_date)
    window = Interval(week.horizon.starts_at, week.horizon.ends_at)
    free = {
        agent_id: _hours(told.available, week.horizon)
        for agent_id, told in availability_within(session, agents=list(agents.values()), window=window).items()
    }
    requirement = find_latest_requirement(session, roster_group_id=group.id, week_date=week.week_date)
    curves = requirement_curves(session, requirement=requirement) if requirement else {}
    hours = week.horizon.slots // SLOTS_PER_HOUR
    gaps = []
    for work_type in sorted(work_types, key=lambda found: found.name):
        need = curves.get(work_type.code)
        heads = np.zeros(week.horizon.slots) if need is None else need.heads
        people = sum((free[agent_id] for agent_id in able[work_type.code]), np.zeros(hours))
        required = heads.reshape(hours, SLOTS_PER_HOUR).max(axis=1)
        gaps.append(WorkGap(code=work_type.code, name=work_type.name, able=tuple(people.tolist()), required=tuple(required.tolist())))
    return tuple(gaps)


def _able(session: Session, agents: Mapping[int, Agent], work_types: Sequence[WorkType], on: date) -> dict[str, tuple[int, ...]]:
    """Who may serve each work type on a date, by the library's word."""
    profiles = {str(agent_id): profile for agent_id, profile in profiles_on(session, agent_ids=list(agents), on=on).items()}
    levels = {work_type.code: level_of(work_type.required_level) for work_type in work_types}
    return {found.work_type: tuple(int(person) for person in found.people) for found in depth(profiles, required_levels=levels, on=on)}


def _hours(intervals: Sequence[Interval], horizon: Horizon) -> np.ndarray:
    """1 for each hour of the horizon in which all of it is within the intervals."""
    slots = np.zeros(horizon.slots)
    for interval in intervals:
        first, last = (interval.starts_at - horizon.starts_at) // SLOT, (interval.ends_at - horizon.starts_at) // SLOT
        slots[max(0, first) : max(0, last)] = 1.0
    return slots.reshape(horizon.slots // SLOTS_PER_HOUR, SLOTS_PER_HOUR).min(axis=1)
