"""From one position of the week to the next: dates that pass without a start, and the weekly rest before anything is worked."""

from scheduling.compiled import compiled_within
from scheduling.rostering.tours.tables import HOPELESS


@compiled_within
def first_after_long_rest(crew, person, scratch, count):
    """The first position that comes after the weekly rest when nothing is worked before it.

    The rest counts from the start of the week, or from the end of the last shift before it. -1 where something locked comes earlier,
    where the week is too short, and for a contract without a weekly rest.
    """
    contract = crew.contract[person]
    if crew.long_rest[contract] == 0:
        return -1
    rested = crew.free_from[person] + crew.long_rest[contract]
    if rested > crew.slots:
        return -1
    position = count if rested == crew.slots else scratch.position_at[rested]
    for before in range(position):
        if scratch.idle_value[before] <= HOPELESS:
            return -1
    return position


@compiled_within
def after_dates_off(after_off, state, dates):
    """The state after so many dates without a start."""
    for _ in range(dates):
        state = after_off[state]
    return state


@compiled_within
def dates_between(crew, calendar, scratch, count, position):
    """How many dates are over when nothing starts from a position to the next one."""
    if position + 1 >= count:
        return 0
    return crew.date[calendar, scratch.position_slot[position + 1]] - crew.date[calendar, scratch.position_slot[position]]


@compiled_within
def state_after_long_rest(crew, person, scratch, count, position):
    """The state at the first position that comes after a long rest from the start of the week."""
    automaton, calendar = crew.automaton[person], crew.calendar[person]
    state = crew.state_first[automaton]
    if 0 < position < count:
        dates = crew.date[calendar, scratch.position_slot[position]] - crew.date[calendar, scratch.position_slot[0]]
        state = after_dates_off(crew.state_after_off[automaton], state, dates)
    return crew.state_after_long_rest[automaton, state]
