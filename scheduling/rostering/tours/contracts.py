"""A contract's legal shifts as arrays: their lengths, what each pays, and the orders in which their breaks and a gap can follow.

A *pause* is anything in a shift that is not work: a break that the shift's length owes, or the gap of a split shift. A *plan* is an
order of pauses with the window in which each may start. A *form* is a length of shift: its span, gap included, and what it pays.
"""

from typing import Any, NamedTuple

import numpy as np

from scheduling.rostering.contract import minute_of_day
from scheduling.rostering.problem import MINUTES_PER_DAY, SLOT_MINUTES, BreakRule, Contract
from scheduling.rostering.tours.crew import ANY_LENGTH


class Form(NamedTuple):
    """One legal length of a shift, in slots: ``span`` from start to end, ``paid`` of it, ``gap`` of a split (0 for none)."""

    span: int
    paid: int
    gap: int
    owed: tuple[int, ...]

    @property
    def worked(self) -> int:
        """The length that the contract counts: without the gap."""
        return self.span - self.gap


class Pause(NamedTuple):
    """A break or gap of a plan, in slots: window of its start from the shift's start, and the least from its end to the shift's end.

    ``number`` is that of the contract's break entry; a gap has the number after the last entry.
    """

    number: int
    slots: int
    earliest: int
    latest: int
    tail: int
    paid: bool
    is_gap: bool


PAUSE_ARRAYS = ("pause_id", "pause_length", "pause_from", "pause_to", "pause_tail", "pause_paid", "pause_is_gap")
"""The crew's names for the fields of a pause."""
Plan = tuple[Pause, ...]


