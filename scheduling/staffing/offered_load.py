"""How much work is under way in a slot when contacts come and go: the load lags behind arrivals by a handle time.

Formulas of the steady state, slot by slot, staff too few in the slot after a steep fall and too many after opening, the more so the longer
a contact takes. The *modified offered load* is the mean number of busy agents if there were always enough of them; with rate λ and mean
handle time S constant in a slot it relaxes towards λS as exp(−t/S) (Jennings, Mandelbaum, Massey & Whitt, Management Science 42, 1996;
Green, Kolesar & Whitt, Production and Operations Management 16, 2007). Its mean over the slot takes the place of the slot's own load.
"""

import numpy as np

from scheduling.demand import Numbers
from scheduling.timegrid import SLOT_SECONDS

LAPS = 2
"""The week comes round, so the second lap begins as the first ended."""
SHORT_SECONDS, LONG_SECONDS = 300.0, 900.0
"""Contacts up to the first are over within their quarter hour and counted where they arrive: simulated, the lag of such changes nothing,
and a count by hand comes out. From the second on the lag counts whole, between them in part."""


def contacts_under_way(offered: Numbers, handle_time_seconds: Numbers) -> Numbers:
    """Contacts by slot that a steady queue would bring the same load with: ``offered`` where it does not change or contacts are short,
    smoothed where it does and they are long.

    Over a week about as many as are offered. A slot in which nobody comes has none, whatever is still under way.
    """
    found = np.zeros(len(offered))
    arriving, seconds = np.asarray(offered, dtype=np.float64).tolist(), np.asarray(handle_time_seconds, dtype=np.float64).tolist()
    decays = np.exp(-SLOT_SECONDS / np.maximum(handle_time_seconds, 1e-9)).tolist()
    load = 0.0
    for _ in range(LAPS):
        for at, (contacts, handle, decay) in enumerate(zip(arriving, seconds, decays, strict=True)):
            if handle <= 0:
                load = 0.0
                continue
            steady = contacts * handle / SLOT_SECONDS
            mean = steady + (load - steady) * (handle / SLOT_SECONDS) * (1 - decay)
            lag = min(1.0, max(0.0, (handle - SHORT_SECONDS) / (LONG_SECONDS - SHORT_SECONDS)))
            found[at] = contacts + lag * (mean * SLOT_SECONDS / handle - contacts) if contacts else 0.0
            load = steady + (load - steady) * decay
    return found
