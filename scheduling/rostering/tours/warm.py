"""Compile the kernels ahead of time, so that the first solve finds them in the cache."""

from datetime import UTC, datetime, timedelta


def warm() -> None:
    """Solve a tiny problem, once from nothing and once from a roster: every kernel is compiled and cached on disk."""
    import numpy as np

    from scheduling.rostering.bound import BoundSearch
    from scheduling.rostering.coverage import build_demand
    from scheduling.rostering.dive import Dive
    from scheduling.rostering.engine import Limits, solve
    from scheduling.rostering.problem import Contract, Person, RosterProblem, Skill, WorkType
    from scheduling.rostering.reassign import reassign
    from scheduling.rostering.tours.compile import build_crew
    from scheduling.rostering.tours.tables import new_week

    contract = Contract(
        week_minutes=(0, 480),
        shift_minutes=(240, 240),
        rest_minutes=660,
        days_per_week_max=1,
        consecutive_days_max=6,
        block_minutes_min=60,
    )
    people = tuple(
        Person(
            id=name,
            zone="UTC",
            midnights=(0, 96),
            skills=(Skill(work_type="phone", level=3, speed=1.0),),
            available=((0, 96),),
            contract=contract,
        )
        for name in ("one", "two")
    )
    start = datetime(2026, 1, 5, tzinfo=UTC)
    problem = RosterProblem(
        name="warm",
        starts_at=start,
        ends_at=start + timedelta(days=1),
        weeks=((0, 96),),
        work_types=(WorkType(id="phone"),),
        required={"phone": (4.0,) * 96},
        people=people,
    )
    # Compiling counts as time of the solve: on a slow machine a shorter limit would end it before the last kernels.
    result = solve(problem, limits=Limits(seconds=3600, threads=2, rounds=6))
    if not result.bound_short_hours:  # two people cannot do four's work; the bound tells once it had its turn
        raise RuntimeError(f"the solve ended after {result.rounds} rounds, before every kernel was compiled")
    solve(problem, limits=Limits(seconds=3600, threads=1, rounds=0), start_from=result.roster)
    crew, demand = build_crew(problem), build_demand(problem)
    reassign(crew, demand, np.zeros_like(demand.need), new_week(crew, 2), np.arange(2), 1, 1)
    search = BoundSearch(crew, demand, seed=1)
    search.work(4)
    dive = Dive(crew, demand, search.fraction, spring=search.spring, seed=1)
    while not dive.is_done:
        dive.work(4)
