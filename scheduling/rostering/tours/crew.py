"""Everybody's rules and availability as flat arrays, ready for the kernel.

A *role* is what a person can do in a slot: one per skill, and one more for each locked segment. People who share midnights,
a contract or a day automaton share its arrays.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

NO_WORK_TYPE = -1
ABSENT = -1
FIRST_BREAK_CODE = -2
"""A slot's code: a role index from 0, ABSENT, or FIRST_BREAK_CODE - i for the contract's break rule i."""
SHIFTS_MAX = 8


class Crew(NamedTuple):
    """Arrays over people (p), slots (t, run-out included), roles, contracts (c), calendars (z) and automata (a)."""

    slots: int
    last_slot: int
    # people
    contract: Ints
    calendar: Ints
    automaton: Ints
    first_role: Ints
    first_lock: Ints
    first_wish: Ints
    run_end: npt.NDArray[np.int32]
    start_kind: npt.NDArray[np.int8]
    # roles
    role_work_type: Ints
    role_speed: Floats
    role_block: Ints
    role_joy: Floats
    role_window: Ints
    # locked shifts and wishes
    lock_start: Ints
    lock_length: Ints
    lock_units: Ints
    lock_codes: npt.NDArray[np.int8]
    wish_span: Ints
    wish_minutes: Floats
    # calendars
    date: npt.NDArray[np.int32]
    next_midnight: npt.NDArray[np.int32]
    # contracts
    rest: Ints
    stretch_max: Ints
    length_count: Ints
    length: Ints
    length_units: Ints
    length_class: Ints
    class_count: Ints
    break_count: Ints
    break_id: Ints
    break_length: Ints
    break_from: Ints
    break_to: Ints
    unit_slots: Ints
    week_units_min: Ints
    week_units_max: Ints
    week_minimum_hard: npt.NDArray[np.int8]
    # automata
    state_count: Ints
    state_first: Ints
    state_days: Ints
    state_offset: Ints
    state_units_from: Ints
    state_units_to: Ints
    state_after_work: Ints
    state_after_off: Ints
    # weights, minutes of shortage
    switch_cost: float
    minimum_cost: float
