"""Who serves what when, as the simulation needs it: each person's changes of duty, and the kinds of duty there are."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduling.rostering.problem import RosterProblem
from scheduling.rostering.roster import Roster, SegmentKind
from scheduling.rostering.served_work import ServedWork
from scheduling.timegrid import SLOT_SECONDS

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

OFF = 0
"""The duty of whoever serves nothing."""


class Duties(NamedTuple):
    """Changes of duty in order of time, and what each duty serves.

    Change i: at second ``at[i]`` person ``person[i]`` of shift ``shift[i]`` turns to ``duty[i]``. Duty d serves the streams
    ``served[first_served[d] : first_served[d + 1]]``; stream q is served by ``serving[first_serving[q] : first_serving[q + 1]]``, those
    that serve least else first. ``speed[person, stream]`` is in heads.
    """

    at: Floats
    person: Ints
    shift: Ints
    duty: Ints
    served: Ints
    first_served: Ints
    serving: Ints
    first_serving: Ints
    speed: Floats
    shifts: int


def duties_of(problem: RosterProblem, roster: Roster, *, work_types: Sequence[str]) -> Duties:
    """The duties of a roster, over the streams of ``work_types``."""
    index = {name: at for at, name in enumerate(work_types)}
    person_index = {person.id: at for at, person in enumerate(problem.people)}
    speed = np.zeros((len(problem.people), len(work_types)))
    for at, person in enumerate(problem.people):
        for skill in person.skills:
            if skill.work_type in index:
                speed[at, index[skill.work_type]] = skill.speed
    served_work = ServedWork(problem)
    kinds: dict[tuple[int, ...], int] = {(): OFF}
    changes: list[tuple[int, int, int, int]] = []
    for number, shift in enumerate(sorted((s for s in roster.shifts if s.person in person_index), key=lambda s: s.slots)):
        person_at = person_index[shift.person]
        for segment in shift.segments:
            names = served_work.of(shift.person, segment) if segment.kind is SegmentKind.WORK else []
            served = tuple(sorted(index[name] for name, _ in names if name in index))
            changes.append((segment.slots[0], person_at, number, kinds.setdefault(served, len(kinds))))
        changes.append((shift.slots[1], person_at, number, OFF))
    # Where one shift ends as the next begins, the end comes first: changes of one moment are sorted by shift.
    changes.sort(key=lambda change: (change[0], change[2], change[3] != OFF))
    served_by = list(kinds)
    serving = [sorted((d for d, served in enumerate(served_by) if q in served), key=lambda d: len(served_by[d])) for q in range(len(index))]
    table = np.array(changes, np.int64).reshape(-1, 4)
    return Duties(
        at=(table[:, 0] * SLOT_SECONDS).astype(np.float64),
        person=table[:, 1].copy(),
        shift=table[:, 2].copy(),
        duty=table[:, 3].copy(),
        served=np.array([q for served in served_by for q in served], np.int64),
        first_served=np.concatenate([[0], np.cumsum([len(served) for served in served_by], dtype=np.int64)]),
        serving=np.array([d for duties in serving for d in duties], np.int64),
        first_serving=np.concatenate([[0], np.cumsum([len(duties) for duties in serving], dtype=np.int64)]),
        speed=speed,
        shifts=max((change[2] for change in changes), default=-1) + 1,
    )
