"""One replication: contacts, completions and changes of duty in order of time, compiled.

First come, first served within a stream, so those who wait are always a stretch of its arrivals. Who gave up is noticed when their
turn comes, which is exact and needs no event of its own. Nobody breaks a contact off: whoever is busy when their duty changes finishes
first. Time is counted in ticks, whole numbers: then what comes first is found without a branch.
"""

import numpy as np

from scheduling.compiled import compiled, compiled_within
from scheduling.simulation.duties import OFF
from scheduling.simulation.soonest import first_item, first_time, new_tournament, set_time
from scheduling.simulation.ticks import NEVER

NOBODY = -1
OFFERED, IN_TIME, ABANDONED, ANSWERED, OPEN = range(5)
FIGURES = 5


@compiled_within
def _join(line_first, line_last, after, before, line_of, line, person):
    """Somebody who has time stands last in a line."""
    last = line_last[line]
    before[person], after[person] = last, NOBODY
    if last == NOBODY:
        line_first[line] = person
    else:
        after[last] = person
    line_last[line] = person
    line_of[person] = line


@compiled_within
def _leave(line_first, line_last, after, before, line_of, person):
    """Take a person out of the line they stand in."""
    line, ahead, behind = line_of[person], before[person], after[person]
    if ahead == NOBODY:
        line_first[line] = behind
    else:
        after[ahead] = behind
    if behind == NOBODY:
        line_last[line] = ahead
    else:
        before[behind] = ahead
    line_of[person] = NOBODY


@compiled_within
def _rates(at_once, slowdown):
    """How fast a contact gets on beside others, ``[stream, contacts in hand]``, against its handle time, which is that with all in hand."""
    rates = np.ones((len(at_once), at_once.max() + 1 if len(at_once) else 2))
    for stream in range(len(at_once)):
        for hand in range(1, at_once[stream] + 1):
            rates[stream, hand] = (1.0 + (at_once[stream] - 1) * slowdown[stream]) / (1.0 + (hand - 1) * slowdown[stream])
    return rates


@compiled_within
def _get_on(left, count, done):
    """All contacts in hand get on by so much. Returns which of them is the nearest to its end."""
    soonest = 0
    for hand in range(count):
        left[hand] -= done
        if left[hand] < left[soonest]:
            soonest = hand
    return soonest


@compiled_within
def _slot_of(time, slots_a_tick, slots):
    """The slot in which a time lies, the last one for all that comes later; half a tick more, so that rounding loses no slot's first."""
    return min(int((time + 0.5) * slots_a_tick), slots - 1)


@compiled_within
def _book(busy, stream, begins, ends, slot_ticks, slots_a_tick):
    """Somebody is busy from one time to another, booked slot by slot; what lies beyond the last one is left out."""
    slot = int((begins + 0.5) * slots_a_tick)
    while begins < ends and slot < busy.shape[1]:
        until = min(ends, (slot + 1) * slot_ticks)
        busy[stream, slot] += until - begins
        begins, slot = until, slot + 1


@compiled_within
def _skip_gone(arrives, gives_up, figures, slots_a_tick, stream, head, tail, now):
    """Count those of a stream who wait from ``head`` on and have given up by now. Returns the first who has not, or ``tail``; who gave up
    behind somebody who still waits is counted when that one is gone."""
    while head < tail and gives_up[head] <= now:
        figures[stream, _slot_of(arrives[head], slots_a_tick, figures.shape[1]), ABANDONED] += 1.0
        head += 1
    return head


