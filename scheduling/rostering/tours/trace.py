"""Read the best week back from the filled tables: which shifts, which breaks, which work in each slot."""

from scheduling.rostering.compiled import compiled
from scheduling.rostering.tours.automaton import NO_STATE
from scheduling.rostering.tours.crew import ABSENT, FIRST_BREAK_CODE
from scheduling.rostering.tours.tables import HOPELESS, NEVER


@compiled
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


@compiled
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


@compiled
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


@compiled
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


@compiled
def trace_week(crew, person, scratch, value, count, state, units):
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
