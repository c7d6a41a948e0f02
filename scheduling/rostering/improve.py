"""Place people one after the other, and let each answer the others' weeks with a best own one.

Everything here runs without the interpreter's lock.
"""

import numpy as np

from scheduling.compiled import compiled, compiled_within
from scheduling.rostering.coverage import add_cover, change_cover, fill_gains
from scheduling.rostering.tours.costs import own_cost, own_cost_of, own_value, week_value
from scheduling.rostering.tours.kernel import best_week
from scheduling.rostering.tours.tables import NEVER

NOISE_SLOTS = 8


@compiled_within
def shake(value, roles, start, end, noise):
    """Add to each role and stretch of NOISE_SLOTS slots one random amount up to ``noise`` (minutes of shortage a slot)."""
    for role in range(roles):
        for first in range(start, end, NOISE_SLOTS):
            value[role, first : min(end, first + NOISE_SLOTS)] += noise * np.random.random()


@compiled_within
def place(crew, demand, cover, week, person, scratch, noise):
    """Give an absent ``person`` the best week at the present gains, blurred by ``noise``. Returns its value, NEVER if there is none."""
    fill_gains(crew, demand, cover, person, scratch.value, 0, crew.last_slot + 1)
    if noise > 0:
        shake(scratch.value, crew.first_role[person + 1] - crew.first_role[person], 0, demand.need.shape[1], noise)
    value, shifts = best_week(crew, person, scratch)
    if value <= NEVER:
        return NEVER
    week.codes[person] = scratch.codes
    week.shifts[person] = scratch.shifts
    week.shift_count[person] = shifts
    week.own_cost[person] = own_cost_of(crew, week, person)
    add_cover(crew, demand, person, week, person, cover)
    return value


@compiled
def place_all(crew, demand, cover, week, people, scratch):
    """Place absent people one after the other. Returns the first person without any legal week, or -1."""
    for person in people:
        if place(crew, demand, cover, week, person, scratch, 0.0) <= NEVER:
            return person
    return -1


@compiled
def count_own_costs(crew, week, people):
    """Count what the weeks of ``people`` cost by themselves."""
    for person in people:
        week.own_cost[person] = own_cost_of(crew, week, person)


@compiled
def cover_all(crew, demand, cover, week, people):
    """Add what the weeks of ``people`` cover, presence that is shared being shared out one after the other."""
    for person in people:
        add_cover(crew, demand, person, week, person, cover)


@compiled
def respond(crew, demand, cover, week, people, scratch):
    """Let each person answer the others' weeks with a best own one. Returns the cost taken off, 0 or more."""
    gained = 0.0
    for person in people:
        change_cover(crew, person, week, person, cover, -1.0)
        fill_gains(crew, demand, cover, person, scratch.value, 0, crew.last_slot + 1)
        present = _worth(crew, person, week.codes[person], scratch.value, week.own_cost[person])
        value, shifts = best_week(crew, person, scratch)
        if value > NEVER:
            cost = own_cost(crew, person, scratch.codes, scratch.shifts, shifts)
            worth = _worth(crew, person, scratch.codes, scratch.value, cost)
            if worth > present + 1e-6:
                gained += worth - present
                week.codes[person] = scratch.codes
                week.shifts[person] = scratch.shifts
                week.shift_count[person] = shifts
                week.own_cost[person] = cost
        add_cover(crew, demand, person, week, person, cover)
    return gained


@compiled_within
def _worth(crew, person, codes, value, cost):
    """What a week is worth at gains that hold what its slots are worth by themselves, less its own cost, which holds that too."""
    return week_value(crew, person, codes, value) - own_value(crew, person, codes) - cost
