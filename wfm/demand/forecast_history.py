"""The past volumes a forecast may rest on, dates with a gap in the log taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from scheduling import demand
from scheduling.forecasting.silent_dates import silent_dates, without_dates
from scheduling.timegrid import Horizon, start_of_day, to_local
from wfm.agents.models import RosterGroup
from wfm.catalog.models import ContactType, WorkType
from wfm.core.errors import InvalidInput
from wfm.demand.queries import contact_types_of_sources, contact_types_served_by, imported_windows, volume_curves

HISTORY_WEEKS_MAX = 60


class NothingToForecast(InvalidInput):
    code = "nothing_to_forecast"


@dataclass(frozen=True, kw_only=True)
class History:
    """The volumes of every contact type of the sources concerned, dates with a gap in the log taken out."""

    horizon: Horizon
    types: Sequence[ContactType]
    curves: dict[int, demand.VolumeSeries]
    gaps: tuple[date, ...]

    def of(self, work_type: WorkType) -> tuple[list[str], list[demand.VolumeSeries]]:
        served = [contact_type for contact_type in self.types if contact_type.work_type_id == work_type.id]
        return [contact_type.code for contact_type in served], [self.curves[contact_type.id] for contact_type in served]

    def unplanned(self) -> tuple[tuple[str, float], ...]:
        found = ((one.code, float(self.curves[one.id].offered.sum())) for one in self.types if one.work_type_id is None)
        return tuple((code, contacts) for code, contacts in found if contacts)


def gather_history(session: Session, *, group: RosterGroup, work_types: Sequence[WorkType], week: Horizon) -> History:
    """The volumes before a week, of every source that logs what the group serves. Raises NothingToForecast where there are none."""
    served = contact_types_served_by(session, work_type_ids={work_type.id for work_type in work_types})
    source_ids = {contact_type.source_id for contact_type in served}
    windows = [window for source_id in source_ids for window in imported_windows(session, source_id=source_id)]
    earliest = min((window.starts_at for window in windows if window.starts_at < week.starts_at), default=None)
    if earliest is None:
        text = _("No volumes before %(date)s are stored for what %(group)s serves.", date=week.starts_at.date(), group=group.name)
        raise NothingToForecast(text, details=[_("Bring some in under Demand, Contacts of the past, or with: flask import-volumes")])
    first_date = max(
        to_local(earliest, zone=group.zone).date(), to_local(week.starts_at, zone=group.zone).date() - timedelta(weeks=HISTORY_WEEKS_MAX)
    )
    horizon = Horizon(start_of_day(first_date, zone=group.zone), week.starts_at)
    types = contact_types_of_sources(session, source_ids=source_ids)
    curves = volume_curves(session, contact_type_ids=[contact_type.id for contact_type in types], horizon=horizon)
    gaps: set[date] = set()
    for source_id in source_ids:
        of_source = [contact_type.id for contact_type in types if contact_type.source_id == source_id]
        silent = silent_dates([curves[type_id] for type_id in of_source], zone=group.zone)
        curves |= {type_id: without_dates(curves[type_id], silent, zone=group.zone) for type_id in of_source}
        gaps |= silent
    return History(horizon=horizon, types=types, curves=curves, gaps=tuple(sorted(gaps)))
