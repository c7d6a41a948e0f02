"""A bank's week, its six lines apart and as one pool: hours required, people needed, and the service foretold against that simulated.

Reads the half hours of the bank's log (anonymous, January 1999; by courtesy of Guedj and Mandelbaum). The mean January week is the
forecast. For each way a pool of people is drawn whose hours fit the requirement, rostered and simulated; where a line misses its target
on a day, or passes it by far, the requirement is corrected, people are drawn to fit it and the week is rostered again; the last round keeps
the people and goes on from their roster, as a team does that is there. What the formula says of the last roster, alone
and with how far it was off in the round before, is noted before that roster is simulated with contacts that nobody has seen.
"""

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

from benchmarks.results import Row
from scheduling.demand import Forecast, Numbers, Requirement, total_hours
from scheduling.rostering.engine import Limits, solve
from scheduling.rostering.pool_people import PoolMember
from scheduling.rostering.pools import person_of
from scheduling.rostering.problem import Bundle, CoverageMode, Person, RosterProblem, WorkType
from scheduling.rostering.roster import Roster, SegmentKind
from scheduling.rostering.scoring import capacity_of
from scheduling.rostering.served_work import ServedWork
from scheduling.simulation.contacts import ContactStream
from scheduling.simulation.outlook import Outlook, Service
from scheduling.simulation.simulate import simulate
from scheduling.staffing.correction import PlannedGroup, ServiceCurve, SharedPeople, SimulatedDay, day_scales
from scheduling.staffing.pooling import pooling_share, require_pool
from scheduling.staffing.requirement import require
from scheduling.staffing.targets import ServiceTarget, StaffingRules
from scheduling.timegrid import SLOT_MINUTES, Horizon, Span, local_days, week_of
from wfm.demo.sizing import members_for
from wfm.solves.options import USUAL_WEIGHTS

COLUMNS = {
    "lines": "{lines}",
    "round": "{round}",
    "k": "{pooling_share:.2f}",
    "required h": "{required_hours:,.0f}",
    "people": "{people}",
    "rostered h": "{rostered_hours:,.0f}",
    "short": "{short_share:.1%}",
    "in time": "{in_time_share:.1%}",
    "give up": "{abandoned_share:.1%}",
    "occupancy": "{occupancy_share:.1%}",
    "work-type-days ≥ 50 contacts": "{cells}",
    "formula within 1 pp": "{formula_within_one_point:.0%}",
    "with the last round's error within 1 pp": "{learnt_within_one_point:.0%}",
    "within 3 pp": "{learnt_within_three_points:.0%}",
    "widest interval": "±{widest_half_width:.2%}",
    "load before": "{load_before}",
}
ZONE = "Asia/Jerusalem"
LINES = ("PS", "NE", "NW", "IN", "PE", "TT")
WEEK = date(1999, 2, 7)
NOT_LOGGED = frozenset({date(1999, 1, 11), date(1999, 1, 12)})
TARGET = ServiceTarget(0.8, 20, abandonment_share_max=0.05, patience_seconds=366)
RULES = StaffingRules(TARGET)
TIGHTNESS = 0.95
CELL_CONTACTS = 50.0
SEEN_SEED, FRESH_SEED = 1, 2
SEEN_WEEKS, FRESH_WEEKS = 300, 2000


