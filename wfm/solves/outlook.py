"""The service outlook of a build: what its roster will give the contacts that the forecast expects, simulated and kept with the run."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy.orm import Session

from scheduling import demand
from scheduling.forecasting.day_ratios import variation_of
from scheduling.rostering.problem import RosterProblem
from scheduling.rostering.roster import Roster, SegmentKind
from scheduling.rostering.served_work import ServedWork
from scheduling.simulation.contacts import ContactStream, Floats
from scheduling.staffing.targets import DeadlineTarget, ServiceTarget, Target
from scheduling.timegrid import SLOTS_PER_HOUR, local_days
from wfm.catalog.models import WorkType
from wfm.catalog.queries import work_types_of_group
from wfm.demand.models import Forecast, Requirement
from wfm.demand.planning import WorkPlan
from wfm.demand.queries import forecast_curves
from wfm.demand.volume_factors import day_ratios_of
from wfm.rosters.weeks import RosterWeek

if TYPE_CHECKING:
    from scheduling.simulation.outlook import Outlook, WorkOutlook

CONTACTS_MAX = 10_000_000
REPLICATIONS_LEAST, REPLICATIONS_MOST = 5, 200
"""So many weeks are simulated, as many as there is work for CONTACTS_MAX contacts."""
SECONDS_MAX, SECONDS_WHEN_STOPPED = 30.0, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedWork:
    """What a forecast expects of a work type, the share in time that is promised, and how far its days have scattered around forecasts (the
    coefficient of variation beyond chance, None where too few days tell)."""

    stream: ContactStream
    target_share: float | None
    variation: float | None

    @property
    def scattered(self) -> ContactStream:
        """The same, on days whose volumes scatter as they have done."""
        return replace(self.stream, variation=self.variation or 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedContacts:
    """What the forecast behind a requirement expects of the work types of a week; ``days`` are those of the group's zone."""

    works: tuple[ExpectedWork, ...]
    absence_share: float
    days: tuple[tuple[date, tuple[int, int]], ...]


def expected_contacts(session: Session, *, requirement_id: int | None, week: RosterWeek) -> ExpectedContacts | None:
    """What the forecast behind a requirement expects; None where it was not made from one."""
    requirement = session.get(Requirement, requirement_id) if requirement_id is not None else None
    if requirement is None or requirement.forecast_id is None:
        return None
    curves = forecast_curves(session, forecast_id=requirement.forecast_id, horizon=week.horizon)
    forecast, days = session.get(Forecast, requirement.forecast_id), _days(week)
    works, hours = [], []
    for row in work_types_of_group(session, roster_group_id=week.roster_group_id):
        told = requirement.parameters.get("work_types", {}).get(row.code)
        if told is None or row.id not in curves:
            continue
        plan, curve = WorkPlan.from_json(told), curves[row.id]
        stream = _stream(row, plan, curve)
        if stream is None:
            continue
        volumes = [float(curve.offered[slice(*slots)].sum()) for _, slots in days]
        contacts_a_day = sum(volumes) / max(1, sum(volume > 0 for volume in volumes))
        works.append(
            ExpectedWork(
                stream=stream,
                target_share=_promised_share(plan.rules.target),
                variation=variation_of(day_ratios_of(forecast, row.code), contacts_a_day=contacts_a_day),
            )
        )
        hours.append((curve.workload_hours, plan.rules.shrinkage_share))
    if not works:
        return None
    total = sum(work for work, _ in hours)
    return ExpectedContacts(
        works=tuple(works),
        absence_share=sum(work * share for work, share in hours) / total if total else 0.0,
        days=days,
    )


def _promised_share(target: Target) -> float | None:
    match target:
        case ServiceTarget(service_level_share=share) | DeadlineTarget(in_time_share=share):
            return share
    return None


def _stream(row: WorkType, plan: WorkPlan, curve: demand.Forecast) -> ContactStream | None:
    """None for work that nobody sends."""
    # Handle times are as recorded, at the concurrency that is usual: they are not slowed once more.
    seconds, at_once = curve.handle_time_seconds, plan.rules.concurrency
    match plan.rules.target:
        case ServiceTarget() as target:
            offered = curve.offered * plan.opening.open_slots(curve.horizon)
            return ContactStream(
                row.code,
                offered,
                seconds,
                target.threshold_seconds,
                patience_seconds=target.patience_seconds,
                priority=row.priority,
                at_once=at_once,
            )
        case DeadlineTarget(deadline_minutes=minutes):
            return ContactStream(row.code, curve.offered, seconds, minutes * 60.0, priority=row.priority, may_wait=True, at_once=at_once)
    return None


