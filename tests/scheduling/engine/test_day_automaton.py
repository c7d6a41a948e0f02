"""The day automaton accepts exactly the weeks that the limits allow, tried one by one, and tells no two states apart without need."""

from itertools import pairwise, product

import pytest

from scheduling.rostering.tours.automaton import NO_LIMIT, NO_STATE, Automaton, DayLimits, DaysBefore, build_automaton

DAYS = 7
OFF, DAY, NIGHT = "off", "day", "night"


def is_allowed(week: tuple[str, ...], limits: DayLimits, before: DaysBefore) -> bool:
    """Whether no worked day breaks a limit; what stands before the week counts."""
    streak, off = before.run, before.days_off
    total = nights = 0
    for what in week:
        if what == OFF:
            streak, off = 0, None if off is None else off + 1
            continue
        total, nights, streak = total + 1, nights + (what == NIGHT), streak + 1
        if total > _most(limits.days_max) or nights > limits.nights_max or streak > _most(limits.consecutive_max):
            return False
        if off is not None and 0 < off < limits.days_off_run_min:
            return False
        off = 0
    return True


def _most(limit: int | None) -> int:
    return NO_LIMIT if limit is None else limit


def is_accepted(automaton: Automaton, week: tuple[str, ...]) -> bool:
    state = automaton.first
    for what in week:
        state = automaton.after_off[state] if what == OFF else automaton.after_work[what == NIGHT][state]
        if state == NO_STATE:
            return False
    return automaton.accepts[state]


@pytest.mark.parametrize("days_max", range(8))
def test_every_week_of_days_is_accepted_or_not_as_the_limits_say(days_max: int) -> None:
    for consecutive_max, run in product((1, 2, 3, 5, 6, 9, None), range(8)):
        limits = DayLimits(days_max=days_max, consecutive_max=consecutive_max, units=(1, 1), units_max=DAYS)
        before = DaysBefore(run=run, days_off=0 if run else None)
        automaton = build_automaton(limits, before)
        for week in product((OFF, DAY), repeat=DAYS):
            assert is_accepted(automaton, week) == is_allowed(week, limits, before)


@pytest.mark.parametrize("days_off_run_min", [1, 2, 3])
@pytest.mark.parametrize("nights_max", [0, 1, 2])
@pytest.mark.parametrize("days_off", [None, 0, 1, 2, 4])
def test_nights_and_runs_of_days_off_are_counted_together(days_off_run_min: int, nights_max: int, days_off: int | None) -> None:
    limits = DayLimits(
        days_max=4, consecutive_max=3, units=(1, 1), units_max=DAYS, nights_max=nights_max, days_off_run_min=days_off_run_min
    )
    before = DaysBefore(run=2 if days_off == 0 else 0, days_off=days_off)
    automaton = build_automaton(limits, before)

    for week in product((OFF, DAY, NIGHT), repeat=6):
        assert is_accepted(automaton, week) == is_allowed(week, limits, before)


def test_without_its_long_rest_a_week_is_not_over() -> None:
    limits = DayLimits(days_max=5, consecutive_max=6, units=(1, 1), units_max=5, needs_long_rest=True)
    automaton = build_automaton(limits, DaysBefore())
    worked = automaton.after_work[0][automaton.first]

    assert not automaton.accepts[worked]
    rested = automaton.after_long_rest[worked]
    assert automaton.accepts[rested]
    assert automaton.accepts[automaton.after_work[0][rested]]


@pytest.mark.parametrize("units_max", [0, 3, 8, 11, 100])
def test_a_state_has_room_for_every_sum_of_paid_units_it_can_hold(units_max: int) -> None:
    automaton = build_automaton(DayLimits(days_max=4, consecutive_max=6, units=(2, 5), units_max=units_max), DaysBefore())

    state = automaton.first
    for days in range(5):
        sums = {sum(units) for units in product(range(2, 6), repeat=days) if sum(units) <= units_max}
        assert (automaton.units_from[state], automaton.units_to[state]) == (min(sums), max(sums))
        state = automaton.after_work[0][state]
        if state == NO_STATE:
            break
    spans = sorted(
        (first, first + high - low + 1) for first, low, high in zip(automaton.offset, automaton.units_from, automaton.units_to, strict=True)
    )
    assert spans[-1][1] == automaton.width
    assert all(last <= first for (_, last), (first, _) in pairwise(spans))


@pytest.mark.parametrize(
    ("limits", "states"),
    [
        ({}, 6),
        ({"nights_max": 7}, 6),
        ({"consecutive_max": 4}, 10),
        ({"nights_max": 1}, 10),
        ({"needs_long_rest": True}, 12),
        ({"days_max": None, "consecutive_max": None}, 1),
    ],
)
def test_a_limit_costs_states_only_where_it_can_bind(limits: dict[str, int | None], states: int) -> None:
    ordinary = DayLimits(days_max=5, consecutive_max=6, units=(1, 1), units_max=5)

    assert len(build_automaton(ordinary._replace(**limits), DaysBefore()).accepts) == states
