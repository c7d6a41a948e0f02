"""Take one date's shift out of somebody's week and put a best one back, while the rest of the week stands."""

from scheduling.compiled import compiled_within
from scheduling.rostering.coverage import add_cover, change_cover, fill_gains
from scheduling.rostering.improve import shake
from scheduling.rostering.tours.costs import own_cost_of
from scheduling.rostering.tours.crew import ABSENT
from scheduling.rostering.tours.day import best_day, shift_of_day, span_of_day
from scheduling.rostering.tours.tables import NEVER


@compiled_within
def take_day_off(crew, cover, week, person, slot):
    """Take out the shift that starts on the local date of ``slot``, if there is one."""
    at = shift_of_day(crew, person, week.shifts[person], week.shift_count[person], slot)
    if at < 0:
        return
    change_cover(crew, person, week, person, cover, -1.0)
    start, length = week.shifts[person, at, 0], week.shifts[person, at, 1]
    week.codes[person, start : start + length] = ABSENT
    week.shift_count[person] -= 1
    week.shifts[person, at] = week.shifts[person, week.shift_count[person]]
    change_cover(crew, person, week, person, cover, 1.0)


@compiled_within
def place_day(crew, demand, cover, week, person, slot, scratch, noise):
    """Give somebody without a shift on the local date of ``slot`` the best one, or none, at the present gains blurred by ``noise``.

    Returns whether either is legal.
    """
    first, end = span_of_day(crew, person, slot)
    fill_gains(crew, demand, cover, person, scratch.value, first, end)
    if noise > 0:
        shake(scratch.value, crew.first_role[person + 1] - crew.first_role[person], first, min(end, demand.need.shape[1]), noise)
    value, start, length, units = best_day(crew, person, week.shifts[person], week.shift_count[person], slot, scratch)
    if start >= 0:
        change_cover(crew, person, week, person, cover, -1.0)
        week.codes[person, start : start + length] = scratch.codes[start : start + length]
        shift = week.shifts[person, week.shift_count[person]]
        shift[0], shift[1], shift[2] = start, length, units
        week.shift_count[person] += 1
        add_cover(crew, demand, person, week, person, cover)
    week.own_cost[person] = own_cost_of(crew, week, person)
    return value > NEVER
