"""Ruin and recreate: small related groups are taken out, whole weeks or one day of them, and put back in random order.

A *territory* is a set of people whose weeks one thread may change while everybody else stands still. Two threads with
disjoint territories add up exactly, because coverage is a sum. Everything here runs without the interpreter's lock.

A day takes a sixth of the time that a whole week takes, and a small change is kept more often than a large one: once a roster is good,
most of what can still be gained lies in a shift here against a shift there.
"""

import numpy as np

from scheduling.compiled import compiled, compiled_within
from scheduling.rostering.coverage import change_cover, total_cost
from scheduling.rostering.improve import place
from scheduling.rostering.place_day import place_day, take_day_off
from scheduling.rostering.tours.day import may_move
from scheduling.rostering.tours.tables import copy_row

ANSWERS_SHARE = 0.5
"""In so many of the groups of which a day was put back, those who came before the last then answer the others once more."""


@compiled_within
def _related_group(crew, week, territory, size, group):
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
def _shuffle(group, order, count):
    """Put a group into random order, and its rows of the backup with it."""
    for i in range(count - 1, 0, -1):
        j = np.random.randint(i + 1)
        group[i], group[j] = group[j], group[i]
        order[i], order[j] = order[j], order[i]


@compiled_within
def _bring_back(crew, cover, week, backup, group, order, count):
    """Give a group its weeks of before again."""
    for i in range(count):
        person = group[i]
        change_cover(crew, person, week, person, cover, -1.0)
        copy_row(week, person, backup, order[i])
        change_cover(crew, person, week, person, cover, 1.0)


@compiled_within
def _worse_allowed(temperature):
    """By how much a try may be worse and yet be kept: a random share of ``temperature``."""
    return -temperature * np.log(1.0 - np.random.random()) if temperature > 0 else 0.0


@compiled_within
def _movable(crew, group, count):
    """Move those of whom nothing is locked to the front of the group. Returns how many they are."""
    movable = 0
    for i in range(count):
        if may_move(crew, group[i]):
            group[movable] = group[i]
            movable += 1
    return movable


@compiled
def ruin_and_recreate(crew, demand, cover, week, pool, territory, scratch, backup, calls, size_max, temperature, noise, seed, of_days):
    """Take random related groups out and put each back in random order, for about ``calls`` kernel calls.

    ``of_days`` takes out one date's shifts only; whoever has something locked then stays as they are. A result is kept when it is
    better, or worse by no more than a random share of ``temperature`` (minutes of shortage). Returns (change of cost, kernel calls,
    groups tried, groups kept).
    """
    np.random.seed(seed)
    group, order = np.zeros(size_max, np.int64), np.zeros(size_max, np.int64)
    change, done, tried, kept, slot = 0.0, 0, 0, 0, 0
    cost = total_cost(demand, cover)
    while done < calls:
        size = np.random.randint(1, size_max + 1)
        count = _related_group(crew, week, territory, min(size, len(territory)), group)
        if of_days:
            slot = np.random.randint(crew.slots)
            count = _movable(crew, group, count)
        own_before = 0.0
        for i in range(count):
            person, order[i] = group[i], i
            copy_row(backup, i, week, person)
            own_before += week.own_cost[person]
            if of_days:
                take_day_off(crew, cover, week, person, slot)
            else:
                change_cover(crew, person, week, person, cover, -1.0)
        _shuffle(group, order, count)
        own_after, is_legal = 0.0, True
        for i in range(count):
            blur = noise if np.random.random() < 0.5 else 0.0
            if of_days:
                is_legal &= place_day(crew, demand, cover, week, group[i], slot, scratch, blur)
            else:
                place(crew, demand, cover, week, group[i], scratch, blur)
                _remember(pool, week, group[i])
        done += max(1, count)
        if of_days and is_legal and count > 1 and np.random.random() < ANSWERS_SHARE:
            for i in range(count - 1):
                take_day_off(crew, cover, week, group[i], slot)
                is_legal &= place_day(crew, demand, cover, week, group[i], slot, scratch, 0.0)
            done += count - 1
        for i in range(count):
            own_after += week.own_cost[group[i]]
        tried += 1
        after = total_cost(demand, cover)
        difference = after - cost + own_after - own_before
        if is_legal and difference <= _worse_allowed(temperature):
            change += difference
            cost = after
            kept += 1
            continue
        _bring_back(crew, cover, week, backup, group, order, count)
    return change, done, tried, kept
