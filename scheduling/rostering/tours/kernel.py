"""One person's best legal week at given values: three nested dynamic programmes, exact, in numba.

1. *Stretches*: the best work from any slot for any number of slots, in blocks of at least the minimum on one role; a block
   is entered by a jump of its whole minimum, so minimum blocks need no extra state (Strandmark, Qu & Curtois 2020).
2. *Shifts*: stretches joined by the breaks that the shift's length owes, each within its window.
3. *The week*: shifts joined by rest and local midnights, over the day automaton and the paid units of the week.

A value is in minutes of shortage. ``NEVER`` stands for what must not be; sums that contain it stay far below ``HOPELESS``.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from scheduling.rostering.tours.automaton import NO_STATE
from scheduling.rostering.tours.crew import ABSENT, FIRST_BREAK_CODE, SHIFTS_MAX, Crew

NEVER = -1e18
HOPELESS = -1e12
MUST = 2.0**20
"""Reward of what is locked, large against any value; taken off again before a week's value is returned."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int8]


class Scratch(NamedTuple):
    """Room for one thread's tables, sized for the largest person of a crew."""

    value: Floats
    block_value: Floats
    role_best: Floats
    stretch: Floats
    before_break: Floats
    shift_value: Floats
    arrival: Ints
    week_value: Floats
    reached: Codes
    position_slot: Ints
    position_at: Ints
    codes: Codes
    shifts: Ints
    choice: Ints


class Week(NamedTuple):
    """The weeks of all people: a code for each slot, and each shift's start, length and paid units."""

    codes: Codes
    shifts: Ints
    shift_count: Ints
    own_cost: Floats


def new_scratch(crew: Crew) -> Scratch:
    """Allocate the tables that ``best_week`` fills for people of ``crew``."""
    slots = crew.last_slot + 1
    roles = int(np.diff(crew.first_role).max(initial=1))
    positions = int(crew.start_kind.astype(bool).sum(axis=1).max(initial=0)) + 1
    width = int((crew.state_units_to - crew.state_units_from + 1).sum(axis=1).max(initial=1))
    stretch = int(crew.stretch_max.max(initial=1)) + 1
    return Scratch(
        value=np.zeros((roles, slots)),
        block_value=np.zeros((roles, slots)),
        role_best=np.zeros(roles),
        stretch=np.full((slots, stretch), NEVER),
        before_break=np.full((2, slots), NEVER),
        shift_value=np.full((positions, crew.length.shape[1] + 1), NEVER),
        arrival=np.zeros((positions, crew.length.shape[1] + 1, 4), np.int64),
        week_value=np.full((positions, width), NEVER),
        reached=np.zeros((positions, crew.state_days.shape[1]), np.int8),
        position_slot=np.zeros(positions, np.int64),
        position_at=np.zeros(slots + 1, np.int64),
        codes=np.zeros(slots, np.int8),
        shifts=np.zeros((SHIFTS_MAX, 3), np.int64),
        choice=np.zeros((roles + 1, stretch), np.int64),
    )


def new_week(crew: Crew, people: int) -> Week:
    """The weeks of ``people`` people who are absent all week."""
    return Week(
        codes=np.full((people, crew.last_slot + 1), ABSENT, np.int8),
        shifts=np.zeros((people, SHIFTS_MAX, 3), np.int64),
        shift_count=np.zeros(people, np.int64),
        own_cost=np.zeros(people),
    )


@njit(cache=True, nogil=True)
def _apply_locked_segments(crew, person, value):
    """Within a locked segment only its own role may work, and it must; elsewhere that role may not."""
    first = crew.first_role[person]
    for role in range(value.shape[0]):
        window_from, window_to = crew.role_window[first + role, 0], crew.role_window[first + role, 1]
        if window_to == 0:
            continue
        for t in range(value.shape[1]):
            if t < window_from or t >= window_to:
                value[role, t] = NEVER
            else:
                value[role, t] += MUST
                for other in range(value.shape[0]):
                    if other != role:
                        value[other, t] = NEVER


@njit(cache=True, nogil=True)
def _fill_block_values(crew, person, value, block_value):
    """The sum over the minimum block that ends with each slot, added afresh so that NEVER cannot hide small numbers."""
    first = crew.first_role[person]
    for role in range(value.shape[0]):
        block = crew.role_block[first + role]
        for t in range(block - 1, value.shape[1]):
            total = 0.0
            for u in range(t - block + 1, t + 1):
                total += value[role, u]
            block_value[role, t] = total


