"""Who serves what when, as the simulation needs it: each person's changes of duty, and the kinds of duty there are."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from scheduling.rostering.problem import RosterProblem
from scheduling.rostering.roster import Roster, SegmentKind
from scheduling.rostering.served_work import ServedWork
from scheduling.simulation.contacts import Floats, Ints
from scheduling.simulation.ticks import SLOT_TICKS
from scheduling.timegrid import Span

OFF = 0
"""The duty of whoever serves nothing."""


class Duties(NamedTuple):
    """Changes of duty in order of time, and what each duty serves.

    Change i: at tick ``at[i]`` person ``person[i]`` of shift ``shift[i]`` turns to ``duty[i]``. Duty d serves the streams
    ``served[first_served[d] : first_served[d + 1]]``; stream q is served by ``serving[first_serving[q] : first_serving[q + 1]]``, those
    that serve least else first. ``pace[person, stream]`` is the time somebody takes for work of
    1.0; 0 without the skill. Shifts are numbered from 0; ``shift_person`` and ``shift_begins``, in ticks, tell whose each is and when.
    """

    at: Ints
    person: Ints
    shift: Ints
    duty: Ints
    served: Ints
    first_served: Ints
    serving: Ints
    first_serving: Ints
    pace: Floats
    shift_person: Ints
    shift_begins: Ints


class Change(NamedTuple):
    """At a tick, somebody on a shift turns to serving some streams, or none."""

    at: int
    shift: int
    person: int
    served: tuple[int, ...]


def duties_of(problem: RosterProblem, roster: Roster, *, work_types: Sequence[str]) -> Duties:
    """The duties of a roster, over the streams of ``work_types``. Work that is done at certain hours only is served then only."""
    index = {name: at for at, name in enumerate(work_types)}
    person_index = {person.id: at for at, person in enumerate(problem.people)}
    pace = np.zeros((len(problem.people), len(work_types)))
    for at, person in enumerate(problem.people):
        for skill in person.skills:
            if skill.work_type in index:
                pace[at, index[skill.work_type]] = 1 / skill.speed
    served_work = ServedWork(problem)
    hours = {index[each.id]: each.open for each in problem.work_types if each.open and each.id in index}
    changes: list[Change] = []
    known = (shift for shift in roster.shifts if shift.person in person_index)
    for number, shift in enumerate(sorted(known, key=lambda shift: (shift.slots, person_index[shift.person]))):
        person_at = person_index[shift.person]
        for segment in shift.segments:
            names = served_work.of(shift.person, segment) if segment.kind is SegmentKind.WORK else []
            served = tuple(sorted(index[name] for name, _ in names if name in index))
            for slot, now in _by_hours(segment.slots, served, hours):
                changes.append(Change(slot * SLOT_TICKS, number, person_at, now))
        changes.append(Change(shift.slots[1] * SLOT_TICKS, number, person_at, ()))
    return duties_from(changes, pace)


def _by_hours(slots: Span, served: tuple[int, ...], hours: Mapping[int, Sequence[Span]]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """From when on which of the streams are served in a segment."""
    edges = {edge for stream in served for span in hours.get(stream, ()) for edge in span if slots[0] < edge < slots[1]}
    for slot in sorted({slots[0], *edges}):
        yield slot, tuple(q for q in served if q not in hours or any(first <= slot < last for first, last in hours[q]))


def duties_from(changes: Sequence[Change], pace: Floats) -> Duties:
    """The duties that changes lead to."""
    kinds: dict[tuple[int, ...], int] = {(): OFF}
    # Where one shift ends as the next begins, the end comes first: changes of one moment are sorted by shift, and stay as told within one.
    rows = [
        (change.at, change.person, change.shift, kinds.setdefault(change.served, len(kinds)))
        for change in sorted(changes, key=lambda change: (change.at, change.shift))
    ]
    table = np.array(rows, np.int64).reshape(-1, 4)
    at, person, shift, duty = (np.ascontiguousarray(column) for column in table.T)
    served_by = list(kinds)
    special_first = sorted(range(len(served_by)), key=lambda kind: len(served_by[kind]))
    served, first_served = _end_to_end(served_by)
    serving, first_serving = _end_to_end([[kind for kind in special_first if q in served_by[kind]] for q in range(pace.shape[1])])
    first_change = np.unique(shift, return_index=True)[1]
    return Duties(at, person, shift, duty, served, first_served, serving, first_serving, pace, person[first_change], at[first_change])


def _end_to_end(rows: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    """Rows one after the other, and where each begins."""
    return np.array([each for row in rows for each in row], np.int64), np.cumsum([0, *map(len, rows)], dtype=np.int64)
