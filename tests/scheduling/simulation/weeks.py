"""Rosters for the simulation: so many people who serve the same all week, around the clock."""

import numpy as np

from scheduling.rostering.problem import Person, RosterProblem, Skill
from scheduling.rostering.roster import Roster, Segment, SegmentKind, Shift
from scheduling.simulation.contacts import ContactStream
from tests.scheduling.rosters import WEEK, a_person


def people_all_week(count: int, *, work_type: str = "phone", speed: float = 1.0, name: str = "p") -> tuple[Person, ...]:
    """People of one skill and speed."""
    return tuple(a_person(f"{name}{number}", skills=(Skill(work_type, 3, speed),)) for number in range(count))


def on_duty(problem: RosterProblem, *, first: int = 0, last: int = WEEK) -> Roster:
    """Everybody works one block of their first skill from slot to slot; no contract asks."""
    shifts = (
        Shift(person.id, (first, last), (Segment(SegmentKind.WORK, (first, last), work_type=person.skills[0].work_type),))
        for person in problem.people
    )
    return Roster(problem.name, tuple(shifts))


def a_stream(
    work_type: str = "phone", *, per_hour: float, seconds: float = 180.0, threshold: float = 20.0, **changes: object
) -> ContactStream:
    """A stream that flows evenly all week."""
    return ContactStream(work_type, np.full(WEEK, per_hour / 4), np.full(WEEK, seconds), threshold, **changes)  # type: ignore[arg-type]
