"""A fractional roster: everybody has a few legal weeks at once, a share of each, and the shares of a person add up to 1.

It is where the prices of the bound come from, and what a dive rounds. Weeks come from the kernel at the present prices; between two
rounds of it, shares move among the weeks that are known already, person by person, each time from the week that earns least to the one
that earns most (pairwise block-coordinate Frank–Wolfe: Lacoste-Julien et al. 2013, 2015), which is much cheaper than the kernel.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduling.compiled import compiled, compiled_within
from scheduling.rostering.coverage import Demand, Floats
from scheduling.rostering.prices import fill_priced, held_price
from scheduling.rostering.tours.crew import Crew, Ints
from scheduling.rostering.tours.kernel import best_week
from scheduling.rostering.tours.tables import NEVER

OFF = -1
"""A slot of a week in which nothing is covered; otherwise the option served, counted from the person's first."""
DEPTHS = ((400, 32), (3000, 16))
"""How many weeks are known of each of so many people at most; FEWEST_WEEKS of each where there are more."""
FEWEST_WEEKS = 8
HALVINGS = 8
"""Halvings of the range in a line search."""
EVEN = 1e-9
"""Two weeks that earn the same but for this are equally good."""


class Fraction(NamedTuple):
    """The weeks of person p are the rows from p · depth on, ``known[p]`` of them; what they cost by themselves, and their shares.

    ``cover`` is what all shares cover, ``price`` the held price there, ``center`` what it is held near. The last three are room for
    the cells in which two weeks differ.
    """

    depth: int
    weeks: npt.NDArray[np.int16]
    own_cost: Floats
    share: Floats
    known: Ints
    newest: Ints
    cover: Floats
    price: Floats
    center: Floats
    at_work_type: Ints
    at_slot: Ints
    at_heads: Floats


def new_fraction(crew: Crew, demand: Demand) -> Fraction:
    """Nobody has a week yet."""
    people, (rows, slots) = len(crew.contract), demand.need.shape
    cells = (2 + int(np.diff(crew.first_mark).max(initial=0))) * slots
    depth = next((depth for most, depth in DEPTHS if people <= most), FEWEST_WEEKS)
    return Fraction(
        depth=depth,
        weeks=np.full((people * depth, slots), OFF, np.int16),
        own_cost=np.zeros(people * depth),
        share=np.zeros(people * depth),
        known=np.zeros(people, np.int64),
        newest=np.zeros(people, np.int64),
        cover=np.zeros((rows, slots)),
        price=np.zeros((rows, slots)),
        center=np.zeros((rows, slots)),
        at_work_type=np.zeros(cells, np.int64),
        at_slot=np.zeros(cells, np.int64),
        at_heads=np.zeros(cells),
    )


def total_own_cost(fraction: Fraction) -> float:
    """What the weeks cost by themselves, each by its share."""
    return float(fraction.share @ fraction.own_cost)


@compiled_within
def _row_for_newcomer(fraction, person):
    """A row without a share, unused or the one unused longest; -1 where every week known has a share."""
    first = person * fraction.depth
    if fraction.known[person] < fraction.depth:
        fraction.known[person] += 1
        return first + fraction.known[person] - 1
    for i in range(1, fraction.depth + 1):
        at = (fraction.newest[person] + i) % fraction.depth
        if fraction.share[first + at] == 0.0:
            fraction.newest[person] = at
            return first + at
    return -1


@compiled_within
def _learn_week(crew, fraction, person, price, value, codes, best_option):
    """Keep the kernel's answer ``codes``, worth ``value`` at ``price``. A person's first week takes the whole share."""
    row = _row_for_newcomer(fraction, person)
    if row < 0:
        return
    first = crew.first_role[person]
    week = fraction.weeks[row]
    for t in range(len(week)):
        is_work = codes[t] >= 0 and crew.role_work[first + codes[t]] >= 0
        week[t] = best_option[codes[t], t] - crew.first_option[first] if is_work else OFF
    fraction.own_cost[row] = _earned(crew, person, week, 0.0, price) - value
    fraction.share[row] = 0.0
    if fraction.known[person] == 1:
        fraction.share[row] = 1.0
        _add_share(crew, fraction, person, row, 1.0)


@compiled_within
def _add_share(crew, fraction, person, row, share):
    """Add what a share of a week covers."""
    first, week = crew.first_option[crew.first_role[person]], fraction.weeks[row]
    for t in range(len(week)):
        if week[t] >= 0:
            option = first + week[t]
            fraction.cover[crew.option_work_type[option], t] += share * crew.option_speed[option]
            for i in range(crew.first_mark[person], crew.first_mark[person + 1]):
                fraction.cover[crew.mark_row[i], t] += share * crew.mark_heads[i]


