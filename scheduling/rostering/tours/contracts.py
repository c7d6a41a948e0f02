"""A contract's legal shift lengths with the breaks they owe, as arrays."""

from typing import Any, NamedTuple

import numpy as np

from scheduling.rostering.problem import SLOT_MINUTES, BreakRule, Contract


class Lengths(NamedTuple):
    """A contract's legal shift lengths, with what each pays, in slots, and the break entries each owes."""

    slots: list[int]
    paid: list[int]
    owed: list[tuple[int, ...]]


def lengths_of(contract: Contract) -> Lengths:
    low, high = (m // SLOT_MINUTES for m in contract.shift_minutes)
    longest_paid = high if contract.day_minutes_max is None else contract.day_minutes_max // SLOT_MINUTES
    result = Lengths([], [], [])
    for slots in range(low, high + 1, contract.shift_step_minutes // SLOT_MINUTES):
        owed = tuple(i for i, rule in enumerate(contract.breaks) if slots * SLOT_MINUTES >= rule.shift_minutes_from)
        paid = slots - sum(contract.breaks[i].minutes // SLOT_MINUTES for i in owed if not contract.breaks[i].paid)
        if 0 < paid <= longest_paid:
            result.slots.append(slots)
            result.paid.append(paid)
            result.owed.append(owed)
    return result


Plan = tuple[int, ...]


def plans_of(contract: Contract, owed: tuple[int, ...]) -> list[Plan]:
    """The orders in which the owed breaks can follow one another by their windows, equal entries counted once."""
    plans: dict[tuple[BreakRule, ...], Plan] = {}
    _extend(contract, (), owed, 0, plans)
    return list(plans.values())


def _extend(contract: Contract, before: Plan, left: tuple[int, ...], earliest: int, plans: dict[tuple[BreakRule, ...], Plan]) -> None:
    if not left:
        plans.setdefault(tuple(contract.breaks[i] for i in before), before)
    for i in left:
        rule = contract.breaks[i]
        start = max(earliest, rule.starts_after_minutes[0])
        if start <= rule.starts_after_minutes[1]:
            _extend(contract, (*before, i), tuple(j for j in left if j != i), start + rule.minutes, plans)


def _longest_stretch(contract: Contract, slots: int, plan: Plan) -> int:
    """The longest time between two breaks of a shift, or a break and an end of the shift, in slots."""
    longest = earliest = 0
    for i in plan:
        rule = contract.breaks[i]
        longest = max(longest, rule.starts_after_minutes[1] // SLOT_MINUTES - earliest)
        earliest = (max(earliest * SLOT_MINUTES, rule.starts_after_minutes[0]) + rule.minutes) // SLOT_MINUTES
    return max(longest, slots - earliest)


ContractRow = tuple[Contract, Lengths, int]


def contract_arrays(rows: list[ContractRow]) -> dict[str, Any]:
    """The crew's arrays over contracts; a row is a contract, its lengths and the slots of one paid unit."""
    by_owed = [{owed: plans_of(contract, owed) for owed in lengths.owed} for contract, lengths, _ in rows]
    plans = [sorted({plan for found in known.values() for plan in found}) for known in by_owed]
    most = max((len(lengths.slots) for _, lengths, _ in rows), default=0)
    most_plans = max((len(p) for p in plans), default=0)
    most_breaks = max((len(plan) for p in plans for plan in p), default=0)
    length, units = (np.zeros((len(rows), most), np.int64) for _ in range(2))
    fits = np.zeros((len(rows), most_plans, most), np.int8)
    count = np.zeros((len(rows), most_plans), np.int64)
    stretch = np.ones(len(rows), np.int64)
    ids, lens, low, high = (np.zeros((len(rows), most_plans, most_breaks), np.int64) for _ in range(4))
    for c, (contract, lengths, unit) in enumerate(rows):
        length[c, : len(lengths.slots)], units[c, : len(lengths.slots)] = lengths.slots, [paid // unit for paid in lengths.paid]
        for i, (slots, owed) in enumerate(zip(lengths.slots, lengths.owed, strict=True)):
            for plan in by_owed[c][owed]:
                fits[c, plans[c].index(plan), i] = 1
                stretch[c] = max(stretch[c], _longest_stretch(contract, slots, plan))
        for j, plan in enumerate(plans[c]):
            count[c, j] = len(plan)
            for b, rule in enumerate(plan):
                ids[c, j, b], lens[c, j, b] = rule, contract.breaks[rule].minutes // SLOT_MINUTES
                low[c, j, b], high[c, j, b] = (m // SLOT_MINUTES for m in contract.breaks[rule].starts_after_minutes)
    return {
        "rest": np.array([c.rest_minutes // SLOT_MINUTES for c, _, _ in rows], np.int64),
        "stretch_max": stretch,
        "length_count": np.array([len(lengths.slots) for _, lengths, _ in rows], np.int64),
        "length": length,
        "length_units": units,
        "plan_count": np.array([len(p) for p in plans], np.int64),
        "plan_fits": fits,
        "break_count": count,
        "break_id": ids,
        "break_length": lens,
        "break_from": low,
        "break_to": high,
        "unit_slots": np.array([unit for _, _, unit in rows], np.int64),
        "week_minutes_min": np.array([c.week_minutes[0] for c, _, _ in rows], np.int64),
        "week_units_min": np.array([-(-c.week_minutes[0] // (SLOT_MINUTES * unit)) for c, _, unit in rows], np.int64),
        "week_minimum_hard": np.array([c.week_minimum_hard for c, _, _ in rows], np.int8),
    }
