"""How much busier or quieter than forecast days turned out, as quantiles of actual over expected, and what that makes of a plan.

A plan for the mean is short on every other day. Whoever plans for P70 plans for a volume that seven of ten days stay below.
"""

from collections.abc import Sequence

import numpy as np

from scheduling.demand import Numbers

QUANTILES = (0.1, 0.25, 0.5, 0.6, 0.7, 0.8, 0.9)
DAYS_LEAST = 20
"""With fewer days a quantile would be chance."""
_NORMAL_90 = 1.281552


def day_ratios(actual: Numbers, expected: Numbers) -> tuple[float, ...]:
    """Quantiles, at QUANTILES, of actual over expected contacts of a day; empty where too few days had any expected."""
    known = expected > 0
    if int(known.sum()) < DAYS_LEAST:
        return ()
    return tuple(float(value) for value in np.quantile(actual[known] / expected[known], QUANTILES))


def variation_of(ratios: Sequence[float], *, contacts_a_day: float) -> float | None:
    """The coefficient of variation of days' volumes beyond chance, None where it is not known.

    Read from the span that holds eight of ten days, as of a normal distribution; what Poisson counts of so many contacts would scatter by
    themselves is taken off.
    """
    if not ratios or contacts_a_day <= 0:
        return None
    low, middle, high = (ratios[QUANTILES.index(quantile)] for quantile in (0.1, 0.5, 0.9))
    if middle <= 0:
        return None
    spread = (high - low) / (2 * _NORMAL_90) / middle
    return float(np.sqrt(max(0.0, spread**2 - 1 / contacts_a_day)))


def volume_factor(ratios: Sequence[float], *, quantile: float) -> float | None:
    """What a forecast is to be multiplied by, so that a day stays below it with this probability; None where that is not known.

    Between the known quantiles in a straight line. Raises ValueError for one outside them.
    """
    if not QUANTILES[0] <= quantile <= QUANTILES[-1]:
        raise ValueError(f"quantile is {quantile}, it lies between {QUANTILES[0]} and {QUANTILES[-1]}")
    if not ratios:
        return None
    return float(np.interp(quantile, QUANTILES, ratios))
