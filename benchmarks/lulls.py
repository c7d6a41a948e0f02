"""Work that may wait, spread evenly until its deadline or laid into the lulls together with proactive outreach: service, and occupancy.

Five lines over a week around the clock in one zone: phone and chat at once, social messages within an hour, e-mail within four hours, and
proactive outreach, so many hours a week. The same people are rostered twice for the same contacts. Before: what may wait is asked for as
heads, its work spread evenly from arrival to deadline, and nobody calls out. After: the engine is told when it arrives and when it is due,
and lays it where people are free, with the hours of outreach. Both rosters are then simulated with the very same contacts, and occupancy
by hour is drawn.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from benchmarks.results import Row
from scheduling.demand import Forecast, Numbers, Requirement
from scheduling.rostering.engine import Limits, solve
from scheduling.rostering.pools import person_of
from scheduling.rostering.problem import Person, RosterProblem, WorkKind, WorkType
from scheduling.rostering.roster import Roster
from scheduling.rostering.scoring import score
from scheduling.simulation.contacts import ContactStream
from scheduling.simulation.outlook import WorkOutlook
from scheduling.simulation.simulate import simulate
from scheduling.staffing.deferrable import level_heads
from scheduling.staffing.requirement import require
from scheduling.staffing.targets import DeadlineTarget, ServiceTarget, StaffingRules, WeeklyHoursTarget
from scheduling.timegrid import SLOTS_PER_HOUR, Horizon, local_minutes, week_of
from wfm.demo.sizing import members_for
from wfm.solves.options import USUAL_WEIGHTS

COLUMNS = {
    "what may wait": "{way}",
    "people": "{people}",
    "required h": "{required_hours:,.0f}",
    "short": "{short_share:.1%}",
    "phone in 20 s": "{phone:.1%}",
    "chat in 60 s": "{chat:.1%}",
    "social in 60 min": "{social:.1%}",
    "e-mail in 4 h": "{email:.1%}",
    "outreach h": "{outreach_hours:,.0f}",
    "occupancy": "{occupancy_share:.1%}",
    "hours below 70 %": "{idle_hours}",
    "spread of the hours": "{occupancy_deviation:.1%}",
    "load before": "{load_before}",
}
EVENLY, LAID = "spread evenly, nobody calls out", "laid into the lulls, with outreach"
ZONE, WEEK = "Europe/Lisbon", date(2026, 11, 23)
LINES = ("phone", "chat", "social", "email", "outreach")
CONTACTS_PER_HOUR = {"phone": 90.0, "chat": 40.0, "social": 60.0, "email": 70.0, "outreach": 0.0}
SECONDS = {"phone": 270.0, "chat": 540.0, "social": 200.0, "email": 420.0, "outreach": 300.0}
OUTREACH_HOURS = 300.0
TARGETS = {
    "phone": ServiceTarget(0.8, 20, abandonment_share_max=0.05, patience_seconds=180),
    "chat": ServiceTarget(0.8, 60, abandonment_share_max=0.05, patience_seconds=240),
    "social": DeadlineTarget(60, in_time_share=0.99),
    "email": DeadlineTarget(240, in_time_share=0.99),
    "outreach": WeeklyHoursTarget(OUTREACH_HOURS),
}
BY_WEEKDAY = (1.15, 1.05, 1.0, 1.0, 0.95, 0.5, 0.4)
TIGHTNESS = 0.95
WEEKS, SEED = 200, 7
LOW_OCCUPANCY = 0.7


@dataclass(frozen=True, slots=True)
class LullsMeasurement:
    """One way to plan what may wait."""

    is_laid_into_lulls: bool
    seconds: float

    def what(self) -> Row:
        return {"way": LAID if self.is_laid_into_lulls else EVENLY, "seconds": self.seconds}

    def measured(self) -> Row:
        """Roster, simulate, tell; the hours of both ways are kept for the chart."""
        horizon = week_of(WEEK, zone=ZONE, week_starts_on=1)
        forecasts = {line: _forecast(line, horizon) for line in LINES}
        needs = {line: _need(forecasts[line], horizon) for line in LINES}
        problem = _problem(needs, horizon, is_laid=self.is_laid_into_lulls)
        roster = solve(problem, limits=Limits(seconds=self.seconds, threads=2, seed=1)).roster
        lines = [work_type.id for work_type in problem.work_types]
        found = simulate(problem, roster, [_stream(forecasts[line], horizon) for line in lines], replications=WEEKS, seed=SEED, threads=2)
        hours = np.nanmean(found.occupancy_share.reshape(-1, SLOTS_PER_HOUR), axis=1)
        by_line = {work.work_type: work for work in found.work_types}
        told = score(problem, roster)
        return {
            "people": len(problem.people),
            "required_hours": problem.required_hours,
            "short_share": told.short_hours / problem.required_hours,
            **{line: _in_time(by_line[line]) for line in ("phone", "chat", "social", "email")},
            "outreach_hours": _outreach_hours(problem, roster),
            "occupancy_share": found.mean_occupancy_share,
            "idle_hours": int(np.count_nonzero(hours < LOW_OCCUPANCY)),
            "occupancy_deviation": float(np.nanstd(hours)),
            "occupancy_by_hour": [round(float(share), 4) for share in hours],
        }


def _forecast(line: str, horizon: Horizon) -> Forecast:
    """Two humps a day, around 10:30 and 15:30, low but never still at night."""
    hour = local_minutes(horizon, zone=ZONE) / 60
    shape = 0.15 + np.exp(-(((hour - 10.5) / 2.2) ** 2)) + 0.8 * np.exp(-(((hour - 15.5) / 2.6) ** 2))
    of_day = np.repeat(BY_WEEKDAY, horizon.slots // 7)
    offered = CONTACTS_PER_HOUR[line] / SLOTS_PER_HOUR * shape / shape.mean() * of_day
    return Forecast(line, horizon, offered, np.full(horizon.slots, SECONDS[line]))


def _need(forecast: Forecast, horizon: Horizon) -> Requirement:
    rules = StaffingRules(TARGETS[forecast.planning_group])
    return require(forecast, rules=rules, open_slots=np.ones(horizon.slots, dtype=np.bool_))


def _evenly(line: str, need: Requirement, horizon: Horizon) -> Numbers:
    """Heads from slot to slot for work that may wait, from arrival to deadline; none for outreach."""
    minutes = need.backlog_minutes
    if minutes is None:
        return need.heads
    if not isinstance(target := TARGETS[line], DeadlineTarget):
        return np.zeros(horizon.slots)
    open_slots = np.ones(horizon.slots, dtype=np.bool_)
    return need.heads + level_heads(backlog_minutes=minutes, deadline_minutes=target.deadline_minutes, open_slots=open_slots)


def _problem(needs: dict[str, Requirement], horizon: Horizon, *, is_laid: bool) -> RosterProblem:
    evenly = {line: Requirement(line, horizon, _evenly(line, need, horizon)) for line, need in needs.items()}
    waiting = {line for line, need in needs.items() if need.backlog_minutes is not None} if is_laid else set()

    def work_type(line: str) -> WorkType:
        if line not in waiting:
            return WorkType(line)
        return WorkType(line, kind=WorkKind.BACKLOG, deadline_minutes=needs[line].deadline_minutes)

    asked = {line: need for line, need in evenly.items() if need.heads.any()}
    lines = LINES if is_laid else tuple(asked)
    members = members_for(asked, week=horizon, tightness=TIGHTNESS, seed=1)
    names = {"work_types": tuple(asked), "horizon": horizon, "first_date": WEEK}
    people = tuple(person_of(member, person_id=f"p{member.number + 1}", **names) for member in members)
    return RosterProblem(
        name="lulls" if is_laid else "evenly",
        starts_at=horizon.starts_at,
        ends_at=horizon.ends_at,
        weeks=((0, horizon.slots),),
        work_types=tuple(map(work_type, lines)),
        required={line: tuple((needs if line in waiting else evenly)[line].heads.tolist()) for line in lines},
        backlog={line: tuple(minutes.tolist()) for line in waiting if (minutes := needs[line].backlog_minutes) is not None},
        people=tuple(map(_caller, people)) if is_laid else people,
        weights=USUAL_WEIGHTS,
    )


def _caller(person: Person) -> Person:
    """Who serves the phone can call out as well."""
    phone = next((skill for skill in person.skills if skill.work_type == "phone"), None)
    return replace(person, skills=(*person.skills, replace(phone, work_type="outreach"))) if phone else person


def _stream(each: Forecast, horizon: Horizon) -> ContactStream:
    """Outreach is work for whoever is put on it: there is always somebody to call."""
    line, target = each.planning_group, TARGETS[each.planning_group]
    if isinstance(target, ServiceTarget):
        return ContactStream(line, each.offered, each.handle_time_seconds, target.threshold_seconds, target.patience_seconds)
    if isinstance(target, DeadlineTarget):
        return ContactStream(line, each.offered, each.handle_time_seconds, target.deadline_minutes * 60.0, may_wait=True)
    first = np.zeros(horizon.slots)
    first[0] = 2 * OUTREACH_HOURS * 3600 / SECONDS[line]
    return ContactStream(line, first, each.handle_time_seconds, horizon.slots * 900.0, may_wait=True)


def _in_time(work: WorkOutlook) -> float:
    return work.whole.in_time.value or 0.0


def _outreach_hours(problem: RosterProblem, roster: Roster) -> float:
    speed = {person.id: next((skill.speed for skill in person.skills if skill.work_type == "outreach"), 0.0) for person in problem.people}
    slots = sum(
        (segment.slots[1] - segment.slots[0]) * speed[shift.person]
        for shift in roster.shifts
        for segment in shift.segments
        if segment.work_type == "outreach"
    )
    return slots / SLOTS_PER_HOUR
