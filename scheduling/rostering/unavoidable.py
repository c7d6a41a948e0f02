"""What of a roster's shortage no roster can avoid, stretch by stretch.

A head is worth one where work is short in the stretch, and nothing elsewhere. At such prices the bound says: whatever is done, so many
hours stay short there, because everybody's best week for that stretch alone gives no more. It is a proof for each stretch by itself;
the proofs of several stretches do not add up.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from scheduling.rostering.bound import ShortageBound
from scheduling.rostering.coverage import Demand, Floats
from scheduling.rostering.ledger import spans_of
from scheduling.rostering.result import Unavoidable
from scheduling.rostering.roster import Span
from scheduling.rostering.tours.crew import Crew, Ints
from scheduling.rostering.validation import SLOT_HOURS

HEADS_LEAST, HOURS_LEAST = 0.25, 0.25
"""A slot that lacks fewer heads counts as covered, and a proof of fewer hours is no news."""
LONGEST = 32
"""Longer stretches are cut into pieces of so many slots, for over a whole day somebody can always come."""
SHOWN = 12


def find_unavoidable(bound: ShortageBound, demand: Demand, cover: Floats, *, calls: int) -> tuple[Unavoidable, ...]:
    """The stretches with the most proved hours, in order of time, for at most ``calls`` kernel calls, the shortest stretches first."""
    missing = np.maximum(0.0, demand.need - cover)[: demand.work_types]
    missing[[backlog.row for backlog in bound.backlogs]] = 0.0  # such work is not short at a time of its own
    found: list[Unavoidable] = []
    for first, last in sorted(_stretches(missing), key=lambda span: -float(missing[:, span[0] : span[1]].sum())):
        price = np.zeros_like(demand.need)
        price[: demand.work_types, first:last] = missing[:, first:last] >= HEADS_LEAST
        people = _people_for(bound.crew, price, (first, last))
        if len(people) > calls:
            continue
        calls -= len(people)
        hours = bound.proved_at(price, people) * SLOT_HOURS
        if hours >= HOURS_LEAST:
            short = float(missing[:, first:last].sum()) * SLOT_HOURS
            found.append(Unavoidable((first, last), short, hours, len(people)))
    return tuple(sorted(sorted(found, key=lambda each: -each.proved_hours)[:SHOWN], key=lambda each: each.slots))


def _stretches(missing: Floats) -> Iterator[Span]:
    """Stretches of slots in which something is short, none longer than LONGEST."""
    for first, last in spans_of(np.logical_or.reduce(missing >= HEADS_LEAST)):
        pieces = -(-(last - first) // LONGEST)
        cuts = [first + (last - first) * at // pieces for at in range(pieces + 1)]
        yield from pairwise(cuts)


def _people_for(crew: Crew, price: Floats, slots: Span) -> Ints:
    """Who could earn anything at the prices."""
    rows = np.flatnonzero(price.any(axis=1))
    is_free = np.any(crew.run_end[:, slots[0] : slots[1]] > np.arange(*slots), axis=1)
    serves = np.isin(crew.option_work_type, rows)
    total = np.concatenate([[0], np.cumsum(serves)])
    has_skill = total[crew.first_option[crew.first_role[1:]]] > total[crew.first_option[crew.first_role[:-1]]]
    return np.flatnonzero(is_free & has_skill)