@njit(cache=True, nogil=True)
def _fill_stretches(crew, person, value, block_value, role_best, stretch):
    """stretch[t, n]: the best work in exactly the n slots from t."""
    contract = crew.contract[person]
    first = crew.first_role[person]
    roles = value.shape[0]
    most = crew.stretch_max[contract]
    switch = crew.switch_cost
    for t in range(crew.last_slot):
        reach = min(most, crew.run_end[person, t] - t)
        stretch[t, 0] = NEVER
        for role in range(roles):
            role_best[role] = NEVER
        for n in range(1, reach + 1):
            u = t + n - 1
            best = NEVER
            for role in range(roles):
                block = crew.role_block[first + role]
                if n < block:
                    continue
                if n == block:
                    here = block_value[role, u]
                else:
                    here = role_best[role] + value[role, u]
                    fresh = stretch[t, n - block] + block_value[role, u] - switch
                    if fresh > here:
                        here = fresh
                role_best[role] = here
                if here > best:
                    best = here
            stretch[t, n] = best
        for n in range(reach + 1, most + 1):
            stretch[t, n] = NEVER


@njit(cache=True, nogil=True)
def _fill_before_breaks(crew, person, shift_start, kind, stretch, before_break):
    """Best value of a shift up to the start of its last break, by that break's slot. Returns the row that holds it."""
    contract = crew.contract[person]
    most = crew.stretch_max[contract]
    row = 0
    low, high = shift_start + crew.break_from[contract, kind, 0], shift_start + crew.break_to[contract, kind, 0]
    for p in range(low, min(high, shift_start + most, crew.last_slot - 1) + 1):
        before_break[0, p] = stretch[shift_start, p - shift_start]
    for p in range(max(low, min(high, shift_start + most, crew.last_slot - 1) + 1), min(high, crew.last_slot - 1) + 1):
        before_break[0, p] = NEVER
    for b in range(1, crew.break_count[contract, kind]):
        pause = crew.break_length[contract, kind, b - 1]
        next_low, next_high = shift_start + crew.break_from[contract, kind, b], shift_start + crew.break_to[contract, kind, b]
        for p in range(next_low, min(next_high, crew.last_slot - 1) + 1):
            best = NEVER
            for q in range(low, min(high, p - pause) + 1):
                n = p - q - pause
                if n <= most:
                    best = max(best, before_break[row, q] + stretch[q + pause, n])
            before_break[1 - row, p] = best
        row = 1 - row
        low, high = next_low, next_high
    return row


@njit(cache=True, nogil=True)
def _wish_value(crew, person, start, end):
    """Reward of the wishes to work that a shift touches, less the cost of the wishes to be off."""
    total = 0.0
    for w in range(crew.first_wish[person], crew.first_wish[person + 1]):
        if start < crew.wish_span[w, 1] and end > crew.wish_span[w, 0]:
            total += crew.wish_minutes[w]
    return total


@njit(cache=True, nogil=True)
def _locked_value(crew, person, lock, value):
    """Value of a locked shift as it stands, with the reward that makes it certain."""
    first = crew.first_role[person]
    start, length = crew.lock_start[lock], crew.lock_length[lock]
    total = MUST * length
    before = ABSENT
    for t in range(start, start + length):
        code = crew.lock_codes[lock, t]
        if code >= 0:
            total += value[code, t] - (MUST if crew.role_window[first + code, 1] > 0 else 0.0)
            if before >= 0 and before != code:
                total -= crew.switch_cost
        before = code
    return total


@njit(cache=True, nogil=True)
def _fill_shifts(crew, person, scratch, value):
    """List the slots at which a shift may start, and value each length from there. Returns how many there are."""
    contract = crew.contract[person]
    lengths = crew.length_count[contract]
    most = crew.stretch_max[contract]
    count = 0
    for s in range(crew.slots):
        scratch.position_at[s] = count
        kind_of_start = crew.start_kind[person, s]
        if kind_of_start == 0:
            continue
        table = scratch.shift_value[count]
        for i in range(table.shape[0]):
            table[i] = NEVER
        if kind_of_start >= 2:
            lock = crew.first_lock[person] + kind_of_start - 2
            end = s + crew.lock_length[lock]
            table[table.shape[0] - 1] = _locked_value(crew, person, lock, value) + _wish_value(crew, person, s, end)
        else:
            reach = crew.run_end[person, s]
            for kind in range(crew.class_count[contract]):
                breaks = crew.break_count[contract, kind]
                row = 0
                if breaks > 0:
                    row = _fill_before_breaks(crew, person, s, kind, scratch.stretch, scratch.before_break)
                for i in range(lengths):
                    if crew.length_class[contract, i] != kind or s + crew.length[contract, i] > reach:
                        continue
                    end = s + crew.length[contract, i]
                    if breaks == 0:
                        best = scratch.stretch[s, end - s]
                    else:
                        best = NEVER
                        pause = crew.break_length[contract, kind, breaks - 1]
                        low = max(s + crew.break_from[contract, kind, breaks - 1], end - pause - most)
                        high = min(s + crew.break_to[contract, kind, breaks - 1], end - pause - 1)
                        for p in range(low, high + 1):
                            here = scratch.before_break[row, p] + scratch.stretch[p + pause, end - p - pause]
                            if here > best:
                                best = here
                    if best > HOPELESS:
                        table[i] = best + _wish_value(crew, person, s, end)
        scratch.position_slot[count] = s
        count += 1
    for s in range(crew.slots, scratch.position_at.shape[0]):
        scratch.position_at[s] = count
    return count


