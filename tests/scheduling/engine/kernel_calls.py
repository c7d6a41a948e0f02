"""The kernel asked for one person's best week at given values, and the answer read back as a roster."""

from dataclasses import dataclass

from scheduling.rostering.problem import RosterProblem
from scheduling.rostering.roster import Roster, SegmentKind, Shift
from scheduling.rostering.tours.compile import build_crew
from scheduling.rostering.tours.crew import Crew
from scheduling.rostering.tours.kernel import best_week
from scheduling.rostering.tours.tables import NEVER, Scratch, new_scratch, new_week
from scheduling.rostering.tours.weeks import to_roster
from tests.scheduling.engine.exhaustive import Values


@dataclass(frozen=True, slots=True)
class KernelWeek:
    """The kernel's week and what it says the week is worth."""

    shifts: tuple[Shift, ...]
    value: float


def kernel_week(problem: RosterProblem, person: int, values: Values, *, crew: Crew | None = None) -> KernelWeek | None:
    """The best week of the person of that index at ``values`` (work type → slots); None when the kernel finds no legal week."""
    crew = crew or build_crew(problem)
    scratch = new_scratch(crew)
    fill_values(problem, crew, person, values, scratch)
    value, shifts = best_week(crew, person, scratch)
    if value <= NEVER:
        return None
    week = new_week(crew, len(problem.people))
    week.codes[person], week.shifts[person], week.shift_count[person] = scratch.codes, scratch.shifts, shifts
    return KernelWeek(to_roster(problem, week).shifts, value)


def fill_values(problem: RosterProblem, crew: Crew, person: int, values: Values, scratch: Scratch) -> None:
    """Set what each role of a person is worth in each slot: ``values`` within the horizon, nothing after it."""
    first = crew.first_role[person]
    for role in range(crew.first_role[person + 1] - first):
        q = crew.role_work[first + role]
        if q >= 0:
            slots = values[problem.work_types[q].id]
            scratch.value[role] = [slots[t] if t < len(slots) else 0.0 for t in range(crew.last_slot + 1)]
        else:
            scratch.value[role] = 0.0


def value_of_work(shifts: tuple[Shift, ...], values: Values) -> float:
    """What the work of these shifts is worth, slot by slot."""
    work = (segment for _, segment in Roster("", shifts).work_segments())
    return sum(values[segment.work_type or ""][slot] for segment in work for slot in range(*segment.slots))


def breaks_of(shifts: tuple[Shift, ...]) -> list[tuple[int, int, bool]]:
    """Start, slots and pay of every break."""
    return [
        (segment.slots[0], segment.slots[1] - segment.slots[0], segment.paid)
        for shift in shifts
        for segment in shift.segments
        if segment.kind is SegmentKind.BREAK
    ]
