"""The day automaton: everything that a week's limits on days and nights must remember, in as few states as tell weeks apart.

What happens to a person is a word over four letters: a shift that is no night, a night, a date without a start, and one long rest
(the weekly rest). A state remembers days and nights worked, the present run of worked dates, the present run of dates off and whether
the long rest was had. States whose futures are the same are then merged (Moore's partition refinement), so that a limit which cannot
bind costs nothing: an ordinary week has one state for each number of days.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from scheduling.rostering.tours.crew import Ints

NO_STATE = -1
DAY, NIGHT = 0, 1
"""Kinds of a shift."""
NO_LIMIT = 10**6


class DayLimits(NamedTuple):
    """The limits of one person's week; ``units`` are the least and most paid units of a shift, ``units_max`` the most of the week.

    ``days_max`` or ``consecutive_max`` None is a limit that the week has too few dates to break: its days are then not counted.
    """

    days_max: int | None
    consecutive_max: int | None
    units: tuple[int, int]
    units_max: int
    nights_max: int = NO_LIMIT
    days_off_run_min: int = 1
    needs_long_rest: bool = False


class DaysBefore(NamedTuple):
    """What stands just before the first date on which a shift may start: dates worked in a row, and dates off in a row.

    ``days_off`` None is a run of dates off that is open at its beginning, which may be of any length.
    """

    run: int = 0
    days_off: int | None = None


class State(NamedTuple):
    """What the limits remember of the week so far."""

    days: int
    run: int
    days_off: int
    nights: int
    has_rested: bool


class Automaton(NamedTuple):
    """States with their transitions (NO_STATE: not allowed), and for each the range of paid units it can hold, packed in a row.

    ``after_work`` has a row for each kind of shift. A week may end in a state that ``accepts``.
    """

    first: int
    after_work: tuple[tuple[int, ...], tuple[int, ...]]
    after_off: tuple[int, ...]
    after_long_rest: tuple[int, ...]
    accepts: tuple[bool, ...]
    units_from: tuple[int, ...]
    units_to: tuple[int, ...]
    offset: tuple[int, ...]
    width: int


class _Moves(NamedTuple):
    """Where each letter leads from a state; None where it is not allowed."""

    work: State | None
    night: State | None
    off: State
    long_rest: State


def build_automaton(limits: DayLimits, before: DaysBefore) -> Automaton:
    """Build the smallest automaton of one person's limits."""
    first, moves = _reachable(limits, before)
    class_of = _merged(limits, moves)
    members: dict[int, list[State]] = {}
    for state in sorted(moves):
        members.setdefault(class_of[state], []).append(state)
    order = sorted(members, key=lambda number: members[number][0])
    index = {number: at for at, number in enumerate(order)}
    classes = [members[number] for number in order]
    low = tuple(min(state.days for state in states) * limits.units[0] for states in classes)
    most = [limits.units_max if limits.days_max is None else max(state.days for state in states) * limits.units[1] for states in classes]
    high = tuple(min(limits.units_max, units) for units in most)
    offset, width = [], 0
    for least, greatest in zip(low, high, strict=True):
        offset.append(width)
        width += greatest - least + 1

    def targets(letter: Callable[[_Moves], State | None]) -> tuple[int, ...]:
        reached = (letter(moves[states[0]]) for states in classes)
        return tuple(NO_STATE if target is None else index[class_of[target]] for target in reached)

    return Automaton(
        first=index[class_of[first]],
        after_work=(targets(lambda move: move.work), targets(lambda move: move.night)),
        after_off=targets(lambda move: move.off),
        after_long_rest=targets(lambda move: move.long_rest),
        accepts=tuple(states[0].has_rested or not limits.needs_long_rest for states in classes),
        units_from=low,
        units_to=high,
        offset=tuple(offset),
        width=width,
    )


def _reachable(limits: DayLimits, before: DaysBefore) -> tuple[State, dict[State, _Moves]]:
    """The first state, and every state that it leads to with its moves."""
    enough_off = limits.days_off_run_min
    days_off = enough_off if before.days_off is None else min(before.days_off, enough_off)
    run = 0 if limits.consecutive_max is None else before.run
    first = State(days=0, run=run, days_off=days_off, nights=0, has_rested=False)
    moves: dict[State, _Moves] = {}
    waiting = [first]
    while waiting:
        state = waiting.pop()
        if state in moves:
            continue
        moves[state] = _Moves(
            work=_after_work(limits, state, DAY),
            night=_after_work(limits, state, NIGHT),
            off=state._replace(run=0, days_off=min(state.days_off + 1, enough_off)),
            long_rest=state._replace(has_rested=limits.needs_long_rest),
        )
        waiting.extend(target for target in moves[state] if target is not None)
    return first, moves


def _after_work(limits: DayLimits, state: State, kind: int) -> State | None:
    """The state after a shift; None where a limit forbids it. A run of dates off ends here, and must have been long enough."""
    is_limited = limits.nights_max < NO_LIMIT
    nights = state.nights + (kind if is_limited else 0)
    days = state.days + (limits.days_max is not None)
    run = state.run + (limits.consecutive_max is not None)
    if (
        (limits.days_max is not None and days > limits.days_max)
        or (limits.consecutive_max is not None and run > limits.consecutive_max)
        or (is_limited and nights > limits.nights_max)
    ):
        return None
    if 0 < state.days_off < limits.days_off_run_min or days * limits.units[0] > limits.units_max:
        return None
    return State(days=days, run=run, days_off=0, nights=nights, has_rested=state.has_rested)


def _merged(limits: DayLimits, moves: dict[State, _Moves]) -> dict[State, int]:
    """The class of each state: two are of one class when every word leads both to acceptance or both not."""
    class_of = {state: int(state.has_rested or not limits.needs_long_rest) for state in moves}
    count = len(set(class_of.values()))
    while True:
        signatures: dict[tuple[int, ...], int] = {}
        refined: dict[State, int] = {}
        for state, move in moves.items():
            signature = (class_of[state], *(NO_STATE if target is None else class_of[target] for target in move))
            refined[state] = signatures.setdefault(signature, len(signatures))
        if len(signatures) == count:
            return refined
        class_of, count = refined, len(signatures)


def automaton_arrays(automata: list[Automaton]) -> dict[str, Any]:
    """The crew's arrays over automata and their states."""
    states = max((len(a.accepts) for a in automata), default=0)

    def table(rows: list[tuple[int, ...]]) -> Ints:
        result = np.zeros((len(rows), states), np.int64)
        for i, row in enumerate(rows):
            result[i, : len(row)] = row
        return result

    return {
        "state_count": np.array([len(a.accepts) for a in automata], np.int64),
        "state_first": np.array([a.first for a in automata], np.int64),
        "state_offset": table([a.offset for a in automata]),
        "state_units_from": table([a.units_from for a in automata]),
        "state_units_to": table([a.units_to for a in automata]),
        "state_after_work": np.stack([table([a.after_work[kind] for a in automata]) for kind in (DAY, NIGHT)], axis=1),
        "state_after_off": table([a.after_off for a in automata]),
        "state_after_long_rest": table([a.after_long_rest for a in automata]),
        "state_accepts": table([tuple(map(int, a.accepts)) for a in automata]),
    }
