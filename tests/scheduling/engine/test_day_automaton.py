"""The day automaton accepts exactly the weeks of days that the limits allow, tried one by one."""

from itertools import pairwise, product

import pytest

from scheduling.rostering.tours.automaton import NO_STATE, Automaton, build_automaton

DAYS = 7


def is_allowed(worked: tuple[bool, ...], *, days_max: int, consecutive_max: int, run: int) -> bool:
    """Whether no worked day breaks a limit; the run before the week counts."""
    streak, total = run, 0
    for works in worked:
        streak = streak + 1 if works else 0
        total += works
        if works and (streak > consecutive_max or total > days_max):
            return False
    return True


def days_counted(automaton: Automaton, worked: tuple[bool, ...]) -> int | None:
    """How many worked days the automaton counts in a week; None where it refuses one."""
    state = automaton.first
    for works in worked:
        state = automaton.after_work[state] if works else automaton.after_off[state]
        if state == NO_STATE:
            return None
    return automaton.days[state]


@pytest.mark.parametrize("days_max", range(8))
def test_every_week_of_days_is_accepted_or_not_as_the_limits_say(days_max: int) -> None:
    for consecutive_max, run in product((1, 2, 3, 5, 6, 9), range(8)):
        automaton = build_automaton(days_max=days_max, consecutive_max=consecutive_max, run=run, units=(1, 1), units_max=DAYS)
        for worked in product((False, True), repeat=DAYS):
            expected = is_allowed(worked, days_max=days_max, consecutive_max=consecutive_max, run=run)
            assert days_counted(automaton, worked) == (sum(worked) if expected else None)


@pytest.mark.parametrize("units_max", [0, 3, 8, 11, 100])
def test_a_state_has_room_for_every_sum_of_paid_units_it_can_hold(units_max: int) -> None:
    automaton = build_automaton(days_max=4, consecutive_max=6, run=0, units=(2, 5), units_max=units_max)

    for state, days in enumerate(automaton.days):
        sums = {sum(units) for units in product(range(2, 6), repeat=days) if sum(units) <= units_max}
        assert automaton.units_from[state] == min(sums)
        assert automaton.units_to[state] == max(sums)
    spans = sorted(
        (first, first + high - low + 1) for first, low, high in zip(automaton.offset, automaton.units_from, automaton.units_to, strict=True)
    )
    assert spans[-1][1] == automaton.width
    assert all(last <= first for (_, last), (first, _) in pairwise(spans))


def test_an_ordinary_week_has_one_state_for_each_number_of_days() -> None:
    assert len(build_automaton(days_max=5, consecutive_max=6, run=0, units=(1, 1), units_max=5).days) == 6
