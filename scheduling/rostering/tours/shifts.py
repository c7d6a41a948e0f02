"""From values of single slots to values of whole shifts: locks, blocks, stretches of work, pauses in their windows, wishes.

A *stretch* is work without a break, in blocks of at least the minimum on one role. A block is entered by a jump of its whole
minimum, so minimum blocks need no extra state (the device of Strandmark, Qu and Curtois 2020).
"""

from scheduling.compiled import compiled_within
from scheduling.rostering.tours.crew import FIRST_LOCK, NIGHT_SLOTS, PAID_BREAK
from scheduling.rostering.tours.tables import HOPELESS, NEVER
from scheduling.timegrid import SLOTS_PER_DAY


@compiled_within
def apply_locks(crew, person, scratch, value):
    """Within a locked segment only its own role may work, and an activity nowhere else; mark the slots that a week must hold.

    Going into or out of an activity is no switch of work.
    """
    first = crew.first_role[person]
    locked, starts, switch_at = scratch.locked_before, scratch.starts_before, scratch.switch_at
    locked[:], starts[:], scratch.unbroken[:], switch_at[:] = 0, 0, 0, crew.switch_cost
    scratch.locked_break[:] = 0
    for role in range(value.shape[0]):
        if crew.role_work[first + role] < 0:
            value[role] = NEVER
    for w in range(crew.first_window[person], crew.first_window[person + 1]):
        role, low, high = crew.window_role[w], crew.window_span[w, 0], crew.window_span[w, 1]
        locked[low + 1 : high + 1] = 1
        scratch.unbroken[low + 1 : high] = 1
        if role < 0:
            scratch.locked_break[low] = high - low if role == PAID_BREAK else low - high
            for other in range(crew.first_window[person], crew.first_window[person + 1]):
                same = crew.window_role[other] == role and crew.window_span[other, 0] == low and crew.window_span[other, 1] == high
                if not same and crew.window_span[other, 0] < high and low < crew.window_span[other, 1]:
                    scratch.locked_break[low] = 0  # two locks that contradict each other: no break keeps both
        elif crew.role_work[first + role] < 0:
            value[role, low:high] = 0.0
            switch_at[low : high + 1] = 0.0
    for w in range(crew.first_window[person], crew.first_window[person + 1]):
        role, low, high = crew.window_role[w], crew.window_span[w, 0], crew.window_span[w, 1]
        for other in range(value.shape[0]):
            if other != role:
                value[other, low:high] = NEVER
    for lock in range(crew.first_lock[person], crew.first_lock[person + 1]):
        starts[crew.lock_start[lock] + 1] = 1
    if crew.first_window[person] < crew.first_window[person + 1] or crew.first_lock[person] < crew.first_lock[person + 1]:
        for t in range(1, len(locked)):
            locked[t] += locked[t - 1]
            starts[t] += starts[t - 1]


@compiled_within
def fill_block_values(crew, person, scratch, value, start, end):
    """The sum over the minimum block that ends with each slot from ``start`` to before ``end``, and begins no earlier.

    It is added afresh so that NEVER cannot hide small numbers.

    ``block_value`` is that of the first block of a stretch, ``fresh_value`` that of a later one, which costs a switch.
    """
    first = crew.first_role[person]
    for role in range(value.shape[0]):
        block = crew.role_block[first + role]
        for t in range(start + block - 1, end):
            total = 0.0
            for u in range(t - block + 1, t + 1):
                total += value[role, u]
            scratch.block_value[role, t] = total
            scratch.fresh_value[role, t] = total - scratch.switch_at[t - block + 1]


@compiled_within
def fill_stretches(crew, person, value, block_value, fresh_value, role_best, stretch, start, end):
    """stretch[t, n]: the best work in exactly the n slots from t, which lie within ``start`` to ``end``."""
    contract = crew.contract[person]
    first = crew.first_role[person]
    roles = value.shape[0]
    most = crew.stretch_max[contract]
    for t in range(start, end):
        reach = min(most, crew.run_end[person, t] - t, end - t)
        stretch[t, 0] = crew.empty_stretch
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
                    fresh = stretch[t, n - block] + fresh_value[role, u]
                    if fresh > here:
                        here = fresh
                role_best[role] = here
                if here > best:
                    best = here
            stretch[t, n] = best
        for n in range(reach + 1, most + 1):
            stretch[t, n] = NEVER


