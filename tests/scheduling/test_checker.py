"""The checker against rosters that are legal by construction, and against the same rosters broken in one way each."""

from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from scheduling.rostering.checker import check
from scheduling.rostering.rules import RULES
from tests.scheduling.mutations import MUTATIONS, Mutation
from tests.scheduling.strategies import Planted, planted_problems

SLOW_TO_FIND = [HealthCheck.filter_too_much, HealthCheck.too_slow]


def test_every_rule_has_a_mutation_aimed_at_it() -> None:
    assert {name for name, _ in MUTATIONS} == {rule.name for rule in RULES}


def assert_caught(rule: str, mutation: Mutation, planted: Planted, seed: int) -> None:
    broken = mutation(planted, Random(seed))
    assume(broken is not None)
    assert broken is not None

    assert rule in {violation.rule for violation in check(broken.problem, broken.hidden)}


@pytest.mark.parametrize(("rule", "mutation"), MUTATIONS, ids=lambda value: getattr(value, "__name__", value))
@settings(max_examples=20, deadline=None, suppress_health_check=SLOW_TO_FIND)
@given(planted=planted_problems(most_people=3), seed=st.integers(0, 2**16))
def test_a_broken_roster_is_caught_by_the_rule_it_breaks(rule: str, mutation: Mutation, planted: Planted, seed: int) -> None:
    assert_caught(rule, mutation, planted, seed)


@pytest.mark.torture
@pytest.mark.parametrize(("rule", "mutation"), MUTATIONS, ids=lambda value: getattr(value, "__name__", value))
@settings(max_examples=1000, deadline=None, suppress_health_check=SLOW_TO_FIND)
@given(planted=planted_problems(most_people=3), seed=st.integers(0, 2**16))
def test_a_thousand_broken_rosters_are_caught_by_the_rule_they_break(rule: str, mutation: Mutation, planted: Planted, seed: int) -> None:
    assert_caught(rule, mutation, planted, seed)
