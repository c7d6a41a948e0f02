"""Ruin and recreate within a day: one date's shifts of a related group are taken out and put back, the rest of their weeks stands.

A call takes a sixth of the time that a whole week takes, and a small change is kept more often than a large one: once a roster is good,
most of what can still be gained lies in a shift here against a shift there.
"""

import numpy as np

from scheduling.rostering.compiled import compiled, compiled_within
from scheduling.rostering.coverage import add_cover, change_cover, fill_gains, total_cost
from scheduling.rostering.improve import bring_back, related_group, shake, shuffle, worse_allowed
from scheduling.rostering.tours.costs import own_cost
from scheduling.rostering.tours.crew import ABSENT
from scheduling.rostering.tours.day import best_day, may_move, shift_of_day, span_of_day
from scheduling.rostering.tours.tables import NEVER, copy_row


@compiled_within
def _take_day_off(crew, cover, week, person, slot):
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
def _place_day(crew, demand, cover, week, person, slot, scratch, noise):
    """Give somebody without a shift on the local date of ``slot`` the best one, or none, at the present gains, blurred by ``noise``."""
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
    week.own_cost[person] = own_cost(crew, person, week.codes[person], week.shifts[person], week.shift_count[person])
    return value > NEVER


@compiled
def ruin_and_recreate_days(crew, demand, cover, week, territory, scratch, backup, calls, size_max, temperature, noise, seed):
    """Take one day's shifts of random related groups out and put each back in random order, for about ``calls`` kernel calls of a day.

    Otherwise as ``ruin_and_recreate``; the other days of those people stand, and whoever has something locked stands altogether.
    """
    np.random.seed(seed)
    group, order = np.zeros(size_max, np.int64), np.zeros(size_max, np.int64)
    change, done, tried, kept = 0.0, 0, 0, 0
    cost = total_cost(demand, cover)
    while done < calls:
        size = np.random.randint(1, size_max + 1)
        found = related_group(crew, week, territory, min(size, len(territory)), group)
        slot = np.random.randint(crew.slots)
        count = 0
        for i in range(found):
            if may_move(crew, group[i]):
                group[count] = group[i]
                count += 1
        own_before = 0.0
        for i in range(count):
            order[i] = i
            copy_row(backup, i, week, group[i])
            own_before += week.own_cost[group[i]]
            _take_day_off(crew, cover, week, group[i], slot)
        shuffle(group, order, count)
        own_after, is_legal = 0.0, True
        for i in range(count):
            placed = _place_day(crew, demand, cover, week, group[i], slot, scratch, noise if np.random.random() < 0.5 else 0.0)
            is_legal = is_legal and placed
            own_after += week.own_cost[group[i]]
        done += max(1, count)
        tried += 1
        after = total_cost(demand, cover)
        difference = after - cost + own_after - own_before
        if is_legal and difference <= worse_allowed(temperature):
            change += difference
            cost = after
            kept += 1
            continue
        bring_back(crew, cover, week, backup, group, order, count)
    return change, done, tried, kept
