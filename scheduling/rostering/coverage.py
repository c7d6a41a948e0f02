"""What coverage is worth: the convex cost of shortage and surplus in each cell, and one more person's gain.

A *cell* is a work type in a slot. Costs are in minutes of shortage: a head missing for a slot costs its 15 minutes times
the work type's priority, and more once over half of the cell's need is missing; a surplus head costs a little.

Beside the work types stand rows for people who are wanted at work at the same time (presence_rows.py): whoever is marked for one counts
in it by working on anything. Work that may wait is a row whose need moves with what is covered (backlog.py).

Somebody whose presence serves several work types at once shares it out among their cells (the *split*, parts of one head that add up to
at most one), each time the best way while everybody else's shares stand still.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduling.compiled import compiled, compiled_within
from scheduling.rostering.backlog import asked, backlogs_of, done_in_time
from scheduling.rostering.presence_rows import presence_rows
from scheduling.rostering.problem import SLOT_HOURS, SLOT_MINUTES, RosterProblem, WorkKind
from scheduling.rostering.tours.crew import ANY_ROLE, NO_WORK

Floats = npt.NDArray[np.float64]

DEEP_SHARE = 0.5
"""From this share of a cell's need on, a missing head counts as deep shortage."""
NEXT_TO_NOTHING = 1e-9
TINY_HEADS = 1e-5
"""Less than this of a head is nothing: splits are kept in single precision."""


class Demand(NamedTuple):
    """Heads needed and the cost of a missing head, by row × slot; slopes relative to that cost.

    A head missing below ``deep_need`` costs ``deep``, one between that and ``need`` costs ``shallow``. The first ``work_types`` rows are
    the problem's work types, the others are people wanted at the same time. The n-th whole surplus head of a cell costs ``surplus`` and
    (2n − 1) ``crowding``, so that n heads cost n² ``crowding`` in all.
    """

    need: Floats
    deep_need: Floats
    shallow: Floats
    head_cost: Floats
    deep: Floats
    surplus: Floats
    crowding: Floats
    work_types: int


def build_demand(problem: RosterProblem) -> Demand:
    """Compile what is needed; work that may wait is asked for where nothing is covered yet."""
    work_types, rows, weights = problem.work_types, presence_rows(problem), problem.weights
    need = np.zeros((len(work_types) + len(rows), problem.slots))
    for i, work_type in enumerate(work_types):
        need[i] = problem.required.get(work_type.id, 0.0)
    may_wait = np.array([work_type.kind is WorkKind.BACKLOG for work_type in work_types], np.bool_)
    for i, row in enumerate(rows, start=len(work_types)):
        need[i] = row.wanted
    beside = len(rows)
    demand = Demand(
        need=need,
        deep_need=DEEP_SHARE * need,
        shallow=np.ones_like(need),
        head_cost=np.array([SLOT_MINUTES * w.priority for w in work_types] + [SLOT_MINUTES * row.minute_cost for row in rows]),
        deep=np.append(np.where(may_wait, 1.0, max(1.0, float(weights.deep_shortage))), np.ones(beside)),
        surplus=np.append(np.full(len(work_types), float(weights.surplus)), [float(row.is_even) for row in rows]),
        crowding=np.append(np.where(may_wait, 0.0, float(weights.crowding)), np.zeros(beside)),
        work_types=len(work_types),
    )
    for backlog in backlogs_of(problem):
        demand.need[backlog.row] = asked(backlog, done_in_time(backlog, np.zeros(problem.slots)), attraction=np.zeros(problem.slots))
    return demand


def only_shortage(demand: Demand) -> Demand:
    """The same need where nothing but a missing head costs anything, one for each slot of it; other rows cost next to nothing."""
    is_work = np.arange(len(demand.head_cost)) < demand.work_types
    nothing = np.zeros(len(is_work))
    need = np.where(is_work[:, None], demand.need, 0.0)
    return Demand(
        need=need,
        deep_need=need.copy(),
        shallow=np.ones_like(need),
        head_cost=np.where(is_work, 1.0, NEXT_TO_NOTHING),
        deep=np.ones(len(is_work)),
        surplus=nothing,
        crowding=nothing,
        work_types=demand.work_types,
    )


@compiled
def cell_cost(demand, q, t, cover):
    """Cost of one cell that is covered so much, in minutes of shortage."""
    need = demand.need[q, t]
    short = need - cover
    if short <= 0.0:
        over = -short
        whole = np.floor(over)
        crowded = whole * whole + (2.0 * whole + 1.0) * (over - whole)
        return (over * demand.surplus[q] + crowded * demand.crowding[q]) * demand.head_cost[q]
    shallow, far = demand.shallow[q, t], demand.deep_need[q, t] - cover
    if far > 0.0:
        return (shallow * short + (demand.deep[q] - shallow) * far) * demand.head_cost[q]
    return shallow * short * demand.head_cost[q]


@compiled
def total_cost(demand, cover):
    """Cost of all cells, in minutes of shortage."""
    total = 0.0
    for q in range(demand.need.shape[0]):
        for t in range(demand.need.shape[1]):
            total += cell_cost(demand, q, t, cover[q, t])
    return total


@compiled_within
def _next_head(demand, q, t, cover):
    """What the next bit of cover takes off the cost of a cell, per head, and how many heads have that worth."""
    need, deep, head_cost = demand.need[q, t], demand.deep_need[q, t], demand.head_cost[q]
    if cover < deep - TINY_HEADS:
        return head_cost * demand.deep[q], deep - cover
    if cover < need - TINY_HEADS:
        return head_cost * demand.shallow[q, t], need - cover
    whole = np.floor(cover - need + TINY_HEADS)
    return -head_cost * (demand.surplus[q] + (2.0 * whole + 1.0) * demand.crowding[q]), need + whole + 1.0 - cover


