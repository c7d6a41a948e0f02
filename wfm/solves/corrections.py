"""A requirement corrected by the service outlook of a build: more where a work type's day misses its target, fewer where it passes it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from scheduling import demand
from scheduling.rostering.files import problem_from_json
from scheduling.rostering.scoring import capacity_of
from scheduling.staffing.correction import PlannedGroup, SharedPeople, SimulatedDay, day_scales
from scheduling.timegrid import local_days
from wfm.catalog.queries import work_types_of_group
from wfm.core.access import Actor
from wfm.core.errors import InvalidInput
from wfm.core.formats import hours
from wfm.demand.models import Requirement
from wfm.demand.override_services import Override, override_requirement
from wfm.demand.planning import WorkPlan
from wfm.demand.queries import forecast_curves, requirement_curves
from wfm.rosters.weeks import RosterWeek, group_of, week_holding
from wfm.solves.carried_over import carried_over, less_carried_over
from wfm.solves.models import SolveRun
from wfm.solves.queries import find_result

SLOT_HOURS = 0.25
Lacking = tuple[Sequence[float], Sequence[float]]
"""Heads required and heads missing, by slot."""


class NothingToCorrect(InvalidInput):
    code = "nothing_to_correct"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCorrection:
    """One work type on one day: its heads are multiplied by `scale`, which is so many hours more, or fewer where below 0."""

    work_type_id: int
    code: str
    day: date
    slots: tuple[int, int]
    scale: float
    hours: float


def correct_requirement(session: Session, *, run_id: int, actor: Actor, now: datetime) -> tuple[Requirement, tuple[DayCorrection, ...]]:
    """The next version of the requirement of a build, corrected by its outlook, and what was corrected.

    Raises NothingToCorrect where every day is near its target or lacks people, or nothing was simulated, and RequirementNotNewest.
    """
    run = session.get_one(SolveRun, run_id)
    requirement = session.get(Requirement, run.requirement_id) if run.requirement_id is not None else None
    if requirement is None or requirement.forecast_id is None or not run.outlook:
        raise NothingToCorrect(_("There is no service outlook of this build to correct by."))
    week = week_holding(group_of(session, run.roster_group_id), run.week_date)
    needs = requirement_curves(session, requirement=requirement)
    corrections = tuple(_corrections(session, run, requirement, week, needs))
    if not corrections:
        raise NothingToCorrect(_("Nothing to correct: each day is near its target, or lacks people."))
    overrides = [
        Override(
            work_type_id=found.work_type_id,
            starts_at=week.horizon.instant_of(slot),
            heads=round(float(needs[found.code].heads[slot]) * found.scale, 4),
        )
        for found in corrections
        for slot in range(*found.slots)
        if needs[found.code].heads[slot] > 0
    ]
    note = _("Corrected by the service outlook of build %(id)s", id=run_id)
    made = override_requirement(session, requirement_id=requirement.id, overrides=overrides, note=note, actor=actor, now=now)
    return made, corrections


def in_words(made: Requirement, found: Sequence[DayCorrection]) -> str:
    """What a correction changed."""
    more, fewer = (sum(each.hours for each in found if (each.hours > 0) is is_more) for is_more in (True, False))
    return _(
        "Version %(number)s of the requirement corrects %(days)s: %(more)s more, %(fewer)s fewer.",
        number=made.number,
        days=ngettext("%(num)s day of a work type", "%(num)s days of work types", len(found)),
        more=hours(more),
        fewer=hours(-fewer),
    )


def days_at_target(outlook: dict[str, Any]) -> tuple[int, int]:
    """How many days of work types meet their target, as far as the simulation can tell, and how many there are."""
    met = [
        service["in_time"]["value"] + service["in_time"]["half_width"] >= work["target_share"]
        for work in outlook["work_types"]
        if work["target_share"] is not None
        for service in work["days"]
        if service["in_time"]["value"] is not None
    ]
    return sum(met), len(met)


def _corrections(
    session: Session, run: SolveRun, requirement: Requirement, week: RosterWeek, needs: dict[str, demand.Requirement]
) -> Iterator[DayCorrection]:
    ids = {row.code: row.id for row in work_types_of_group(session, roster_group_id=run.roster_group_id)}
    days = local_days(week.horizon, zone=week.zone, first_slot=0, last_slot=week.horizon.slots)
    spans = dict(zip(days.dates, zip(days.first_slots, days.first_slots[1:], strict=False), strict=False))
    told = [date.fromisoformat(day) for day in (run.outlook or {})["days"]]
    groups = tuple(_planned_groups(session, run, requirement, needs, [spans[day] for day in told]))
    scales = day_scales(groups, days=[spans[day] for day in told], pools=_pools(requirement))
    for group in groups:
        for day, scale in zip(told, scales[group.name], strict=True):
            if scale == 1.0 or (scale < 1.0 and requirement.parameters.get("quantile") is not None):
                continue  # a plan for busier days than the expected ones passes its targets on purpose
            hours = float(group.heads[slice(*spans[day])].sum()) * (scale - 1) * SLOT_HOURS
            yield DayCorrection(work_type_id=ids[group.name], code=group.name, day=day, slots=spans[day], scale=scale, hours=hours)


def _planned_groups(
    session: Session,
    run: SolveRun,
    requirement: Requirement,
    needs: dict[str, demand.Requirement],
    spans: Sequence[tuple[int, int]],
) -> Iterator[PlannedGroup]:
    """The work types of which the outlook and the requirement both tell, with what each was planned for and what it gets."""
    week = week_holding(group_of(session, run.roster_group_id), run.week_date)
    forecasts = forecast_curves(session, forecast_id=requirement.forecast_id or 0, horizon=week.horizon)
    ids = {row.code: row.id for row in work_types_of_group(session, roster_group_id=run.roster_group_id)}
    lacking = _lacking(session, run, week, needs)
    outlook: dict[str, Any] = run.outlook or {}
    for work in outlook["work_types"]:
        code = work["code"]
        if work["target_share"] is not None and code in ids and code in needs:
            days = (_simulated(service, lacking.get(code), slots) for service, slots in zip(work["days"], spans, strict=True))
            yield PlannedGroup(
                name=code,
                offered=forecasts[ids[code]].offered,
                handle_time_seconds=forecasts[ids[code]].handle_time_seconds,
                heads=needs[code].heads,
                rules=WorkPlan.from_json(requirement.parameters["work_types"][code]).rules,
                days=tuple(days),
            )


def _simulated(service: dict[str, Any], lacking: Lacking | None, slots: tuple[int, int]) -> SimulatedDay | None:
    if service["in_time"]["value"] is None:
        return None
    return SimulatedDay(
        in_time_share=service["in_time"]["value"],
        half_width=service["in_time"]["half_width"],
        abandonment_share=service["abandoned"]["value"] or 0.0,
        short_share=_share_lacking(lacking, slots),
    )


def _pools(requirement: Requirement) -> tuple[SharedPeople, ...]:
    """The pools that the requirement was computed with."""
    told = [work["pool"] for work in requirement.parameters["work_types"].values() if work.get("pool")]
    return tuple({SharedPeople(tuple(pool["work_types"]), pool["share"]): None for pool in told})


def _lacking(session: Session, run: SolveRun, week: RosterWeek, needs: dict[str, demand.Requirement]) -> dict[str, Lacking]:
    """Of each work type the heads required, whoever serves them, and those missing in the build's roster, by slot."""
    result = find_result(session, run_id=run.id)
    if result is None:
        return {}
    problem = less_carried_over(problem_from_json(json.loads(run.problem)), carried_over(session, week=week))
    required, given = capacity_of(problem, result.roster)
    missing = np.maximum(0.0, required - given)
    by_slot = {code: need.heads for code, need in needs.items() if need.backlog_minutes is None}
    return {name: (by_slot.get(name, required[at]), missing[at]) for at, name in enumerate(each.id for each in problem.work_types)}


def _share_lacking(found: Lacking | None, slots: tuple[int, int]) -> float:
    if found is None:
        return 0.0
    required, missing = (float(np.sum(part[slots[0] : slots[1]])) for part in found)
    return missing / required if required else 0.0
