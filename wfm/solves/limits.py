"""How long a build may take, as somebody asks for it."""

from __future__ import annotations

from dataclasses import dataclass

from scheduling.rostering.result import Limits
from wfm.core.checks import check_between

SECONDS_MIN, SECONDS_MAX = 1.0, 24 * 3600.0
THREADS_MAX = 64
SEED_MAX = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildLimits:
    """Wall-clock seconds, threads, and the seed of the random choices. Raises InvalidInput, naming the limit."""

    seconds: float = 60.0
    threads: int = 2
    seed: int = 1

    def __post_init__(self) -> None:
        check_between("seconds", self.seconds, SECONDS_MIN, SECONDS_MAX)
        check_between("threads", self.threads, 1, THREADS_MAX)
        check_between("seed", self.seed, 0, SEED_MAX)

    def for_engine(self) -> Limits:
        return Limits(seconds=self.seconds, threads=self.threads, seed=self.seed)
