"""Compile a problem's people into the arrays of a crew: the only place where people become numbers."""

from collections.abc import Sequence
from math import gcd
from typing import Any

import numpy as np
import numpy.typing as npt

from scheduling.rostering.problem import SLOT_MINUTES, Contract, DayOffLock, Person, ProblemError, RosterProblem, ShiftLock, WishKind
from scheduling.rostering.roster import Shift
from scheduling.rostering.tours.automaton import Automaton, automaton_arrays, build_automaton
from scheduling.rostering.tours.contracts import ContractRow, Lengths, contract_arrays, lengths_of
from scheduling.rostering.tours.crew import FIRST_LOCK, NO_WORK_TYPE, ROLES_MAX, SHIFTS_MAX, Crew
from scheduling.rostering.tours.locks import Window, activities_of, codes_of, locked_shifts, windows_of
from scheduling.rostering.tours.tables import NEVER


def build_crew(problem: RosterProblem) -> Crew:
    """Compile the people of ``problem``. Raises ProblemError naming person and field for what the engine cannot plan."""
    week = _single_week(problem)
    longest = [p.contract.shift_minutes[1] // SLOT_MINUTES for p in problem.people]
    longest += [shift.slots[1] - shift.slots[0] for p in problem.people for shift in locked_shifts(p)]
    return _Builder(problem, week, problem.slots + max(longest, default=0)).build()


def _single_week(problem: RosterProblem) -> tuple[int, int]:
    if len(problem.weeks) != 1 or problem.weeks[0] != (0, problem.slots):
        found = [list(week) for week in problem.weeks]
        raise ProblemError(f"weeks is {found}: this engine plans one week that is the whole horizon, [[0, {problem.slots}]]")
    return problem.weeks[0]


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


Role = tuple[int, float, int, float]
"""Work type, speed, minimum block, and enjoyment a slot."""


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
        self.contract_rows: list[ContractRow] = []
        self.roles: list[Role] = []
        self.windows: list[Window] = []
        self.locks: list[tuple[int, int, int, npt.NDArray[np.int8]]] = []
        self.wishes: list[tuple[int, int, float]] = []
        self.lengths_of: dict[Contract, Lengths] = {}

    def build(self) -> Crew:
        n = len(self.problem.people)
        contract, calendar, automaton = (np.zeros(n, np.int64) for _ in range(3))
        first_role, first_window, first_lock, first_wish = (np.zeros(n + 1, np.int64) for _ in range(4))
        for p, person in enumerate(self.problem.people):
            _refuse_unsupported(person)
            calendar[p] = self._calendar(person)
            self._availability(p, person, int(calendar[p]))
            locked = locked_shifts(person)
            contract[p] = self._contract(person.contract, locked)
            _, lengths, unit = self.contract_rows[contract[p]]
            self._add_roles(person)
            self.windows.extend(windows_of(person, last_slot=self.last_slot))
            self._add_locks(p, person, locked, unit)
            automaton[p] = self._automaton(p, person, lengths, unit, locked)
            self._add_wishes(person)
            first_role[p + 1], first_window[p + 1] = len(self.roles), len(self.windows)
            first_lock[p + 1], first_wish[p + 1] = len(self.locks), len(self.wishes)
        return Crew(
            slots=self.problem.slots,
            last_slot=self.last_slot,
            contract=contract,
            calendar=calendar,
            automaton=automaton,
            first_role=first_role,
            first_window=first_window,
            first_lock=first_lock,
            first_wish=first_wish,
            run_end=self.run_end,
            start_kind=self.start_kind,
            **self._role_arrays(),
            **self._lock_arrays(),
            date=np.stack(self.dates) if self.dates else np.zeros((0, 1), np.int32),
            next_midnight=np.stack(self.next_midnights) if self.next_midnights else np.zeros((0, 1), np.int32),
            **contract_arrays(self.contract_rows),
            **automaton_arrays(list(self.automata)),
            switch_cost=float(self.problem.weights.switch),
            minimum_cost=float(self.problem.weights.week_minimum),
            empty_stretch=NEVER,
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
            self.lengths_of[contract] = lengths_of(contract)
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
        activities = activities_of(person)
        if len(person.skills) + len(activities) > ROLES_MAX:
            given = f"{len(person.skills)} skills and {len(activities)} locked activities"
            raise ProblemError(f"skills: {given}, this engine plans with at most {ROLES_MAX} in all", f"person {person.id}")
        for skill in person.skills:
            self.roles.append((self.work_type_index[skill.work_type], skill.speed, block, joy * ((skill.enjoyment + 2) / 4 - 1)))
        self.roles.extend((NO_WORK_TYPE, 0.0, 1, 0.0) for _ in activities)

    def _add_locks(self, p: int, person: Person, locked: Sequence[Shift], unit: int) -> None:
        for at, shift in enumerate(locked):
            start, end = shift.slots
            if not self.week[0] <= start < self.week[1]:
                where = f"locks: shift [{start}, {end}] starts outside the week {list(self.week)}"
                raise ProblemError(f"{where}; earlier shifts are history", f"person {person.id}")
            self.start_kind[p, start] = FIRST_LOCK + at
            self.locks.append((start, end - start, shift.paid_slots() // unit, codes_of(person, shift, last_slot=self.last_slot)))

    def _automaton(self, p: int, person: Person, lengths: Lengths, unit: int, locked: Sequence[Shift]) -> int:
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
        columns = list(zip(*self.roles, strict=True)) or [()] * 4
        return {
            "role_work_type": np.array(columns[0], np.int64),
            "role_speed": np.array(columns[1], np.float64),
            "role_block": np.array(columns[2], np.int64),
            "role_joy": np.array(columns[3], np.float64),
        }

    def _lock_arrays(self) -> dict[str, Any]:
        codes = [lock[3] for lock in self.locks]
        return {
            "window_role": np.array([window[0] for window in self.windows], np.int64),
            "window_span": np.array([window[1:] for window in self.windows], np.int64).reshape(-1, 2),
            "lock_start": np.array([lock[0] for lock in self.locks], np.int64),
            "lock_length": np.array([lock[1] for lock in self.locks], np.int64),
            "lock_units": np.array([lock[2] for lock in self.locks], np.int64),
            "lock_codes": np.stack(codes) if codes else np.zeros((0, self.last_slot + 1), np.int8),
            "wish_span": np.array([wish[:2] for wish in self.wishes], np.int64).reshape(-1, 2),
            "wish_minutes": np.array([wish[2] for wish in self.wishes], np.float64),
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
