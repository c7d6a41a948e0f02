"""Replan an absence: a few people answer for what falls away, and everybody else keeps their week.

Those who could serve the work that is lost are asked one by one what they would gain by changing what they work on the days of the lost
shifts, moves against the present roster being dear; whoever gains most changes first, and the rest are asked again (the greedy choice
for a gain that falls with each change). Nobody else is touched, no other day is, and nobody is asked who could not help.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from scheduling.rostering.backlog import Flags, backlogs_of, done_in_time
from scheduling.rostering.checker import check
from scheduling.rostering.coverage import Floats, build_demand
from scheduling.rostering.improve import count_own_costs, cover_all, respond
from scheduling.rostering.person import DayOffLock, Lock, ShiftLock
from scheduling.rostering.problem import Person, ProblemError, RosterProblem, WorkKind
from scheduling.rostering.roster import Roster, SegmentKind, Shift, Span, touch
from scheduling.rostering.scoring import capacity_of
from scheduling.rostering.served_work import ServedWork
from scheduling.rostering.tours.compile import build_crew
from scheduling.rostering.tours.tables import Week, copy_row, new_scratch, new_week
from scheduling.rostering.tours.weeks import from_roster, to_roster
from scheduling.rostering.validation import SLOT_HOURS, SLOT_MINUTES

Counted = tuple[Floats, Floats]
"""Heads required and given, by work type and slot."""

CHANGES_MAX = 3
STABILITY_LEAST = 0.25
"""A minute moved against the present roster weighs at least so many minutes of shortage."""
GAIN_LEAST = 30.0
"""Nobody's week is changed for less than this, in minutes of shortage."""
ASKED_AT_FIRST, ASKED_AGAIN = 96, 24
"""So many people are asked, those first who are free in most of the time; after each change those again who had most to gain."""


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody's shifts that fall and those that come, and what it gains in minutes of shortage, the trouble taken off."""

    person: str
    before: tuple[Shift, ...]
    after: tuple[Shift, ...]
    gained_minutes: float


@dataclass(frozen=True, slots=True)
class Replan:
    """The roster without the absent person's shifts, mended: who changes, and hours short before the absence, with it, and now."""

    roster: Roster
    lost: tuple[Shift, ...]
    changes: tuple[Change, ...]
    short_hours_before: float
    short_hours_unmended: float
    short_hours: float


def replan_absence(problem: RosterProblem, roster: Roster, *, person: str, away: Span, changes_max: int = CHANGES_MAX) -> Replan:
    """Mend ``roster`` for somebody who is away in a span. Raises ProblemError for somebody who is not in people."""
    if all(known.id != person for known in problem.people):
        raise ProblemError(f"{person} is not in people")
    lost = tuple(shift for shift in roster.shifts if shift.person == person and touch(shift.slots, away))
    left = Roster(roster.problem, tuple(shift for shift in roster.shifts if shift not in lost))
    before, unmended = capacity_of(problem, roster), capacity_of(problem, left)
    changes = _changes(problem, left, lost, _to_cover(problem, before, unmended, lost), changes_max) if lost else ()
    fallen = {shift for change in changes for shift in change.before}
    kept = tuple(shift for shift in left.shifts if shift not in fallen)
    mended = Roster(roster.problem, (*kept, *(shift for change in changes for shift in change.after)))
    short_hours = (_short_hours(*each) for each in (before, unmended, capacity_of(problem, mended)))
    return Replan(mended, lost, changes, *short_hours)


def _changes(problem: RosterProblem, left: Roster, lost: tuple[Shift, ...], to_cover: Floats, changes_max: int) -> tuple[Change, ...]:
    asked = _candidates(problem, left, lost)
    if not asked:
        return ()
    residual = _residual(problem, left, asked, _slots_of(lost, problem.slots), to_cover)
    crew, demand = build_crew(residual), build_demand(residual)
    week, scratch, kept = new_week(crew, len(asked)), new_scratch(crew), new_week(crew, 1)
    before = left.by_person()
    read = set(from_roster(residual, crew, left, week))  # who has shifts that cannot be read keeps them
    readable = np.array([at for at, person in enumerate(asked) if at in read or person.id not in before], np.int64)
    cover = np.zeros_like(demand.need)
    count_own_costs(crew, week, readable)
    cover_all(crew, demand, cover, week, readable)
    present, gains = readable, dict[int, float]()
    for _ in range(changes_max):
        found: dict[int, float] = {}
        for at in present.tolist():
            copy_row(kept, 0, week, at)
            found[at] = float(respond(crew, demand, cover.copy(), week, np.array([at]), scratch))
            copy_row(week, at, kept, 0)
        best = max(found, key=lambda at: found[at], default=-1)
        if best < 0 or found[best] < GAIN_LEAST:
            break
        gains[best] = float(respond(crew, demand, cover, week, np.array([best]), scratch))
        promising = sorted((at for at in found if at != best), key=lambda at: -found[at])
        present = np.array(promising[:ASKED_AGAIN], np.int64)
    return tuple(_change(residual, at, week, before.get(asked[at].id, ()), gained) for at, gained in gains.items())


def _change(residual: RosterProblem, at: int, week: Week, was: tuple[Shift, ...], gained: float) -> Change:
    person = residual.people[at]
    only = slice(at, at + 1)
    alone = Week(week.codes[only], week.split[only], week.shifts[only], week.shift_count[only], week.own_cost[only])
    now = to_roster(residual.only((person,)), alone).shifts
    return Change(
        person=person.id,
        before=tuple(shift for shift in was if shift not in now),
        after=tuple(shift for shift in now if shift not in was),
        gained_minutes=gained,
    )


