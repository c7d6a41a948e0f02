"""Everybody's rules and availability as flat arrays, ready for the kernel.

``build_crew`` is the only place where a problem's people become numbers. A *role* is what a person can do in a slot: one
per skill, and one more for each locked segment. People who share midnights, a contract or a day automaton share its arrays.
"""

from collections.abc import Sequence
from math import gcd
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from scheduling.rostering.problem import (
    SLOT_MINUTES,
    Contract,
    DayOffLock,
    Person,
    ProblemError,
    RosterProblem,
    SegmentLock,
    ShiftLock,
    WishKind,
)
from scheduling.rostering.roster import Segment, SegmentKind, Shift
from scheduling.rostering.tours.automaton import Automaton, build_automaton

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

NO_WORK_TYPE = -1
ABSENT = -1
FIRST_BREAK_CODE = -2
"""A slot's code: a role index from 0, ABSENT, or FIRST_BREAK_CODE - i for the contract's break rule i."""
SHIFTS_MAX = 8


class Crew(NamedTuple):
    """Arrays over people (p), slots (t, run-out included), roles, contracts (c), calendars (z) and automata (a)."""

    slots: int
    last_slot: int
    # people
    contract: Ints
    calendar: Ints
    automaton: Ints
    first_role: Ints
    first_lock: Ints
    first_wish: Ints
    run_end: npt.NDArray[np.int32]
    start_kind: npt.NDArray[np.int8]
    # roles
    role_work_type: Ints
    role_speed: Floats
    role_block: Ints
    role_joy: Floats
    role_window: Ints
    # locked shifts and wishes
    lock_start: Ints
    lock_length: Ints
    lock_units: Ints
    lock_codes: npt.NDArray[np.int8]
    wish_span: Ints
    wish_minutes: Floats
    # calendars
    date: npt.NDArray[np.int32]
    next_midnight: npt.NDArray[np.int32]
    # contracts
    rest: Ints
    stretch_max: Ints
    length_count: Ints
    length: Ints
    length_units: Ints
    length_class: Ints
    class_count: Ints
    break_count: Ints
    break_id: Ints
    break_length: Ints
    break_from: Ints
    break_to: Ints
    unit_slots: Ints
    week_units_min: Ints
    week_units_max: Ints
    week_minimum_hard: npt.NDArray[np.int8]
    # automata
    state_count: Ints
    state_first: Ints
    state_days: Ints
    state_offset: Ints
    state_units_from: Ints
    state_units_to: Ints
    state_after_work: Ints
    state_after_off: Ints
    # weights, minutes of shortage
    switch_cost: float
    minimum_cost: float


class _Lengths(NamedTuple):
    """A contract's legal shift lengths, with what each owes and pays, in slots."""

    slots: list[int]
    paid: list[int]
    breaks: list[tuple[int, ...]]


def build_crew(problem: RosterProblem) -> Crew:
    """Compile the people of ``problem``. Raises ProblemError naming person and field for what the engine cannot plan."""
    week = _single_week(problem)
    longest = max((p.contract.shift_minutes[1] for p in problem.people), default=0) // SLOT_MINUTES
    longest = max([longest, *(lock.shift.slots[1] - lock.shift.slots[0] for p in problem.people for lock in p.locks if isinstance(lock, ShiftLock))])
    last_slot = problem.slots + longest
    return _Builder(problem, week, last_slot).build()


def _single_week(problem: RosterProblem) -> tuple[int, int]:
    if len(problem.weeks) != 1 or problem.weeks[0] != (0, problem.slots):
        raise ProblemError(f"weeks is {[list(w) for w in problem.weeks]}: this engine plans one week that is the whole horizon, [[0, {problem.slots}]]")
    return problem.weeks[0]


