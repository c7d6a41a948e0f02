"""From values of single slots to values of whole shifts: blocks, stretches of work, breaks in their windows, locks, wishes.

A *stretch* is work without a break, in blocks of at least the minimum on one role. A block is entered by a jump of its whole
minimum, so minimum blocks need no extra state (the device of Strandmark, Qu and Curtois 2020).
"""

from scheduling.rostering.compiled import compiled
from scheduling.rostering.tours.crew import ABSENT
from scheduling.rostering.tours.tables import HOPELESS, MUST, NEVER


@compiled
def apply_locked_segments(crew, person, value):
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


@compiled
def fill_block_values(crew, person, value, block_value):
    """The sum over the minimum block that ends with each slot, added afresh so that NEVER cannot hide small numbers."""
    first = crew.first_role[person]
    for role in range(value.shape[0]):
        block = crew.role_block[first + role]
        for t in range(block - 1, value.shape[1]):
            total = 0.0
            for u in range(t - block + 1, t + 1):
                total += value[role, u]
            block_value[role, t] = total


@compiled
def fill_stretches(crew, person, value, block_value, role_best, stretch):
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


@compiled
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


@compiled
def wish_value(crew, person, start, end):
    """Reward of the wishes to work that a shift touches, less the cost of the wishes to be off."""
    total = 0.0
    for w in range(crew.first_wish[person], crew.first_wish[person + 1]):
        if start < crew.wish_span[w, 1] and end > crew.wish_span[w, 0]:
            total += crew.wish_minutes[w]
    return total


@compiled
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


@compiled
def fill_shifts(crew, person, scratch, value):
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
            table[table.shape[0] - 1] = _locked_value(crew, person, lock, value) + wish_value(crew, person, s, end)
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
                        table[i] = best + wish_value(crew, person, s, end)
        scratch.position_slot[count] = s
        count += 1
    for s in range(crew.slots, scratch.position_at.shape[0]):
        scratch.position_at[s] = count
    return count


@compiled
def fill_arrivals(crew, person, scratch, count):
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
