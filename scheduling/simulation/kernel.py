"""One replication: contacts, completions and changes of duty in order of time, compiled.

First come, first served within a stream, so those who wait are always a stretch of its arrivals. Who gave up is noticed when their
turn comes, which is exact and needs no event of its own. Nobody breaks a contact off: whoever is busy when their duty changes finishes
first. Nothing here reaches outside this file, so numba sees by itself when kept code is stale.
"""

import numpy as np

from scheduling.compiled import compiled, compiled_within

OFF, NOBODY = 0, -1
OFFERED, IN_TIME, ABANDONED, ANSWERED, OPEN = range(5)
FIGURES = 5
A_TRIFLE = 1e-6
"""Seconds by which a slot begins early, so that rounding never puts its first moment into the one before."""


@compiled_within
def _push(times, people, size, time, person):
    """Add to a binary heap of completions."""
    at = size
    while at > 0:
        parent = (at - 1) // 2
        if times[parent] <= time:
            break
        times[at], people[at] = times[parent], people[parent]
        at = parent
    times[at], people[at] = time, person


@compiled_within
def _pop(times, people, size):
    """Take the first off a binary heap of ``size`` completions."""
    time, person = times[size - 1], people[size - 1]
    at, last = 0, size - 1
    while True:
        child = 2 * at + 1
        if child >= last:
            break
        if child + 1 < last and times[child + 1] < times[child]:
            child += 1
        if times[child] >= time:
            break
        times[at], people[at] = times[child], people[child]
        at = child
    if last > 0:
        times[at], people[at] = time, person


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
def _slot_of(second, slot_seconds, slots):
    """The slot in which a second lies, the last one for all that comes later."""
    return min(int((second + A_TRIFLE) * (1.0 / slot_seconds)), slots - 1)


@compiled_within
def _skip_gone(contacts, figures, slot_seconds, stream, head, tail, now):
    """Count those at the head of a stream's line who have given up by now. Returns the new head."""
    first = contacts.first[stream]
    while head < tail:
        if contacts.gives_up[first + head] > now:
            break
        figures[stream, _slot_of(contacts.arrives[first + head], slot_seconds, figures.shape[1]), ABANDONED] += 1.0
        head += 1
    return head


@compiled_within
def _next_contact(contacts, duties, rank, figures, slot_seconds, head, tail, duty, now):
    """The stream from which somebody on a duty takes the next contact: lowest rank, then longest wait; NOBODY where none waits."""
    best, best_rank, best_arrival = NOBODY, 0, 0.0
    for i in range(duties.first_served[duty], duties.first_served[duty + 1]):
        stream = duties.served[i]
        waiting = head[stream]
        if waiting == tail[stream]:
            continue
        if contacts.gives_up[contacts.first[stream] + waiting] <= now:
            waiting = _skip_gone(contacts, figures, slot_seconds, stream, waiting, tail[stream], now)
            head[stream] = waiting
            if waiting == tail[stream]:
                continue
        arrival = contacts.arrives[contacts.first[stream] + head[stream]]
        if best == NOBODY or rank[stream] < best_rank or (rank[stream] == best_rank and arrival < best_arrival):
            best, best_rank, best_arrival = stream, rank[stream], arrival
    return best


@compiled
def run(contacts, duties, present, rank, threshold, slot_seconds, figures, waits, busy):
    """Simulate one replication; add to ``figures[stream, slot of arrival, OFFERED …]``, to the seconds that were waited until an answer,
    ``waits[stream, slot of arrival]``, and to the seconds worked, ``busy[stream, slot of beginning]``.

    ``present[shift]`` tells who came; ``rank`` orders streams, the lowest first. Contacts that still wait when all is over count as
    given up where customers do, otherwise as OPEN.
    """
    first_of, gives_up = contacts.first, contacts.gives_up
    people, streams, slots = duties.speed.shape[0], duties.speed.shape[1], figures.shape[1]
    kinds = len(duties.first_served) - 1
    duty = np.zeros(people, np.int64)
    is_busy = np.zeros(people, np.int64)
    idle_first, idle_last = np.full(kinds, NOBODY), np.full(kinds, NOBODY)
    idle_next, idle_before = np.full(people, NOBODY), np.full(people, NOBODY)
    times, at_work, completions = np.zeros(people + 1), np.zeros(people + 1, np.int64), 0
    head, tail = np.zeros(streams, np.int64), np.zeros(streams, np.int64)
    contact, change = 0, 0
    while True:
        arriving = contacts.stream[contact] if contact < len(contacts.stream) else NOBODY
        arrives = contacts.arrives[contacts.first[arriving] + tail[arriving]] if arriving != NOBODY else np.inf
        ends = times[0] if completions else np.inf
        turns = duties.at[change] if change < len(duties.at) else np.inf
        now = min(arrives, ends, turns)
        if now == np.inf:
            break
        person, stream = NOBODY, NOBODY
        if turns <= now:
            turned, turn = duties.person[change], duties.duty[change]
            if present[duties.shift[change]] == 0:
                turn = OFF
            change += 1
            if is_busy[turned] == 0 and duty[turned] != OFF:
                _leave(idle_first, idle_last, idle_next, idle_before, duty[turned], turned)
            duty[turned] = turn
            if is_busy[turned] == 0 and turn != OFF:
                person = turned
        elif ends <= now:
            person = at_work[0]
            _pop(times, at_work, completions)
            completions -= 1
            is_busy[person] = 0
            if duty[person] == OFF:
                person = NOBODY
        else:
            stream = arriving
            figures[stream, _slot_of(now, slot_seconds, slots), OFFERED] += 1.0
            contact += 1
            tail[stream] += 1
            waiting = head[stream]
            if waiting < tail[stream] - 1 and gives_up[first_of[stream] + waiting] <= now:
                head[stream] = _skip_gone(contacts, figures, slot_seconds, stream, waiting, tail[stream] - 1, now)
            if tail[stream] - head[stream] > 1:
                continue
            for i in range(duties.first_serving[stream], duties.first_serving[stream + 1]):
                kind = duties.serving[i]
                if idle_first[kind] != NOBODY:
                    person = idle_first[kind]
                    _leave(idle_first, idle_last, idle_next, idle_before, kind, person)
                    break
            if person == NOBODY:
                continue
        if person == NOBODY:
            continue
        if stream == NOBODY:
            stream = _next_contact(contacts, duties, rank, figures, slot_seconds, head, tail, duty[person], now)
            if stream == NOBODY:
                _join(idle_first, idle_last, idle_next, idle_before, duty[person], person)
                continue
        taken = contacts.first[stream] + head[stream]
        head[stream] += 1
        waited = now - contacts.arrives[taken]
        slot = _slot_of(contacts.arrives[taken], slot_seconds, slots)
        figures[stream, slot, ANSWERED] += 1.0
        waits[stream, slot] += waited
        if waited <= threshold[stream]:
            figures[stream, slot, IN_TIME] += 1.0
        takes = contacts.work[taken] / duties.speed[person, stream]
        busy[stream, _slot_of(now, slot_seconds, slots)] += takes
        is_busy[person] = 1
        _push(times, at_work, completions, now + takes, person)
        completions += 1
    for stream in range(streams):
        for waiting in range(head[stream], tail[stream]):
            left = contacts.first[stream] + waiting
            slot = _slot_of(contacts.arrives[left], slot_seconds, slots)
            figures[stream, slot, ABANDONED if contacts.gives_up[left] < np.inf else OPEN] += 1.0