@compiled_within
def fill_before_pauses(crew, person, shift_start, plan, scratch):
    """before_pause[b, p]: best value of a shift up to pause b of the plan, which starts at slot p.

    A break lies where the person is available, and in nothing locked but a locked break that it is to the slot.
    """
    contract = crew.contract[person]
    most = crew.stretch_max[contract]
    table, stretch, locked = scratch.before_pause, scratch.stretch, scratch.locked_before
    for b in range(crew.pause_count[contract, plan]):
        pause = crew.pause_length[contract, plan, b]
        low = shift_start + crew.pause_from[contract, plan, b]
        high = min(shift_start + crew.pause_to[contract, plan, b], crew.last_slot - pause)
        if b == 0:
            for p in range(low, min(high, shift_start + most) + 1):
                table[b, p] = stretch[shift_start, p - shift_start]
            for p in range(max(low, shift_start + most + 1), high + 1):
                table[b, p] = NEVER
        else:
            for p in range(low, high + 1):
                table[b, p], _ = last_pause(crew, contract, shift_start, p, plan, b - 1, table, stretch)
        if crew.pause_is_gap[contract, plan, b] == 0:
            for p in range(low, high + 1):
                if crew.run_end[person, p] < p + pause:
                    table[b, p] = NEVER
        if locked[crew.last_slot] > 0:
            as_locked = pause if crew.pause_paid[contract, plan, b] == 1 else -pause
            for p in range(low, high + 1):
                if locked[p + pause] > locked[p] and scratch.locked_break[p] != as_locked:
                    table[b, p] = NEVER


@compiled_within
def last_pause(crew, contract, shift_start, stop, plan, b, before_pause, stretch):
    """Best value of a shift up to ``stop`` when pause b of the plan is the last one before, and where that pause starts."""
    pause = crew.pause_length[contract, plan, b]
    low = max(shift_start + crew.pause_from[contract, plan, b], stop - pause - crew.stretch_max[contract])
    high = min(shift_start + crew.pause_to[contract, plan, b], stop - pause - crew.pause_tail[contract, plan, b])
    best, at = NEVER, -1
    for p in range(low, high + 1):
        here = before_pause[b, p] + stretch[p + pause, stop - p - pause]
        if here > best:
            best, at = here, p
    return best, at


@compiled_within
def shift_work(crew, contract, start, end, plan, scratch):
    """Value of the work of a shift that pauses by ``plan``; before_pause is filled for that start and plan."""
    pauses = crew.pause_count[contract, plan]
    if pauses == 0:
        return scratch.stretch[start, end - start]
    best, _ = last_pause(crew, contract, start, end, plan, pauses - 1, scratch.before_pause, scratch.stretch)
    return best


@compiled_within
def wish_value(crew, person, start, end):
    """Reward of the wishes to work that a shift touches, less the cost of the wishes to be off."""
    total = 0.0
    for w in range(crew.first_wish[person], crew.first_wish[person + 1]):
        if start < crew.wish_span[w, 1] and end > crew.wish_span[w, 0]:
            total += crew.wish_minutes[w]
    return total


@compiled_within
def start_cost(crew, person, start):
    """What it costs that a shift does not start when the person usually does."""
    usual = crew.usual_start[person]
    if usual < 0:
        return 0.0
    apart = abs(crew.slot_of_day[crew.calendar[person], start] - usual) % SLOTS_PER_DAY
    return crew.consistency_cost * min(apart, SLOTS_PER_DAY - apart) / 4.0


@compiled_within
def _locked_value(crew, person, lock, scratch, value):
    """Value of a locked shift as it stands; NEVER where it contradicts a locked segment."""
    first = crew.first_role[person]
    start, length = crew.lock_start[lock], crew.lock_length[lock]
    total, work_before = 0.0, -1
    for t in range(start, start + length):
        code = crew.lock_codes[lock, t]
        is_locked = scratch.locked_before[t + 1] > scratch.locked_before[t]
        if code < 0:
            total += NEVER if is_locked else 0.0
            work_before = -1
        elif crew.role_work[first + code] < 0:
            total += value[code, t] if is_locked else 0.0
            work_before = -1
        else:
            total += value[code, t]
            if work_before >= 0 and work_before != code:
                total -= crew.switch_cost
            work_before = code
    return total


@compiled_within
def fill_lengths(crew, person, start, scratch, table):
    """table[i]: the best that a free shift of length i from ``start`` is worth; what is illegal keeps what the table holds."""
    contract = crew.contract[person]
    unlike, reach = start_cost(crew, person, start), crew.run_end[person, start]
    allowed = crew.length_allowed[contract, crew.start_set[person, start]]
    for plan in range(crew.plan_count[contract]):
        fill_before_pauses(crew, person, start, plan, scratch)
        for i in range(crew.length_count[contract]):
            end = start + crew.length[contract, i]
            if crew.plan_fits[contract, plan, i] == 0 or allowed[i] == 0 or end > crew.last_slot:
                continue
            # Nobody need be there in the gap of a split shift; its parts see to themselves.
            if scratch.unbroken[end] == 1 or (end > reach and crew.length_gap[contract, i] == 0):
                continue
            here = shift_work(crew, contract, start, end, plan, scratch)
            if here > HOPELESS:
                table[i] = max(table[i], here + wish_value(crew, person, start, end) - unlike)