def _candidates(problem: RosterProblem, left: Roster, lost: tuple[Shift, ...]) -> tuple[Person, ...]:
    """Who holds a skill of the work that is lost, and could be at work in some of its time without being there yet; nobody whose week
    breaks the law already, which no change of one day mends."""
    served = ServedWork(problem)
    work = [segment for shift in lost for segment in shift.segments if segment.kind is SegmentKind.WORK]
    wanted = {name for segment in work for name in served.stated(segment)}
    wanted_slots = {slot for segment in work for slot in range(*segment.slots)}
    shifts = left.by_person()
    found = [
        (_free_slots(person, shifts.get(person.id, ()), wanted_slots), person)
        for person in problem.people
        if person.id != lost[0].person and any(skill.work_type in wanted for skill in person.skills)
    ]
    freest = sorted((each for each in found if each[0]), key=lambda each: -each[0])  # stable: the problem's order among equals
    asked = [person for _, person in freest[:ASKED_AT_FIRST]]
    theirs = Roster(left.problem, tuple(shift for person in asked for shift in shifts.get(person.id, ())))
    forced = {violation.person for violation in check(problem.only(asked), theirs)}
    return tuple(person for person in asked if person.id not in forced)


def _free_slots(person: Person, own: tuple[Shift, ...], slots: set[int]) -> int:
    available = {slot for first, last in person.available for slot in slots if first <= slot < last}
    return len(available.difference(*(range(*shift.slots) for shift in own)))


def _to_cover(problem: RosterProblem, before: Counted, unmended: Counted, lost: tuple[Shift, ...]) -> Floats:
    """Heads that are to be covered: what the roster covers, what falls away, and in the lost shifts' slots what was short already. What was
    short before at other times is left out, and what others catch up in time."""
    wanted, given = before
    already_open = np.where(_slots_of(lost, problem.slots), 0.0, np.maximum(0.0, wanted - given))
    to_cover: Floats = np.maximum(0.0, wanted - _caught_up(problem, wanted, given, unmended[1])) - already_open
    return to_cover


def _slots_of(shifts: tuple[Shift, ...], slots: int) -> Flags:
    """Which slots of the horizon the shifts touch."""
    touched = np.zeros(slots, dtype=np.bool_)
    for shift in shifts:
        touched[slice(*shift.slots)] = True
    return touched


def _residual(problem: RosterProblem, left: Roster, asked: tuple[Person, ...], missed: Flags, to_cover: Floats) -> RosterProblem:
    """The problem of those who are asked: what the others do not cover, the present roster being published. Fewer hours than a
    contract's least are not theirs to mend."""
    shifts = left.by_person()
    names = {person.id for person in asked}
    others = Roster(left.problem, tuple(shift for shift in left.shifts if shift.person not in names))
    open_now = np.maximum(0.0, to_cover - capacity_of(problem, others)[1])
    work_types = tuple(replace(each, kind=WorkKind.CELLS, deadline_minutes=None, open=()) for each in problem.work_types)
    return replace(
        problem.only(_as_settled(person, shifts.get(person.id, ()), missed) for person in asked),
        work_types=work_types,
        required={each.id: tuple(row.tolist()) for each, row in zip(work_types, open_now, strict=True)},
        backlog={},
        presence=(),
        pairs=(),
        overlap={},
        published=left,
        weights=replace(problem.weights, stability=max(STABILITY_LEAST, problem.weights.stability)),
    )


def _caught_up(problem: RosterProblem, wanted: Floats, given: Floats, left: Floats) -> Floats:
    """Waiting work keeps the slots in which the roster does it. Of what the lost shifts did of it, this gets done in time all the same,
    by people who had time over."""
    caught_up = np.zeros_like(wanted)
    lost = given - left
    for backlog in backlogs_of(problem):
        did = np.clip(lost[backlog.row], 0.0, wanted[backlog.row])
        if total := float(did.sum()):
            before, after = (float(done_in_time(backlog, each).missed.sum()) for each in (given[backlog.row], left[backlog.row]))
            caught_up[backlog.row] = did * max(0.0, 1.0 - (after - before) / total)
    return caught_up


def _as_settled(person: Person, own: tuple[Shift, ...], missed: Flags) -> Person:
    """The person whose contract is content with the hours that they have, and who keeps all days but those of the lost shifts."""
    kept: list[Lock] = []
    for day, (first, last) in enumerate(pairwise(person.midnights)):
        if last <= 0 or first >= len(missed) or missed[max(0, first) : last].any():
            continue
        starting = [shift for shift in own if first <= shift.slots[0] < last]
        kept += [ShiftLock(shift) for shift in starting] or [DayOffLock(day)]
    least, most = person.contract.week_minutes
    minutes = sum(shift.paid_slots() for shift in own) * SLOT_MINUTES
    locks = (*person.locks, *(lock for lock in kept if lock not in person.locks))
    return replace(person, contract=replace(person.contract, week_minutes=(min(least, minutes), most)), locks=locks)


def _short_hours(required: Floats, given: Floats) -> float:
    missing: Floats = np.maximum(0.0, required - given)
    return float(missing.sum()) * SLOT_HOURS
