"""An engine's inner state for tests: a problem compiled, everybody placed, and their cost counted the long way round."""

from dataclasses import dataclass

import numpy as np

from scheduling.rostering.coverage import Demand, Floats, build_demand
from scheduling.rostering.improve import place_all
from scheduling.rostering.problem import RosterProblem
from scheduling.rostering.roster import Roster
from scheduling.rostering.scoring import score
from scheduling.rostering.select import WeekPool, new_pool
from scheduling.rostering.tours.compile import build_crew
from scheduling.rostering.tours.crew import Crew, Ints
from scheduling.rostering.tours.tables import Scratch, Week, new_scratch, new_week
from scheduling.rostering.tours.weeks import to_roster


@dataclass(frozen=True, slots=True)
class State:
    """Everybody's weeks and what they cover."""

    problem: RosterProblem
    crew: Crew
    demand: Demand
    week: Week
    cover: Floats
    scratch: Scratch
    backup: Week
    pool: WeekPool

    @property
    def everybody(self) -> Ints:
        """All people by index."""
        return np.arange(len(self.problem.people))

    def roster(self) -> Roster:
        """The weeks as a roster."""
        return to_roster(self.problem, self.week)

    def cost(self) -> float:
        """The objective, counted from the roster by the score, which knows nothing of the engine."""
        return score(self.problem, self.roster()).objective


def placed(problem: RosterProblem, *, group: int = 4, depth: int = 8) -> State:
    """Everybody of ``problem`` placed once."""
    crew, demand = build_crew(problem), build_demand(problem)
    people = len(problem.people)
    state = State(
        problem=problem,
        crew=crew,
        demand=demand,
        week=new_week(crew, people),
        cover=np.zeros_like(demand.need),
        scratch=new_scratch(crew),
        backup=new_week(crew, group),
        pool=new_pool(crew, depth),
    )
    assert place_all(crew, demand, state.cover, state.week, state.everybody, state.scratch) == -1
    return state