@compiled_within
def fill_shifts(crew, person, scratch, value):
    """List the slots at which a shift may start, and value each length from there. Returns how many there are."""
    count = 0
    for s in range(crew.slots):
        scratch.position_at[s] = count
        kind_of_start = crew.start_kind[person, s]
        if kind_of_start == 0:
            continue
        table = scratch.shift_value[count]
        for i in range(table.shape[0]):
            table[i] = NEVER
        if kind_of_start >= FIRST_LOCK:
            lock = crew.first_lock[person] + kind_of_start - FIRST_LOCK
            end = s + crew.lock_length[lock]
            if scratch.unbroken[s] == 0 and scratch.unbroken[end] == 0:
                worth = wish_value(crew, person, s, end) - start_cost(crew, person, s)
                table[table.shape[0] - 1] = _locked_value(crew, person, lock, scratch, value) + worth
        elif scratch.unbroken[s] == 0:
            fill_lengths(crew, person, s, scratch, table)
        scratch.position_slot[count] = s
        count += 1
    scratch.position_at[crew.slots :] = count
    scratch.position_slot[count] = crew.last_slot + 1
    return count


@compiled_within
def kind_of_shift(crew, person, start, slots, gap):
    """The day automaton's kind of a free shift with so many slots, so many of them the gap."""
    calendar = crew.calendar[person]
    nights = crew.night_before[calendar, start + slots] - crew.night_before[calendar, start]
    return 1 if nights - crew.night_slack * gap >= NIGHT_SLOTS else 0


@compiled_within
def fill_arrivals(crew, person, scratch, count):
    """For each shift of each position: slots, paid units, kind, the next position to start from and the dates off before it.

    Last come the position and the dates off after a long rest, -1 where the week has no room for it. A shift that leaves something
    locked out is dropped; ``idle_value`` tells whether no shift at a position would.
    """
    contract, calendar = crew.contract[person], crew.calendar[person]
    rest, long_rest, lengths = crew.rest[contract], crew.long_rest[contract], crew.length_count[contract]
    locked, starts, slot = scratch.locked_before, scratch.starts_before, scratch.position_slot
    last = scratch.arrival.shape[1] - 1
    for position in range(count):
        start, following = slot[position], slot[position + 1]
        nothing_locked = locked[start] == locked[following] and starts[start] == starts[following]
        scratch.idle_value[position] = 0.0 if nothing_locked else NEVER
        kind_of_start = crew.start_kind[person, start]
        for i in range(last + 1):
            if scratch.shift_value[position, i] <= HOPELESS:
                continue
            if i < lengths and kind_of_start == 1:
                slots, units = crew.length[contract, i], crew.length_units[contract, i]
                kind = kind_of_shift(crew, person, start, slots, crew.length_gap[contract, i])
            else:
                lock = crew.first_lock[person] + kind_of_start - FIRST_LOCK
                slots, units, kind = crew.lock_length[lock], crew.lock_units[lock], crew.lock_kind[lock]
            end = start + slots
            target, off = _next_start(crew, calendar, scratch, count, start, end + rest)
            if locked[end] < locked[slot[target]] or starts[start + 1] < starts[slot[target]]:
                scratch.shift_value[position, i] = NEVER
                continue
            rested, off_rested = -1, 0
            if long_rest > 0 and end + long_rest <= crew.slots:
                rested, off_rested = _next_start(crew, calendar, scratch, count, start, end + max(rest, long_rest))
                if locked[end] < locked[slot[rested]] or starts[start + 1] < starts[slot[rested]]:
                    rested = -1
            arrival = scratch.arrival[position, i]
            arrival[0], arrival[1], arrival[2], arrival[3] = slots, units, kind, target
            arrival[4], arrival[5], arrival[6] = off, rested, off_rested


@compiled_within
def _next_start(crew, calendar, scratch, count, start, ready):
    """The first position at or after ``ready`` and on a later date than a shift's start, and how many dates lie off between."""
    ready = max(ready, crew.next_midnight[calendar, start])
    target = count if ready >= crew.slots else scratch.position_at[ready]
    if target == count:
        return target, 0
    return target, crew.date[calendar, scratch.position_slot[target]] - crew.date[calendar, start] - 1