def gaps_of(contract: Contract) -> list[int]:
    """The lengths in slots that a gap may have; an unpaid break of a declared length is never a gap."""
    if contract.split is None:
        return []
    shortest, longest = contract.split.gap_minutes
    declared = {rule.minutes for rule in contract.breaks if not rule.paid}
    return [minutes // SLOT_MINUTES for minutes in range(shortest, longest + 1, SLOT_MINUTES) if minutes not in declared]


def forms_of(contract: Contract) -> list[Form]:
    """Every legal length of a shift, without a gap and with each."""
    low, high = (minutes // SLOT_MINUTES for minutes in contract.shift_minutes)
    most_paid = high if contract.day_minutes_max is None else contract.day_minutes_max // SLOT_MINUTES
    part = contract.split.part_minutes_min // SLOT_MINUTES if contract.split else 0
    forms = []
    for slots in range(low, high + 1, contract.shift_step_minutes // SLOT_MINUTES):
        owed = tuple(i for i, rule in enumerate(contract.breaks) if slots * SLOT_MINUTES >= rule.shift_minutes_from)
        paid = slots - sum(contract.breaks[i].minutes // SLOT_MINUTES for i in owed if not contract.breaks[i].paid)
        if 0 < paid <= most_paid:
            forms.append(Form(slots, paid, 0, owed))
            if slots >= 2 * part:
                forms.extend(Form(slots + gap, paid, gap, owed) for gap in gaps_of(contract))
    return forms


def plans_of(contract: Contract, forms: list[Form], *, relaxed: bool) -> dict[Plan, set[int]]:
    """Each plan with the forms that it fits, by index; equal break entries are told apart nowhere.

    Where breaks follow a gap, how much of the shift follows it is not known while the plan is made. ``relaxed`` then lets every gap
    pass, so that no legal shift is missed; otherwise only gaps pass after which enough is sure to follow.
    """
    plans: dict[Plan, set[int]] = {}
    for at, form in enumerate(forms):
        for plan in _orders(contract, form, relaxed=relaxed):
            plans.setdefault(plan, set()).add(at)
    return plans


def _orders(contract: Contract, form: Form, *, relaxed: bool) -> list[Plan]:
    pauses = [_pause(i, contract.breaks[i]) for i in form.owed]
    if form.gap:
        part = contract.split.part_minutes_min // SLOT_MINUTES if contract.split else 0
        latest = max(contract.shift_minutes) // SLOT_MINUTES - part
        pauses.append(Pause(len(contract.breaks), form.gap, part, latest, part, paid=False, is_gap=True))
    orders: dict[tuple[tuple[int, ...], ...], Plan] = {}
    _extend(pauses, (), 0, orders)
    block = max(1, contract.block_minutes_min // SLOT_MINUTES)
    return [_with_tails(plan, block, relaxed=relaxed) for plan in orders.values()]


def _pause(number: int, rule: BreakRule) -> Pause:
    earliest, latest = (minutes // SLOT_MINUTES for minutes in rule.starts_after_minutes)
    return Pause(number, rule.minutes // SLOT_MINUTES, earliest, latest, 0, rule.paid, is_gap=False)


def _extend(left: list[Pause], plan: Plan, free_from: int, orders: dict[tuple[tuple[int, ...], ...], Plan]) -> None:
    """Add every order of the pauses that their windows allow; of equal entries only one."""
    if not left:
        orders.setdefault(tuple(pause[1:] for pause in plan), plan)
    for at, pause in enumerate(left):
        start = max(free_from, pause.earliest)
        if start <= pause.latest:
            _extend([*left[:at], *left[at + 1 :]], (*plan, pause), start + pause.slots, orders)


def _with_tails(plan: Plan, block: int, *, relaxed: bool) -> Plan:
    """The plan with each tail counted to the start of the pause that follows, or to the shift's end after the last one."""
    result = []
    for at, pause in enumerate(plan):
        later = plan[at + 1 :]
        sure = sum(other.slots + block for other in later)
        tail = pause.tail if not later else 0 if relaxed else max(0, pause.tail - sure)
        result.append(pause._replace(tail=tail))
    return tuple(result)


def _longest_stretch(form: Form, plan: Plan) -> int:
    """The longest time between two pauses of a shift, or a pause and an end of the shift, in slots."""
    longest = free_from = 0
    for pause in plan:
        longest = max(longest, min(pause.latest, form.span - pause.slots) - free_from)
        free_from = max(free_from, pause.earliest) + pause.slots
    return max(longest, form.span - free_from)


class ContractRow(NamedTuple):
    """A contract with its forms, and the slots of one unit of paid time."""

    contract: Contract
    forms: list[Form]
    unit: int


def contract_arrays(rows: list[ContractRow], *, relaxed: bool) -> dict[str, Any]:
    """The crew's arrays over contracts."""
    planned = [plans_of(row.contract, row.forms, relaxed=relaxed) for row in rows]
    most = max((len(row.forms) for row in rows), default=0)
    most_plans = max((len(plans) for plans in planned), default=0)
    most_pauses = max((len(plan) for plans in planned for plan in plans), default=0)
    sets = [template_sets(row.contract) for row in rows]
    length, units, gap = (np.zeros((len(rows), most), np.int64) for _ in range(3))
    fits = np.zeros((len(rows), most_plans, most), np.int8)
    allowed = np.zeros((len(rows), max((len(found) for found in sets), default=0) + 1, most), np.int8)
    count = np.zeros((len(rows), most_plans), np.int64)
    stretch = np.ones(len(rows), np.int64)
    pauses = np.zeros((len(Pause._fields), len(rows), most_plans, most_pauses), np.int64)
    for c, row in enumerate(rows):
        for i, form in enumerate(row.forms):
            length[c, i], units[c, i], gap[c, i] = form.span, form.paid // row.unit, form.gap
            allowed[c, ANY_LENGTH, i] = 1
            for at, lengths in enumerate(sets[c].values(), start=ANY_LENGTH + 1):
                allowed[c, at, i] = form.worked in lengths
        for j, (plan, fitting) in enumerate(planned[c].items()):
            count[c, j] = len(plan)
            fits[c, j, list(fitting)] = 1
            stretch[c] = max(stretch[c], *(_longest_stretch(row.forms[i], plan) for i in fitting))
            for b, pause in enumerate(plan):
                pauses[:, c, j, b] = pause
    contracts = [row.contract for row in rows]
    return {
        "rest": np.array([c.rest_minutes // SLOT_MINUTES for c in contracts], np.int64),
        "long_rest": np.array([(c.weekly_rest_minutes or 0) // SLOT_MINUTES for c in contracts], np.int64),
        "stretch_max": stretch,
        "length_count": np.array([len(row.forms) for row in rows], np.int64),
        "length": length,
        "length_units": units,
        "length_gap": gap,
        "length_allowed": allowed,
        "plan_count": np.array([len(plans) for plans in planned], np.int64),
        "plan_fits": fits,
        "pause_count": count,
        **dict(zip(PAUSE_ARRAYS, pauses, strict=True)),
        "unit_slots": np.array([row.unit for row in rows], np.int64),
        "week_minutes_min": np.array([c.week_minutes[0] for c in contracts], np.int64),
    }


def template_sets(contract: Contract) -> dict[int, frozenset[int]]:
    """The lengths in slots that templates allow, by the minute of the local day at which the shift starts; empty without templates."""
    found: dict[int, set[int]] = {}
    for start, minutes in contract.templates:
        found.setdefault(minute_of_day(start) % MINUTES_PER_DAY, set()).add(minutes // SLOT_MINUTES)
    return {minute: frozenset(lengths) for minute, lengths in sorted(found.items())}
