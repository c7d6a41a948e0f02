"""Training, coaching and growth that take so many minutes of somebody's week, at any time while they are at work: laid into the lulls.

Everybody's shifts stand by then; a stretch of work gives way where the fewest customers miss it. An hour of it is worth
``Weights.activity`` minutes of shortage, so that it never costs more than that.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush

import numpy as np

from scheduling.rostering.person import Person, SegmentLock, ShiftLock
from scheduling.rostering.problem import CoverageMode, RosterProblem, WorkKind
from scheduling.rostering.roster import Roster, Segment, SegmentKind, Shift, Span, touch
from scheduling.rostering.scoring import DEEP_SHARE, Heads, required_and_given, weekly_minutes_missing
from scheduling.rostering.served_work import ServedWork
from scheduling.rostering.validation import SLOT_MINUTES
from scheduling.timegrid import SLOTS_PER_HOUR

SLOTS_AT_ONCE = (8, 4, 2, 1)
"""Two hours at a stretch where they fit, else one, a half or a quarter."""
TIE_BREAK = 1e-6
"""Between stretches that cost nothing, the one with more people too many."""
NOT_TO_SPARE = 1e9


@dataclass(frozen=True, slots=True)
class _Place:
    """A stretch of one of the person's shifts, and what each slot of it costs, in minutes of shortage."""

    shift: int
    slots: Span
    cost: float


