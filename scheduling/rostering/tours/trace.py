"""Read the best week back from the filled tables: which shifts, which breaks, which work in each slot."""

from scheduling.compiled import compiled_within
from scheduling.rostering.tours.automaton import NO_STATE
from scheduling.rostering.tours.crew import ABSENT, FIRST_BREAK_CODE, FIRST_LOCK
from scheduling.rostering.tours.shifts import fill_before_pauses, last_pause, shift_work
from scheduling.rostering.tours.steps import after_dates_off, dates_between, first_after_long_rest, state_after_long_rest
from scheduling.rostering.tours.tables import HOPELESS, NEVER


@compiled_within
def _origin(crew, person, scratch, target, state, units):
    """The position, state and table entry whose shift led to (target, state, units)."""
    automaton = crew.automaton[person]
    low, high, offset = crew.state_units_from[automaton], crew.state_units_to[automaton], crew.state_offset[automaton]
    after_work, after_off = crew.state_after_work[automaton], crew.state_after_off[automaton]
    after_long_rest = crew.state_after_long_rest[automaton]
    states = crew.state_count[automaton]
    wanted = scratch.week_value[target, offset[state] + units - low[state]]
    for position in range(target - 1, -1, -1):
        for i in range(scratch.arrival.shape[1]):
            value = scratch.shift_value[position, i]
            arrival = scratch.arrival[position, i]
            if value <= HOPELESS or (arrival[3] != target and arrival[5] != target):
                continue
            before_units = units - arrival[1]
            for before in range(states):
                worked = after_work[arrival[2], before]
                if worked == NO_STATE or before_units < low[before] or before_units > high[before]:
                    continue
                if scratch.week_value[position, offset[before] + before_units - low[before]] + value != wanted:
                    continue
                at_once = arrival[3] == target and after_dates_off(after_off, worked, arrival[4]) == state
                if at_once or (arrival[5] == target and after_long_rest[after_dates_off(after_off, worked, arrival[6])] == state):
                    return position, before, i
    return -1, -1, -1


@compiled_within
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
                fresh = scratch.stretch[start, n - block] + scratch.fresh_value[role, u]
                if fresh > here:
                    here = fresh
                    choice[role, n] = 1
            role_best[role] = here
            if here > best:
                best = here
                choice[roles, n] = role
    n = slots
    role = choice[roles, n] if n > 0 else -1
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


@compiled_within
def _best_plan(crew, contract, person, scratch, start, end, i):
    """The order of pauses that gives the shift its value."""
    best, chosen = NEVER, 0
    for plan in range(crew.plan_count[contract]):
        if crew.plan_fits[contract, plan, i] == 1:
            fill_before_pauses(crew, person, start, plan, scratch)
            here = shift_work(crew, contract, start, end, plan, scratch)
            if here > best:
                best, chosen = here, plan
    return chosen


@compiled_within
def trace_shift(crew, person, scratch, value, start, slots, i):
    """Write the codes of one chosen shift: its pauses from the last to the first, and the work between."""
    contract = crew.contract[person]
    stop = start + slots
    plan = _best_plan(crew, contract, person, scratch, start, stop, i)
    fill_before_pauses(crew, person, start, plan, scratch)
    for b in range(crew.pause_count[contract, plan] - 1, -1, -1):
        _, at = last_pause(crew, contract, start, stop, plan, b, scratch.before_pause, scratch.stretch)
        after = at + crew.pause_length[contract, plan, b]
        for t in range(at, after):
            scratch.codes[t] = FIRST_BREAK_CODE - crew.pause_id[contract, plan, b]
        _trace_stretch(crew, person, scratch, value, after, stop - after)
        stop = at
    _trace_stretch(crew, person, scratch, value, start, stop - start)


@compiled_within
def trace_week(crew, person, scratch, value, count, state, units):
    """Walk back from the end of the week and write codes and shifts. Returns the number of shifts."""
    automaton, calendar = crew.automaton[person], crew.calendar[person]
    states = crew.state_count[automaton]
    low, high, offset = crew.state_units_from[automaton], crew.state_units_to[automaton], crew.state_offset[automaton]
    after_off = crew.state_after_off[automaton]
    scratch.codes[:] = ABSENT
    shifts = 0
    position = count
    rested = first_after_long_rest(crew, person, scratch, count)
    state_rested = state_after_long_rest(crew, person, scratch, count, rested) if rested >= 0 else NO_STATE
    while position > 0:
        here = scratch.week_value[position, offset[state] + units - low[state]]
        if position == rested and state == state_rested and units == 0 and here == 0.0:
            break  # nothing but rest so far
        dates = dates_between(crew, calendar, scratch, count, position - 1)
        carried = -1
        for before in range(states if scratch.idle_value[position - 1] > HOPELESS else 0):
            idle = after_dates_off(after_off, before, dates)
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
            trace_shift(crew, person, scratch, value, start, slots, i)
        else:
            lock = crew.first_lock[person] + crew.start_kind[person, start] - FIRST_LOCK
            scratch.codes[start : start + slots] = crew.lock_codes[lock, start : start + slots]
    return shifts