@njit(cache=True, nogil=True)
def _fill_arrivals(crew, person, scratch, count):
    """For each shift of each position: paid units, the next position to start from, and whether a date is skipped."""
    contract, calendar = crew.contract[person], crew.calendar[person]
    rest, lengths = crew.rest[contract], crew.length_count[contract]
    last = scratch.arrival.shape[1] - 1
    for position in range(count):
        start = scratch.position_slot[position]
        kind_of_start = crew.start_kind[person, start]
        for i in range(last + 1):
            if scratch.shift_value[position, i] <= HOPELESS:
                continue
            if i < lengths and kind_of_start == 1:
                slots, units = crew.length[contract, i], crew.length_units[contract, i]
            else:
                lock = crew.first_lock[person] + kind_of_start - 2
                slots, units = crew.lock_length[lock], crew.lock_units[lock]
            ready = max(start + slots + rest, crew.next_midnight[calendar, start])
            target = count if ready >= crew.slots else scratch.position_at[ready]
            skips = target < count and crew.date[calendar, scratch.position_slot[target]] - crew.date[calendar, start] > 1
            scratch.arrival[position, i, 0] = slots
            scratch.arrival[position, i, 1] = units
            scratch.arrival[position, i, 2] = target
            scratch.arrival[position, i, 3] = 1 if skips else 0


@njit(cache=True, nogil=True)
def _raise_to(target, source, value):
    """target = max(target, source + value), entry by entry; written so that it becomes vector instructions."""
    for i in range(len(source)):
        here = source[i] + value
        target[i] = max(target[i], here)


@njit(cache=True, nogil=True)
def _fill_week(crew, person, scratch, count):
    """week_value[position, state and units]: the best that can have been earned before a position."""
    automaton, calendar = crew.automaton[person], crew.calendar[person]
    states, first_state = crew.state_count[automaton], crew.state_first[automaton]
    low, high, offset = crew.state_units_from[automaton], crew.state_units_to[automaton], crew.state_offset[automaton]
    after_work, after_off = crew.state_after_work[automaton], crew.state_after_off[automaton]
    width = offset[states - 1] + high[states - 1] - low[states - 1] + 1
    table, reached = scratch.week_value, scratch.reached
    table[: count + 1, :width] = NEVER
    reached[: count + 1, :states] = 0
    table[0, offset[first_state]] = 0.0
    reached[0, first_state] = 1
    for position in range(count):
        start = scratch.position_slot[position]
        new_date = position + 1 < count and (
            crew.date[calendar, scratch.position_slot[position + 1]] != crew.date[calendar, start]
        )
        for state in range(states):
            if reached[position, state] == 0:
                continue
            source = table[position, offset[state] : offset[state] + high[state] - low[state] + 1]
            idle = after_off[state] if new_date else state
            shift = offset[idle] + low[state] - low[idle]
            _raise_to(table[position + 1, shift : shift + len(source)], source, 0.0)
            reached[position + 1, idle] = 1
            for i in range(scratch.arrival.shape[1]):
                value = scratch.shift_value[position, i]
                if value <= HOPELESS:
                    continue
                units, target = scratch.arrival[position, i, 1], scratch.arrival[position, i, 2]
                after = after_work[state]
                if after == NO_STATE:
                    break
                if scratch.arrival[position, i, 3] == 1:
                    after = after_off[after]
                first = max(low[state], low[after] - units)
                end = min(high[state], high[after] - units) + 1
                if first < end:
                    shift = offset[after] + first + units - low[after]
                    part = source[first - low[state] : end - low[state]]
                    _raise_to(table[target, shift : shift + len(part)], part, value)
                    reached[target, after] = 1


