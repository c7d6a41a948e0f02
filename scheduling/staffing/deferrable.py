"""Work that may wait, as heads: each slot's arriving minutes are done evenly over the open slots until their deadline."""

import numpy as np

from scheduling.demand import Flags, Numbers
from scheduling.timegrid import SLOT_MINUTES


def level_heads(*, backlog_minutes: Numbers, deadline_minutes: int, open_slots: Flags) -> Numbers:
    """Heads at speed 1.0 per slot that finish the work of a week, which comes round: what is not due by the week's end is done
    at its start, as last week's was. So the hours are those that arrive, and no slot is asked for a pile.

    Work for which no slot is open before its deadline is done in the next open one. Raises ValueError where none is open at all.
    """
    slots = len(backlog_minutes)
    arriving = np.flatnonzero(backlog_minutes)
    open_at = np.flatnonzero(open_slots)
    if len(arriving) and not len(open_at):
        raise ValueError("work arrives, but no slot is open")
    span = max(1, min(deadline_minutes // SLOT_MINUTES, slots))
    heads = np.zeros(slots)
    for slot in arriving:
        within = (slot + np.arange(span)) % slots
        within = within[open_slots[within]]
        if not len(within):
            within = open_at[[np.searchsorted(open_at, slot) % len(open_at)]]
        heads[within] += backlog_minutes[slot] / SLOT_MINUTES / len(within)
    return heads
