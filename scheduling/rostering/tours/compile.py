"""Compile a problem's people into the arrays of a crew: the only place where people become numbers."""

from collections.abc import Sequence
from math import gcd
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from scheduling.rostering.presence_rows import presence_rows
from scheduling.rostering.problem import SLOT_MINUTES, Contract, DayOffLock, Person, ProblemError, RosterProblem, ShiftLock, WishKind
from scheduling.rostering.roster import Shift, Span
from scheduling.rostering.tours.automaton import (
    DAY,
    NIGHT,
    NO_LIMIT,
    Automaton,
    DayLimits,
    DaysBefore,
    automaton_arrays,
    build_automaton,
)
from scheduling.rostering.tours.contracts import ContractRow, Form, contract_arrays, forms_of
from scheduling.rostering.tours.crew import FIRST_LOCK, NO_WORK, ROLES_MAX, Crew
from scheduling.rostering.tours.likes import Favour, Likes
from scheduling.rostering.tours.local_days import agreed_starts, days_before, is_night, nights_before, week_minutes_left
from scheduling.rostering.tours.locks import Window, activities_of, codes_of, locked_shifts, windows_of
from scheduling.rostering.tours.roles import Roles, WorkRole
from scheduling.rostering.tours.tables import NEVER
from scheduling.rostering.tours.weekends import closed_weekends
from scheduling.timegrid import Horizon


def build_crew(problem: RosterProblem, *, relaxed: bool = False) -> Crew:
    """Compile the people of ``problem``. Raises ProblemError naming person and field for what the engine cannot plan.

    A few rules of split shifts and of two weekends in one week are kept more strictly than the law asks. ``relaxed`` keeps them less
    strictly instead, as a bound needs it: then no legal week is missed, but a week found may break one of them.
    """
    week = _single_week(problem)
    longest = [_longest_shift(person) for person in problem.people]
    longest += [shift.slots[1] - shift.slots[0] for p in problem.people for shift in locked_shifts(p)]
    return _Builder(problem, week, problem.slots + max(longest, default=0), relaxed=relaxed).build()


def crew_for_bound(problem: RosterProblem, crew: Crew) -> Crew:
    """The crew that misses no legal week and overstates no own cost.

    Rules that the search keeps too strictly are relaxed. A wish to be off that two shifts touch is charged with each of them, so each
    is charged only its part.
    """
    is_strict = any(p.contract.split is not None or p.contract.weekends_off_min is not None for p in problem.people)
    relaxed = build_crew(problem, relaxed=True) if is_strict else crew._replace(empty_stretch=0.0)
    touching = np.array([_shifts_touching(person, wish.slots) for person in problem.people for wish in person.wishes], np.float64)
    minutes = relaxed.wish_minutes
    return relaxed._replace(wish_minutes=np.where(minutes < 0, minutes / touching, minutes) if len(minutes) else minutes)


def _shifts_touching(person: Person, slots: Span) -> int:
    """The most shifts that can touch a span: one starts on each local date, and the earliest may start a shift's length before."""
    first, last = np.searchsorted(np.asarray(person.midnights), [slots[0] - _longest_shift(person) + 1, slots[1] - 1], side="right")
    return max(1, int(last - first) + 1)


def _single_week(problem: RosterProblem) -> tuple[int, int]:
    if len(problem.weeks) != 1 or problem.weeks[0] != (0, problem.slots):
        found = [list(week) for week in problem.weeks]
        raise ProblemError(f"weeks is {found}: this engine plans one week that is the whole horizon, [[0, {problem.slots}]]")
    return problem.weeks[0]


def _longest_shift(person: Person) -> int:
    split = person.contract.split
    return (person.contract.shift_minutes[1] + (split.gap_minutes[1] if split else 0)) // SLOT_MINUTES


class RoleRow(NamedTuple):
    """A role: its work, minimum block, what liking and level take off a slot, and the work types that it serves with their speeds."""

    work: int
    block: int
    joy: float
    options: tuple[tuple[int, float], ...]


class LockRow(NamedTuple):
    """A locked shift: its first slot, slots, paid units, kind of the day automaton, and the code of each slot."""

    start: int
    length: int
    units: int
    kind: int
    codes: npt.NDArray[np.int8]


