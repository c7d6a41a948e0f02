"""Everybody's rules and availability as flat arrays, ready for the kernel.

A *role* is what a person can do in a slot (roles.py), and one more for each activity that is locked. A role has an *option* for each
work type that the person's presence is shared among; one with a single option serves nothing else. A *favour* is a span of slots
whose work is worth more, or less, to the person in one role or in all. A *window* is a locked segment:
within it only its own role may work, and must; or it is a break that must be taken to the slot. A *pause* is a break of a shift or
the gap of a split one, and a *plan* an order in which those of a shift can follow each other (contracts.py).
People who share midnights and a zone, a contract or a day automaton share its arrays.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

NO_WORK = -1
ABSENT = -1
FIRST_BREAK_CODE = -2
"""A slot's code: a role index from 0, ABSENT, or FIRST_BREAK_CODE - i for the contract's break rule i."""
FIRST_LOCK = 2
"""Kind of a slot as a start: 0 none, 1 of a free shift, FIRST_LOCK + i of the person's locked shift i."""
ANY_ROLE = -1
"""In place of a favour's role: it is for all work."""
ANY_TIME = -1
"""In place of somebody's usual start."""
ANY_LENGTH = 0
"""The set of lengths of a start that no template binds."""
PAID_BREAK, UNPAID_BREAK = -2, -3
"""In place of a window's role: the window is a locked break."""
NIGHT_SLOTS = 12
"""A shift with three hours or more of night is a night."""
ROLES_MAX = 120
"""Codes are eight bits."""


class Crew(NamedTuple):
    """Arrays over people (p), slots (t, run-out included), roles, contracts (c), calendars (z) and automata (a)."""

    slots: int
    last_slot: int
    shifts_max: int
    # people
    contract: Ints
    calendar: Ints
    automaton: Ints
    first_role: Ints
    first_window: Ints
    first_lock: Ints
    first_wish: Ints
    first_favour: Ints
    usual_start: Ints
    # What it costs, in minutes of shortage, that nothing is kept of what was published.
    fixed_cost: Floats
    run_end: npt.NDArray[np.int32]
    start_kind: npt.NDArray[np.int8]
    start_set: npt.NDArray[np.int8]
    free_from: Ints
    units_least: Ints
    # roles; role_work numbers the work types and after them the bundles and the pool, NO_WORK is an activity
    role_work: Ints
    role_block: Ints
    role_joy: Floats
    first_option: Ints
    option_work_type: Ints
    option_speed: Floats
    options_max: int
    # favours: a role, counted from the person's first, the slots, and what each slot is worth
    favour_role: Ints
    favour_span: Ints
    favour_minutes: Floats
    # marks: rows of cover in which any work of the person counts, and for how many heads
    first_mark: Ints
    mark_row: Ints
    mark_heads: Floats
    # locked segments, locked shifts and wishes
    window_role: Ints
    window_span: Ints
    lock_start: Ints
    lock_length: Ints
    lock_units: Ints
    lock_kind: Ints
    lock_codes: npt.NDArray[np.int8]
    wish_span: Ints
    wish_minutes: Floats
    # calendars
    date: npt.NDArray[np.int32]
    slot_of_day: npt.NDArray[np.int32]
    next_midnight: npt.NDArray[np.int32]
    night_before: npt.NDArray[np.int32]
    # contracts
    rest: Ints
    long_rest: Ints
    stretch_max: Ints
    length_count: Ints
    length: Ints
    length_units: Ints
    length_gap: Ints
    length_allowed: npt.NDArray[np.int8]
    plan_count: Ints
    plan_fits: npt.NDArray[np.int8]
    pause_count: Ints
    pause_id: Ints
    pause_length: Ints
    pause_from: Ints
    pause_to: Ints
    pause_tail: Ints
    pause_paid: Ints
    pause_is_gap: Ints
    unit_slots: Ints
    week_minutes_min: Ints
    # automata
    state_count: Ints
    state_first: Ints
    state_offset: Ints
    state_units_from: Ints
    state_units_to: Ints
    state_after_work: Ints
    state_after_off: Ints
    state_after_long_rest: Ints
    state_accepts: Ints
    # weights, minutes of shortage
    switch_cost: float
    minimum_cost: float
    consistency_cost: float
    # Worth of no work at all between a pause and another or an end of the shift: NEVER, so that pauses lie within work.
    # The bound takes 0.0, because the law does not ask for it.
    empty_stretch: float
    # 1 where the night hours of a gap are not counted, wherever it lies: fewer shifts then are nights than the law says.
    night_slack: int
