"""Long proofs cut into parts with their own seeds, so that a run that was ended goes on where it stopped (see conftest.py)."""

import os
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

TORTURE_SEED = int(os.environ.get("TORTURE_SEED", "1"))
"""Another seed tries other examples."""


def parts(number: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Mark a test as torture, run once for each part."""

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        marked: Callable[..., None] = pytest.mark.torture(pytest.mark.parametrize("part", range(number))(test))
        return marked

    return decorate


def try_examples(test: Callable[..., None], *, examples: int, part: int, **strategies: st.SearchStrategy[object]) -> None:
    """Run ``test`` on so many random examples, the same for the same part and TORTURE_SEED."""

    @seed(f"{TORTURE_SEED}/{part}")
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(**strategies)
    def run(**drawn: object) -> None:
        test(**drawn)

    run()
