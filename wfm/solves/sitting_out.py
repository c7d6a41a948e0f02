"""Who sits a build out: a lead leaves them out by hand, and they get no work but the shifts that are locked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from itertools import pairwise

from flask_babel import gettext as _

from scheduling.rostering.person import DayOffLock, Person, ShiftLock
from scheduling.rostering.problem import RosterProblem
from wfm.core.errors import InvalidInput


class NotInThePool(InvalidInput):
    code = "not_in_the_pool"


def check_in_pool(problem: RosterProblem, agent_ids: Collection[int]) -> None:
    """Raises NotInThePool for somebody whom the build would not plan anyhow."""
    known = {int(person.id) for person in problem.people}
    if unknown := sorted(set(agent_ids) - known):
        raise NotInThePool(
            _("%(ids)s: not among the people of this build; load the page again and choose anew.", ids=", ".join(map(str, unknown)))
        )


def with_sitting_out(problem: RosterProblem, agent_ids: Collection[int]) -> RosterProblem:
    """The problem in which these people start nothing on any day without a locked shift, and need not reach their contract's least.

    They stay in it, so that their rows stand on the board and a lead can give them work by hand.
    """
    asked = set(map(str, agent_ids))
    people = tuple(_sitting_out(person, problem.slots) if person.id in asked else person for person in problem.people)
    return replace(problem, people=people)


def _sitting_out(person: Person, slots: int) -> Person:
    kept = [lock for lock in person.locks if isinstance(lock, ShiftLock)]
    starts = [lock.shift.slots[0] for lock in kept]
    days = [
        day
        for day, (first, next_first) in enumerate(pairwise((*person.midnights, max(slots, person.midnights[-1]) + 1)))
        if next_first > 0 and first < slots and not any(first <= start < next_first for start in starts)
    ]
    contract = replace(person.contract, week_minutes=(0, person.contract.week_minutes[1]))
    return replace(person, contract=contract, locks=(*kept, *map(DayOffLock, days)))
