"""What one more head is worth in a cell, and the dual of a cell's cost: the arithmetic of the proved bound.

A *price* is what a head earns in a cell, in the unit of ``demand``. Prices answer to how much is covered, but not too fast: they are
held near a *centre* by a spring, so that a little more cover does not turn a whole price over (the proximal step of Rockafellar 1976).
Each slot value is rounded up to a multiple of 2⁻²⁰, so that the sums inside the kernel are exact and the bound is rigorous.
"""

import numpy as np

from scheduling.compiled import compiled, compiled_within
from scheduling.rostering.coverage import add_favours, cell_cost

GRID = 2.0**20


@compiled_within
def held_price(demand, q, t, cover, center, spring):
    """The price π of a cell that is covered so much, held near ``center``.

    It is the best of ``least over y of (cost(y) + π y) − cover π − spring / (2 head_cost) (π − center)²``; ``spring`` is the number
    of heads that move a price by the worth of a whole head. Where a cell of work is covered by nothing, any price from some one on
    would do; it gets that one, the lowest, so that it draws nobody.
    """
    need, head_cost = demand.need[q, t], demand.head_cost[q]
    give = spring / head_cost
    deep, dearest, dear = demand.deep_need[q, t], head_cost * demand.deep[q], head_cost * demand.shallow[q, t]
    may_stay_bare = q < demand.work_types  # rows of people wanted together may also be covered by less than nothing
    if dearest > dear and (deep > 0.0 or not may_stay_bare):
        if cover + give * (dearest - center) <= deep:
            return dearest
        price = center + (deep - cover) / give
        if price >= dear:
            return price
    if (need > 0.0 or not may_stay_bare) and cover + give * (dear - center) <= need:
        return dear
    surplus, crowding, over = demand.surplus[q], demand.crowding[q], 0.0
    while True:  # between two whole heads of surplus the price moves, at each of them it may stand still
        price = center + (need + over - cover) / give
        floor = -head_cost * (surplus + (2.0 * over + 1.0) * crowding)
        if price >= floor and (need + over > 0.0 or not may_stay_bare):
            return price
        if crowding == 0.0 or cover + give * (floor - center) <= need + over + 1.0:
            return floor
        over += 1.0


@compiled
def fill_prices(demand, cover, center, spring, price):
    """Fill the held prices of all cells."""
    for q in range(cover.shape[0]):
        for t in range(cover.shape[1]):
            price[q, t] = held_price(demand, q, t, cover[q, t], center[q, t], spring)


@compiled_within
def fill_priced(crew, person, price, value, best_option):
    """value[role, slot] at ``price``, and the option in which a person of that role earns most there."""
    slots = price.shape[1]
    for role in range(crew.first_role[person], crew.first_role[person + 1]):
        at, joy = role - crew.first_role[person], crew.role_joy[role]
        first, last = crew.first_option[role], crew.first_option[role + 1]
        if first == last:
            value[at] = joy
            continue
        value[at, slots:] = joy
        for t in range(slots):
            best, chosen = crew.option_speed[first] * price[crew.option_work_type[first], t], first
            for option in range(first + 1, last):
                here = crew.option_speed[option] * price[crew.option_work_type[option], t]
                if here > best:
                    best, chosen = here, option
            best_option[at, t] = chosen
            value[at, t] = best + joy
    for i in range(crew.first_mark[person], crew.first_mark[person + 1]):
        q, heads = crew.mark_row[i], crew.mark_heads[i]
        for role in range(crew.first_role[person], crew.first_role[person + 1]):
            if crew.first_option[role] < crew.first_option[role + 1]:
                value[role - crew.first_role[person], :slots] += heads * price[q]
    add_favours(crew, person, value)
    for at in range(crew.first_role[person + 1] - crew.first_role[person]):
        value[at] = np.ceil(value[at] * GRID) / GRID


@compiled
def priced_cells(demand, price):
    """Sum over cells of the least that cover may cost at ``price``: cost(y) + price · y over all y from 0 on."""
    total = 0.0
    for q in range(price.shape[0]):
        for t in range(price.shape[1]):
            need, head_cost, here = demand.need[q, t], demand.head_cost[q], price[q, t]
            if here >= head_cost * demand.deep[q]:
                y = 0.0
            elif here >= head_cost * demand.shallow[q, t]:
                y = demand.deep_need[q, t]
            elif here >= -head_cost * (demand.surplus[q] + demand.crowding[q]) or demand.crowding[q] == 0.0:
                y = need
            else:
                y = need + np.ceil(((-here / head_cost - demand.surplus[q]) / demand.crowding[q] - 1.0) / 2.0)
            total += cell_cost(demand, q, t, y) + here * y
    return total
