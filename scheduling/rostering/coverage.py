"""What coverage is worth: the convex cost of shortage and surplus in each cell, and one more person's gain.

A *cell* is a work type in a slot. Costs are in minutes of shortage: a head missing for a slot costs its 15 minutes times
the work type's priority, and more once over half of the cell's need is missing; a surplus head costs a little.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduling.rostering.compiled import compiled
from scheduling.rostering.problem import SLOT_HOURS, SLOT_MINUTES, CoverageMode, ProblemError, RosterProblem, WorkKind

Floats = npt.NDArray[np.float64]

DEEP_SHARE = 0.5
"""From this share of a cell's need on, a missing head counts as deep shortage."""


class Demand(NamedTuple):
    """Heads required and the cost of a missing head, by work type × slot; slopes relative to that cost."""

    need: Floats
    head_cost: Floats
    deep: float
    surplus: float


def build_demand(problem: RosterProblem) -> Demand:
    """Compile what is required. Raises ProblemError for coverage modes this engine does not plan."""
    for work_type in problem.work_types:
        if work_type.mode is not CoverageMode.FOCUS:
            raise ProblemError(f"work type {work_type.id}: mode is {work_type.mode}: this engine plans focus only")
        if work_type.kind is not WorkKind.CELLS or work_type.id in problem.backlog:
            raise ProblemError(f"work type {work_type.id}: backlog: this engine plans heads per slot only")
    for name in ("presence", "pairs", "overlap"):
        if getattr(problem, name):
            raise ProblemError(f"{name}: this engine does not plan with it yet")
    need = np.zeros((len(problem.work_types), problem.slots))
    for i, work_type in enumerate(problem.work_types):
        need[i] = problem.required.get(work_type.id, 0.0)
    head_cost = np.array([SLOT_MINUTES * w.priority for w in problem.work_types])
    return Demand(need=need, head_cost=head_cost, deep=max(1.0, problem.weights.deep_shortage), surplus=problem.weights.surplus)


@compiled
def cell_cost(need, cover, head_cost, deep, surplus):
    """Cost of one cell, in minutes of shortage."""
    short = need - cover
    if short <= 0.0:
        return -short * surplus * head_cost
    far = short - (1.0 - DEEP_SHARE) * need
    if far > 0.0:
        return (short + (deep - 1.0) * far) * head_cost
    return short * head_cost


@compiled
def total_cost(demand, cover):
    """Cost of all cells, in minutes of shortage."""
    total = 0.0
    for q in range(demand.need.shape[0]):
        for t in range(demand.need.shape[1]):
            total += cell_cost(demand.need[q, t], cover[q, t], demand.head_cost[q], demand.deep, demand.surplus)
    return total


@compiled
def fill_gains(crew, demand, cover, person, value):
    """value[role, slot]: how much the cost falls when ``person``, absent so far, works there. Exact, not a slope."""
    first = crew.first_role[person]
    for role in range(crew.first_role[person + 1] - first):
        q = crew.role_work_type[first + role]
        joy = crew.role_joy[first + role]
        value[role, demand.need.shape[1] :] = joy
        if q < 0:
            value[role] = joy
            continue
        speed, head_cost = crew.role_speed[first + role], demand.head_cost[q]
        for t in range(demand.need.shape[1]):
            before = cell_cost(demand.need[q, t], cover[q, t], head_cost, demand.deep, demand.surplus)
            after = cell_cost(demand.need[q, t], cover[q, t] + speed, head_cost, demand.deep, demand.surplus)
            value[role, t] = before - after + joy


@compiled
def add_cover(crew, person, codes, cover, sign):
    """Add (sign 1) or take away (sign -1) what a person's week covers."""
    first = crew.first_role[person]
    for t in range(cover.shape[1]):
        code = codes[t]
        if code >= 0:
            q = crew.role_work_type[first + code]
            if q >= 0:
                cover[q, t] += sign * crew.role_speed[first + code]


@compiled
def total_cover(crew, codes, slots, work_types):
    """Heads by work type × slot that all weeks together give, added in one fixed order."""
    cover = np.zeros((work_types, slots))
    for person in range(codes.shape[0]):
        add_cover(crew, person, codes[person], cover, 1.0)
    return cover


def short_hours(demand: Demand, cover: Floats) -> float:
    """Unweighted hours short: Σ max(0, required − capacity) · 0.25 h."""
    return float(np.maximum(demand.need - cover, 0.0).sum()) * SLOT_HOURS


def surplus_hours(demand: Demand, cover: Floats) -> float:
    """Hours of capacity above what is required, summed over cells."""
    return float(np.maximum(cover - demand.need, 0.0).sum()) * SLOT_HOURS