@compiled
def learn_weeks(crew, fraction, price, people, scratch, best_option):
    """Ask the kernel for the best week of each of ``people`` at ``price`` and keep it. Returns the sum of their values."""
    total = 0.0
    for person in people:
        fill_priced(crew, person, price, scratch.value, best_option)
        value, _ = best_week(crew, person, scratch)
        if value > NEVER:
            total += value
            _learn_week(crew, fraction, person, price, value, scratch.codes, best_option)
    return total


@compiled_within
def _marked(crew, person, price, t):
    """What the person's marks earn by any work in a slot."""
    total = 0.0
    for i in range(crew.first_mark[person], crew.first_mark[person + 1]):
        total += crew.mark_heads[i] * price[crew.mark_row[i], t]
    return total


@compiled_within
def _earned(crew, person, week, own_cost, price):
    """What a week of a person earns at ``price``, less what it costs by itself."""
    first_option = crew.first_option[crew.first_role[person]]
    total = -own_cost
    for t in range(len(week)):
        if week[t] >= 0:
            option = first_option + week[t]
            total += crew.option_speed[option] * price[crew.option_work_type[option], t]
            total += _marked(crew, person, price, t)
    return total


@compiled_within
def _list_differences(crew, fraction, person, worst, best):
    """List the cells in which two weeks of a person differ, with the heads that the second gives more. Returns how many there are."""
    first_option = crew.first_option[crew.first_role[person]]
    before, after, count = fraction.weeks[worst], fraction.weeks[best], 0
    for t in range(len(before)):
        if before[t] == after[t]:
            continue
        for option, sign in ((before[t], -1.0), (after[t], 1.0)):
            if option >= 0:
                fraction.at_work_type[count] = crew.option_work_type[first_option + option]
                fraction.at_slot[count] = t
                fraction.at_heads[count] = sign * crew.option_speed[first_option + option]
                count += 1
        if before[t] < 0 or after[t] < 0:
            for i in range(crew.first_mark[person], crew.first_mark[person + 1]):
                fraction.at_work_type[count], fraction.at_slot[count] = crew.mark_row[i], t
                fraction.at_heads[count] = crew.mark_heads[i] if after[t] >= 0 else -crew.mark_heads[i]
                count += 1
    return count


@compiled_within
def _slope(demand, fraction, spring, count, step, dearer):
    """How fast the held cost grows after ``step`` along the listed differences, of which all cost ``dearer`` more by themselves."""
    slope = dearer
    for i in range(count):
        q, t, heads = fraction.at_work_type[i], fraction.at_slot[i], fraction.at_heads[i]
        slope -= heads * held_price(demand, q, t, fraction.cover[q, t] + step * heads, fraction.center[q, t], spring)
    return slope


@compiled_within
def _move_share(crew, demand, fraction, spring, person):
    """Move share from a person's week that earns least to the one that earns most, as far as it lowers the held cost."""
    first_row = person * fraction.depth
    best, worst, most, least = -1, -1, NEVER, -NEVER
    for row in range(first_row, first_row + fraction.known[person]):
        earned = _earned(crew, person, fraction.weeks[row], fraction.own_cost[row], fraction.price)
        if earned > most:
            best, most = row, earned
        if fraction.share[row] > 0.0 and earned < least:
            worst, least = row, earned
    if best < 0 or best == worst or most - least <= EVEN:
        return
    count = _list_differences(crew, fraction, person, worst, best)
    dearer = fraction.own_cost[best] - fraction.own_cost[worst]
    low, high = 0.0, fraction.share[worst]
    if _slope(demand, fraction, spring, count, high, dearer) <= 0.0:
        step = high
    else:
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            if _slope(demand, fraction, spring, count, middle, dearer) < 0.0:
                low = middle
            else:
                high = middle
        step = low
    fraction.share[best] += step
    fraction.share[worst] -= step
    for i in range(count):
        q, t = fraction.at_work_type[i], fraction.at_slot[i]
        fraction.cover[q, t] += step * fraction.at_heads[i]
        fraction.price[q, t] = held_price(demand, q, t, fraction.cover[q, t], fraction.center[q, t], spring)


@compiled
def move_shares(crew, demand, fraction, spring, people):
    """Let each of ``people`` move share once."""
    for person in people:
        _move_share(crew, demand, fraction, spring, person)


@compiled
def take_out(crew, fraction, person):
    """Take a person out: no weeks known, nothing covered."""
    first = person * fraction.depth
    for row in range(first, first + fraction.known[person]):
        if fraction.share[row] > 0.0:
            _add_share(crew, fraction, person, row, -fraction.share[row])
            fraction.share[row] = 0.0
    fraction.known[person] = 0
