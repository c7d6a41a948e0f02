"""Planning groups that share people: the published gain of one pool, what is between apart and together, and the floors."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.demand import Forecast
from scheduling.staffing.minimum import Queue, agents_needed
from scheduling.staffing.pooling import Member, can_pool, members_at, pooled_agents, pooling_share, require_pool, shared_agents
from scheduling.staffing.requirement import explain_heads, require
from scheduling.staffing.targets import DeadlineTarget, ServiceTarget, StaffingRules
from scheduling.timegrid import Horizon

EIGHTY_TWENTY = ServiceTarget(0.8, 20)
STARTS_AT = datetime(2026, 11, 23, tzinfo=UTC)


def forecast(name: str, offered: list[float], seconds: float = 180) -> Forecast:
    horizon = Horizon(STARTS_AT, STARTS_AT + timedelta(minutes=15 * len(offered)))
    return Forecast(name, horizon, offered, [seconds] * len(offered))


@pytest.mark.parametrize(("queues", "load", "apart", "pooled"), [(5, 10, 70, 56), (10, 2, 40, 24)])  # the measured reference, "Pooling"
def test_a_pool_takes_far_fewer_than_its_lines_apart(*, queues: int, load: float, apart: int, pooled: int) -> None:
    members = (Member(Queue(load * 20, 180), EIGHTY_TWENTY),) * queues

    assert sum(agents_needed(member.queue, target=member.target) for member in members) == apart
    assert pooled_agents(members) == pooled
    assert sum(shared_agents(members, 0.0)) == pytest.approx(apart)
    assert sum(shared_agents(members, 1.0)) == pytest.approx(pooled)


def test_everybody_in_the_pool_keeps_their_own_promise() -> None:
    patient, hurried = Member(Queue(200, 180), ServiceTarget(0.8, 60)), Member(Queue(200, 180), ServiceTarget(0.95, 5))

    together = Queue(400, 180)
    assert pooled_agents((patient, hurried)) == agents_needed(together, target=hurried.target)
    assert pooled_agents((patient, hurried)) > agents_needed(together, target=patient.target)


members = st.lists(
    st.builds(
        Member,
        st.builds(Queue, st.floats(0.5, 600), st.floats(30, 900)),
        st.builds(ServiceTarget, st.floats(0.5, 0.95), st.floats(5, 120), patience_seconds=st.none() | st.floats(60, 600)),
    ),
    min_size=2,
    max_size=5,
).map(tuple)


@given(members, st.floats(0, 1), st.floats(0, 1))
def test_more_sharing_never_takes_more_and_never_less_than_one_pool(many: tuple[Member, ...], one: float, other: float) -> None:
    less, more = sorted((one, other))
    apart = sum(agents_needed(member.queue, target=member.target) for member in many)

    assert pooled_agents(many) - 1e-6 <= sum(shared_agents(many, more)) <= sum(shared_agents(many, less)) + 1e-6
    assert sum(shared_agents(many, less)) <= apart + 1e-6


@pytest.mark.parametrize(
    ("served", "members", "share"),
    [
        ([1, 1, 1], 5, 0.0),  # everybody serves one line
        ([5, 5], 5, 1.0),  # everybody serves all
        ([2, 2, 2, 2, 2], 5, 0.82),  # a chain: 77 % in time with 56 people, between 44 % apart and 84 % in one pool
        ([], 5, 0.0),
        ([1], 1, 0.0),
    ],
)
def test_little_flexibility_is_nearly_enough(*, served: list[int], members: int, share: float) -> None:
    assert pooling_share(served, members=members) == pytest.approx(share, abs=0.005)


def test_a_closed_or_idle_line_leaves_the_pool_and_floors_and_absence_stay() -> None:
    rules = (StaffingRules(EIGHTY_TWENTY, shrinkage_share=0.2), StaffingRules(EIGHTY_TWENTY, minimum_headcount=9))
    curves = (forecast("a", [50, 50, 50]), forecast("b", [50, 50, 0]))
    is_open = (np.array([True, True, True]), np.array([True, False, True]))

    first, second = require_pool(curves, rules=rules, open_slots=is_open, pooling_share=1.0)

    both, alone = pooled_agents((Member(Queue(200, 180), EIGHTY_TWENTY),) * 2), agents_needed(Queue(200, 180), target=EIGHTY_TWENTY)
    assert first.heads.tolist() == pytest.approx([both / 2 / 0.8, alone / 0.8, alone / 0.8])
    assert second.heads.tolist() == pytest.approx([max(9, both / 2), 0, 9])


def test_without_sharing_the_requirement_is_that_of_each_alone() -> None:
    curves = (forecast("a", [3, 40, 0]), forecast("b", [12, 0, 7], 400))
    rules = (StaffingRules(EIGHTY_TWENTY),) * 2
    is_open = (np.ones(3, dtype=np.bool_),) * 2

    pooled = require_pool(curves, rules=rules, open_slots=is_open, pooling_share=0.0)

    for one, each, curve in zip(pooled, rules, curves, strict=True):
        assert one.heads.tolist() == pytest.approx(require(curve, rules=each, open_slots=is_open[0]).heads.tolist())


def test_the_explanation_tells_the_numbers_of_the_requirement() -> None:
    rules = (StaffingRules(EIGHTY_TWENTY, shrinkage_share=0.1), StaffingRules(EIGHTY_TWENTY), StaffingRules(EIGHTY_TWENTY))
    curves = (forecast("a", [50]), forecast("b", [30], 300), forecast("c", [0]))
    is_open = (np.ones(1, dtype=np.bool_),) * 3
    required = require_pool(curves, rules=rules, open_slots=is_open, pooling_share=0.7)
    others = tuple(member for member in members_at([30, 0], [300, 180], rules[1:]) if member is not None)

    found = explain_heads(
        contacts_per_slot=50, handle_time_seconds=180, rules=rules[0], is_open=True, pooled_with=others, pooling_share=0.7
    )

    assert found.pool is not None
    assert found.heads == pytest.approx(float(required[0].heads[0]))
    assert found.pool.load_erlangs == pytest.approx(10 + 10)
    assert found.pool.measures.service_level_share >= 0.8
    assert found.agents == agents_needed(Queue(200, 180), target=EIGHTY_TWENTY)


def test_only_customers_who_wait_now_one_at_a_time_are_pooled() -> None:
    assert can_pool(StaffingRules(EIGHTY_TWENTY))
    assert not can_pool(StaffingRules(EIGHTY_TWENTY, concurrency=2))
    assert not can_pool(StaffingRules(DeadlineTarget(60)))