@compiled
def run(contacts, duties, present, terms, slot_ticks, figures, waits, busy):
    """Simulate one replication; add to ``figures[stream, slot of arrival, OFFERED …]``, to the ticks that were waited until an answer,
    ``waits[stream, slot of arrival]``, and to the ticks that people were busy, ``busy[stream, slot]``.

    ``present[shift]`` tells who came, ``slot_ticks`` how long a slot is. Whoever is on duty beyond the last slot serves on, and nothing
    arrives any more; how busy they are then is not booked. Contacts that still wait when all is over count as given up where
    customers do, otherwise as OPEN.
    """
    # Taken out of their tuples once: to hand a tuple to a function counts each of its arrays as in use, and back.
    arrives, work, gives_up, first_of = contacts.arrives, contacts.work, contacts.gives_up, contacts.first
    served, first_served, serving, first_serving = duties.served, duties.first_served, duties.serving, duties.first_serving
    change_at, change_of, change_to, change_shift, pace = duties.at, duties.person, duties.duty, duties.shift, duties.pace
    rank, threshold, at_once = terms.rank, terms.threshold, terms.at_once
    people, streams, slots, changes = pace.shape[0], pace.shape[1], figures.shape[1], len(change_at)
    kinds, slots_a_tick, rates = len(first_served) - 1, 1.0 / slot_ticks, _rates(at_once, terms.slowdown)
    room = rates.shape[1]
    serves = np.zeros((kinds, streams), np.bool_)
    for kind in range(kinds):
        serves[kind, served[first_served[kind] : first_served[kind + 1]]] = True
    # What somebody does means nothing while nothing is in hand.
    duty, doing, in_hand = np.zeros(people, np.int64), np.full(people, NOBODY), np.zeros(people, np.int64)
    # Of people with several contacts in hand: the work left of each, as of a moment.
    left, as_of = np.zeros((people, room)), np.zeros(people, np.int64)
    # Those with nothing in hand stand in the line of their duty; those with room for more in that of what they do and how much of it.
    line_first, line_last = np.full(kinds + streams * room, NOBODY), np.full(kinds + streams * room, NOBODY)
    line_of, after, before = np.full(people, NOBODY), np.full(people, NOBODY), np.full(people, NOBODY)
    ends, comes = new_tournament(people), new_tournament(streams)
    head, tail = first_of[:-1].copy(), first_of[:-1].copy()
    for stream in range(streams):
        if tail[stream] < first_of[stream + 1]:
            set_time(comes, stream, arrives[tail[stream]])
    change = 0
    next_change = change_at[0] if changes else NEVER
    while True:
        next_end, next_arrival = first_time(ends), first_time(comes)
        now = min(next_change, next_end, next_arrival)
        if now == NEVER:
            break
        person, stream, end_changes = NOBODY, NOBODY, False
        if next_change == now:
            person = change_of[change]
            becomes = change_to[change] if present[change_shift[change]] else OFF
            change += 1
            next_change = change_at[change] if change < changes else NEVER
            if becomes == duty[person]:
                continue
            if line_of[person] != NOBODY:
                _leave(line_first, line_last, after, before, line_of, person)
            duty[person] = becomes
            if in_hand[person] and not (in_hand[person] < at_once[doing[person]] and serves[becomes, doing[person]]):
                continue
        elif next_end == now:
            person, end_changes = first_item(ends), True
            done = doing[person]
            if at_once[done] == 1:
                in_hand[person] = 0
            else:
                if line_of[person] != NOBODY:
                    _leave(line_first, line_last, after, before, line_of, person)
                count = in_hand[person]
                ended = _get_on(left[person], count, (now - as_of[person]) * rates[done, count])
                _book(busy, done, as_of[person], now, slot_ticks, slots_a_tick)
                as_of[person] = now
                left[person, ended] = left[person, count - 1]
                in_hand[person] = count - 1
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
            # Whoever has been idle longest, among those who serve least else; then whoever has had least in hand for longest.
            for i in range(first_serving[stream], first_serving[stream + 1]):
                person = line_first[serving[i]]
                if person != NOBODY:
                    break
            for hand in range(1, at_once[stream]):
                if person != NOBODY:
                    break
                person = line_first[kinds + stream * room + hand]
            if person == NOBODY:
                continue
            _leave(line_first, line_last, after, before, line_of, person)
        # Somebody has time: they take contacts until their hands are full or nobody waits.
        while True:
            count = in_hand[person]
            if stream == NOBODY:
                # What ranks first, and of that who has waited longest; more of the same where something is in hand.
                best_rank, best_arrival = 0, 0
                for i in range(first_served[duty[person]], first_served[duty[person] + 1]):
                    other = served[i]
                    waiting = head[other]
                    if waiting == tail[other] or (count and other != doing[person]):
                        continue
                    if gives_up[waiting] <= now:
                        waiting = _skip_gone(arrives, gives_up, figures, slots_a_tick, other, waiting, tail[other], now)
                        head[other] = waiting
                        if waiting == tail[other]:
                            continue
                    if stream == NOBODY or (rank[other], arrives[waiting]) < (best_rank, best_arrival):
                        stream, best_rank, best_arrival = other, rank[other], arrives[waiting]
                if stream == NOBODY:
                    break
            taken = head[stream]
            head[stream] = taken + 1
            waited = now - arrives[taken]
            slot = _slot_of(arrives[taken], slots_a_tick, slots)
            figures[stream, slot, ANSWERED] += 1.0
            waits[stream, slot] += waited
            if waited <= threshold[stream]:
                figures[stream, slot, IN_TIME] += 1.0
            takes = min(work[taken] * pace[person, stream], float(NEVER))
            doing[person] = stream
            in_hand[person] = count + 1
            if at_once[stream] == 1:
                over = min(now + int(takes), NEVER - 1)
                _book(busy, stream, now, over, slot_ticks, slots_a_tick)
                set_time(ends, person, over)
                break
            end_changes = True
            if count:
                _get_on(left[person], count, (now - as_of[person]) * rates[stream, count])
                _book(busy, stream, as_of[person], now, slot_ticks, slots_a_tick)
            as_of[person] = now
            left[person, count] = takes
            if count + 1 == at_once[stream]:
                break
            stream = NOBODY
        count = in_hand[person]
        if count and at_once[doing[person]] == 1:
            continue
        if end_changes:
            nearest = left[person, :count].min() / rates[doing[person], count] if count else float(NEVER)
            set_time(ends, person, min(now + max(0, int(nearest)), NEVER - 1 if count else NEVER))
        if count == 0:
            if duty[person] != OFF:
                _join(line_first, line_last, after, before, line_of, duty[person], person)
        elif count < at_once[doing[person]] and serves[duty[person], doing[person]]:
            _join(line_first, line_last, after, before, line_of, kinds + doing[person] * room + count, person)
    for stream in range(streams):
        for waiting in range(head[stream], tail[stream]):
            slot = _slot_of(arrives[waiting], slots_a_tick, slots)
            figures[stream, slot, ABANDONED if gives_up[waiting] < NEVER else OPEN] += 1.0