@compiled_within
def share_out(crew, demand, cover, role, t, split):
    """Share one person's presence in a slot among the work types of a role, the most useful first. Returns what it takes off the cost.

    ``role`` counts over all roles; ``split`` gets the part of the person that each option has. What nobody needs is left idle, which
    costs what a surplus head of the first option costs.
    """
    first, last = crew.first_option[role], crew.first_option[role + 1]
    split[:] = 0.0
    left, gain = 1.0, 0.0
    for _ in range(4 * (last - first) + 4):  # each step fills a cell up to the next corner of its cost
        if left <= TINY_HEADS:
            break
        best, chosen, room = 0.0, -1, 0.0
        for option in range(first, last):
            q, speed = crew.option_work_type[option], crew.option_speed[option]
            worth, heads = _next_head(demand, q, t, cover[q, t] + speed * split[option - first])
            if speed * worth > best:
                best, chosen, room = speed * worth, option, heads / speed
        if chosen < 0:
            break
        part = min(left, room)
        split[chosen - first] += part
        gain += part * best
        left -= part
    idle = crew.option_work_type[first]
    return gain - left * demand.surplus[idle] * demand.head_cost[idle]


@compiled_within
def add_favours(crew, person, value):
    """Add to value[role, slot] what the person's favours make of it."""
    first, last = crew.first_role[person], crew.first_role[person + 1]
    for i in range(crew.first_favour[person], crew.first_favour[person + 1]):
        start, end = crew.favour_span[i]
        for role in range(last - first):
            if crew.favour_role[i] == role or (crew.favour_role[i] == ANY_ROLE and crew.role_work[first + role] != NO_WORK):
                value[role, start:end] += crew.favour_minutes[i]


@compiled
def fill_gains(crew, demand, cover, person, value, start, end):
    """value[role, slot]: how much the cost falls when ``person``, absent so far, works in a slot from ``start`` to before ``end``.

    Exact, not a slope. Other slots keep what they hold.
    """
    split = np.zeros(crew.options_max)
    slots = min(end, demand.need.shape[1])
    for role in range(crew.first_role[person], crew.first_role[person + 1]):
        row, joy = value[role - crew.first_role[person]], crew.role_joy[role]
        row[max(start, slots) : end] = joy
        options = crew.first_option[role + 1] - crew.first_option[role]
        if options == 0:
            row[start:end] = joy
        elif options == 1:
            q, speed = crew.option_work_type[crew.first_option[role]], crew.option_speed[crew.first_option[role]]
            for t in range(start, slots):
                row[t] = cell_cost(demand, q, t, cover[q, t]) - cell_cost(demand, q, t, cover[q, t] + speed) + joy
        else:
            for t in range(start, slots):
                row[t] = share_out(crew, demand, cover, role, t, split) + joy
    for i in range(crew.first_mark[person], crew.first_mark[person + 1]):
        q, heads = crew.mark_row[i], crew.mark_heads[i]
        for t in range(start, slots):
            gain = cell_cost(demand, q, t, cover[q, t]) - cell_cost(demand, q, t, cover[q, t] + heads)
            for role in range(crew.first_role[person], crew.first_role[person + 1]):
                if crew.first_option[role] < crew.first_option[role + 1]:
                    value[role - crew.first_role[person], t] += gain
    add_favours(crew, person, value)


@compiled
def change_cover(crew, person, week, row, cover, sign):
    """Add (sign 1) or take away (sign -1) what row ``row`` of ``week``, a week of ``person``, covers, as it was shared out last."""
    first = crew.first_role[person]
    for t in range(cover.shape[1]):
        code = week.codes[row, t]
        if code < 0:
            continue
        option = crew.first_option[first + code]
        options = crew.first_option[first + code + 1] - option
        if options == 1:
            cover[crew.option_work_type[option], t] += sign * crew.option_speed[option]
        elif options > 1:
            for i in range(options):
                cover[crew.option_work_type[option + i], t] += sign * crew.option_speed[option + i] * week.split[row, t, i]
        if options > 0:
            for i in range(crew.first_mark[person], crew.first_mark[person + 1]):
                cover[crew.mark_row[i], t] += sign * crew.mark_heads[i]


@compiled
def add_cover(crew, demand, person, week, row, cover):
    """Add what row ``row`` of ``week``, a week of ``person``, covers; presence that is shared is shared out anew."""
    first = crew.first_role[person]
    if crew.options_max > 1:
        for t in range(cover.shape[1]):
            role = first + week.codes[row, t]
            if role >= first and crew.first_option[role + 1] - crew.first_option[role] > 1:
                share_out(crew, demand, cover, role, t, week.split[row, t])
    change_cover(crew, person, week, row, cover, 1.0)


@compiled
def total_cover(crew, week, rows, slots):
    """Heads by row × slot that all weeks together give, added in one fixed order."""
    cover = np.zeros((rows, slots))
    for person in range(week.codes.shape[0]):
        change_cover(crew, person, week, person, cover, 1.0)
    return cover


def short_hours(demand: Demand, cover: Floats) -> float:
    """Unweighted hours short: Σ max(0, required − capacity) · 0.25 h."""
    return float(np.maximum(demand.need - cover, 0.0)[: demand.work_types].sum()) * SLOT_HOURS


def surplus_hours(demand: Demand, cover: Floats) -> float:
    """Hours of capacity above what is required, summed over cells."""
    return float(np.maximum(cover - demand.need, 0.0)[: demand.work_types].sum()) * SLOT_HOURS