@dataclass(frozen=True, slots=True)
class BankWeek:
    """The mean January week of the half hours in a file, on the week of 7 February."""

    horizon: Horizon
    forecasts: tuple[Forecast, ...]

    @staticmethod
    def read(path: Path) -> "BankWeek":
        """The file of half hours by type."""
        horizon = week_of(WEEK, zone=ZONE, week_starts_on=7)
        contacts, seconds, timed = defaultdict(float), defaultdict(float), defaultdict(float)
        days: dict[int, set[date]] = defaultdict(set)
        with path.open(newline="") as lines:
            for row in csv.DictReader(lines):
                at = datetime.fromisoformat(row["interval"])
                if at.month == 1 and at.date() not in NOT_LOGGED:
                    days[at.isoweekday()].add(at.date())
                    key = row["type"], at.isoweekday(), at.hour * 2 + at.minute // 30
                    contacts[key] += float(row["offered"])
                    answered = float(row["answered"]) if row["aht_s"] else 0.0
                    timed[row["type"]] += answered
                    seconds[row["type"]] += answered * float(row["aht_s"] or 0.0)
        counts = {day: len(found) for day, found in days.items()}
        forecasts = [_forecast(line, horizon, contacts, counts, seconds[line] / timed[line]) for line in LINES]
        return BankWeek(horizon, tuple(forecasts))

    @property
    def days(self) -> tuple[Span, ...]:
        """The local days as slots."""
        found = local_days(self.horizon, zone=ZONE, first_slot=0, last_slot=self.horizon.slots)
        return tuple((first, first + 96) for first in found.first_slots if first < self.horizon.slots)


