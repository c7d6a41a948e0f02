"""Dates on which nothing at all was recorded though plenty usually is: a gap in the log, not a quiet day."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from scheduling.demand import Flags, VolumeSeries
from scheduling.forecasting.day_table import as_dates, days_and_quarters, weekdays_of

USUAL_CONTACTS_MIN = 14.0  # where so many are usual, chance alone leaves a day without any once in a million (e^-14)


def silent_dates(series: Sequence[VolumeSeries], *, zone: str) -> frozenset[date]:
    """Local dates without one contact in all series of a source, where the same weekday usually has at least 14."""
    if not series:
        return frozenset()
    days, _ = days_and_quarters(series[0].horizon, zone=zone)
    all_days, row = np.unique(days, return_inverse=True)
    known = np.bincount(row, weights=np.any([one.known for one in series], axis=0)) > 0
    contacts = np.bincount(row, weights=np.sum([one.offered for one in series], axis=0))
    weekdays = weekdays_of(all_days)
    silent = np.zeros(len(all_days), dtype=np.bool_)
    for weekday in range(1, 8):
        with_contacts = (weekdays == weekday) & known & (contacts > 0)
        if with_contacts.any() and np.median(contacts[with_contacts]) >= USUAL_CONTACTS_MIN:
            silent |= (weekdays == weekday) & known & (contacts == 0)
    return frozenset(as_dates(all_days[silent]))


def without_dates(series: VolumeSeries, dates: frozenset[date], *, zone: str) -> VolumeSeries:
    """The series with these local dates marked as not known."""
    days, _ = days_and_quarters(series.horizon, zone=zone)
    gone: Flags = np.isin(days, np.array(sorted(dates), dtype="datetime64[D]").astype(np.int64))
    return VolumeSeries(
        series.contact_type,
        series.horizon,
        np.where(gone, 0.0, series.offered),
        np.where(gone, 0.0, series.timed),
        np.where(gone, 0.0, series.handle_time_seconds_sum),
        series.known & ~gone,
    )
