"""One person's best shift on one local date while their other shifts stand: the kernel in small, for moves within a day.

What the week's other shifts leave is read off them: rest on both sides, which kinds of a day the day automaton still allows, and how
many paid units. People with anything locked are left to the kernel proper, and so is the bound: a crew made for it is too lax here.
"""

import numpy as np

from scheduling.compiled import compiled, compiled_within
from scheduling.rostering.tours.automaton import NO_STATE
from scheduling.rostering.tours.kernel import minimum_cost
from scheduling.rostering.tours.shifts import apply_locks, fill_block_values, fill_lengths, fill_stretches, kind_of_shift
from scheduling.rostering.tours.tables import HOPELESS, NEVER
from scheduling.rostering.tours.trace import trace_shift

FAR = 10**6
KINDS = 3
"""A day off, and a shift that is no night or one."""


@compiled_within
def may_move(crew, person):
    """Whether nothing of the person's week is locked."""
    has_window = crew.first_window[person] < crew.first_window[person + 1]
    return not has_window and crew.first_lock[person] == crew.first_lock[person + 1]


@compiled_within
def span_of_day(crew, person, slot):
    """The slots that a shift which starts on the local date of ``slot`` may touch: the first, and the one after the last."""
    calendar, contract = crew.calendar[person], crew.contract[person]
    longest = 0
    for i in range(crew.length_count[contract]):
        longest = max(longest, crew.length[contract, i])
    first = max(0, slot - crew.slot_of_day[calendar, slot])
    return first, min(crew.last_slot + 1, min(crew.next_midnight[calendar, slot], crew.slots) + longest)


@compiled_within
def shift_of_day(crew, person, shifts, count, slot):
    """Which shift starts on the local date of ``slot``; -1 for none."""
    calendar = crew.calendar[person]
    date = crew.date[calendar, slot]
    for i in range(count):
        if crew.date[calendar, shifts[i, 0]] == date:
            return i
    return -1


@compiled_within
def _fill_units_left(crew, person, shifts, count, date, low, high):
    """For each kind of that date, the least and most paid units that keep the week legal; none where high is below low."""
    automaton, calendar, contract = crew.automaton[person], crew.calendar[person], crew.contract[person]
    used, last_date, first_start = 0, date, 0
    for i in range(count):
        used += shifts[i, 2]
        last_date = max(last_date, crew.date[calendar, shifts[i, 0]])
    while first_start < crew.slots - 1 and crew.start_kind[person, first_start] == 0:
        first_start += 1
    for kind in range(-1, KINDS - 1):
        state = crew.state_first[automaton]
        for day in range(crew.date[calendar, first_start], last_date + 1):
            here = kind if day == date else -1
            for i in range(count):
                if crew.date[calendar, shifts[i, 0]] == day:
                    here = kind_of_shift(crew, person, shifts[i, 0], shifts[i, 1], 0)
            state = crew.state_after_off[automaton, state] if here < 0 else crew.state_after_work[automaton, here, state]
            if state == NO_STATE:
                break
        if state != NO_STATE and crew.long_rest[contract] > 0:
            state = crew.state_after_long_rest[automaton, state]  # whether it is had is for _is_rested to say
        if state == NO_STATE or crew.state_accepts[automaton, state] == 0:
            low[kind + 1], high[kind + 1] = 1, 0
        else:
            low[kind + 1] = max(crew.state_units_from[automaton, state], crew.units_least[person]) - used
            high[kind + 1] = crew.state_units_to[automaton, state] - used
    return used


@compiled_within
def _is_rested(crew, person, shifts, count, before):
    """Whether the week has its long rest elsewhere than around the day: between the shift before, or the start, and the one after."""
    long_rest = crew.long_rest[crew.contract[person]]
    if long_rest == 0:
        return True
    first = crew.slots
    for i in range(count):
        first = min(first, shifts[i, 0])
        end, following = shifts[i, 0] + shifts[i, 1], crew.slots
        for j in range(count):
            if shifts[j, 0] > shifts[i, 0]:
                following = min(following, shifts[j, 0])
        if end != before and following - end >= long_rest:
            return True
    return before > -FAR and first - crew.free_from[person] >= long_rest


@compiled
def best_day(crew, person, shifts, count, slot, scratch):
    """Find the best shift that starts on the local date of ``slot``, or none, at ``scratch.value``, beside the other ``shifts``.

    None of these starts on that date. ``value`` need hold no more than ``span_of_day``. Returns (value, start, slots, paid units), start
    -1 for a day off, and leaves the codes of the shift in ``scratch.codes``; value is NEVER where neither is legal.
    """
    contract, calendar = crew.contract[person], crew.calendar[person]
    date, rest, long_rest = crew.date[calendar, slot], crew.rest[contract], crew.long_rest[contract]
    start, end = span_of_day(crew, person, slot)
    value = scratch.value[: crew.first_role[person + 1] - crew.first_role[person]]
    before, after = -FAR, FAR
    for i in range(count):
        if crew.date[calendar, shifts[i, 0]] < date:
            before = max(before, shifts[i, 0] + shifts[i, 1])
        else:
            after = min(after, shifts[i, 0])
    low, high = np.zeros(KINDS, np.int64), np.zeros(KINDS, np.int64)
    used = _fill_units_left(crew, person, shifts, count, date, low, high)
    rested = _is_rested(crew, person, shifts, count, before)
    rest_from, rest_to = max(before, crew.free_from[person]), min(after, crew.slots)
    best, chosen, length = NEVER, -1, 0
    if low[0] <= 0 <= high[0] and (rested or rest_to - rest_from >= long_rest):
        best = -minimum_cost(crew, contract, used)
    apply_locks(crew, person, scratch, value)
    fill_block_values(crew, person, scratch, value, start, end)
    fill_stretches(crew, person, value, scratch.block_value, scratch.fresh_value, scratch.role_best, scratch.stretch, start, end)
    table = scratch.shift_value[0]
    for s in range(max(start, before + rest), min(crew.next_midnight[calendar, slot], crew.slots)):
        if crew.start_kind[person, s] != 1:
            continue
        table[:] = NEVER
        fill_lengths(crew, person, s, scratch, table)
        for i in range(crew.length_count[contract]):
            stop = s + crew.length[contract, i]
            if table[i] <= HOPELESS or stop + rest > after:
                continue
            units, kind = crew.length_units[contract, i], 1 + kind_of_shift(crew, person, s, stop - s, 0)
            if units < low[kind] or units > high[kind]:
                continue
            if not rested and s - rest_from < long_rest and rest_to - stop < long_rest:
                continue
            here = table[i] - minimum_cost(crew, contract, used + units)
            if here > best:
                best, chosen, length = here, s, i
    if chosen < 0:
        return best, -1, 0, 0
    trace_shift(crew, person, scratch, value, chosen, crew.length[contract, length], length)
    return best, chosen, crew.length[contract, length], crew.length_units[contract, length]
