"""Contacts that could have been: by half hour and contact type over past weeks, written as the file a real system would export."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from scheduling.demand import Forecast, Numbers
from scheduling.rostering.pool_demand import demand_curves
from scheduling.rostering.pool_people import PoolMember
from scheduling.rostering.pools import person_of
from scheduling.rostering.problem import RosterProblem, WorkType
from scheduling.staffing.requirement import require
from scheduling.staffing.targets import StaffingRules
from scheduling.timegrid import SLOT_SECONDS, Horizon
from wfm.demo.company import DemoWork
from wfm.demo.sizing import scale_to

COLUMNS = ("starts_at", "contact_type", "offered", "handle_time_seconds", "reason")
INTERVAL_SLOTS = 2
INTERVAL = timedelta(minutes=30)
WEEK_SPREAD, DAY_SPREAD, HANDLE_TIME_SPREAD = 0.03, 0.05, 0.25


def heads_within_reach(
    members: Sequence[PoolMember], work: Sequence[DemoWork], *, horizon: Horizon, first_date: date, seed: int
) -> Mapping[str, Numbers]:
    """Heads per slot of each work type that the members could about give, bent to the hours when its customers call."""
    codes = [one.code for one in work]
    people = tuple(
        person_of(member, person_id=str(member.number), work_types=codes, horizon=horizon, first_date=first_date) for member in members
    )
    problem = RosterProblem(
        name="demo",
        starts_at=horizon.starts_at,
        ends_at=horizon.ends_at,
        weeks=((0, horizon.slots),),
        work_types=tuple(WorkType(code) for code in codes),
        required={},
        people=people,
    )
    return {code: np.array(heads) for code, heads in demand_curves(problem, members, seed=seed).items()}


@dataclass(frozen=True, kw_only=True)
class Flow:
    """Contacts of one work type expected in each slot of a week."""

    work: DemoWork
    contacts: Numbers

    @staticmethod
    def that_takes(hours: float, *, work: DemoWork, heads: Numbers, horizon: Horizon, rules: StaffingRules) -> Flow:
        """The contacts for which staffing asks so many hours, spread over the week like `heads`."""
        seconds = sum(kind.share * kind.handle_time_seconds for kind in work.contacts)
        each = heads * SLOT_SECONDS / seconds
        open_slots = np.ones(horizon.slots, dtype=np.bool_)

        def hours_at(factor: float) -> float:
            forecast = Forecast(work.code, horizon, each * factor, np.full(horizon.slots, seconds))
            need = require(forecast, rules=rules, open_slots=open_slots)
            return need.required_hours if need.backlog_minutes is None else float(need.backlog_minutes.sum()) / 60

        return Flow(work=work, contacts=each * scale_to(hours, hours_at=hours_at))


def write_volumes(path: Path, *, flows: Sequence[Flow], starts_at: datetime, ends_at: datetime, seed: int) -> None:
    """Writes what came in from an instant, on which the weeks of the flows begin, until another."""
    random = np.random.default_rng(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for flow in flows:
            writer.writerows(_rows(flow, starts_at, ends_at, random))


def _rows(flow: Flow, first: datetime, until: datetime, random: np.random.Generator) -> Iterator[tuple[str, str, int, str, str]]:
    intervals = len(flow.contacts) // INTERVAL_SLOTS
    usual = flow.contacts[: intervals * INTERVAL_SLOTS].reshape(intervals, INTERVAL_SLOTS).sum(axis=1)
    count = int((until - first) / INTERVAL)
    weekly = np.exp(random.normal(0, WEEK_SPREAD, count // intervals + 1))
    daily = np.exp(random.normal(0, DAY_SPREAD, count // 48 + 1))
    for at in range(count):
        expected = usual[at % intervals] * weekly[at // intervals] * daily[at // 48]
        starts_at = (first + at * INTERVAL).astimezone(UTC).isoformat().replace("+00:00", "Z")
        for kind in flow.work.contacts:
            offered = int(random.poisson(expected * kind.share))
            seconds = kind.handle_time_seconds * np.exp(random.normal(0, HANDLE_TIME_SPREAD / np.sqrt(max(1, offered))))
            yield starts_at, kind.name, offered, f"{seconds:.1f}" if offered else "", kind.reason
