"""The clock of the simulation: whole microseconds, so that a time and what it belongs to fit into one number."""

from scheduling.timegrid import SLOT_SECONDS

TICKS_PER_SECOND = 1_000_000
SLOT_TICKS = SLOT_SECONDS * TICKS_PER_SECOND
ITEM_BITS = 18
ITEMS_MAX = 1 << ITEM_BITS
"""So many people at most."""
NEVER = (1 << (63 - ITEM_BITS)) - 1
"""The time of what does not come, later than any other: 407 days, where a horizon has 366 at most."""
