"""Moves of work alone: two people change what they work on for a while; nobody comes, goes or pauses at another time.

One goes over to other work and somebody who was on it makes room, back to what the first one left or to a third thing. A best response
moves one person at a time, and a group is put back one after the other, so whoever is first takes what both would gain by leaving to
the other. Whoever has something locked stays as they are, and whoever may go on from one shift straight to the next: a stretch of work
is read here by what lies around it. Everything here runs without the interpreter's lock.
"""

import numpy as np

from scheduling.compiled import compiled, compiled_within
from scheduling.rostering.coverage import cell_cost
from scheduling.rostering.tours.costs import own_cost_of
from scheduling.rostering.tours.day import may_move

ILLEGAL = -1
SPAN_MAX = 64
"""No work changes hands for longer, in slots."""
SPAN_WITHIN_BLOCK = 12
"""Where less than a block changes hands, it ends so many slots later at most."""
BETTER = 1e-9


@compiled_within
def _may_change(crew, person):
    """Whether nothing is locked, and two shifts never touch."""
    return may_move(crew, person) and crew.rest[crew.contract[person]] > 0


@compiled_within
def _block_around(codes, t):
    """The first slot, and the one after the last, of the block that holds slot ``t``."""
    first, end = t, t + 1
    while first > 0 and codes[first - 1] == codes[t]:
        first -= 1
    while end < len(codes) and codes[end] == codes[t]:
        end += 1
    return first, end


@compiled_within
def _switches(crew, person, codes, first, end, role):
    """Switches of the stretch of work around a span, in which ``role`` is worked; ILLEGAL where a block falls short of its least length."""
    start, stop = first, end
    while start > 0 and codes[start - 1] >= 0:
        start -= 1
    while stop < len(codes) and codes[stop] >= 0:
        stop += 1
    block = crew.role_block[crew.first_role[person] : crew.first_role[person + 1]]
    switches, before, begun = 0, role if start == first else codes[start], start
    for t in range(start + 1, stop):
        code = role if first <= t < end else codes[t]
        if code != before:
            if t - begun < block[before]:
                return ILLEGAL
            switches, before, begun = switches + 1, code, t
    return switches if stop - begun >= block[before] else ILLEGAL


@compiled_within
def _is_undivided(crew, role):
    """Whether somebody in a role serves one work type and nothing beside it."""
    return crew.first_option[role + 1] - crew.first_option[role] == 1


@compiled_within
def _works_throughout(crew, person, codes, first, end):
    """Whether somebody works from ``first`` to before ``end``, always with attention undivided."""
    for t in range(first, end):
        if codes[t] < 0:
            return False
        if not _is_undivided(crew, crew.first_role[person] + codes[t]):
            return False
    return True


@compiled_within
def _dearer(crew, demand, cover, person, codes, first, end, role):
    """By how much the cells cost more if somebody works in ``role`` in a span."""
    first_role = crew.first_role[person]
    after = crew.first_option[first_role + role]
    q, speed = crew.option_work_type[after], crew.option_speed[after]
    total = 0.0
    for t in range(first, end):
        if codes[t] == role:
            continue
        before = crew.first_option[first_role + codes[t]]
        p, slower = crew.option_work_type[before], crew.option_speed[before]
        total += cell_cost(demand, p, t, cover[p, t] - slower) - cell_cost(demand, p, t, cover[p, t])
        total += cell_cost(demand, q, t, cover[q, t] + speed) - cell_cost(demand, q, t, cover[q, t])
    return total


@compiled_within
def _less_liked(crew, person, codes, first, end, role):
    """By how much less somebody likes, or is grown into, the work in a span if it is all in ``role``."""
    joy, total = crew.role_joy[crew.first_role[person] : crew.first_role[person + 1]], 0.0
    for t in range(first, end):
        total += joy[codes[t]] - joy[role]
    return total


@compiled_within
def _change(crew, cover, person, codes, first, end, role, kept):
    """Somebody works in ``role`` in a span; what they did goes to ``kept``."""
    for t in range(first, end):
        kept[t - first] = codes[t]
        _set(crew, cover, person, codes, t, role)


@compiled_within
def _change_back(crew, cover, person, codes, first, end, kept):
    for t in range(first, end):
        _set(crew, cover, person, codes, t, kept[t - first])


@compiled_within
def _set(crew, cover, person, codes, t, role):
    first_role = crew.first_role[person]
    before, after = crew.first_option[first_role + codes[t]], crew.first_option[first_role + role]
    cover[crew.option_work_type[before], t] -= crew.option_speed[before]
    cover[crew.option_work_type[after], t] += crew.option_speed[after]
    codes[t] = role


