"""One person's best legal week at given values: three nested dynamic programmes, exact, in numba.

1. *Stretches* and 2. *shifts* (shifts.py): the best work between pauses, and the pauses that the shift's length owes.
3. *The week*, here: shifts joined by rest and local midnights, over the day automaton and the paid units of the week.
"""

from scheduling.compiled import compiled, compiled_within
from scheduling.rostering.tours.automaton import NO_STATE
from scheduling.rostering.tours.shifts import apply_locks, fill_arrivals, fill_block_values, fill_shifts, fill_stretches
from scheduling.rostering.tours.steps import after_dates_off, dates_between, first_after_long_rest, state_after_long_rest
from scheduling.rostering.tours.tables import HOPELESS, NEVER
from scheduling.rostering.tours.trace import trace_week


@compiled_within
def _raise_to(target, source, value):
    """target = max(target, source + value), entry by entry; written so that it becomes vector instructions."""
    for i in range(len(source)):
        here = source[i] + value
        target[i] = max(target[i], here)


@compiled_within
def _fill_week(crew, person, scratch, count):
    """week_value[position, state and units]: the best that can have been earned before a position."""
    automaton, calendar = crew.automaton[person], crew.calendar[person]
    states, first_state = crew.state_count[automaton], crew.state_first[automaton]
    low, high, offset = crew.state_units_from[automaton], crew.state_units_to[automaton], crew.state_offset[automaton]
    after_work, after_off = crew.state_after_work[automaton], crew.state_after_off[automaton]
    after_long_rest = crew.state_after_long_rest[automaton]
    width = offset[states - 1] + high[states - 1] - low[states - 1] + 1
    table, reached = scratch.week_value, scratch.reached
    table[: count + 1, :width] = NEVER
    reached[: count + 1, :states] = 0
    table[0, offset[first_state]] = 0.0
    reached[0, first_state] = 1
    rested = first_after_long_rest(crew, person, scratch, count)
    if rested >= 0:
        state = state_after_long_rest(crew, person, scratch, count, rested)
        table[rested, offset[state]] = 0.0
        reached[rested, state] = 1
    for position in range(count):
        dates = dates_between(crew, calendar, scratch, count, position)
        for state in range(states):
            if reached[position, state] == 0:
                continue
            source = table[position, offset[state] : offset[state] + high[state] - low[state] + 1]
            idle = after_dates_off(after_off, state, dates)
            shift = offset[idle] + low[state] - low[idle]
            _raise_to(table[position + 1, shift : shift + len(source)], source, scratch.idle_value[position])
            reached[position + 1, idle] = 1
            for i in range(scratch.arrival.shape[1]):
                value = scratch.shift_value[position, i]
                if value <= HOPELESS:
                    continue
                arrival = scratch.arrival[position, i]
                units = arrival[1]
                worked = after_work[arrival[2], state]
                if worked == NO_STATE:
                    continue
                for way in range(2):  # to the next start, and to the one after a long rest
                    target, off = arrival[3 + 2 * way], arrival[4 + 2 * way]
                    if target < 0:
                        break
                    after = after_dates_off(after_off, worked, off)
                    if way == 1:
                        after = after_long_rest[after]
                    first = max(low[state], low[after] - units)
                    end = min(high[state], high[after] - units) + 1
                    if first < end:
                        shift = offset[after] + first + units - low[after]
                        part = source[first - low[state] : end - low[state]]
                        _raise_to(table[target, shift : shift + len(part)], part, value)
                        reached[target, after] = 1


@compiled_within
def minimum_cost(crew, contract, units):
    """Cost of paid time below the contract's weekly minimum."""
    missing = crew.week_minutes_min[contract] - units * crew.unit_slots[contract] * 15.0
    return crew.minimum_cost * max(0.0, missing)


@compiled_within
def _best_end(crew, person, scratch, count):
    """Best value, state and units at the end of the week; NEVER when no legal week exists."""
    automaton, contract = crew.automaton[person], crew.contract[person]
    best, best_state, best_units = NEVER, 0, 0
    for state in range(crew.state_count[automaton]):
        if crew.state_accepts[automaton, state] == 0:
            continue
        low = crew.state_units_from[automaton, state]
        for units in range(max(low, crew.units_least[person]), crew.state_units_to[automaton, state] + 1):
            here = scratch.week_value[count, crew.state_offset[automaton, state] + units - low]
            if here <= HOPELESS:
                continue
            here -= minimum_cost(crew, contract, units)
            if here > best:
                best, best_state, best_units = here, state, units
    return best, best_state, best_units


@compiled
def best_week(crew, person, scratch):
    """Find the best legal week of ``person`` at ``scratch.value`` (role × slot), left in ``scratch.codes`` and ``.shifts``.

    Returns (value, shifts): the week's value in minutes of shortage with own costs taken off, and its number of shifts;
    (NEVER, 0) when hard rules leave no legal week. A wish that two shifts touch is counted with each of them.
    """
    roles = crew.first_role[person + 1] - crew.first_role[person]
    value = scratch.value[:roles]
    apply_locks(crew, person, scratch, value)
    fill_block_values(crew, person, scratch, value, 0, value.shape[1])
    stretch, last = scratch.stretch, crew.last_slot + 1
    fill_stretches(crew, person, value, scratch.block_value, scratch.fresh_value, scratch.role_best, stretch, 0, last)
    count = fill_shifts(crew, person, scratch, value)
    fill_arrivals(crew, person, scratch, count)
    if scratch.locked_before[scratch.position_slot[0]] > 0:
        return NEVER, 0
    _fill_week(crew, person, scratch, count)
    best, state, units = _best_end(crew, person, scratch, count)
    if best <= HOPELESS:
        return NEVER, 0
    shifts = trace_week(crew, person, scratch, value, count, state, units)
    return best - _wished_work(crew, person) - crew.fixed_cost[person], shifts


@compiled_within
def _wished_work(crew, person):
    """What it costs to keep no wish to work at all."""
    total = 0.0
    for w in range(crew.first_wish[person], crew.first_wish[person + 1]):
        total += max(0.0, crew.wish_minutes[w])
    return total
