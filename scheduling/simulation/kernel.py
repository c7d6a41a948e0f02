"""One replication: contacts, completions and changes of duty in order of time, compiled.

First come, first served within a stream, so those who wait are always a stretch of its arrivals. Who gave up is noticed when their
turn comes, which is exact and needs no event of its own. Nobody breaks a contact off: whoever is busy when their duty changes finishes
first. Time is counted in ticks, whole numbers: then what comes first is found without a branch.
"""

import numpy as np

from scheduling.compiled import compiled, compiled_within
from scheduling.simulation.soonest import first_item, first_time, new_tournament, set_time
from scheduling.simulation.ticks import NEVER

OFF, NOBODY = 0, -1
OFFERED, IN_TIME, ABANDONED, ANSWERED, OPEN = range(5)
FIGURES = 5


@compiled_within
def _join(idle_first, idle_last, idle_next, idle_before, duty, person):
    """Whoever becomes idle stands last in the line of their duty."""
    last = idle_last[duty]
    idle_before[person], idle_next[person] = last, NOBODY
    if last == NOBODY:
        idle_first[duty] = person
    else:
        idle_next[last] = person
    idle_last[duty] = person


@compiled_within
def _leave(idle_first, idle_last, idle_next, idle_before, duty, person):
    """Take a person out of the line of their duty."""
    before, after = idle_before[person], idle_next[person]
    if before == NOBODY:
        idle_first[duty] = after
    else:
        idle_next[before] = after
    if after == NOBODY:
        idle_last[duty] = before
    else:
        idle_before[after] = before


@compiled_within
def _slot_of(time, slots_a_tick, slots):
    """The slot in which a time lies, the last one for all that comes later; half a tick more, so that rounding loses no slot's first."""
    return min(int((time + 0.5) * slots_a_tick), slots - 1)


@compiled_within
def _skip_gone(arrives, gives_up, figures, slots_a_tick, stream, head, tail, now):
    """Count those of a stream who wait from ``head`` on and have given up by now. Returns the first who has not, or ``tail``."""
    while head < tail and gives_up[head] <= now:
        figures[stream, _slot_of(arrives[head], slots_a_tick, figures.shape[1]), ABANDONED] += 1.0
        head += 1
    return head


@compiled
def run(contacts, duties, present, rank, threshold, slot_ticks, figures, waits, busy):
    """Simulate one replication; add to ``figures[stream, slot of arrival, OFFERED …]``, to the ticks that were waited until an answer,
    ``waits[stream, slot of arrival]``, and to the ticks worked, ``busy[stream, slot of beginning]``.

    ``present[shift]`` tells who came; ``rank`` orders streams, the lowest first; ``threshold`` and ``slot_ticks`` are in ticks. Contacts
    that still wait when all is over count as given up where customers do, otherwise as OPEN.
    """
    # Taken out of their tuples once: to hand a tuple to a function counts each of its arrays as in use, and back.
    arrives, work, gives_up, first_of = contacts.arrives, contacts.work, contacts.gives_up, contacts.first
    served, first_served, serving, first_serving = duties.served, duties.first_served, duties.serving, duties.first_serving
    turn_at, turn_of, turn_to, turn_shift, pace = duties.at, duties.person, duties.duty, duties.shift, duties.pace
    people, streams, slots, turns = pace.shape[0], pace.shape[1], figures.shape[1], len(turn_at)
    kinds = len(first_served) - 1
    slots_a_tick = 1.0 / slot_ticks
    duty, is_busy = np.zeros(people, np.int64), np.zeros(people, np.bool_)
    idle_first, idle_last = np.full(kinds, NOBODY), np.full(kinds, NOBODY)
    idle_next, idle_before = np.full(people, NOBODY), np.full(people, NOBODY)
    ends, comes = new_tournament(people), new_tournament(streams)
    head, tail = first_of[:-1].copy(), first_of[:-1].copy()
    for stream in range(streams):
        if tail[stream] < first_of[stream + 1]:
            set_time(comes, stream, arrives[tail[stream]])
    turn = 0
    next_turn = turn_at[0] if turns else NEVER
    while True:
        next_end, next_arrival = first_time(ends), first_time(comes)
        now = min(next_turn, next_end, next_arrival)
        if now == NEVER:
            break
        person, stream = NOBODY, NOBODY
        if next_turn == now:
            turned, becomes = turn_of[turn], turn_to[turn]
            if present[turn_shift[turn]] == 0:
                becomes = OFF
            turn += 1
            next_turn = turn_at[turn] if turn < turns else NEVER
            if not is_busy[turned] and duty[turned] != OFF:
                _leave(idle_first, idle_last, idle_next, idle_before, duty[turned], turned)
            duty[turned] = becomes
            if is_busy[turned] or becomes == OFF:
                continue
            person = turned
        elif next_end == now:
            person = first_item(ends)
            if duty[person] == OFF:
                is_busy[person] = False
                set_time(ends, person, NEVER)
                continue
        else:
            stream = first_item(comes)
            arrived = tail[stream]
            tail[stream] = arrived + 1
            set_time(comes, stream, arrives[arrived + 1] if arrived + 1 < first_of[stream + 1] else NEVER)
            figures[stream, _slot_of(now, slots_a_tick, slots), OFFERED] += 1.0
            if head[stream] < arrived:
                head[stream] = _skip_gone(arrives, gives_up, figures, slots_a_tick, stream, head[stream], arrived, now)
                if head[stream] < arrived:
                    continue
            for i in range(first_serving[stream], first_serving[stream + 1]):
                kind = serving[i]
                if idle_first[kind] != NOBODY:
                    person = idle_first[kind]
                    _leave(idle_first, idle_last, idle_next, idle_before, kind, person)
                    break
            if person == NOBODY:
                continue
        if stream == NOBODY:
            # Whoever is free takes what ranks first, and of that the one who has waited longest.
            best_rank, best_arrival = 0, 0
            for i in range(first_served[duty[person]], first_served[duty[person] + 1]):
                other = served[i]
                waiting = head[other]
                if waiting == tail[other]:
                    continue
                if gives_up[waiting] <= now:
                    waiting = _skip_gone(arrives, gives_up, figures, slots_a_tick, other, waiting, tail[other], now)
                    head[other] = waiting
                    if waiting == tail[other]:
                        continue
                if stream == NOBODY or (rank[other], arrives[waiting]) < (best_rank, best_arrival):
                    stream, best_rank, best_arrival = other, rank[other], arrives[waiting]
            if stream == NOBODY:
                _join(idle_first, idle_last, idle_next, idle_before, duty[person], person)
                if is_busy[person]:
                    is_busy[person] = False
                    set_time(ends, person, NEVER)
                continue
        taken = head[stream]
        head[stream] = taken + 1
        waited = now - arrives[taken]
        slot = _slot_of(arrives[taken], slots_a_tick, slots)
        figures[stream, slot, ANSWERED] += 1.0
        waits[stream, slot] += waited
        if waited <= threshold[stream]:
            figures[stream, slot, IN_TIME] += 1.0
        takes = int(work[taken] * pace[person, stream])
        busy[stream, _slot_of(now, slots_a_tick, slots)] += takes
        is_busy[person] = True
        set_time(ends, person, min(now + takes, NEVER - 1))
    for stream in range(streams):
        for waiting in range(head[stream], tail[stream]):
            slot = _slot_of(arrives[waiting], slots_a_tick, slots)
            figures[stream, slot, ABANDONED if gives_up[waiting] < NEVER else OPEN] += 1.0
