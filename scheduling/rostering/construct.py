"""The order in which people are first placed, and what is said when somebody cannot be placed at all."""

import numpy as np
import numpy.typing as npt

from scheduling.rostering.checker import contradictions
from scheduling.rostering.problem import DayOffLock, ProblemError, RosterProblem, SegmentLock, ShiftLock
from scheduling.rostering.tours.crew import Crew


class NoLegalWeekError(ProblemError):
    """Somebody's hard rules leave no legal week; the text names the person and what to loosen."""


def refuse_contradictions(problem: RosterProblem) -> None:
    """Raise NoLegalWeekError where locked shifts break a rule whatever is planned around them; it names each person and rule."""
    found = contradictions(problem)
    if found:
        each = "\n".join(f"  person {violation.person}: {violation.rule}: {violation.message}" for violation in found)
        raise NoLegalWeekError(f"no legal roster holds the locked shifts:\n{each}")


def construction_order(crew: Crew) -> npt.NDArray[np.int64]:
    """People with few skills first, and among them those with the least time to start in."""
    roles = np.diff(crew.first_role)
    starts = crew.start_kind.astype(bool).sum(axis=1)
    return np.lexsort((starts, roles))


def explain_no_week(problem: RosterProblem, index: int) -> NoLegalWeekError:
    """Name what binds the person: locks that no legal week holds, or a hard weekly minimum that cannot be reached."""
    person = problem.people[index]
    locked = [lock for lock in person.locks if isinstance(lock, ShiftLock | SegmentLock)]
    days_off = [lock for lock in person.locks if isinstance(lock, DayOffLock)]
    reasons = []
    if locked:
        reasons.append(f"locks ({len(locked)} locked shifts or segments) must all fit with rest, days and weekly minutes")
    if person.contract.week_minimum_hard:
        least = person.contract.week_minutes[0]
        reasons.append(f"week_minimum_hard asks for at least {least} paid minutes with {len(days_off)} locked days off")
    return NoLegalWeekError(f"person {person.id}: no legal week exists: {'; '.join(reasons)}")
