"""The jobs that improve a roster: whole weeks of groups, one date of groups, or who works on what and nothing else.

Each takes about 15 ms, so that a cancelled run stops within 50 ms, and holds no lock of the interpreter.
"""

from enum import IntEnum

from scheduling.rostering.coverage import Demand, Floats
from scheduling.rostering.reassign import reassign
from scheduling.rostering.ruin import ruin_and_recreate
from scheduling.rostering.select import WeekPool
from scheduling.rostering.tours.crew import Crew, Ints
from scheduling.rostering.tours.tables import Scratch, Week, new_week

CALLS_PER_JOB = 48
"""Kernel calls of one job."""
GROUP_SIZE_MAX = 4
DAY_CALLS_PER_JOB, DAY_GROUP_SIZE_MAX = 6 * CALLS_PER_JOB, 5
"""A job that changes one day of a group instead of its whole weeks does so many calls, each six times as fast."""
TRIES_PER_JOB, REASSIGN_PEOPLE_MAX = 4000, 300
"""A job that moves work alone tries so often, among so many people of the territory at most."""
NOISE_SHARE, NOISE_MAX = 0.25, 4.0
"""Values are blurred by this share of the temperature, and by no more than NOISE_MAX minutes a slot."""


class Job(IntEnum):
    """What a job changes."""

    WEEKS = 0
    DAYS = 1
    WORK = 2


JOB_SHARES = (0.18, 0.72, 0.1)
"""How many of the jobs are of each kind."""


def new_backup(crew: Crew) -> Week:
    """Room for the weeks of a group."""
    return new_week(crew, max(GROUP_SIZE_MAX, DAY_GROUP_SIZE_MAX))


def do_job(
    kind: Job,
    roster: tuple[Crew, Demand, Floats, Week],
    territory: Ints,
    room: tuple[WeekPool, Scratch, Week],
    *,
    temperature: float,
    seed: int,
) -> None:
    """Improve the weeks of a territory, and the cover with them. ``room`` is where weeks are remembered, tables filled, groups kept."""
    if kind is Job.WORK:
        reassign(*roster, territory[:REASSIGN_PEOPLE_MAX], TRIES_PER_JOB, seed)
        return
    pool, scratch, backup = room
    noise = min(NOISE_MAX, NOISE_SHARE * temperature)
    of_days = kind is Job.DAYS
    calls, size = (DAY_CALLS_PER_JOB, DAY_GROUP_SIZE_MAX) if of_days else (CALLS_PER_JOB, GROUP_SIZE_MAX)
    ruin_and_recreate(*roster, pool, territory, scratch, backup, calls, size, temperature, noise, seed, of_days)
