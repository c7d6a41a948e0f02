"""What a person's own clock and history make of the week: agreed starts, nights, and the days and minutes before it."""

import numpy as np
import numpy.typing as npt

from scheduling.rostering.contract import minute_of_day
from scheduling.rostering.person import Person
from scheduling.rostering.problem import SLOT_MINUTES, RosterProblem
from scheduling.rostering.roster import SegmentKind, Shift
from scheduling.rostering.tours.automaton import DaysBefore
from scheduling.rostering.tours.contracts import gaps_of, template_sets
from scheduling.rostering.tours.crew import ANY_LENGTH, NIGHT_SLOTS
from scheduling.timegrid import NIGHT_FROM_MINUTE, NIGHT_UNTIL_MINUTE, Horizon, local_minutes, night_minutes

SLOTS_PER_WEEK = 672


def agreed_starts(person: Person, *, horizon: Horizon) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.bool_]]:
    """For each slot of the horizon the set of lengths that templates allow there, and whether windows and templates let a shift start."""
    minutes = local_minutes(horizon, zone=person.zone)
    lengths, agreed = np.full(len(minutes), ANY_LENGTH, np.int8), np.ones(len(minutes), bool)
    if person.contract.start_windows:
        agreed = np.zeros(len(minutes), bool)
        for window in person.contract.start_windows:
            first, last = (minute_of_day(told) for told in window)
            inside = (minutes >= first) & (minutes <= last) if first <= last else (minutes >= first) | (minutes <= last)
            agreed |= inside
    if person.contract.templates:
        for at, minute in enumerate(template_sets(person.contract), start=ANY_LENGTH + 1):
            lengths[minutes == minute] = at
        agreed &= lengths != ANY_LENGTH
    return lengths, agreed


def nights_before(horizon: Horizon, *, zone: str, last_slot: int) -> npt.NDArray[np.int32]:
    """How many slots of night, 22:00 to 06:00 of the zone, lie before each slot up to ``last_slot``, counted from the horizon's start."""
    minutes = local_minutes(horizon, zone=zone, first_slot=0, last_slot=last_slot)
    is_night = (minutes >= NIGHT_FROM_MINUTE) | (minutes < NIGHT_UNTIL_MINUTE)
    return np.concatenate([[0], np.cumsum(is_night)]).astype(np.int32)


def is_night(person: Person, shift: Shift, *, horizon: Horizon) -> bool:
    """Whether a shift that stands already is a night; the gap of a split one is left out."""
    minutes = night_minutes(shift.slots, horizon=horizon, zone=person.zone)
    gaps = gaps_of(person.contract)
    breaks = [segment.slots for segment in shift.segments if segment.kind is SegmentKind.BREAK and not segment.paid]
    gap = max((slots for slots in breaks if slots[1] - slots[0] in gaps), key=lambda slots: slots[1] - slots[0], default=None)
    if gap is not None:
        minutes -= night_minutes(gap, horizon=horizon, zone=person.zone)
    return minutes >= NIGHT_SLOTS * SLOT_MINUTES


def days_before(person: Person, date: int) -> DaysBefore:
    """What the history leaves just before a local date, given as an index into the person's midnights."""
    worked = {_date_of(person, first) for first, _ in person.history}
    run = 0
    while date - 1 - run in worked:
        run += 1
    return DaysBefore(run=run, days_off=date - 1 - max(worked) if worked else None)


def week_minutes_left(person: Person, problem: RosterProblem) -> tuple[int, int]:
    """The least paid minutes that the week must hold, and the most that it may, with what the history leaves of a longer period."""
    contract = person.contract
    least, most = contract.week_minutes[0] if contract.week_minimum_hard else 0, contract.week_minutes[1]
    if contract.period_minutes is not None and contract.period_weeks is not None:
        first = problem.weeks[0][0] - (contract.period_weeks - 1) * SLOTS_PER_WEEK
        paid = sum(_paid_minutes(person, slots) for slots in person.history if slots[0] >= first)
        if first >= person.midnights[0]:  # before that nobody knows what was worked
            least = max(least, contract.period_minutes[0] - paid)
        most = min(most, contract.period_minutes[1] - paid)
    return least, max(0, most)


def _paid_minutes(person: Person, slots: tuple[int, int]) -> int:
    """A shift of the history with the unpaid breaks taken off that its length owes."""
    minutes = (slots[1] - slots[0]) * SLOT_MINUTES
    return minutes - sum(rule.minutes for rule in person.contract.breaks if not rule.paid and rule.shift_minutes_from <= minutes)


def _date_of(person: Person, slot: int) -> int:
    return int(np.searchsorted(np.asarray(person.midnights), slot, side="right")) - 1