def _lengths(contract: Contract) -> _Lengths:
    low, high = (m // SLOT_MINUTES for m in contract.shift_minutes)
    if contract.day_minutes_max is not None:
        longest_paid = contract.day_minutes_max // SLOT_MINUTES
    else:
        longest_paid = high
    result = _Lengths([], [], [])
    for slots in range(low, high + 1, contract.shift_step_minutes // SLOT_MINUTES):
        owed = tuple(
            sorted(
                (i for i, rule in enumerate(contract.breaks) if slots * SLOT_MINUTES >= rule.shift_minutes_from),
                key=lambda i: contract.breaks[i].starts_after_minutes,
            )
        )
        paid = slots - sum(contract.breaks[i].minutes // SLOT_MINUTES for i in owed if not contract.breaks[i].paid)
        if 0 < paid <= longest_paid:
            result.slots.append(slots)
            result.paid.append(paid)
            result.breaks.append(owed)
    return result


def _longest_stretch(contract: Contract, lengths: _Lengths) -> int:
    """The longest time between two breaks, or a break and an end of the shift, in slots."""
    longest = 0
    for slots, owed in zip(lengths.slots, lengths.breaks, strict=True):
        earliest = 0
        for i in owed:
            rule = contract.breaks[i]
            longest = max(longest, rule.starts_after_minutes[1] // SLOT_MINUTES - earliest)
            earliest = (rule.starts_after_minutes[0] + rule.minutes) // SLOT_MINUTES
        longest = max(longest, slots - earliest)
    return longest


_UNSUPPORTED = (
    "weekly_rest_minutes",
    "nights_per_week_max",
    "days_off_run_min",
    "weekends_off_min",
    "period_minutes",
    "split",
)


def _refuse_unsupported(person: Person) -> None:
    for name in _UNSUPPORTED:
        if getattr(person.contract, name) is not None:
            raise ProblemError(f"person {person.id}: contract.{name}: this engine does not plan with this rule yet")
    for name in ("start_windows", "templates"):
        if getattr(person.contract, name):
            raise ProblemError(f"person {person.id}: contract.{name}: this engine does not plan with this rule yet")


class _Builder:
    """Collects the arrays of a crew; one use, then thrown away."""

    def __init__(self, problem: RosterProblem, week: tuple[int, int], last_slot: int) -> None:
        self.problem = problem
        self.week = week
        self.last_slot = last_slot
        self.work_type_index = {w.id: i for i, w in enumerate(problem.work_types)}
        self.calendars: dict[tuple[int, ...], int] = {}
        self.contracts: dict[tuple[Contract, int], int] = {}
        self.automata: dict[Automaton, int] = {}
        n = len(problem.people)
        self.run_end = np.zeros((n, last_slot + 1), np.int32)
        self.start_kind = np.zeros((n, last_slot + 1), np.int8)
        self.dates: list[npt.NDArray[np.int32]] = []
        self.next_midnights: list[npt.NDArray[np.int32]] = []
        self.contract_rows: list[tuple[Contract, _Lengths, int]] = []
        self.roles: list[tuple[int, float, int, float, int, int]] = []
        self.locks: list[tuple[int, int, int, npt.NDArray[np.int8]]] = []
        self.wishes: list[tuple[int, int, float]] = []
        self.lengths_of: dict[Contract, _Lengths] = {}

    def build(self) -> Crew:
        n = len(self.problem.people)
        contract, calendar, automaton = (np.zeros(n, np.int64) for _ in range(3))
        first_role, first_lock, first_wish = (np.zeros(n + 1, np.int64) for _ in range(3))
        for p, person in enumerate(self.problem.people):
            _refuse_unsupported(person)
            calendar[p] = self._calendar(person)
            self._availability(p, person, int(calendar[p]))
            locked = [lock.shift for lock in person.locks if isinstance(lock, ShiftLock)]
            contract[p] = self._contract(person.contract, locked)
            _, lengths, unit = self.contract_rows[contract[p]]
            self._add_roles(person)
            self._add_locks(p, person, locked, unit, int(first_role[p]))
            automaton[p] = self._automaton(p, person, lengths, unit, locked)
            self._add_wishes(person)
            first_role[p + 1], first_lock[p + 1], first_wish[p + 1] = len(self.roles), len(self.locks), len(self.wishes)
        return Crew(
            slots=self.problem.slots,
            last_slot=self.last_slot,
            contract=contract,
            calendar=calendar,
            automaton=automaton,
            first_role=first_role,
            first_lock=first_lock,
            first_wish=first_wish,
            run_end=self.run_end,
            start_kind=self.start_kind,
            **self._role_arrays(),
            **self._lock_arrays(),
            date=np.stack(self.dates) if self.dates else np.zeros((0, 1), np.int32),
            next_midnight=np.stack(self.next_midnights) if self.next_midnights else np.zeros((0, 1), np.int32),
            **self._contract_arrays(),
            **self._automaton_arrays(),
            switch_cost=float(self.problem.weights.switch),
            minimum_cost=float(self.problem.weights.week_minimum),
        )

    def _calendar(self, person: Person) -> int:
        if person.midnights not in self.calendars:
            self.calendars[person.midnights] = len(self.dates)
            midnights = np.asarray(person.midnights)
            slots = np.arange(self.last_slot + 1)
            date = np.searchsorted(midnights, slots, side="right") - 1
            following = np.append(midnights, midnights[-1] + 10**6)[date + 1]
            self.dates.append(date.astype(np.int32))
            self.next_midnights.append(np.minimum(following, 10**6).astype(np.int32))
        return self.calendars[person.midnights]

    def _availability(self, p: int, person: Person, calendar: int) -> None:
        """Fill the end of the available run at each slot, and where a shift may start."""
        run_end = self.run_end[p]
        run_end[:] = np.arange(self.last_slot + 1)
        for first, last in _merged(person.available):
            low, high = max(first, 0), min(last, self.last_slot)
            if low < high:
                run_end[low:high] = high
        midnights = np.asarray(person.midnights)
        dates = self.dates[calendar]
        week = np.arange(*self.week)
        step = person.contract.start_step_minutes // SLOT_MINUTES
        may_start = (week - midnights[dates[week]]) % step == 0
        may_start &= run_end[week] > week
        if person.history:
            last_end = max(end for _, end in person.history)
            may_start &= week >= last_end + person.contract.rest_minutes // SLOT_MINUTES
            may_start &= dates[week] > np.searchsorted(midnights, person.history[-1][0], side="right") - 1
        for lock in person.locks:
            if isinstance(lock, DayOffLock):
                may_start &= dates[week] != lock.day
            elif isinstance(lock, ShiftLock):
                may_start &= dates[week] != dates[lock.shift.slots[0]]
        self.start_kind[p, week] = may_start

    def _contract(self, contract: Contract, locked: Sequence[Shift]) -> int:
        if contract not in self.lengths_of:
            self.lengths_of[contract] = _lengths(contract)
        lengths = self.lengths_of[contract]
        unit = gcd(*lengths.paid, *(shift.paid_slots() for shift in locked)) or 1
        key = (contract, unit)
        if key not in self.contracts:
            self.contracts[key] = len(self.contract_rows)
            self.contract_rows.append((contract, lengths, unit))
        return self.contracts[key]

    def _add_roles(self, person: Person) -> None:
        joy = self.problem.weights.enjoyment * SLOT_MINUTES / 60
        block = max(1, person.contract.block_minutes_min // SLOT_MINUTES)
        for skill in person.skills:
            self.roles.append((self.work_type_index[skill.work_type], skill.speed, block, joy * ((skill.enjoyment + 2) / 4 - 1), 0, 0))
        speeds = {skill.work_type: (skill.speed, joy * ((skill.enjoyment + 2) / 4 - 1)) for skill in person.skills}
        for lock in person.locks:
            if isinstance(lock, SegmentLock):
                self.roles.append(self._locked_role(person, lock.segment, speeds))

    def _locked_role(self, person: Person, segment: Segment, speeds: dict[str, tuple[float, float]]) -> tuple[int, float, int, float, int, int]:
        first, last = segment.slots
        if segment.kind is SegmentKind.BREAK or segment.bundle is not None:
            raise ProblemError(f"person {person.id}: locks: a locked segment is work on a work type or an activity")
        if not 0 <= first < last <= self.last_slot:
            raise ProblemError(f"person {person.id}: locks: segment [{first}, {last}] lies outside the horizon (0 to {self.last_slot})")
        if segment.work_type is None:
            return NO_WORK_TYPE, 0.0, last - first, 0.0, first, last
        if segment.work_type not in speeds:
            raise ProblemError(f"person {person.id}: locks: segment on {segment.work_type}, which is not among the person's skills")
        speed, joy = speeds[segment.work_type]
        return self.work_type_index[segment.work_type], speed, last - first, joy, first, last

    def _add_locks(self, p: int, person: Person, locked: Sequence[Shift], unit: int, first_role: int) -> None:
        roles = {role[0]: i for i, role in reversed(list(enumerate(self.roles[first_role:])))}
        for shift in locked:
            start, end = shift.slots
            if not self.week[0] <= start < self.week[1]:
                raise ProblemError(f"person {person.id}: locks: shift [{start}, {end}] starts outside the week {list(self.week)}; earlier shifts are history")
            codes = np.full(self.last_slot + 1, ABSENT, np.int8)
            for segment in shift.segments:
                codes[segment.slots[0] : segment.slots[1]] = self._locked_code(person, segment, roles)
            self.start_kind[p, start] = 2 + sum(1 for other in locked if other.slots < shift.slots)
            self.locks.append((start, end - start, shift.paid_slots() // unit, codes))

    def _locked_code(self, person: Person, segment: Segment, roles: dict[int, int]) -> int:
        if segment.kind is SegmentKind.BREAK:
            length = (segment.slots[1] - segment.slots[0]) * SLOT_MINUTES
            for i, rule in enumerate(person.contract.breaks):
                if rule.minutes == length and rule.paid == segment.paid:
                    return FIRST_BREAK_CODE - i
            raise ProblemError(f"person {person.id}: locks: a shift has a break of {length} minutes that the contract does not know")
        if segment.work_type is None:
            raise ProblemError(f"person {person.id}: locks: in a locked shift every segment is work on a work type or a break; lock the activity itself instead")
        role = roles.get(self.work_type_index.get(segment.work_type, NO_WORK_TYPE - 1))
        if role is None:
            raise ProblemError(f"person {person.id}: locks: a shift works on {segment.work_type}, which is not among the person's skills")
        return role

    def _automaton(self, p: int, person: Person, lengths: _Lengths, unit: int, locked: Sequence[Shift]) -> int:
        starts = np.flatnonzero(self.start_kind[p])
        dates = self.dates[self.calendars[person.midnights]]
        run = _run_before(person, int(dates[starts[0]])) if len(starts) else 0
        paid = [*lengths.paid, *(shift.paid_slots() for shift in locked)]
        automaton = build_automaton(
            days_max=min(person.contract.days_per_week_max, SHIFTS_MAX),
            consecutive_max=person.contract.consecutive_days_max,
            run=run,
            units=(min(paid, default=1) // unit, max(paid, default=1) // unit),
            units_max=person.contract.week_minutes[1] // SLOT_MINUTES // unit,
        )
        return self.automata.setdefault(automaton, len(self.automata))

    def _add_wishes(self, person: Person) -> None:
        for wish in person.wishes:
            sign = -1.0 if wish.kind is WishKind.OFF else 1.0
            self.wishes.append((*wish.slots, sign * wish.minutes * self.problem.weights.wish))

    def _role_arrays(self) -> dict[str, Any]:
        columns = list(zip(*self.roles, strict=True)) or [()] * 6
        return {
            "role_work_type": np.array(columns[0], np.int64),
            "role_speed": np.array(columns[1], np.float64),
            "role_block": np.array(columns[2], np.int64),
            "role_joy": np.array(columns[3], np.float64),
            "role_window": np.array([columns[4], columns[5]], np.int64).T.copy(),
        }

    def _lock_arrays(self) -> dict[str, Any]:
        codes = [lock[3] for lock in self.locks]
        return {
            "lock_start": np.array([lock[0] for lock in self.locks], np.int64),
            "lock_length": np.array([lock[1] for lock in self.locks], np.int64),
            "lock_units": np.array([lock[2] for lock in self.locks], np.int64),
            "lock_codes": np.stack(codes) if codes else np.zeros((0, self.last_slot + 1), np.int8),
            "wish_span": np.array([wish[:2] for wish in self.wishes], np.int64).reshape(-1, 2),
            "wish_minutes": np.array([wish[2] for wish in self.wishes], np.float64),
        }

    def _contract_arrays(self) -> dict[str, Any]:
        rows = self.contract_rows
        classes = [sorted(set(lengths.breaks)) for _, lengths, _ in rows]
        most = max((len(lengths.slots) for _, lengths, _ in rows), default=0)
        most_classes = max((len(c) for c in classes), default=0)
        most_breaks = max((len(b) for c in classes for b in c), default=0)
        shape = (len(rows), most)
        length, units, length_class = (np.zeros(shape, np.int64) for _ in range(3))
        count = np.zeros((len(rows), most_classes), np.int64)
        ids, lens, low, high = (np.zeros((len(rows), most_classes, most_breaks), np.int64) for _ in range(4))
        for c, (contract, lengths, unit) in enumerate(rows):
            k = len(lengths.slots)
            length[c, :k], units[c, :k] = lengths.slots, [paid // unit for paid in lengths.paid]
            length_class[c, :k] = [classes[c].index(owed) for owed in lengths.breaks]
            for j, owed in enumerate(classes[c]):
                count[c, j] = len(owed)
                for i, rule in enumerate(owed):
                    ids[c, j, i], lens[c, j, i] = rule, contract.breaks[rule].minutes // SLOT_MINUTES
                    low[c, j, i], high[c, j, i] = (m // SLOT_MINUTES for m in contract.breaks[rule].starts_after_minutes)
        return {
            "rest": np.array([c.rest_minutes // SLOT_MINUTES for c, _, _ in rows], np.int64),
            "stretch_max": np.array([_longest_stretch(contract, lengths) for contract, lengths, _ in rows], np.int64),
            "length_count": np.array([len(lengths.slots) for _, lengths, _ in rows], np.int64),
            "length": length,
            "length_units": units,
            "length_class": length_class,
            "class_count": np.array([len(c) for c in classes], np.int64),
            "break_count": count,
            "break_id": ids,
            "break_length": lens,
            "break_from": low,
            "break_to": high,
            "unit_slots": np.array([unit for _, _, unit in rows], np.int64),
            "week_units_min": np.array([-(-c.week_minutes[0] // (SLOT_MINUTES * unit)) for c, _, unit in rows], np.int64),
            "week_units_max": np.array([c.week_minutes[1] // (SLOT_MINUTES * unit) for c, _, unit in rows], np.int64),
            "week_minimum_hard": np.array([c.week_minimum_hard for c, _, _ in rows], np.int8),
        }

    def _automaton_arrays(self) -> dict[str, Any]:
        automata = list(self.automata)
        states = max((len(a.days) for a in automata), default=0)

        def table(rows: list[tuple[int, ...]]) -> Ints:
            result = np.zeros((len(rows), states), np.int64)
            for i, row in enumerate(rows):
                result[i, : len(row)] = row
            return result

        return {
            "state_count": np.array([len(a.days) for a in automata], np.int64),
            "state_first": np.array([a.first for a in automata], np.int64),
            "state_days": table([a.days for a in automata]),
            "state_offset": table([a.offset for a in automata]),
            "state_units_from": table([a.units_from for a in automata]),
            "state_units_to": table([a.units_to for a in automata]),
            "state_after_work": table([a.after_work for a in automata]),
            "state_after_off": table([a.after_off for a in automata]),
        }


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for first, last in spans:
        if merged and merged[-1][1] >= first:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _run_before(person: Person, date: int) -> int:
    """How many local dates with a start stand in a row just before ``date``."""
    midnights = np.asarray(person.midnights)
    worked = {int(np.searchsorted(midnights, first, side="right")) - 1 for first, _ in person.history}
    run = 0
    while date - 1 - run in worked:
        run += 1
    return run