@njit(cache=True, nogil=True)
def _minimum_cost(crew, contract, units):
    """Cost of paid time below the contract's weekly minimum."""
    missing = crew.week_units_min[contract] - units
    if missing <= 0:
        return 0.0
    return crew.minimum_cost * missing * crew.unit_slots[contract] * 15.0


@njit(cache=True, nogil=True)
def _best_end(crew, person, scratch, count):
    """Best value, state and units at the end of the week; NEVER when no legal week exists."""
    automaton, contract = crew.automaton[person], crew.contract[person]
    best, best_state, best_units = NEVER, 0, 0
    for state in range(crew.state_count[automaton]):
        low = crew.state_units_from[automaton, state]
        for units in range(low, crew.state_units_to[automaton, state] + 1):
            here = scratch.week_value[count, crew.state_offset[automaton, state] + units - low]
            if here <= HOPELESS:
                continue
            if crew.week_minimum_hard[contract] and units < crew.week_units_min[contract]:
                continue
            here -= _minimum_cost(crew, contract, units)
            if here > best:
                best, best_state, best_units = here, state, units
    return best, best_state, best_units


@njit(cache=True, nogil=True)
def _origin(crew, person, scratch, target, state, units):
    """The position, state and table entry whose shift led to (target, state, units)."""
    automaton = crew.automaton[person]
    low, high, offset = crew.state_units_from[automaton], crew.state_units_to[automaton], crew.state_offset[automaton]
    after_work, after_off = crew.state_after_work[automaton], crew.state_after_off[automaton]
    states = crew.state_count[automaton]
    wanted = scratch.week_value[target, offset[state] + units - low[state]]
    for position in range(target - 1, -1, -1):
        for i in range(scratch.arrival.shape[1]):
            value = scratch.shift_value[position, i]
            if value <= HOPELESS or scratch.arrival[position, i, 2] != target:
                continue
            before_units = units - scratch.arrival[position, i, 1]
            for before in range(states):
                after = after_work[before]
                if after != NO_STATE and scratch.arrival[position, i, 3] == 1:
                    after = after_off[after]
                if after != state or before_units < low[before] or before_units > high[before]:
                    continue
                if scratch.week_value[position, offset[before] + before_units - low[before]] + value == wanted:
                    return position, before, i
    return -1, -1, -1


@njit(cache=True, nogil=True)
def _trace_stretch(crew, person, scratch, value, start, slots):
    """Write the codes of the best work in ``slots`` slots from ``start``."""
    first = crew.first_role[person]
    roles = value.shape[0]
    choice = scratch.choice
    role_best = scratch.role_best
    for role in range(roles):
        role_best[role] = NEVER
    for n in range(1, slots + 1):
        u = start + n - 1
        best = NEVER
        choice[roles, n] = -1
        for role in range(roles):
            block = crew.role_block[first + role]
            choice[role, n] = 0
            if n < block:
                continue
            if n == block:
                here = scratch.block_value[role, u]
                choice[role, n] = 1
            else:
                here = role_best[role] + value[role, u]
                fresh = scratch.stretch[start, n - block] + scratch.block_value[role, u] - crew.switch_cost
                if fresh > here:
                    here = fresh
                    choice[role, n] = 1
            role_best[role] = here
            if here > best:
                best = here
                choice[roles, n] = role
    n = slots
    role = choice[roles, n]
    while n > 0:
        if choice[role, n] == 1:
            block = crew.role_block[first + role]
            for u in range(start + n - block, start + n):
                scratch.codes[u] = role
            n -= block
            role = choice[roles, n] if n > 0 else -1
        else:
            scratch.codes[start + n - 1] = role
            n -= 1


@njit(cache=True, nogil=True)
def _trace_shift(crew, person, scratch, value, start, slots, i):
    """Write the codes of one chosen shift: its breaks first, from the last to the first, then the work between."""
    contract = crew.contract[person]
    most = crew.stretch_max[contract]
    kind = crew.length_class[contract, i]
    end = start + slots
    breaks = crew.break_count[contract, kind]
    stop = end
    for last in range(breaks - 1, -1, -1):
        # The best position of break `last` given what follows: refill the table for the breaks before it.
        low, high = start + crew.break_from[contract, kind, last], start + crew.break_to[contract, kind, last]
        pause = crew.break_length[contract, kind, last]
        best, at = NEVER, -1
        for p in range(low, min(high, stop - pause - 1) + 1):
            if stop - p - pause > most:
                continue
            here = _value_before(crew, person, scratch, start, kind, last, p) + scratch.stretch[p + pause, stop - p - pause]
            if here > best:
                best, at = here, p
        for t in range(at, at + pause):
            scratch.codes[t] = FIRST_BREAK_CODE - crew.break_id[contract, kind, last]
        _trace_stretch(crew, person, scratch, value, at + pause, stop - at - pause)
        stop = at
    _trace_stretch(crew, person, scratch, value, start, stop - start)


