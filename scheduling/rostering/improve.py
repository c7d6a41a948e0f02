"""Make a roster better: best responses of single people, and ruin and recreate of small related groups (of one day: improve_day.py).

A *territory* is a set of people whose weeks one thread may change while everybody else stands still. Two threads with
disjoint territories add up exactly, because coverage is a sum. Everything here runs without the interpreter's lock.
"""

import numpy as np

from scheduling.rostering.compiled import compiled, compiled_within
from scheduling.rostering.coverage import add_cover, change_cover, fill_gains, total_cost
from scheduling.rostering.tours.costs import own_cost, own_value, week_value
from scheduling.rostering.tours.kernel import best_week
from scheduling.rostering.tours.tables import NEVER, copy_row

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
    week.own_cost[person] = own_cost(crew, person, week.codes[person], week.shifts[person], shifts)
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
        week.own_cost[person] = own_cost(crew, person, week.codes[person], week.shifts[person], week.shift_count[person])


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


@compiled_within
def related_group(crew, week, territory, size, group):
    """A random person of the territory and others who work at the same time on, or could take over, the same work."""
    members = len(territory)
    group[0] = territory[np.random.randint(members)]
    count = 1
    anchor = group[0]
    roles = crew.role_work[crew.first_role[anchor] : crew.first_role[anchor + 1]]
    for _ in range(8 * size):
        if count == size:
            break
        person = territory[np.random.randint(members)]
        taken = False
        for i in range(count):
            taken = taken or group[i] == person
        if taken:
            continue
        shared = False
        for role in range(crew.first_role[person], crew.first_role[person + 1]):
            for q in roles:
                shared = shared or q == crew.role_work[role]
        if shared or np.random.random() < 0.1:
            group[count] = person
            count += 1
    return count


@compiled_within
def _remember(pool, week, person):
    """Keep a person's week in the pool, over the oldest one."""
    row = person * pool.depth + pool.written[person] % pool.depth
    pool.written[person] += 1
    copy_row(pool.weeks, row, week, person)


@compiled_within
def shuffle(group, order, count):
    """Put a group into random order, and its rows of the backup with it."""
    for i in range(count - 1, 0, -1):
        j = np.random.randint(i + 1)
        group[i], group[j] = group[j], group[i]
        order[i], order[j] = order[j], order[i]


@compiled_within
def bring_back(crew, cover, week, backup, group, order, count):
    """Give a group its weeks of before again."""
    for i in range(count):
        person = group[i]
        change_cover(crew, person, week, person, cover, -1.0)
        copy_row(week, person, backup, order[i])
        change_cover(crew, person, week, person, cover, 1.0)


@compiled_within
def worse_allowed(temperature):
    """By how much a try may be worse and yet be kept: a random share of ``temperature``."""
    return -temperature * np.log(1.0 - np.random.random()) if temperature > 0 else 0.0


@compiled
def ruin_and_recreate(crew, demand, cover, week, pool, territory, scratch, backup, calls, size_max, temperature, noise, seed):
    """Take random related groups out and put each back in random order, for about ``calls`` kernel calls.

    A result is kept when it is better, or worse by no more than a random share of ``temperature`` (minutes of shortage).
    Returns (change of cost, kernel calls, groups tried, groups kept).
    """
    np.random.seed(seed)
    group, order = np.zeros(size_max, np.int64), np.zeros(size_max, np.int64)
    change, done, tried, kept = 0.0, 0, 0, 0
    cost = total_cost(demand, cover)
    while done < calls:
        size = np.random.randint(1, size_max + 1)
        count = related_group(crew, week, territory, min(size, len(territory)), group)
        own_before = 0.0
        for i in range(count):
            person, order[i] = group[i], i
            copy_row(backup, i, week, person)
            own_before += week.own_cost[person]
            change_cover(crew, person, week, person, cover, -1.0)
        shuffle(group, order, count)
        own_after = 0.0
        for i in range(count):
            place(crew, demand, cover, week, group[i], scratch, noise if np.random.random() < 0.5 else 0.0)
            own_after += week.own_cost[group[i]]
            _remember(pool, week, group[i])
        done += count
        tried += 1
        after = total_cost(demand, cover)
        difference = after - cost + own_after - own_before
        if difference <= worse_allowed(temperature):
            change += difference
            cost = after
            kept += 1
            continue
        bring_back(crew, cover, week, backup, group, order, count)
    return change, done, tried, kept
