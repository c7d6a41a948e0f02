"""Compile the simulation ahead of time, so that the first outlook finds it in the cache."""

from datetime import UTC, datetime, timedelta

import numpy as np


def warm() -> None:
    """Simulate an hour in which nothing arrives and nobody works."""
    from scheduling.rostering.problem import RosterProblem, WorkType
    from scheduling.rostering.roster import Roster
    from scheduling.simulation.contacts import ContactStream
    from scheduling.simulation.simulate import simulate

    start = datetime(2026, 1, 5, tzinfo=UTC)
    problem = RosterProblem(
        name="warm",
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        weeks=((0, 4),),
        work_types=(WorkType(id="phone"),),
        required={},
        people=(),
    )
    simulate(problem, Roster("warm", ()), [ContactStream("phone", np.zeros(4), np.zeros(4), 20.0)], replications=1)
