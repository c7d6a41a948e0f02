"""Work that may wait: room for chance beside what is expected, and the whole as heads spread evenly until its deadline."""

import numpy as np

from scheduling.demand import Flags, Numbers
from scheduling.timegrid import SLOT_MINUTES

HALVINGS = 40


def safety_heads(*, load_erlangs: Numbers, handle_time_seconds: Numbers, deadline_minutes: float, in_time_share: float) -> Numbers:
    """Heads by slot, beside the expected load, that keep the deadline for this share of contacts which come by chance.

    In Erlang C, ``n`` agents with load ``a`` let ``C(n, a) * exp(-(n - a) * T / h)`` of the contacts wait longer than ``T`` (Gross et al.,
    *Fundamentals of Queueing Theory*, 4th ed., 2.3.2), and ``C(n, a) <= a / n``. The heads found are the least ``n - a`` with
    ``a / n * exp(-(n - a) * T / h) <= 1 - share``: some more than Erlang C itself would take, at any size. None where there is no load.
    """
    pace = deadline_minutes * 60 / np.maximum(handle_time_seconds, 1e-9)
    low, high = np.zeros(len(load_erlangs)), -np.log1p(-in_time_share) / pace
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        with np.errstate(invalid="ignore", divide="ignore"):
            late = load_erlangs / (load_erlangs + middle) * np.exp(-middle * pace)
        low, high = np.where(late > 1 - in_time_share, middle, low), np.where(late > 1 - in_time_share, high, middle)
    return np.where(load_erlangs > 0, high, 0.0)


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
