"""CP-SAT chooses, for a group of people at once, among weeks that the search has generated; everybody else stands still.

One Boolean per person and week, exactly one week each; what stays missing in a cell is an integer. The present weeks are a
complete hint. The answer is only a proposal: the engine counts it again exactly and keeps it when it is better.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduling.rostering.coverage import DEEP_SHARE, Demand, Floats, add_cover
from scheduling.rostering.tours.crew import Crew, Ints
from scheduling.rostering.tours.tables import Week

SCALE = 100
"""Heads are counted in hundredths, and so are minutes of shortage."""


class WeekPool(NamedTuple):
    """The last weeks that the search found for each person: ``weeks`` holds ``depth`` rows a person, ``written`` counts them."""

    weeks: Week
    written: Ints
    depth: int


class Situation(NamedTuple):
    """Everybody's present weeks, what they cover, and the weeks to choose among."""

    crew: Crew
    demand: Demand
    cover: Floats
    week: Week
    pool: WeekPool


def choose_weeks(situation: Situation, group: Ints, *, seconds: float, seed: int) -> list[tuple[int, int]]:
    """Find pairs (person, row of the pool) that make the roster better for ``group``, most of whom may stay as they are.

    Empty when CP-SAT finds nothing better within ``seconds``.
    """
    # OR-Tools is heavy: it is loaded with the first choice, not with the engine.
    from ortools.sat.python import cp_model

    model, chosen, options = _model(situation, group)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return []
    rows = [next(row for row, v in zip(o, c, strict=True) if solver.boolean_value(v)) for o, c in zip(options, chosen, strict=True)]
    return [(int(person), row) for person, row in zip(group, rows, strict=True) if row >= 0]


def _model(situation: Situation, group: Ints):  # type: ignore[no-untyped-def]  # the model's types load with OR-Tools
    from ortools.sat.python import cp_model

    demand, week = situation.demand, situation.week
    rest = situation.cover.copy()
    for person in group:
        add_cover(situation.crew, person, week.codes[person], rest, -1.0)
    options = [_options(week, situation.pool, int(person)) for person in group]
    model = cp_model.CpModel()
    chosen = [[model.new_bool_var("") for _ in rows] for rows in options]
    terms = []
    cells: dict[tuple[int, int], list[tuple[cp_model.IntVar, int]]] = {}
    for person, rows, variables in zip(group, options, chosen, strict=True):
        model.add_exactly_one(variables)
        for row, variable in zip(rows, variables, strict=True):
            codes, own = _week_of(week, situation.pool, int(person), row)
            terms.append(round(own * SCALE) * variable)
            model.add_hint(variable, row < 0)
            for cell, heads in _covered(situation, rest, int(person), codes):
                cells.setdefault(cell, []).append((variable, heads))
    present = {variables[0].index for variables in chosen}
    for (q, t), givers in cells.items():
        need = round(float(demand.need[q, t] - rest[q, t]) * SCALE)
        missing = max(0, need - sum(heads for variable, heads in givers if variable.index in present))
        short = model.new_int_var(0, need, "")
        model.add(short + cp_model.LinearExpr.weighted_sum([v for v, _ in givers], [h for _, h in givers]) >= need)
        model.add_hint(short, missing)
        terms.append(round(float(demand.head_cost[q])) * short)
        shallow = round((1 - DEEP_SHARE) * float(demand.need[q, t]) * SCALE)
        if demand.deep > 1.0 and need > shallow:
            deep = model.new_int_var(0, need, "")
            model.add(deep >= short - shallow)
            model.add_hint(deep, max(0, missing - shallow))
            terms.append(round((demand.deep - 1) * float(demand.head_cost[q])) * deep)
    model.minimize(cp_model.LinearExpr.sum(terms))
    return model, chosen, options


def _options(week: Week, pool: WeekPool, person: int) -> list[int]:
    """The present week (-1) and the distinct weeks of the pool."""
    seen = {week.codes[person].tobytes()}
    rows = [-1]
    for row in range(person * pool.depth, person * pool.depth + min(pool.depth, int(pool.written[person]))):
        codes = pool.weeks.codes[row].tobytes()
        if codes not in seen:
            seen.add(codes)
            rows.append(row)
    return rows


def _week_of(week: Week, pool: WeekPool, person: int, row: int) -> tuple[npt.NDArray[np.int8], float]:
    if row < 0:
        return week.codes[person], float(week.own_cost[person])
    return pool.weeks.codes[row], float(pool.weeks.own_cost[row])


def _covered(situation: Situation, rest: Floats, person: int, codes: npt.NDArray[np.int8]) -> list[tuple[tuple[int, int], int]]:
    """The cells still in need that a week covers, with the hundredths of a head it gives."""
    crew, need = situation.crew, situation.demand.need
    first = int(crew.first_role[person])
    slots = np.flatnonzero(codes[: need.shape[1]] >= 0)
    roles = first + codes[slots].astype(np.int64)
    work_types = crew.role_work_type[roles]
    useful = work_types >= 0
    useful[useful] = need[work_types[useful], slots[useful]] > rest[work_types[useful], slots[useful]] + 0.5 / SCALE
    heads = np.rint(crew.role_speed[roles] * SCALE).astype(np.int64)
    return [((int(q), int(t)), int(h)) for q, t, h in zip(work_types[useful], slots[useful], heads[useful], strict=True)]
