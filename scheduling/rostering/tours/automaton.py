"""The day automaton: how many days are worked and how long the present run is, merged where the run cannot matter.

A state is (days worked this week, run of worked dates up to yesterday). Where even working every remaining day could not
break the limit on consecutive days, the run is forgotten; an ordinary week then has one state per number of days.
"""

from typing import Any, NamedTuple

import numpy as np

from scheduling.rostering.tours.crew import Ints

NO_STATE = -1


class Automaton(NamedTuple):
    """States with their transitions, and for each the range of paid units it can hold, packed one after the other."""

    first: int
    days: tuple[int, ...]
    after_work: tuple[int, ...]
    after_off: tuple[int, ...]
    units_from: tuple[int, ...]
    units_to: tuple[int, ...]
    offset: tuple[int, ...]
    width: int


def build_automaton(*, days_max: int, consecutive_max: int, run: int, units: tuple[int, int], units_max: int) -> Automaton:
    """Build the automaton of one person.

    ``run`` is the number of worked dates just before the week, ``units`` the least and most paid units of a shift,
    ``units_max`` the most of a week.
    """

    def canonical(days: int, streak: int) -> tuple[int, int]:
        return (days, 0) if streak + days_max - days <= consecutive_max else (days, streak)

    first = canonical(0, run)
    states = [first]
    moves: dict[tuple[int, int], tuple[tuple[int, int] | None, tuple[int, int]]] = {}
    for state in states:
        days, streak = state
        work = canonical(days + 1, streak + 1) if _may_work(days, streak, days_max, consecutive_max, units, units_max) else None
        off = canonical(days, 0)
        moves[state] = (work, off)
        states.extend(target for target in dict.fromkeys((work, off)) if target is not None and target not in states)
    ordered = sorted(states)
    index = {state: i for i, state in enumerate(ordered)}
    low = tuple(days * units[0] for days, _ in ordered)
    high = tuple(min(units_max, days * units[1]) for days, _ in ordered)
    offset, width = [], 0
    for i in range(len(ordered)):
        offset.append(width)
        width += high[i] - low[i] + 1
    return Automaton(
        first=index[first],
        days=tuple(days for days, _ in ordered),
        after_work=tuple(NO_STATE if moves[s][0] is None else index[moves[s][0]] for s in ordered),  # type: ignore[index]
        after_off=tuple(index[moves[s][1]] for s in ordered),
        units_from=low,
        units_to=high,
        offset=tuple(offset),
        width=width,
    )


def _may_work(days: int, streak: int, days_max: int, consecutive_max: int, units: tuple[int, int], units_max: int) -> bool:
    return days < days_max and streak < consecutive_max and (days + 1) * units[0] <= units_max


def automaton_arrays(automata: list[Automaton]) -> dict[str, Any]:
    """The crew's arrays over automata and their states."""
    states = max((len(a.days) for a in automata), default=0)

    def table(rows: list[tuple[int, ...]]) -> Ints:
        result = np.zeros((len(rows), states), np.int64)
        for i, row in enumerate(rows):
            result[i, : len(row)] = row
        return result

    return {
        "state_count": np.array([len(a.days) for a in automata], np.int64),
        "state_first": np.array([a.first for a in automata], np.int64),
        "state_days": table([a.days for a in automata]),
        "state_offset": table([a.offset for a in automata]),
        "state_units_from": table([a.units_from for a in automata]),
        "state_units_to": table([a.units_to for a in automata]),
        "state_after_work": table([a.after_work for a in automata]),
        "state_after_off": table([a.after_off for a in automata]),
    }