class _Builder:
    """Collects the arrays of a crew; one use, then thrown away."""

    def __init__(self, problem: RosterProblem, week: tuple[int, int], last_slot: int, *, relaxed: bool) -> None:
        self.problem = problem
        self.relaxed = relaxed
        self.horizon = Horizon(problem.starts_at, problem.ends_at)
        self.week = week
        self.last_slot = last_slot
        self.roles_of = Roles(problem)
        self.work_type_index = {w.id: i for i, w in enumerate(problem.work_types)}
        self.bundle_index = {bundle.id: i for i, bundle in enumerate(problem.bundles)}
        self.calendars: dict[tuple[str, tuple[int, ...]], int] = {}
        self.contracts: dict[tuple[Contract, int], int] = {}
        self.automata: dict[Automaton, int] = {}
        n = len(problem.people)
        self.run_end = np.zeros((n, last_slot + 1), np.int32)
        self.start_kind = np.zeros((n, last_slot + 1), np.int8)
        self.start_set = np.zeros((n, last_slot + 1), np.int8)
        self.free_from = np.zeros(n, np.int64)
        self.units_least = np.zeros(n, np.int64)
        self.shifts_max = 1
        self.favours: list[Favour] = []
        self.likes = Likes(problem, last_slot=last_slot)
        self.dates: list[npt.NDArray[np.int32]] = []
        self.slots_of_day: list[npt.NDArray[np.int32]] = []
        self.next_midnights: list[npt.NDArray[np.int32]] = []
        self.nights_before: list[npt.NDArray[np.int32]] = []
        self.contract_rows: list[ContractRow] = []
        self.roles: list[RoleRow] = []
        self.windows: list[Window] = []
        self.locks: list[LockRow] = []
        self.wishes: list[tuple[int, int, float]] = []
        self.forms: dict[Contract, list[Form]] = {}

    def build(self) -> Crew:
        n = len(self.problem.people)
        contract, calendar, automaton = (np.zeros(n, np.int64) for _ in range(3))
        first_role, first_window, first_lock, first_wish, first_favour = (np.zeros(n + 1, np.int64) for _ in range(5))
        for p, person in enumerate(self.problem.people):
            calendar[p] = self._calendar(person)
            self._availability(p, person, int(calendar[p]))
            locked = locked_shifts(person)
            contract[p] = self._contract(person.contract, locked)
            row = self.contract_rows[contract[p]]
            roles = self.roles_of.of(person)
            self._add_roles(person, roles)
            self.windows.extend(windows_of(person, roles, last_slot=self.last_slot))
            self._add_locks(p, person, roles, row.unit)
            automaton[p] = self._automaton(p, person, row, locked)
            self._add_wishes(person)
            self.favours.extend(self.likes.favours(p, roles))
            first_favour[p + 1] = len(self.favours)
            first_role[p + 1], first_window[p + 1] = len(self.roles), len(self.windows)
            first_lock[p + 1], first_wish[p + 1] = len(self.locks), len(self.wishes)
        return Crew(
            slots=self.problem.slots,
            last_slot=self.last_slot,
            shifts_max=self.shifts_max,
            contract=contract,
            calendar=calendar,
            automaton=automaton,
            first_role=first_role,
            first_window=first_window,
            first_lock=first_lock,
            first_wish=first_wish,
            first_favour=first_favour,
            usual_start=self.likes.usual_starts(),
            fixed_cost=self.likes.fixed_costs(),
            run_end=self.run_end,
            start_kind=self.start_kind,
            start_set=self.start_set,
            free_from=self.free_from,
            units_least=self.units_least,
            **self._role_arrays(),
            favour_role=np.array([favour.role for favour in self.favours], np.int64),
            favour_span=np.array([favour.slots for favour in self.favours], np.int64).reshape(-1, 2),
            favour_minutes=np.array([favour.minutes for favour in self.favours], np.float64),
            **self._mark_arrays(),
            **self._lock_arrays(),
            date=np.stack(self.dates) if self.dates else np.zeros((0, 1), np.int32),
            slot_of_day=np.stack(self.slots_of_day) if self.slots_of_day else np.zeros((0, 1), np.int32),
            next_midnight=np.stack(self.next_midnights) if self.next_midnights else np.zeros((0, 1), np.int32),
            night_before=np.stack(self.nights_before) if self.nights_before else np.zeros((0, 1), np.int32),
            **contract_arrays(self.contract_rows, relaxed=self.relaxed),
            **automaton_arrays(list(self.automata)),
            switch_cost=float(self.problem.weights.switch),
            minimum_cost=float(self.problem.weights.week_minimum),
            consistency_cost=float(self.problem.weights.consistency),
            empty_stretch=0.0 if self.relaxed else NEVER,
            night_slack=int(self.relaxed),
        )

    def _calendar(self, person: Person) -> int:
        key = (person.zone, person.midnights)
        if key not in self.calendars:
            self.calendars[key] = len(self.dates)
            midnights = np.asarray(person.midnights)
            slots = np.arange(self.last_slot + 1)
            date = np.searchsorted(midnights, slots, side="right") - 1
            following = np.append(midnights, midnights[-1] + 10**6)[date + 1]
            self.dates.append(date.astype(np.int32))
            self.slots_of_day.append((slots - midnights[date]).astype(np.int32))
            self.next_midnights.append(np.minimum(following, 10**6).astype(np.int32))
            self.nights_before.append(nights_before(self.horizon, zone=person.zone, last_slot=self.last_slot))
        return self.calendars[key]

    def _availability(self, p: int, person: Person, calendar: int) -> None:
        """Fill the end of the available run at each slot, and where a shift may start with which lengths."""
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
            self.free_from[p] = max(0, last_end)
            may_start &= week >= last_end + person.contract.rest_minutes // SLOT_MINUTES
            may_start &= dates[week] > np.searchsorted(midnights, person.history[-1][0], side="right") - 1
        for lock in person.locks:
            if isinstance(lock, DayOffLock):
                may_start &= dates[week] != lock.day
            elif isinstance(lock, ShiftLock):
                may_start &= dates[week] != dates[lock.shift.slots[0]]
        may_start &= ~closed_weekends(person, horizon=self.horizon, relaxed=self.relaxed)
        self.start_set[p, week], agreed = agreed_starts(person, horizon=self.horizon)
        self.start_kind[p, week] = may_start & agreed

    def _contract(self, contract: Contract, locked: Sequence[Shift]) -> int:
        if contract not in self.forms:
            self.forms[contract] = forms_of(contract)
        forms = self.forms[contract]
        unit = gcd(*(form.paid for form in forms), *(shift.paid_slots() for shift in locked)) or 1
        key = (contract, unit)
        if key not in self.contracts:
            self.contracts[key] = len(self.contract_rows)
            self.contract_rows.append(ContractRow(contract, forms, unit))
        return self.contracts[key]

    def _add_roles(self, person: Person, roles: Sequence[WorkRole]) -> None:
        weights = self.problem.weights
        block = max(1, person.contract.block_minutes_min // SLOT_MINUTES)
        activities = activities_of(person)
        if len(roles) + len(activities) > ROLES_MAX:
            given = f"{len(roles)} kinds of work and {len(activities)} locked activities"
            raise ProblemError(f"skills: {given}, this engine plans with at most {ROLES_MAX} in all", f"person {person.id}")
        for role in roles:
            options = tuple((self.work_type_index[skill.work_type], skill.speed) for skill in role.skills)
            joy = weights.enjoyment * ((role.enjoyment + 2) / 4 - 1) + weights.level * ((role.level - 1) / 4 - 1)
            self.roles.append(RoleRow(self._work_of(role), block, joy * SLOT_MINUTES / 60, options))
        self.roles.extend(RoleRow(NO_WORK, 1, 0.0, ()) for _ in activities)

    def _work_of(self, role: WorkRole) -> int:
        """Work types come first, then bundles, then the pool."""
        if role.bundle is not None:
            return len(self.work_type_index) + self.bundle_index[role.bundle]
        return len(self.work_type_index) + len(self.bundle_index) if role.is_pool else self.work_type_index[role.work_type or ""]

    def _add_locks(self, p: int, person: Person, roles: Sequence[WorkRole], unit: int) -> None:
        for at, shift in enumerate(locked_shifts(person)):
            start, end = shift.slots
            if not self.week[0] <= start < self.week[1]:
                where = f"locks: shift [{start}, {end}] starts outside the week {list(self.week)}"
                raise ProblemError(f"{where}; earlier shifts are history", f"person {person.id}")
            self.start_kind[p, start] = FIRST_LOCK + at
            kind = NIGHT if is_night(person, shift, horizon=self.horizon) else DAY
            codes = codes_of(person, roles, shift, last_slot=self.last_slot)
            self.locks.append(LockRow(start, end - start, shift.paid_slots() // unit, kind, codes))

    def _automaton(self, p: int, person: Person, row: ContractRow, locked: Sequence[Shift]) -> int:
        contract, unit = row.contract, row.unit
        starts = np.flatnonzero(self.start_kind[p])
        dates = self.dates[self.calendars[person.zone, person.midnights]]
        before = days_before(person, int(dates[starts[0]])) if len(starts) else DaysBefore()
        paid = [form.paid for form in row.forms] + [shift.paid_slots() for shift in locked]
        days = int(dates[self.week[1] - 1] - dates[self.week[0]]) + 1
        self.shifts_max = max(self.shifts_max, min(contract.days_per_week_max, days))
        least, most = week_minutes_left(person, self.problem)
        self.units_least[p] = -(-least // (SLOT_MINUTES * unit))
        limits = DayLimits(
            days_max=contract.days_per_week_max if contract.days_per_week_max < days else None,
            consecutive_max=contract.consecutive_days_max if contract.consecutive_days_max < before.run + days else None,
            units=(min(paid, default=1) // unit, max(paid, default=1) // unit),
            units_max=most // SLOT_MINUTES // unit,
            nights_max=NO_LIMIT if contract.nights_per_week_max is None else contract.nights_per_week_max,
            days_off_run_min=contract.days_off_run_min or 1,
            needs_long_rest=contract.weekly_rest_minutes is not None,
        )
        return self.automata.setdefault(build_automaton(limits, before), len(self.automata))

    def _add_wishes(self, person: Person) -> None:
        for wish in person.wishes:
            sign = -1.0 if wish.kind is WishKind.OFF else 1.0
            self.wishes.append((*wish.slots, sign * wish.minutes * self.problem.weights.wish))

    def _role_arrays(self) -> dict[str, Any]:
        options = [option for role in self.roles for option in role.options]
        counts = [len(role.options) for role in self.roles]
        return {
            "role_work": np.array([role.work for role in self.roles], np.int64),
            "role_block": np.array([role.block for role in self.roles], np.int64),
            "role_joy": np.array([role.joy for role in self.roles], np.float64),
            "first_option": np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]),
            "option_work_type": np.array([option[0] for option in options], np.int64),
            "option_speed": np.array([option[1] for option in options], np.float64),
            "options_max": max(counts, default=0),
        }

    def _mark_arrays(self) -> dict[str, Any]:
        """The rows come after those of the work types."""
        rows = enumerate(presence_rows(self.problem), start=len(self.work_type_index))
        marks = sorted((person, at, heads) for at, row in rows for person, heads in row.marks)
        counts = np.bincount([person for person, _, _ in marks], minlength=len(self.problem.people))
        return {
            "first_mark": np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]),
            "mark_row": np.array([at for _, at, _ in marks], np.int64),
            "mark_heads": np.array([heads for _, _, heads in marks], np.float64),
        }

    def _lock_arrays(self) -> dict[str, Any]:
        codes = [lock.codes for lock in self.locks]
        return {
            "window_role": np.array([window[0] for window in self.windows], np.int64),
            "window_span": np.array([window[1:] for window in self.windows], np.int64).reshape(-1, 2),
            "lock_start": np.array([lock.start for lock in self.locks], np.int64),
            "lock_length": np.array([lock.length for lock in self.locks], np.int64),
            "lock_units": np.array([lock.units for lock in self.locks], np.int64),
            "lock_kind": np.array([lock.kind for lock in self.locks], np.int64),
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