def _days(week: RosterWeek) -> tuple[tuple[date, tuple[int, int]], ...]:
    found = local_days(week.horizon, zone=week.zone, first_slot=0, last_slot=week.horizon.slots)
    return tuple(
        (day, (first, last))
        for day, first, last in zip(found.dates, found.first_slots, found.first_slots[1:], strict=False)
        if first < week.horizon.slots
    )


def simulate_outlook(
    problem: RosterProblem,
    roster: Roster,
    expected: ExpectedContacts,
    *,
    carried: Roster,
    seed: int,
    threads: int,
    is_stopped: bool,
    should_stop: Callable[[], bool],
) -> dict[str, Any]:
    """The outlook as plain data, and beside it that of days whose volumes scatter around the forecast. Who is ``carried`` over from the
    week before serves too. A build that was stopped is simulated for a second at most."""
    from scheduling.simulation.simulate import simulate  # loads the compiled kernel

    contacts = sum(float(work.stream.offered.sum()) for work in expected.works)
    replications = int(min(REPLICATIONS_MOST, max(REPLICATIONS_LEAST, CONTACTS_MAX / max(1.0, contacts))))
    at_work = replace(roster, shifts=carried.shifts + roster.shifts)
    ends = time.monotonic() + (SECONDS_WHEN_STOPPED if is_stopped else SECONDS_MAX)

    def simulated(streams: Sequence[ContactStream]) -> Outlook:
        return simulate(
            problem,
            at_work,
            streams,
            replications=replications,
            seed=seed,
            absence_share=expected.absence_share,
            spans=[slots for _, slots in expected.days],
            threads=threads,
            should_stop=lambda: time.monotonic() > ends or (not is_stopped and should_stop()),
        )

    outlook = simulated([work.stream for work in expected.works])
    scatters = any(work.variation for work in expected.works)
    scattered = simulated([work.scattered for work in expected.works]).work_types if scatters else ()
    return {
        "replications": outlook.replications,
        "contacts": outlook.contacts,
        "occupancy_share": outlook.mean_occupancy_share,
        "hours": _hours(problem, at_work, expected, outlook),
        "absence_share": expected.absence_share,
        "days": [day.isoformat() for day, _ in expected.days],
        "work_types": [
            _work_json(found, work, beside) for found, work, beside in zip_longest(outlook.work_types, expected.works, scattered)
        ],
    }


def _hours(problem: RosterProblem, roster: Roster, expected: ExpectedContacts, outlook: Outlook) -> dict[str, list[float]]:
    """Hour by hour, what the people at work do: heads busy with customers who wait now, with work that may wait, on work that nobody sends
    (whoever comes), and free."""
    may_wait = np.array([work.stream.may_wait for work in expected.works])
    now, waiting = (outlook.busy_heads[which].sum(axis=0) for which in (~may_wait, may_wait))
    served, codes, other = ServedWork(problem), {work.stream.work_type for work in expected.works}, np.zeros(problem.slots)
    for shift in roster.shifts:
        for part in shift.segments:
            if part.kind is SegmentKind.WORK and not codes.intersection(served.stated(part)):
                other[slice(*part.slots)] += 1 - expected.absence_share
    free = np.maximum(0.0, outlook.present_heads - now - waiting)
    return {name: _by_hour(heads) for name, heads in (("now", now), ("waiting", waiting), ("other", other), ("free", free))}


def _by_hour(heads: Floats) -> list[float]:
    hours = heads[: len(heads) // SLOTS_PER_HOUR * SLOTS_PER_HOUR].reshape(-1, SLOTS_PER_HOUR).mean(axis=1)
    return [round(float(each), 2) for each in hours]


def _work_json(found: WorkOutlook, expected: ExpectedWork, scattered: WorkOutlook | None) -> dict[str, Any]:
    return {
        "code": found.work_type,
        "may_wait": expected.stream.may_wait,
        "threshold_minutes": expected.stream.threshold_seconds / 60,
        "target_share": expected.target_share,
        **asdict(found.whole),
        "days": [asdict(service) for service in found.spans],
        "variation": expected.variation,
        "scattered": asdict(scattered.whole) if scattered is not None and expected.variation is not None else None,
    }