def _forecast(
    line: str, horizon: Horizon, contacts: Mapping[tuple[str, int, int], float], days: Mapping[int, int], seconds: float
) -> Forecast:
    offered = []
    for slot in range(horizon.slots):
        local = datetime(WEEK.year, WEEK.month, WEEK.day) + timedelta(minutes=slot * SLOT_MINUTES)  # noqa: DTZ001  winter time all week
        offered.append(contacts.get((line, local.isoweekday(), local.hour * 2 + local.minute // 30), 0.0) / days[local.isoweekday()] / 2)
    return Forecast(line, horizon, offered, [seconds] * horizon.slots)


@dataclass(frozen=True, slots=True, kw_only=True)
class BankMeasurement:
    """One way of staffing the bank's week: its lines apart (mode focus), or as one pool (one bundle of all lines)."""

    path: Path
    is_pooled: bool
    rounds: int
    seconds: float
    seed: int = 1

    def what(self) -> Row:
        """The parameters by which the row is found again."""
        return {"lines": "one pool" if self.is_pooled else "apart", "round": self.rounds, "seconds": self.seconds, "seed": self.seed}

    def measured(self) -> Row:
        """Require, roster, simulate, correct; then foretell the last roster and simulate it with new contacts."""
        plan = _Plan(BankWeek.read(self.path), is_pooled=self.is_pooled, seconds=self.seconds, seed=self.seed)
        heads = {need.planning_group: need.heads for need in plan.first}
        problem, roster = plan.rostered(heads)
        wrong_before: dict[Cell, float] = {}
        for number in range(1, self.rounds + 1):
            seen, formula = plan.simulated(problem, roster, weeks=SEEN_WEEKS, seed=SEEN_SEED), plan.foretold(problem, roster)
            wrong_before = {cell: share - formula[cell] for cell, share in plan.cells(seen).items()}
            heads = plan.corrected(heads, problem, roster, seen)
            problem, roster = plan.rostered(heads, start_from=roster if number == self.rounds else None)
        foretold = plan.foretold(problem, roster)
        found = plan.simulated(problem, roster, weeks=FRESH_WEEKS, seed=FRESH_SEED)
        return plan.told(heads=heads, rostered=(problem, roster), foretold=foretold, wrong_before=wrong_before, found=found)


Rostered = tuple[RosterProblem, Roster]
Cell = tuple[str, Span]
Foretold = Mapping[Cell, float]
"""The share in time of a line on a day."""


class _Plan:
    def __init__(self, bank: BankWeek, *, is_pooled: bool, seconds: float, seed: int) -> None:
        self.bank, self.is_pooled, self.seconds, self.seed = bank, is_pooled, seconds, seed
        self.open = [np.ones(bank.horizon.slots, dtype=np.bool_)] * len(LINES)
        apart = {line: require(each, rules=RULES, open_slots=self.open[0]) for line, each in zip(LINES, bank.forecasts, strict=True)}
        self.share = self._share(apart) if is_pooled else 0.0
        self.first: Sequence[Requirement] = (
            require_pool(bank.forecasts, rules=[RULES] * len(LINES), open_slots=self.open, pooling_share=self.share)
            if is_pooled
            else tuple(apart.values())
        )
        self.members: Sequence[PoolMember] = ()

    def _share(self, apart: Mapping[str, Requirement]) -> float:
        members = members_for(apart, week=self.bank.horizon, tightness=TIGHTNESS, seed=self.seed)
        return pooling_share([len(member.skills) for member in members], members=len(LINES))

    def rostered(self, heads: Mapping[str, Numbers], *, start_from: Roster | None = None) -> tuple[RosterProblem, Roster]:
        """People drawn to fit the heads, or those of a roster, which is then where the engine starts."""
        horizon = self.bank.horizon
        if start_from is None:
            needs = {line: Requirement(line, horizon, heads[line]) for line in LINES}
            self.members = members_for(needs, week=horizon, tightness=TIGHTNESS, seed=self.seed)
        mode = CoverageMode.BLEND if self.is_pooled else CoverageMode.FOCUS
        problem = RosterProblem(
            name=f"bank {'one pool' if self.is_pooled else 'apart'}",
            starts_at=horizon.starts_at,
            ends_at=horizon.ends_at,
            weeks=((0, horizon.slots),),
            work_types=tuple(WorkType(line, mode=mode) for line in LINES),
            required={line: tuple(heads[line].tolist()) for line in LINES},
            people=tuple(_person(member, horizon) for member in self.members),
            bundles=(Bundle("bank", LINES),) if self.is_pooled else (),
            weights=USUAL_WEIGHTS,
            published=start_from,  # a minute moved against the round before weighs a little
        )
        return problem, solve(problem, limits=Limits(seconds=self.seconds, threads=2, seed=self.seed), start_from=start_from).roster

    def simulated(self, problem: RosterProblem, roster: Roster, *, weeks: int, seed: int) -> Outlook:
        streams = [
            ContactStream(each.planning_group, each.offered, each.handle_time_seconds, TARGET.threshold_seconds, TARGET.patience_seconds)
            for each in self.bank.forecasts
        ]
        return simulate(problem, roster, streams, replications=weeks, seed=seed, spans=self.bank.days, threads=2)

    def corrected(self, heads: Mapping[str, Numbers], problem: RosterProblem, roster: Roster, seen: Outlook) -> dict[str, Numbers]:
        required, given = capacity_of(problem, roster)
        missing = np.maximum(0.0, required - given)

        def simulated(service: Service, row: int, day: Span) -> SimulatedDay | None:
            if service.in_time.value is None:
                return None
            slots = slice(*day)
            return SimulatedDay(
                in_time_share=service.in_time.value,
                half_width=service.in_time.half_width,
                abandonment_share=service.abandoned.value or 0.0,
                short_share=float(missing[row][slots].sum()) / max(1e-9, float(required[row][slots].sum())),
            )

        groups = [
            PlannedGroup(
                name=each.planning_group,
                offered=each.offered,
                handle_time_seconds=each.handle_time_seconds,
                heads=heads[each.planning_group],
                rules=RULES,
                days=tuple(simulated(service, row, day) for day, service in zip(self.bank.days, work.spans, strict=True)),
            )
            for row, (each, work) in enumerate(zip(self.bank.forecasts, seen.work_types, strict=True))
        ]
        pools = (SharedPeople(LINES, self.share),) if self.is_pooled else ()
        scales = day_scales(groups, days=self.bank.days, pools=pools)
        found = {}
        for group in groups:
            changed = group.heads.copy()
            for day, scale in zip(self.bank.days, scales[group.name], strict=True):
                changed[slice(*day)] *= scale
            found[group.name] = changed
        return found

    def cells(self, found: Outlook) -> dict[Cell, float]:
        """The share in time of each line and day with enough contacts to tell."""
        return {
            (work.work_type, day): service.in_time.value
            for work in found.work_types
            for day, service in zip(self.bank.days, work.spans, strict=True)
            if service.offered >= CELL_CONTACTS and service.in_time.value is not None
        }

    def foretold(self, problem: RosterProblem, roster: Roster) -> dict[Cell, float]:
        """What Erlang A says of the roster's heads, slot by slot, summed over each line's day. In a pool, of all heads as one queue and of
        the line's own part, weighed by the pooling share."""
        own = capacity_of(problem, roster)[1]
        together = _present(problem, roster)
        offered = np.sum([each.offered for each in self.bank.forecasts], axis=0)
        load = np.sum([each.offered * each.handle_time_seconds for each in self.bank.forecasts], axis=0)
        mean_seconds = np.divide(load, offered, out=np.zeros_like(load), where=offered > 0)
        told = {}
        for row, each in enumerate(self.bank.forecasts):
            for day in self.bank.days:
                slots = slice(*day)
                alone = ServiceCurve(each.offered[slots], each.handle_time_seconds[slots], own[row][slots], TARGET).service_at(1.0)
                pooled = ServiceCurve(offered[slots], mean_seconds[slots], together[slots], TARGET, weights=each.offered[slots])
                told[each.planning_group, day] = self.share * pooled.service_at(1.0) + (1 - self.share) * alone
        return told

    def told(self, *, heads: Mapping[str, Numbers], rostered: Rostered, foretold: Foretold, wrong_before: Foretold, found: Outlook) -> Row:
        problem, roster = rostered
        required, given = capacity_of(problem, roster)
        whole = [work.whole for work in found.work_types]
        offered = sum(each.offered for each in whole)
        widths = [each.in_time.half_width for work in found.work_types for each in work.spans if each.offered >= CELL_CONTACTS]
        cells = self.cells(found)
        off = np.abs([share - foretold[cell] for cell, share in cells.items()])
        off_learnt = np.abs([share - foretold[cell] - wrong_before.get(cell, 0.0) for cell, share in cells.items()])
        return {
            "pooling_share": round(self.share, 4),
            "required_hours": round(total_hours(Requirement(line, self.bank.horizon, heads[line]) for line in LINES), 1),
            "people": len(problem.people),
            "rostered_hours": round(float(_present(problem, roster, by_speed=False).sum()) * SLOT_MINUTES / 60, 1),
            "short_share": round(float(np.maximum(0.0, required - given).sum() / required.sum()), 4),
            "in_time_share": round(sum(each.offered * (each.in_time.value or 0.0) for each in whole) / offered, 4),
            "abandoned_share": round(sum(each.offered * (each.abandoned.value or 0.0) for each in whole) / offered, 4),
            "occupancy_share": round(found.mean_occupancy_share, 4),
            "cells": len(cells),
            "formula_within_one_point": round(float(np.mean(off <= 0.01)), 4),
            "learnt_within_one_point": round(float(np.mean(off_learnt <= 0.01)), 4),
            "learnt_within_three_points": round(float(np.mean(off_learnt <= 0.03)), 4),
            "widest_half_width": round(max(widths), 5),
        }


def _person(member: PoolMember, horizon: Horizon) -> Person:
    return person_of(member, person_id=f"p{member.number + 1}", work_types=LINES, horizon=horizon, first_date=WEEK)


def _present(problem: RosterProblem, roster: Roster, *, by_speed: bool = True) -> Numbers:
    """Heads that serve something in each slot, by their mean speed over what they serve, or each as one."""
    served, heads = ServedWork(problem), np.zeros(problem.slots)
    for shift in roster.shifts:
        for segment in shift.segments:
            speeds = [speed for _, speed in served.of(shift.person, segment)] if segment.kind is SegmentKind.WORK else []
            if speeds:
                heads[slice(*segment.slots)] += float(np.mean(speeds)) if by_speed else 1.0
    return heads
