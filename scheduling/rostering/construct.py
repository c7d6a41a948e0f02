"""The order in which people are first placed, and what is said of somebody who cannot be placed at all."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np
import numpy.typing as npt

from scheduling.rostering.checker import Violation
from scheduling.rostering.person import DayOffLock, Lock, Person, SegmentLock, ShiftLock
from scheduling.rostering.problem import ProblemError, RosterProblem
from scheduling.rostering.result import Conflict
from scheduling.rostering.tours.compile import build_crew
from scheduling.rostering.tours.crew import Crew
from scheduling.rostering.tours.kernel import best_week
from scheduling.rostering.tours.tables import NEVER, new_scratch
from scheduling.rostering.validation import MINUTES_PER_DAY, MINUTES_PER_WEEK, SLOT_MINUTES


class NoLegalWeekError(ProblemError):
    """Nobody has a legal week; the text names each person and what to loosen."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        """Say all of them."""
        each = "\n".join(f"  person {conflict.person}: {conflict.text}" for conflict in conflicts)
        super().__init__(f"no legal roster exists:\n{each}")
        self.conflicts = tuple(conflicts)


def construction_order(crew: Crew) -> npt.NDArray[np.int64]:
    """People with few kinds of work first, and among them those with the least time to start in."""
    roles = np.diff(crew.first_role)
    starts = crew.start_kind.astype(bool).sum(axis=1)
    return np.lexsort((starts, roles))


def conflicts_of_locks(found: Iterable[Violation]) -> tuple[Conflict, ...]:
    """Who has locked shifts that break a rule whatever is planned around them, with the rules and what breaks them."""
    by_person = groupby(sorted(found, key=lambda violation: violation.person), key=lambda violation: violation.person)
    return tuple(_conflict_of_locks(person, tuple(violations)) for person, violations in by_person)


def _conflict_of_locks(person: str, violations: tuple[Violation, ...]) -> Conflict:
    rules = tuple(dict.fromkeys(violation.rule for violation in violations))
    return Conflict(person, (*rules, "locks"), "; ".join(f"{violation.rule}: {violation.message}" for violation in violations))


def find_conflict(problem: RosterProblem, index: int) -> Conflict:
    """The least set of a person's hard rules that leaves no legal week, by leaving out one rule after the other."""
    person = problem.people[index]
    needed = []
    loosened = person  # what stands in force: rules that were needed so far, and those not yet tried
    for name, loosen in _loosened(person):
        without = loosen(loosened)
        if _has_week(problem, without):
            needed.append(name)
        else:
            loosened = without
    if not needed:
        return Conflict(person.id, (), "no legal week exists, whatever is loosened")
    return Conflict(person.id, tuple(needed), f"no legal week exists: {'; '.join(needed)} cannot all be kept")


Loosen = Callable[[Person], Person]
NO_LIMITS: dict[str, object] = {
    "period_minutes": None,
    "weekends_off_min": None,
    "days_off_run_min": None,
    "nights_per_week_max": None,
    "weekly_rest_minutes": None,
    "start_windows": (),
    "templates": (),
    "day_minutes_max": None,
    "breaks": (),
    "rest_minutes": 0,
    "consecutive_days_max": 366,
    "days_per_week_max": 7,
    "week_minimum_hard": False,
}


def _loosened(person: Person) -> Iterator[tuple[str, Loosen]]:
    """Each hard rule of the person by a name with its value, and how to leave it out. Shifts of any length, which make the search long,
    come last: they are tried only where all other rules of the conflict are known."""
    contract = person.contract
    (least, most), (shortest, longest) = contract.week_minutes, contract.shift_minutes
    for name, loose in NO_LIMITS.items():
        value = getattr(contract, name)
        if value != loose:
            yield f"{name} {least if name == 'week_minimum_hard' else value}", _without_limits(**{name: loose})
    yield f"week_minutes_max {most}", _without_limits(week_minutes=(least, MINUTES_PER_WEEK))
    for at, lock in enumerate(person.locks):
        yield f"locks[{at}] ({_in_words(lock)})", _without_lock(lock)
    yield "available", lambda loosened: replace(loosened, available=((0, loosened.midnights[-1]),))
    for name in ("block_minutes_min", "shift_step_minutes"):
        if getattr(contract, name) > SLOT_MINUTES:
            yield f"{name} {getattr(contract, name)}", _without_limits(**{name: SLOT_MINUTES})
    yield f"shift_minutes {shortest} to {longest}", _with_any_length


def _without_limits(**changes: object) -> Loosen:
    return lambda person: replace(person, contract=replace(person.contract, **changes))  # type: ignore[arg-type]


def _with_any_length(person: Person) -> Person:
    """Shifts of any length that their steps reach."""
    contract = person.contract
    shortest, step = contract.shift_minutes[0], contract.shift_step_minutes
    least = shortest - (shortest - SLOT_MINUTES) // step * step
    return replace(person, contract=replace(contract, shift_minutes=(least, MINUTES_PER_DAY)))


def _without_lock(lock: Lock) -> Loosen:
    return lambda person: replace(person, locks=tuple(other for other in person.locks if other is not lock))


def _in_words(lock: Lock) -> str:
    match lock:
        case DayOffLock(day):
            return f"day off on date {day}"
        case ShiftLock(shift):
            return f"shift in slots {list(shift.slots)}"
        case SegmentLock(segment):
            return f"{segment.work_type or segment.bundle or segment.activity or 'break'} in slots {list(segment.slots)}"


def _has_week(problem: RosterProblem, person: Person) -> bool:
    crew = build_crew(problem.only((person,)))
    scratch = new_scratch(crew)
    scratch.value[:] = 0.0
    value, _ = best_week(crew, 0, scratch)
    return bool(value > NEVER)