@njit(cache=True, nogil=True)
def _value_before(crew, person, scratch, start, kind, last, at):
    """Best value of a shift up to its break ``last`` starting at slot ``at``."""
    contract = crew.contract[person]
    most = crew.stretch_max[contract]
    if last == 0:
        return scratch.stretch[start, at - start] if at - start <= most else NEVER
    pause = crew.break_length[contract, kind, last - 1]
    best = NEVER
    low, high = start + crew.break_from[contract, kind, last - 1], start + crew.break_to[contract, kind, last - 1]
    for p in range(low, min(high, at - pause) + 1):
        if at - p - pause <= most:
            best = max(best, _value_before(crew, person, scratch, start, kind, last - 1, p) + scratch.stretch[p + pause, at - p - pause])
    return best


@njit(cache=True, nogil=True)
def _trace_week(crew, person, scratch, value, count, state, units):
    """Walk back from the end of the week and write codes and shifts. Returns the number of shifts."""
    automaton, calendar = crew.automaton[person], crew.calendar[person]
    states = crew.state_count[automaton]
    low, high, offset = crew.state_units_from[automaton], crew.state_units_to[automaton], crew.state_offset[automaton]
    after_off = crew.state_after_off[automaton]
    scratch.codes[:] = ABSENT
    shifts = 0
    position = count
    while position > 0:
        here = scratch.week_value[position, offset[state] + units - low[state]]
        new_date = position < count and (
            crew.date[calendar, scratch.position_slot[position - 1]] != crew.date[calendar, scratch.position_slot[position]]
        )
        carried = -1
        for before in range(states):
            idle = after_off[before] if new_date else before
            if idle != state or units < low[before] or units > high[before]:
                continue
            if scratch.week_value[position - 1, offset[before] + units - low[before]] == here:
                carried = before
                break
        if carried >= 0:
            position -= 1
            state = carried
            continue
        position, state, i = _origin(crew, person, scratch, position, state, units)
        start = scratch.position_slot[position]
        slots, paid = scratch.arrival[position, i, 0], scratch.arrival[position, i, 1]
        units -= paid
        scratch.shifts[shifts, 0], scratch.shifts[shifts, 1], scratch.shifts[shifts, 2] = start, slots, paid
        shifts += 1
        if crew.start_kind[person, start] == 1:
            _trace_shift(crew, person, scratch, value, start, slots, i)
        else:
            lock = crew.first_lock[person] + crew.start_kind[person, start] - 2
            scratch.codes[start : start + slots] = crew.lock_codes[lock, start : start + slots]
    return shifts


@njit(cache=True, nogil=True)
def best_week(crew, person, scratch):
    """Find the best legal week of ``person`` at ``scratch.value`` (role × slot), left in ``scratch.codes`` and ``.shifts``.

    Returns (value, shifts): the week's value in minutes of shortage with own costs taken off, and its number of shifts;
    (NEVER, 0) when hard rules leave no legal week.
    """
    roles = crew.first_role[person + 1] - crew.first_role[person]
    value, block_value = scratch.value[:roles], scratch.block_value[:roles]
    _apply_locked_segments(crew, person, value)
    _fill_block_values(crew, person, value, block_value)
    _fill_stretches(crew, person, value, block_value, scratch.role_best, scratch.stretch)
    count = _fill_shifts(crew, person, scratch, value)
    _fill_arrivals(crew, person, scratch, count)
    _fill_week(crew, person, scratch, count)
    best, state, units = _best_end(crew, person, scratch, count)
    if best <= HOPELESS:
        return NEVER, 0
    shifts = _trace_week(crew, person, scratch, value, count, state, units)
    must = _must(crew, person)
    if best < must - MUST / 2:
        return NEVER, 0
    return best - must, shifts


@njit(cache=True, nogil=True)
def _must(crew, person):
    """The reward that a week with everything locked has collected."""
    total = 0.0
    for lock in range(crew.first_lock[person], crew.first_lock[person + 1]):
        total += MUST * crew.lock_length[lock]
    for role in range(crew.first_role[person], crew.first_role[person + 1]):
        total += MUST * (crew.role_window[role, 1] - crew.role_window[role, 0])
    return total