@compiled_within
def _who_makes_room(crew, demand, cover, week, present, one, work, first, end):
    """Who of those ``present``, all on ``work`` in the first slot, had best do something else in the span, and what; -1 for nobody."""
    best, chosen, best_role = np.inf, -1, 0
    for other in present:
        if other < 0:
            break
        first_role, codes = crew.first_role[other], week.codes[other]
        if other == one or crew.role_work[first_role + codes[first]] != work or not _works_throughout(crew, other, codes, first, end):
            continue
        present_switches = _switches(crew, other, codes, first, first, 0)
        for role in range(crew.first_role[other + 1] - first_role):
            if role == codes[first] or not _is_undivided(crew, first_role + role):
                continue
            switches = _switches(crew, other, codes, first, end, role)
            if switches != ILLEGAL:
                here = _dearer(crew, demand, cover, other, codes, first, end, role) + _less_liked(crew, other, codes, first, end, role)
                here += crew.switch_cost * (switches - present_switches)
                if here < best:
                    best, chosen, best_role = here, other, role
    return chosen, best_role


@compiled_within
def _fill_present(crew, week, territory, present):
    """present[t]: who of the territory works in a slot and may change their work, -1 after the last of them."""
    present[:] = -1
    count = np.zeros(len(present), np.int64)
    for person in territory:
        if _may_change(crew, person):
            for t in range(len(present)):
                if week.codes[person, t] >= 0:
                    present[t, count[t]] = person
                    count[t] += 1


@compiled_within
def _some_span(crew, week, person):
    """A random role of a person and a random span of one of their blocks in which they might take it: (role, first slot, end).

    The role is -1 where the throw found none.
    """
    first_role = crew.first_role[person]
    if week.shift_count[person] == 0 or not _may_change(crew, person):
        return -1, 0, 0
    role = np.random.randint(crew.first_role[person + 1] - first_role)  # whoever has a shift has some
    shift, codes = week.shifts[person, np.random.randint(week.shift_count[person])], week.codes[person]
    t = shift[0] + np.random.randint(shift[1])
    if t >= crew.slots or codes[t] < 0 or codes[t] == role:
        return -1, 0, 0
    if not _is_undivided(crew, first_role + role) or not _is_undivided(crew, first_role + codes[t]):
        return -1, 0, 0
    first, end = _block_around(codes, t)
    if np.random.random() < 0.5:
        first = t
    if np.random.random() < 0.4:
        end = min(end, t + 1 + np.random.randint(SPAN_WITHIN_BLOCK))
    end = min(end, crew.slots, first + SPAN_MAX)
    return (role if _switches(crew, person, codes, first, end, role) != ILLEGAL else -1), first, end


@compiled
def reassign(crew, demand, cover, week, territory, tries, seed):
    """Try ``tries`` times to let one of the territory change work for a while and another make room; keep what makes the roster better.

    Returns the change of cost, in minutes of shortage.
    """
    np.random.seed(seed)
    present = np.full((crew.slots, len(territory)), -1, np.int32)
    _fill_present(crew, week, territory, present)
    kept, kept_of_other = np.zeros(SPAN_MAX, np.int8), np.zeros(SPAN_MAX, np.int8)
    gained = 0.0
    for _ in range(tries):
        one = territory[np.random.randint(len(territory))]
        role, first, end = _some_span(crew, week, one)
        if role < 0:
            continue
        codes, work = week.codes[one], crew.role_work[crew.first_role[one] + role]
        change = _dearer(crew, demand, cover, one, codes, first, end, role)
        _change(crew, cover, one, codes, first, end, role, kept)
        other, makes_room = _who_makes_room(crew, demand, cover, week, present[first], one, work, first, end)
        if other >= 0:
            codes_of_other = week.codes[other]
            change += _dearer(crew, demand, cover, other, codes_of_other, first, end, makes_room)
            _change(crew, cover, other, codes_of_other, first, end, makes_room, kept_of_other)
            own, own_of_other = own_cost_of(crew, week, one), own_cost_of(crew, week, other)
            change += own - week.own_cost[one] + own_of_other - week.own_cost[other]
            if change < -BETTER:
                week.own_cost[one], week.own_cost[other] = own, own_of_other
                gained += change
                continue
            _change_back(crew, cover, other, codes_of_other, first, end, kept_of_other)
        _change_back(crew, cover, one, codes, first, end, kept)
    return gained
