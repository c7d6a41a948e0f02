"""What a board counts, person by person, so that after an edit only the person edited is counted anew.

It counts what `scheduling.rostering.scoring.score` counts. Work that one person may serve in several ways at once (bundles and
pools) is shared out by that function, over everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduling.rostering.backlog import backlogs_of, done_in_time, needed
from scheduling.rostering.person import Person, WishKind
from scheduling.rostering.problem import CoverageMode, RosterProblem
from scheduling.rostering.scoring import score
from wfm.rosters.content import ShiftContent, WeekContent, WorkNames, roster_of
from wfm.rosters.kinds import SegmentKind
from wfm.rosters.weeks import RosterWeek

SLOT_HOURS = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedLine:
    """One work type: heads required and given in each slot."""

    code: str
    required: tuple[float, ...]
    capacity: tuple[float, ...]
    required_hours: float
    short_hours: float
    surplus_hours: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    lines: tuple[CountedLine, ...]
    required_hours: float
    short_hours: float
    surplus_hours: float
    occupancy_share: float
    paid_hours: float
    wishes_kept: int
    wishes_refused: int


class _Part(NamedTuple):
    """One person's share. `steps` are rows of (work type, first slot, last slot), `speeds` the heads given in each; None where the
    work is shared."""

    steps: npt.NDArray[np.int64] | None
    speeds: npt.NDArray[np.float64]
    paid_minutes: int
    kept: int
    refused: int


Heads = npt.NDArray[np.float64]
NO_STEPS = np.zeros((0, 3), dtype=np.int64)
NO_SPEEDS = np.zeros(0)


class Tally:
    """Counts rosters of one problem. What it counted for a person is kept as long as their shifts stay the same."""

    def __init__(self, problem: RosterProblem) -> None:
        self._problem = problem
        self._row = {work_type.id: at for at, work_type in enumerate(problem.work_types)}
        self._people = {int(person.id): person for person in problem.people}
        self._is_pooled = any(work_type.mode is CoverageMode.POOL for work_type in problem.work_types)
        nothing = (0.0,) * problem.slots
        self._standing = np.array([problem.required.get(code, nothing) for code in self._row]).reshape(-1, problem.slots)
        self._backlogs = backlogs_of(problem)
        self._parts: dict[int, tuple[tuple[ShiftContent, ...], _Part]] = {}
        self._needs: dict[int, tuple[Heads, Heads]] = {}

    def count(self, contents: Sequence[WeekContent], *, week: RosterWeek, names: WorkNames) -> Counted:
        codes = {known: code for code, known in names.work_type_ids.items()}
        parts = [self._part(content, week, codes) for content in contents]
        paid = sum(part.paid_minutes for part in parts) / 60
        kept, refused = sum(part.kept for part in parts), sum(part.refused for part in parts)
        if self._is_pooled or any(part.steps is None for part in parts):
            return self._shared(contents, week, names, kept, refused)
        changes = np.zeros((len(self._row), self._problem.slots + 1))
        steps = np.concatenate([NO_STEPS, *(part.steps for part in parts if part.steps is not None)])
        speeds = np.concatenate([NO_SPEEDS, *(part.speeds for part in parts)])
        np.add.at(changes, (steps[:, 0], steps[:, 1]), speeds)
        np.add.at(changes, (steps[:, 0], steps[:, 2]), -speeds)
        # Heads are sums of a few decimals, and a running sum must come back to nothing where nobody is.
        capacity = np.round(np.cumsum(changes, axis=1)[:, :-1], 9) + 0.0
        required = self._required(capacity)
        short, over = np.maximum(0.0, required - capacity), np.maximum(0.0, capacity - required)
        given = float(capacity.sum())
        return Counted(
            lines=tuple(
                CountedLine(
                    code=code,
                    required=tuple(required[at].tolist()),
                    capacity=tuple(capacity[at].tolist()),
                    required_hours=float(required[at].sum()) * SLOT_HOURS,
                    short_hours=float(short[at].sum()) * SLOT_HOURS,
                    surplus_hours=float(over[at].sum()) * SLOT_HOURS,
                )
                for code, at in self._row.items()
            ),
            required_hours=float(required.sum()) * SLOT_HOURS,
            short_hours=float(short.sum()) * SLOT_HOURS,
            surplus_hours=float(over.sum()) * SLOT_HOURS,
            occupancy_share=float(np.minimum(required, capacity).sum()) / given if given else 0.0,
            paid_hours=paid,
            wishes_kept=kept,
            wishes_refused=refused,
        )

    def _required(self, capacity: Heads) -> Heads:
        """Heads required by work type and slot; work that may wait where this capacity does it, or misses it."""
        required = self._standing.copy()
        for backlog in self._backlogs:
            given = capacity[backlog.row]
            known = self._needs.get(backlog.row)
            if known is None or not np.array_equal(known[0], given):
                known = self._needs[backlog.row] = (given.copy(), needed(backlog, done_in_time(backlog, given)))
            required[backlog.row] = known[1]
        return required

    def _part(self, content: WeekContent, week: RosterWeek, codes: dict[int, str]) -> _Part:
        known = self._parts.get(content.agent_id)
        if known is not None and known[0] is content.shifts:
            return known[1]
        part = self._counted(content, week, codes)
        self._parts[content.agent_id] = (content.shifts, part)
        return part

    def _counted(self, content: WeekContent, week: RosterWeek, codes: dict[int, str]) -> _Part:
        person = self._people.get(content.agent_id)
        speed_on = {skill.work_type: skill.speed for skill in person.skills} if person else {}
        steps: list[tuple[int, int, int]] = []
        speeds: list[float] = []
        for shift in content.shifts:
            for segment in shift.segments:
                if segment.kind is not SegmentKind.WORK:
                    continue
                if segment.work_type_id is None:
                    return _Part(None, NO_SPEEDS, content.paid_minutes, *_wishes(person, content, week))
                code = codes[segment.work_type_id]
                first = max(0, week.horizon.slot_of(segment.starts_at))
                last = min(self._problem.slots, week.horizon.slot_of(segment.ends_at))
                if code in self._row and code in speed_on and first < last:
                    steps.append((self._row[code], first, last))
                    speeds.append(speed_on[code])
        table = np.array(steps, dtype=np.int64).reshape(-1, 3)
        return _Part(table, np.array(speeds, dtype=np.float64), content.paid_minutes, *_wishes(person, content, week))

    def _shared(self, contents: Sequence[WeekContent], week: RosterWeek, names: WorkNames, kept: int, refused: int) -> Counted:
        roster = roster_of(contents, problem_name=self._problem.name, horizon=week.horizon, names=names)
        found = score(self._problem, roster)
        return Counted(
            lines=tuple(
                CountedLine(
                    code=line.work_type,
                    required=line.required,
                    capacity=line.capacity,
                    required_hours=line.required_hours,
                    short_hours=line.short_hours,
                    surplus_hours=line.surplus_hours,
                )
                for line in found.by_work_type
            ),
            required_hours=found.required_hours,
            short_hours=found.short_hours,
            surplus_hours=found.surplus_hours,
            occupancy_share=found.occupancy_share,
            paid_hours=found.paid_hours,
            wishes_kept=kept,
            wishes_refused=refused,
        )


def _wishes(person: Person | None, content: WeekContent, week: RosterWeek) -> tuple[int, int]:
    """Wishes kept and refused. A wish to be off is kept when no shift touches it."""
    if person is None or not person.wishes:
        return 0, 0
    spans = [(week.horizon.slot_of(shift.starts_at), week.horizon.slot_of(shift.ends_at)) for shift in content.shifts]
    kept = sum(
        any(wish.slots[0] < last and first < wish.slots[1] for first, last in spans) == (wish.kind is WishKind.WORK)
        for wish in person.wishes
    )
    return kept, len(person.wishes) - kept