def place_weekly_activities(problem: RosterProblem, roster: Roster) -> Roster:
    """The roster in which stretches of work have given way to the weekly activities, as many minutes as are worth it."""
    wanted = [
        (person, activity, week, minutes // SLOT_MINUTES) for person, activity, week, minutes in weekly_minutes_missing(problem, roster)
    ]
    if not wanted or not problem.weights.activity:
        return roster
    room = _Room(problem, roster)
    waiting = [
        (place.cost, number, slots) for number, (person, _, week, slots) in enumerate(wanted) if (place := room.best(person, week, slots))
    ]
    heapify(waiting)
    while waiting:
        cost, number, slots = heappop(waiting)
        person, activity, week, _ = wanted[number]
        place = room.best(person, week, slots)
        if place is not None and place.cost <= cost + TIE_BREAK:
            room.give(person, place, activity)
            slots -= place.slots[1] - place.slots[0]
            place = room.best(person, week, slots) if slots else None
        if place is not None:  # dearer than it seemed, since others gave way: its turn comes later
            heappush(waiting, (place.cost, number, slots))
    return room.roster(problem.name)


def as_work(person: Person, shift: Shift) -> Shift:
    """The shift as if its weekly activities were work: each goes on with what came before it, else begins what comes after it."""
    own = {activity.activity for activity in person.weekly_activities}
    if not any(segment.activity in own for segment in shift.segments):
        return shift
    segments = list(shift.segments)
    for order in (1, -1):
        work: Segment | None = None
        for at in range(len(segments))[::order]:
            if segments[at].kind is SegmentKind.WORK:
                work = segments[at]
            elif segments[at].activity in own and work is not None:
                segments[at] = replace(work, slots=segments[at].slots)
    return replace(shift, segments=tuple(segments))


class _Room:
    """What is required and given while work gives way, and everybody's shifts as they stand."""

    def __init__(self, problem: RosterProblem, roster: Roster) -> None:
        self._required, self._given, self._spare = required_and_given(problem, roster)
        self._served, self._slots = ServedWork(problem), problem.slots
        self._row = {work_type.id: at for at, work_type in enumerate(problem.work_types)}
        self._minutes = np.array([SLOT_MINUTES * work_type.priority for work_type in problem.work_types])
        is_deep = np.array([work_type.kind is not WorkKind.BACKLOG for work_type in problem.work_types])
        self._deep = np.where(is_deep, max(0.0, problem.weights.deep_shortage - 1), 0.0)
        self._worth = problem.weights.activity / SLOTS_PER_HOUR
        self._shifts = {person: list(shifts) for person, shifts in roster.by_person().items()}
        sharing = {work_type.mode for work_type in problem.work_types} - {CoverageMode.FOCUS}
        # Whose presence is to spare is known of all who share together; of several groups apart it is not known which.
        self._may_share = len(problem.bundles) + (CoverageMode.POOL in sharing) == 1

    def roster(self, name: str) -> Roster:
        """The shifts, in the order of people and start."""
        return Roster(name, tuple(shift for shifts in self._shifts.values() for shift in shifts))

    def best(self, person: Person, week: Span, slots: int) -> _Place | None:
        """The longest stretch that is worth it, of those the cheapest; None where none is."""
        block = max(1, person.contract.block_minutes_min // SLOT_MINUTES)
        stretches = list(self._stretches(person, week))
        for length in SLOTS_AT_ONCE:
            if length <= slots:
                places = (_cheapest(*stretch, length, block) for stretch in stretches)
                found = min((place for place in places if place is not None), key=lambda place: place.cost, default=None)
                if found is not None and found.cost <= self._worth:
                    return found
        return None

    def give(self, person: Person, place: _Place, activity: str) -> None:
        """Work gives way to an activity."""
        shift = self._shifts[person.id][place.shift]
        at = next(
            at
            for at, segment in enumerate(shift.segments)
            if segment.kind is SegmentKind.WORK and segment.slots[0] <= place.slots[0] and place.slots[1] <= segment.slots[1]
        )
        segment, (first, last) = shift.segments[at], place.slots
        served = self._served.of(person.id, segment)
        if len(served) == 1:
            self._given[self._row[served[0][0]], first:last] -= served[0][1]
        else:
            self._spare[first:last] -= 1
        parts = (
            replace(segment, slots=(segment.slots[0], first)),
            Segment(SegmentKind.ACTIVITY, place.slots, activity=activity),
            replace(segment, slots=(last, segment.slots[1])),
        )
        kept = tuple(part for part in parts if part.slots[0] < part.slots[1])
        self._shifts[person.id][place.shift] = replace(shift, segments=(*shift.segments[:at], *kept, *shift.segments[at + 1 :]))

    def _stretches(self, person: Person, week: Span) -> Iterator[tuple[int, Span, Heads]]:
        """The person's stretches of work that are not locked: the number of their shift, and what giving up all slots up to each costs."""
        stands = [lock.shift.slots for lock in person.locks if isinstance(lock, ShiftLock)]
        stands += [lock.segment.slots for lock in person.locks if isinstance(lock, SegmentLock)]
        for number, shift in enumerate(self._shifts.get(person.id, ())):
            if not week[0] <= shift.slots[0] < week[1]:
                continue
            for segment in shift.segments:
                is_free = segment.slots[1] <= self._slots and not any(touch(segment.slots, locked) for locked in stands)
                if segment.kind is SegmentKind.WORK and is_free:
                    yield number, segment.slots, np.concatenate([[0.0], np.cumsum(self._missed(person, segment))])

    def _missed(self, person: Person, segment: Segment) -> Heads:
        """Minutes of shortage by slot that giving the segment up costs. Shared presence is given up only where some is to spare."""
        first, last = segment.slots
        served = self._served.of(person.id, segment)
        if not served:
            return np.zeros(last - first)
        if len(served) > 1:
            return np.where(self._may_share & (self._spare[first:last] >= 1 - TIE_BREAK), 0.0, NOT_TO_SPARE)
        (work_type, speed), *_ = served
        row = self._row[work_type]
        required, given = self._required[row, first:last], self._given[row, first:last]
        over = np.maximum(0.0, given - required)
        return np.asarray(self._short(row, required, given - speed) - self._short(row, required, given) - TIE_BREAK * over)

    def _short(self, row: int, required: Heads, given: Heads) -> Heads:
        short = np.maximum(0.0, required - given)
        deep = np.maximum(0.0, short - (1 - DEEP_SHARE) * required)
        return np.asarray((short + self._deep[row] * deep) * self._minutes[row])


def _cheapest(shift: int, slots: Span, sums: Heads, length: int, block: int) -> _Place | None:
    """The cheapest part of that length of a stretch of work which leaves nothing of it that is shorter than a block."""
    before = np.arange(slots[1] - slots[0] - length + 1)
    after = before[::-1]
    before = before[((before == 0) | (before >= block)) & ((after == 0) | (after >= block))]
    if not len(before):
        return None
    costs = (sums[before + length] - sums[before]) / length
    at = int(np.argmin(costs))
    first = slots[0] + int(before[at])
    return _Place(shift, (first, first + length), float(costs[at]))
