"""CP-SAT chooses, for a group of people at once, among weeks that the search has generated; everybody else stands still.

One Boolean per person and week, exactly one week each; what stays missing in a cell is an integer. The present weeks are a
complete hint. The answer is only a proposal: the engine counts it again exactly and keeps it when it is better.
"""

from typing import Any, NamedTuple

import numpy as np

from scheduling.rostering.coverage import DEEP_SHARE, Demand, Floats, change_cover
from scheduling.rostering.tours.crew import Crew, Ints
from scheduling.rostering.tours.tables import Week, copy_row, new_week

SCALE = 100
"""Heads are counted in hundredths, and so are minutes of shortage."""


class WeekPool(NamedTuple):
    """The last weeks that the search found for each person: ``weeks`` holds ``depth`` rows a person, ``written`` counts them."""

    weeks: Week
    written: Ints
    depth: int


class Question(NamedTuple):
    """Weeks to choose among, copied from the running search: row ``first[i]`` of ``weeks`` is the present week of ``group[i]``.

    ``rest`` is what everybody outside the group covers.
    """

    crew: Crew
    demand: Demand
    rest: Floats
    group: Ints
    first: Ints
    weeks: Week


def new_pool(crew: Crew, depth: int) -> WeekPool:
    """Room for ``depth`` weeks of everybody."""
    people = len(crew.contract)
    return WeekPool(weeks=new_week(crew, people * depth), written=np.zeros(people, np.int64), depth=depth)


def ask(crew: Crew, demand: Demand, cover: Floats, week: Week, pool: WeekPool, *, group: Ints) -> Question:
    """Copy the present weeks of ``group`` and the distinct other ones of the pool."""
    rest = cover.copy()
    sources: list[tuple[Week, int]] = []
    first = [0]
    for person in group:
        change_cover(crew, person, week, person, rest, -1.0)
        seen = {week.codes[person].tobytes()}
        sources.append((week, int(person)))
        for row in range(person * pool.depth, person * pool.depth + min(pool.depth, int(pool.written[person]))):
            codes = pool.weeks.codes[row].tobytes()
            if codes not in seen:
                seen.add(codes)
                sources.append((pool.weeks, row))
        first.append(len(sources))
    copies = new_week(crew, len(sources))
    for at, (source, row) in enumerate(sources):
        copy_row(copies, at, source, row)
    return Question(crew=crew, demand=demand, rest=rest, group=group, first=np.array(first), weeks=copies)


def choose(question: Question, *, seconds: float, work: float, seed: int) -> Ints:
    """Pick one row of ``question.weeks`` for each person of the group; the present ones when nothing better is found in time.

    ``work`` limits CP-SAT by its deterministic time: where that comes before ``seconds``, the same question and seed give the
    same answer on every machine.
    """
    # OR-Tools is heavy: it is loaded with the first question, not with the engine.
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in range(question.first[-1])]
    terms: list[Any] = []
    for first, last in zip(question.first[:-1], question.first[1:], strict=True):
        model.add_exactly_one(chosen[first:last])
        for row in range(first, last):
            terms.append(round(float(question.weeks.own_cost[row]) * SCALE) * chosen[row])
            model.add_hint(chosen[row], row == first)
    present = set(question.first[:-1].tolist())
    head_cost, deep_extra = question.demand.head_cost, question.demand.deep - 1.0
    for (q, t), givers in _covered_cells(question).items():
        need = round(float(question.demand.need[q, t] - question.rest[q, t]) * SCALE)
        missing = max(0, need - sum(heads for row, heads in givers if row in present))
        short = model.new_int_var(0, need, "")
        model.add(short + cp_model.LinearExpr.weighted_sum([chosen[row] for row, _ in givers], [heads for _, heads in givers]) >= need)
        model.add_hint(short, missing)
        terms.append(round(float(head_cost[q])) * short)
        shallow = round((1 - DEEP_SHARE) * float(question.demand.need[q, t]) * SCALE)
        if deep_extra[q] > 0 and need > shallow:
            deep = model.new_int_var(0, need - shallow, "")
            model.add(deep >= short - shallow)
            model.add_hint(deep, max(0, missing - shallow))
            terms.append(round(float(deep_extra[q] * head_cost[q])) * deep)
    model.minimize(cp_model.LinearExpr.sum(terms))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.max_deterministic_time = work
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return question.first[:-1]
    picked = np.array([solver.boolean_value(variable) for variable in chosen])
    return np.flatnonzero(picked)


def _covered_cells(question: Question) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """For each cell still in need, the rows that cover it with the hundredths of a head they give."""
    crew, need, rest = question.crew, question.demand.need, question.rest
    cells: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for i, person in enumerate(question.group):
        for row in range(question.first[i], question.first[i + 1]):
            cover = np.zeros_like(need)
            change_cover(crew, person, question.weeks, row, cover, 1.0)
            heads = np.rint(cover * SCALE).astype(np.int64)
            for q, t in np.argwhere((heads > 0) & (need > rest + 0.5 / SCALE)).tolist():
                cells.setdefault((q, t), []).append((row, int(heads[q, t])))
    return cells
