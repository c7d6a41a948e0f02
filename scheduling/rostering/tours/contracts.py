"""A contract's legal shift lengths with the breaks they owe, as arrays."""

from typing import Any, NamedTuple

import numpy as np

from scheduling.rostering.problem import SLOT_MINUTES, Contract


class Lengths(NamedTuple):
    """A contract's legal shift lengths, with what each owes and pays, in slots."""

    slots: list[int]
    paid: list[int]
    breaks: list[tuple[int, ...]]


def lengths_of(contract: Contract) -> Lengths:
    low, high = (m // SLOT_MINUTES for m in contract.shift_minutes)
    longest_paid = high if contract.day_minutes_max is None else contract.day_minutes_max // SLOT_MINUTES
    result = Lengths([], [], [])
    for slots in range(low, high + 1, contract.shift_step_minutes // SLOT_MINUTES):
        owed = tuple(
            sorted(
                (i for i, rule in enumerate(contract.breaks) if slots * SLOT_MINUTES >= rule.shift_minutes_from),
                key=lambda i: contract.breaks[i].starts_after_minutes,
            )
        )
        paid = slots - sum(contract.breaks[i].minutes // SLOT_MINUTES for i in owed if not contract.breaks[i].paid)
        if 0 < paid <= longest_paid:
            result.slots.append(slots)
            result.paid.append(paid)
            result.breaks.append(owed)
    return result


def _longest_stretch(contract: Contract, lengths: Lengths) -> int:
    """The longest time between two breaks, or a break and an end of the shift, in slots."""
    longest = 0
    for slots, owed in zip(lengths.slots, lengths.breaks, strict=True):
        earliest = 0
        for i in owed:
            rule = contract.breaks[i]
            longest = max(longest, rule.starts_after_minutes[1] // SLOT_MINUTES - earliest)
            earliest = (rule.starts_after_minutes[0] + rule.minutes) // SLOT_MINUTES
        longest = max(longest, slots - earliest)
    return longest


ContractRow = tuple[Contract, Lengths, int]


def contract_arrays(rows: list[ContractRow]) -> dict[str, Any]:
    """The crew's arrays over contracts; a row is a contract, its lengths and the slots of one paid unit."""
    classes = [sorted(set(lengths.breaks)) for _, lengths, _ in rows]
    most = max((len(lengths.slots) for _, lengths, _ in rows), default=0)
    most_classes = max((len(c) for c in classes), default=0)
    most_breaks = max((len(b) for c in classes for b in c), default=0)
    shape = (len(rows), most)
    length, units, length_class = (np.zeros(shape, np.int64) for _ in range(3))
    count = np.zeros((len(rows), most_classes), np.int64)
    ids, lens, low, high = (np.zeros((len(rows), most_classes, most_breaks), np.int64) for _ in range(4))
    for c, (contract, lengths, unit) in enumerate(rows):
        k = len(lengths.slots)
        length[c, :k], units[c, :k] = lengths.slots, [paid // unit for paid in lengths.paid]
        length_class[c, :k] = [classes[c].index(owed) for owed in lengths.breaks]
        for j, owed in enumerate(classes[c]):
            count[c, j] = len(owed)
            for i, rule in enumerate(owed):
                ids[c, j, i], lens[c, j, i] = rule, contract.breaks[rule].minutes // SLOT_MINUTES
                low[c, j, i], high[c, j, i] = (m // SLOT_MINUTES for m in contract.breaks[rule].starts_after_minutes)
    return {
        "rest": np.array([c.rest_minutes // SLOT_MINUTES for c, _, _ in rows], np.int64),
        "stretch_max": np.array([_longest_stretch(contract, lengths) for contract, lengths, _ in rows], np.int64),
        "length_count": np.array([len(lengths.slots) for _, lengths, _ in rows], np.int64),
        "length": length,
        "length_units": units,
        "length_class": length_class,
        "class_count": np.array([len(c) for c in classes], np.int64),
        "break_count": count,
        "break_id": ids,
        "break_length": lens,
        "break_from": low,
        "break_to": high,
        "unit_slots": np.array([unit for _, _, unit in rows], np.int64),
        "week_units_min": np.array([-(-c.week_minutes[0] // (SLOT_MINUTES * unit)) for c, _, unit in rows], np.int64),
        "week_units_max": np.array([c.week_minutes[1] // (SLOT_MINUTES * unit) for c, _, unit in rows], np.int64),
        "week_minimum_hard": np.array([c.week_minimum_hard for c, _, _ in rows], np.int8),
    }
