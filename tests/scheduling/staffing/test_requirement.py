"""Targets to heads: the fewest agents, the floor, shrinkage, closed hours, work that may wait, and the explanation of each."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.demand import Forecast, total_hours
from scheduling.staffing.erlang import ServiceLevelConvention
from scheduling.staffing.minimum import Formula, Limit, Queue, agents_needed, limits_missed
from scheduling.staffing.requirement import explain_heads, require
from scheduling.staffing.targets import (
    DeadlineTarget,
    PresenceTarget,
    ServiceTarget,
    StaffingRules,
    Target,
    WeeklyHoursTarget,
    combined_shrinkage_share,
)
from scheduling.timegrid import Horizon

STARTS_AT = datetime(2026, 11, 23, tzinfo=UTC)
EIGHTY_TWENTY = ServiceTarget(0.8, 20)


def forecast(offered: list[float], handle_time_seconds: float = 180) -> Forecast:
    horizon = Horizon(STARTS_AT, STARTS_AT + timedelta(minutes=15 * len(offered)))
    return Forecast("phone", horizon, offered, [handle_time_seconds] * len(offered))


def heads(offered: list[float], rules: StaffingRules, open_slots: list[bool] | None = None) -> list[float]:
    found = require(forecast(offered), rules=rules, open_slots=np.array(open_slots or [True] * len(offered)))
    return found.heads.tolist()


@pytest.mark.parametrize(
    ("load", "service_level_alone", "with_abandonment", "erlang_c"),
    [(10, 12, 14, 14), (100, 96, 104, 107), (1000, 892, 976, 1011)],  # the same reference, "Trap"
)
def test_a_second_target_keeps_erlang_a_from_planning_on_lost_customers(
    *, load: float, service_level_alone: int, with_abandonment: int, erlang_c: int
) -> None:
    queue = Queue(load * 20, 180)

    assert agents_needed(queue, target=ServiceTarget(0.8, 20, patience_seconds=120)) == service_level_alone
    assert agents_needed(queue, target=ServiceTarget(0.8, 20, patience_seconds=120, abandonment_share_max=0.03)) == with_abandonment
    assert agents_needed(queue, target=EIGHTY_TWENTY) == erlang_c


targets = st.builds(
    ServiceTarget,
    service_level_share=st.floats(0.05, 0.99),
    threshold_seconds=st.floats(0, 300),
    abandonment_share_max=st.none() | st.floats(0.005, 0.5),
    patience_seconds=st.floats(20, 1200),
    occupancy_share_max=st.none() | st.floats(0.3, 0.99),
    convention=st.sampled_from(ServiceLevelConvention),
)


@settings(deadline=None, max_examples=150)
@given(load=st.floats(0.01, 400), target=targets, concurrency=st.integers(1, 4))
def test_the_number_found_meets_the_target_and_one_fewer_does_not(load: float, target: ServiceTarget, concurrency: int) -> None:
    queue = Queue(load * 20, 180, concurrency)

    agents = agents_needed(queue, target=target)

    assert not limits_missed(queue.measure(agents, target=target), target=target)
    if agents > 1:
        assert limits_missed(queue.measure(agents - 1, target=target), target=target)


def test_a_target_that_nobody_can_reach_is_refused_with_its_numbers() -> None:
    with pytest.raises(ValueError, match=r"0\.5 Erlangs: no number of agents"):
        agents_needed(Queue(10, 180), target=ServiceTarget(0.8, 20, occupancy_share_max=1e-9))


def test_slots_without_contacts_and_closed_slots_take_nobody() -> None:
    rules = StaffingRules(EIGHTY_TWENTY)

    assert heads([50, 0, 50], rules, [True, True, False]) == [14, 0, 0]


def test_the_floor_holds_in_open_slots_alone_and_is_not_added() -> None:
    rules = StaffingRules(EIGHTY_TWENTY, minimum_headcount=2)

    assert heads([50, 0, 50], rules, [True, True, False]) == [14, 2, 0]


def test_shrinkage_divides_once_and_is_not_rounded() -> None:
    rules = StaffingRules(EIGHTY_TWENTY, shrinkage_share=0.3, minimum_headcount=2)

    assert heads([50, 0], rules) == pytest.approx([14 / 0.7, 2])


def test_causes_of_absence_multiply() -> None:
    assert combined_shrinkage_share(0.1, 0.2) == pytest.approx(0.28)
    assert combined_shrinkage_share() == 0


def test_two_chats_at_once_halve_the_people_and_pool_the_places() -> None:
    one_at_once, two_at_once = (heads([100], StaffingRules(EIGHTY_TWENTY, concurrency=number))[0] for number in (1, 2))

    # 20 Erlangs: 24 places by Erlang C, so 12 people with two each.
    assert (one_at_once, two_at_once) == (24, 12)


def test_work_that_may_wait_arrives_as_minutes_whether_open_or_not() -> None:
    rules = StaffingRules(DeadlineTarget(480), shrinkage_share=0.2)
    volumes = forecast([4, 0, 2], handle_time_seconds=600)

    found = require(volumes, rules=rules, open_slots=np.array([False, True, True]))

    assert found.heads.tolist() == [0, 0, 0]
    assert found.backlog_minutes is not None
    assert found.backlog_minutes.tolist() == [50, 0, 25]
    assert found.deadline_minutes == 480
    assert found.required_hours == pytest.approx(75 / 60)


def test_a_promised_share_makes_room_for_chance_while_open() -> None:
    as_expected, promised = StaffingRules(DeadlineTarget(60)), StaffingRules(DeadlineTarget(60, in_time_share=0.99))
    volumes, open_slots = forecast([4, 0, 8], handle_time_seconds=450), np.array([False, True, True])

    plain, roomy = (require(volumes, rules=rules, open_slots=open_slots).backlog_minutes for rules in (as_expected, promised))

    assert plain is not None
    assert roomy is not None
    extra = roomy - plain
    assert extra[:2].tolist() == [0, 0]  # closed; nothing comes
    assert 4 / (4 + extra[2] / 15) * np.exp(-extra[2] / 15 * 3600 / 450) == pytest.approx(0.01)


def test_hours_of_a_week_may_be_done_from_the_first_open_slot_on() -> None:
    found = require(forecast([0, 0, 0]), rules=StaffingRules(WeeklyHoursTarget(10)), open_slots=np.array([False, True, True]))

    assert found.backlog_minutes is not None
    assert found.backlog_minutes.tolist() == [0, 600, 0]
    assert found.deadline_minutes == 45


def test_presence_alone_takes_its_headcount() -> None:
    assert heads([0, 0], StaffingRules(PresenceTarget(), minimum_headcount=3), [True, False]) == [3, 0]


def test_hours_of_several_groups_add_up() -> None:
    first = require(forecast([50, 50]), rules=StaffingRules(EIGHTY_TWENTY), open_slots=np.array([True, True]))

    assert total_hours([first, first]) == pytest.approx(2 * 2 * 14 * 0.25)


def test_a_slot_is_explained_with_the_numbers_that_make_it() -> None:
    rules = StaffingRules(ServiceTarget(0.8, 20, occupancy_share_max=0.85), shrinkage_share=0.3, minimum_headcount=2)

    found = explain_heads(contacts_per_slot=50, handle_time_seconds=180, rules=rules, is_open=True)

    assert (found.formula, found.load_erlangs, found.agents) == (Formula.ERLANG_C, 10, 14)
    assert found.heads == pytest.approx(20)
    assert found.measures is not None
    assert found.measures.service_level_share == pytest.approx(0.88835, abs=1e-5)
    assert found.one_fewer is not None
    assert found.one_fewer.service_level_share == pytest.approx(0.7955948, abs=1e-6)
    assert found.missed_by_one_fewer == (Limit.SERVICE_LEVEL,)


@pytest.mark.parametrize(
    ("contacts", "is_open", "floor", "target", "formula"),
    [
        (0.0, True, 0, EIGHTY_TWENTY, Formula.NOTHING_EXPECTED),
        (5.0, False, 2, EIGHTY_TWENTY, Formula.CLOSED),
        (0.0, True, 2, EIGHTY_TWENTY, Formula.MINIMUM_HEADCOUNT),
        (5.0, True, 0, ServiceTarget(0.8, 20, patience_seconds=60), Formula.ERLANG_A),
        (5.0, True, 1, PresenceTarget(), Formula.MINIMUM_HEADCOUNT),
    ],
)
def test_the_formula_behind_a_slot_is_named(*, contacts: float, is_open: bool, floor: int, target: Target, formula: Formula) -> None:
    rules = StaffingRules(target, minimum_headcount=floor)

    assert explain_heads(contacts_per_slot=contacts, handle_time_seconds=180, rules=rules, is_open=is_open).formula is formula


@settings(deadline=None, max_examples=50)
@given(
    offered=st.lists(st.floats(0, 80), min_size=1, max_size=8),
    floor=st.integers(0, 4),
    shrinkage=st.floats(0, 0.5),
    is_open=st.booleans(),
)
def test_the_explanation_and_the_requirement_never_differ(offered: list[float], floor: int, shrinkage: float, *, is_open: bool) -> None:
    rules = StaffingRules(ServiceTarget(0.85, 15, 0.05, 200), minimum_headcount=floor, shrinkage_share=shrinkage)

    found = heads(offered, rules, [is_open] * len(offered))

    explained = [explain_heads(contacts_per_slot=one, handle_time_seconds=180, rules=rules, is_open=is_open).heads for one in offered]
    assert found == pytest.approx(explained)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: ServiceTarget(1.1, 20), r"service_level_share is 1\.1, it lies between 0 and 1"),
        (lambda: ServiceTarget(0.8, -1), "threshold_seconds is -1"),
        (lambda: ServiceTarget(0.8, 20, patience_seconds=0), "patience_seconds is 0"),
        (lambda: ServiceTarget(0.8, 20, abandonment_share_max=0.03), "needs patience_seconds"),
        (lambda: ServiceTarget(0.8, 20, 0, 60), "abandonment_share_max is 0"),
        (lambda: DeadlineTarget(29), "deadline_minutes is 29, the least is 30"),
        (lambda: DeadlineTarget(60, in_time_share=1.0), r"in_time_share is 1\.0"),
        (lambda: WeeklyHoursTarget(0), "hours is 0"),
        (lambda: StaffingRules(EIGHTY_TWENTY, minimum_headcount=-1), "minimum_headcount is -1"),
        (lambda: StaffingRules(EIGHTY_TWENTY, shrinkage_share=1), "shrinkage_share is 1"),
        (lambda: StaffingRules(EIGHTY_TWENTY, concurrency=0), "concurrency is 0"),
        (lambda: combined_shrinkage_share(1.5), r"shrinkage_share is 1\.5"),
        (lambda: forecast([1.0, -1.0]), r"phone.offered\[1\] is -1\.0"),
        (lambda: forecast([float("nan")]), r"phone.offered\[0\] is nan"),
    ],
)
def test_impossible_targets_and_curves_are_refused_with_the_limit(build: object, message: str) -> None:
    assert callable(build)
    with pytest.raises(ValueError, match=message):
        build()
