"""How a build is asked for: how long it may take, what it keeps, and what counts how much."""

from __future__ import annotations

from dataclasses import dataclass

from scheduling.rostering.problem import Weights
from wfm.core.checks import check_between

SECONDS_MIN, SECONDS_MAX = 1.0, 24 * 3600.0
THREADS_MAX = 64
SEED_MAX = 2**31 - 1
WEIGHT_MAX = 1000.0
USUAL_WEIGHTS = Weights(switch=5.0, enjoyment=3.0, level=1.0, wish=1.0, consistency=1.0, fairness=2.0, stability=0.25)
"""A change of work costs 5 minutes of shortage, an hour on the least liked work 3, a wish refused what the agent said, and so on."""
WEIGHTS_CHOSEN = ("enjoyment", "level", "wish", "fairness", "consistency", "switch", "overlap", "activity", "stability", "week_minimum")
"""The lines a lead may weigh anew, in the order in which they are offered; the others are the engine's own affair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """Wall-clock seconds, threads, the seed of the random choices, whether what is locked in the open draft stays, whether the engine
    starts from that draft as it stands, the weights, and the agents who get no work of this build. Raises InvalidInput, naming the
    limit."""

    seconds: float = 60.0
    threads: int = 2
    seed: int = 1
    keeps_locks: bool = False
    starts_from_draft: bool = False
    weights: Weights = USUAL_WEIGHTS
    sitting_out: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        check_between("seconds", self.seconds, SECONDS_MIN, SECONDS_MAX)
        check_between("threads", self.threads, 1, THREADS_MAX)
        check_between("seed", self.seed, 0, SEED_MAX)
        for name in WEIGHTS_CHOSEN:
            check_between(name, getattr(self.weights, name), 0, WEIGHT_MAX)

    @property
    def weights_chosen(self) -> dict[str, float]:
        return {name: getattr(self.weights, name) for name in WEIGHTS_CHOSEN}
