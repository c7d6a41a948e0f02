"""The Erlang formulas against numbers from a simulation of a million contacts, identities, and properties."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.staffing.erlang import (
    QueueMeasures,
    ServiceLevelConvention,
    erlang_b,
    erlang_c,
    log_erlang_b,
    measure_erlang_a,
    measure_erlang_c,
    with_retrials,
)

# "Staffing, simulation and forecasting: formulas, reference numbers, targets", section 4, reference numbers: cross-checked
# there by simulating a million contacts each. Times in seconds, threshold 20 s.
ERLANG_C = [  # load, agents, handle time, C, service level, mean wait
    (10, 14, 180, 0.17413193, 0.88835002, 7.835937),
    (10, 13, 180, 0.28527045, 0.79559479, 17.116227),
    (30, 36, 180, 0.21188739, 0.89121339, 6.356622),
    (50, 55, 300, 0.38454732, 0.72445981, 23.072839),
    (5000 / 3, 1690, 300, 0.45589005, 0.90377434, 5.861443),
]
ERLANG_A = [  # agents, load, handle time, patience, P(wait), P(abandon), service level, service level without quick abandons
    (10, 10, 180, 180, 0.54207029, 0.12511004, 0.58697998, 0.61780918),
    (14, 10, 180, 120, 0.12697634, 0.02283929, 0.93272958, 0.94621987),
    (100, 105, 300, 60, 0.45553853, 0.08278898, 0.85734985, 0.92696511),
    (1000, 1020, 300, 90, 0.53942622, 0.02845950, 0.97129342, None),
]


@pytest.mark.parametrize(("load", "agents", "handle_time", "delay", "service_level", "wait"), ERLANG_C)
def test_erlang_c_gives_the_reference_numbers(
    *, load: float, agents: int, handle_time: float, delay: float, service_level: float, wait: float
) -> None:
    found = measure_erlang_c(load_erlangs=load, agents=agents, handle_time_seconds=handle_time, threshold_seconds=20)

    assert found.delay_share == pytest.approx(delay, abs=5e-9)
    assert found.service_level_share == pytest.approx(service_level, abs=5e-9)
    assert found.wait_seconds == pytest.approx(wait, abs=5e-7)


@pytest.mark.parametrize(("agents", "load", "handle_time", "patience", "delay", "abandoned", "of_offered", "without_quick"), ERLANG_A)
def test_erlang_a_gives_the_reference_numbers(
    *,
    agents: int,
    load: float,
    handle_time: float,
    patience: float,
    delay: float,
    abandoned: float,
    of_offered: float,
    without_quick: float | None,
) -> None:
    def measure(convention: ServiceLevelConvention) -> QueueMeasures:
        return measure_erlang_a(
            load_erlangs=load,
            agents=agents,
            handle_time_seconds=handle_time,
            patience_seconds=patience,
            threshold_seconds=20,
            convention=convention,
        )

    found = measure(ServiceLevelConvention.OF_OFFERED)

    assert found.delay_share == pytest.approx(delay, abs=5e-9)
    assert found.abandonment_share == pytest.approx(abandoned, abs=5e-9)
    assert found.service_level_share == pytest.approx(of_offered, abs=5e-9)
    of_answered = measure(ServiceLevelConvention.OF_ANSWERED)
    assert of_answered.service_level_share == pytest.approx(of_offered / (1 - abandoned), abs=5e-8)
    if without_quick is not None:
        assert measure(ServiceLevelConvention.WITHOUT_QUICK_ABANDONS).service_level_share == pytest.approx(without_quick, abs=5e-9)


def test_the_blocking_and_the_queue_behind_the_reference_numbers() -> None:
    assert erlang_b(load_erlangs=10, agents=14) == pytest.approx(0.05681914, abs=5e-9)
    assert erlang_c(load_erlangs=100, agents=110) == pytest.approx(0.23700750, abs=5e-9)
    found = measure_erlang_a(load_erlangs=10, agents=10, handle_time_seconds=180, patience_seconds=180, threshold_seconds=20)
    assert found.waiting_contacts == pytest.approx(1.25110036, abs=5e-9)


def test_retrials_raise_the_load_to_the_reference_number() -> None:
    load = with_retrials(load_erlangs=10, agents=10, handle_time_seconds=180, patience_seconds=120, redial_share=0.5)

    found = measure_erlang_a(load_erlangs=load, agents=10, handle_time_seconds=180, patience_seconds=120, threshold_seconds=20)
    assert load / 10 == pytest.approx(1.09914214, abs=5e-9)
    assert found.abandonment_share == pytest.approx(0.180399, abs=5e-7)
    assert found.service_level_share == pytest.approx(0.540156, abs=5e-7)


@pytest.mark.parametrize(("beta", "delay"), [(0.5, 0.50454), (1.0, 0.22336), (1.5, 0.08469), (2.0, 0.02688)])
def test_large_queues_approach_the_square_root_rule(beta: float, delay: float) -> None:
    load = 1_000_000.0

    assert erlang_c(load_erlangs=load, agents=round(load + beta * math.sqrt(load))) == pytest.approx(delay, abs=5e-4)


@given(load=st.floats(0.01, 500), agents=st.integers(1, 600))
def test_erlang_b_agrees_with_its_recursion(load: float, agents: int) -> None:
    inverse = 1.0
    for servers in range(1, agents + 1):
        inverse = 1 + servers / load * inverse

    # Beyond 1e308 the recursion itself gives up; the logarithm does not.
    expected = -math.log(inverse) if math.isfinite(inverse) else log_erlang_b(load_erlangs=load, agents=agents)
    assert log_erlang_b(load_erlangs=load, agents=agents) == pytest.approx(expected, rel=1e-9, abs=1e-9)


ROUNDING = 1e-9  # one agent under a load of hundreds: what is answered is the small difference of nearly equal numbers
loads = st.floats(0.05, 300)
patiences = st.floats(10, 3600)


@settings(deadline=None)
@given(load=loads, agents=st.integers(1, 350), patience=patiences, threshold=st.floats(0, 120))
def test_more_agents_never_lower_the_service_level_nor_raise_abandonment(
    load: float, agents: int, patience: float, threshold: float
) -> None:
    def measure(number: int) -> QueueMeasures:
        return measure_erlang_a(
            load_erlangs=load, agents=number, handle_time_seconds=200, patience_seconds=patience, threshold_seconds=threshold
        )

    fewer, more = measure(agents), measure(agents + 1)

    assert more.service_level_share >= fewer.service_level_share - ROUNDING
    assert more.abandonment_share <= fewer.abandonment_share + ROUNDING
    assert more.occupancy_share <= fewer.occupancy_share + ROUNDING


@settings(deadline=None)
@given(load=loads, spare=st.integers(1, 50))
def test_endless_patience_turns_erlang_a_into_erlang_c(load: float, spare: int) -> None:
    agents = math.ceil(load) + spare
    without = measure_erlang_c(load_erlangs=load, agents=agents, handle_time_seconds=180, threshold_seconds=20)
    patient = measure_erlang_a(load_erlangs=load, agents=agents, handle_time_seconds=180, patience_seconds=1e9, threshold_seconds=20)

    assert patient.delay_share == pytest.approx(without.delay_share, rel=1e-4, abs=1e-9)
    assert patient.service_level_share == pytest.approx(without.service_level_share, rel=1e-4)


@settings(deadline=None)
@given(load=loads, agents=st.integers(1, 350), patience=patiences)
def test_who_waits_either_gives_up_or_is_served(load: float, agents: int, patience: float) -> None:
    found = measure_erlang_a(load_erlangs=load, agents=agents, handle_time_seconds=200, patience_seconds=patience, threshold_seconds=1e7)

    # With an endless threshold everybody who does not give up is served within it.
    assert found.service_level_share == pytest.approx(1 - found.abandonment_share, abs=1e-7)
    assert 0 <= found.abandonment_share <= found.delay_share + ROUNDING
    assert max(found.delay_share, found.occupancy_share, found.service_level_share) <= 1
    assert found.service_level_share >= 0


def test_ten_thousand_agents_are_no_harder_than_ten() -> None:
    found = measure_erlang_a(load_erlangs=9990, agents=10_000, handle_time_seconds=300, patience_seconds=120, threshold_seconds=20)

    assert 0.9 < found.service_level_share < 1
    assert found.wait_seconds == pytest.approx(found.abandonment_share * 120)
    assert log_erlang_b(load_erlangs=1, agents=10_000) < -80_000  # far below what a float can hold


def test_no_load_waits_for_nobody_and_too_few_agents_wait_forever() -> None:
    assert measure_erlang_c(load_erlangs=0, agents=0, handle_time_seconds=1, threshold_seconds=0).service_level_share == 1
    assert measure_erlang_a(load_erlangs=0, agents=1, handle_time_seconds=1, patience_seconds=1, threshold_seconds=0).delay_share == 0
    overloaded = measure_erlang_c(load_erlangs=5, agents=5, handle_time_seconds=180, threshold_seconds=20)
    assert (overloaded.delay_share, overloaded.service_level_share, overloaded.wait_seconds) == (1, 0, math.inf)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("load_erlangs", -1.0, "load_erlangs is -1.0"),
        ("load_erlangs", math.nan, "load_erlangs is nan"),
        ("agents", -1, "agents is -1"),
        ("agents", 0, "agents is 0"),
        ("handle_time_seconds", 0.0, "handle_time_seconds is 0.0"),
        ("patience_seconds", 0.0, "patience_seconds is 0.0"),
        ("threshold_seconds", -1.0, "threshold_seconds is -1.0"),
    ],
)
def test_numbers_that_cannot_be_are_refused_by_name(field: str, value: float, message: str) -> None:
    given_numbers = {"load_erlangs": 10.0, "agents": 12, "handle_time_seconds": 180.0, "patience_seconds": 60.0, "threshold_seconds": 20.0}

    with pytest.raises(ValueError, match=message):
        measure_erlang_a(**(given_numbers | {field: value}))


def test_a_share_of_redials_lies_below_one() -> None:
    with pytest.raises(ValueError, match=r"redial_share is 1\.0"):
        with_retrials(load_erlangs=10, agents=10, handle_time_seconds=180, patience_seconds=120, redial_share=1.0)
