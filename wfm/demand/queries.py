"""Reads of demand: which files came in, which forecast and requirement stand, and their numbers as curves of quarter hours."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

import numpy as np
from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from scheduling import demand
from scheduling.timegrid import SLOT_MINUTES, Horizon
from wfm.catalog.models import ContactSource, ContactType, WorkType
from wfm.catalog.queries import is_seen_by
from wfm.core.access import Actor
from wfm.core.intervals import Interval, union
from wfm.demand.kinds import ImportState, RequirementKind
from wfm.demand.models import (
    Forecast,
    ForecastInterval,
    Requirement,
    RequirementInterval,
    SpecialDay,
    VolumeImport,
    VolumeInterval,
    VolumeSeries,
)


def stored_imports_of_file(session: Session, *, source_id: int, sha256: str) -> Sequence[VolumeImport]:
    """The stored imports of this very file for the source, newest first."""
    asked = select(VolumeImport).where(
        VolumeImport.source_id == source_id, VolumeImport.sha256 == sha256, VolumeImport.state == ImportState.STORED
    )
    return session.scalars(asked.order_by(VolumeImport.id.desc())).all()


def imports_newest_first(session: Session, *, most: int = 100) -> Sequence[VolumeImport]:
    return session.scalars(select(VolumeImport).order_by(VolumeImport.id.desc()).limit(most)).all()


def imported_windows(session: Session, *, source_id: int) -> tuple[Interval, ...]:
    """The stretches of time for which files of a source were stored: only there does no contact mean no contact."""
    asked = select(VolumeImport.window_starts_at, VolumeImport.window_ends_at).where(
        VolumeImport.source_id == source_id, VolumeImport.state == ImportState.STORED
    )
    return union(Interval(starts_at, ends_at) for starts_at, ends_at in session.execute(asked) if starts_at and ends_at)


def contact_types_served_by(session: Session, *, work_type_ids: Collection[int]) -> Sequence[ContactType]:
    """The contact types mapped onto these work types, by source and code."""
    asked = select(ContactType).where(ContactType.work_type_id.in_(work_type_ids))
    return session.scalars(asked.order_by(ContactType.source_id, ContactType.code)).all()


def contact_types_of_sources(session: Session, *, source_ids: Collection[int]) -> Sequence[ContactType]:
    """Every contact type of these sources, planned or not, by source and code."""
    return session.scalars(
        select(ContactType).where(ContactType.source_id.in_(source_ids)).order_by(ContactType.source_id, ContactType.code)
    ).all()


def sources_by_id(session: Session, *, source_ids: Collection[int]) -> dict[int, ContactSource]:
    return {source.id: source for source in session.scalars(select(ContactSource).where(ContactSource.id.in_(source_ids)))}


def volume_curves(session: Session, *, contact_type_ids: Collection[int], horizon: Horizon) -> dict[int, demand.VolumeSeries]:
    """The volumes of each contact type in quarter hours, contact reasons together; longer intervals are spread evenly."""
    series_of_type = {
        row.id: row.contact_type_id
        for row in session.scalars(select(VolumeSeries).where(VolumeSeries.contact_type_id.in_(contact_type_ids)))
    }
    codes = {row.id: (row.code, row.source_id) for row in session.scalars(select(ContactType).where(ContactType.id.in_(contact_type_ids)))}
    sums = {type_id: np.zeros((3, horizon.slots)) for type_id in codes}
    asked = select(
        VolumeInterval.series_id,
        VolumeInterval.starts_at,
        VolumeInterval.minutes,
        VolumeInterval.offered,
        VolumeInterval.handled,
        VolumeInterval.handle_time_seconds_sum,
    ).where(VolumeInterval.series_id.in_(series_of_type), _within(VolumeInterval.starts_at, horizon))
    for series_id, starts_at, minutes, offered, handled, seconds in session.execute(asked):
        first, slots = horizon.slot_of(starts_at), minutes // SLOT_MINUTES
        timed = 0 if seconds is None else offered if handled is None else handled
        sums[series_of_type[series_id]][:, first : first + slots] += np.array([[offered], [timed], [seconds or 0.0]]) / slots
    known = {source_id: _known(session, source_id, horizon) for source_id in {source_id for _, source_id in codes.values()}}
    return {
        type_id: demand.VolumeSeries(codes[type_id][0], horizon, offered, timed, seconds, known[codes[type_id][1]])
        for type_id, (offered, timed, seconds) in sums.items()
    }


def _within(column: InstrumentedAttribute[datetime], horizon: Horizon) -> ColumnElement[bool]:
    return (column >= horizon.starts_at) & (column < horizon.ends_at)


def _known(session: Session, source_id: int, horizon: Horizon) -> demand.Flags:
    known = np.zeros(horizon.slots, dtype=np.bool_)
    for window in imported_windows(session, source_id=source_id):
        first, last = (horizon.slot_containing(instant) for instant in window)
        known[max(first, 0) : max(last, 0)] = True
    return known


def special_days(session: Session, *, work_type_id: int) -> Sequence[SpecialDay]:
    """The dates unlike their weekday for a work type: its own and those for all."""
    asked = select(SpecialDay).where(or_(SpecialDay.work_type_id == work_type_id, SpecialDay.work_type_id.is_(None)))
    return session.scalars(asked.order_by(SpecialDay.local_date)).all()


def special_days_of(session: Session, *, actor: Actor) -> Sequence[SpecialDay]:
    """Every date unlike its weekday, for all or for a work type that the actor sees."""
    return session.scalars(_special_days_seen(actor).order_by(SpecialDay.local_date, SpecialDay.id)).all()


def find_special_day_of(session: Session, *, special_day_id: int, actor: Actor) -> SpecialDay | None:
    return session.scalars(_special_days_seen(actor).where(SpecialDay.id == special_day_id)).one_or_none()


def days_special_to_all(session: Session, *, among: Collection[date]) -> frozenset[date]:
    """Which of the dates are special, or closed, for all work types already."""
    asked = select(SpecialDay.local_date).where(SpecialDay.work_type_id.is_(None), SpecialDay.local_date.in_(among))
    return frozenset(session.scalars(asked))


def _special_days_seen(actor: Actor) -> Select[SpecialDay]:
    return select(SpecialDay).outerjoin(WorkType, WorkType.id == SpecialDay.work_type_id).where(is_seen_by(actor))


def find_latest_forecast(session: Session, *, roster_group_id: int, starts_at: datetime, ends_at: datetime) -> Forecast | None:
    """The newest forecast of the group that covers the span."""
    asked = select(Forecast).where(
        Forecast.roster_group_id == roster_group_id, Forecast.starts_at <= starts_at, Forecast.ends_at >= ends_at
    )
    return session.scalars(asked.order_by(Forecast.id.desc()).limit(1)).one_or_none()


def forecast_curves(session: Session, *, forecast_id: int, horizon: Horizon) -> dict[int, demand.Forecast]:
    """What a forecast expects of each work type, by its id."""
    codes = {row.id: row.code for row in session.execute(select(WorkType.id, WorkType.code))}
    tables: dict[int, np.ndarray] = {}
    asked = select(
        ForecastInterval.work_type_id,
        ForecastInterval.starts_at,
        ForecastInterval.minutes,
        ForecastInterval.contacts,
        ForecastInterval.handle_time_seconds,
    ).where(ForecastInterval.forecast_id == forecast_id, _within(ForecastInterval.starts_at, horizon))
    for work_type_id, starts_at, minutes, contacts, seconds in session.execute(asked):
        table = tables.setdefault(work_type_id, np.zeros((2, horizon.slots)))
        first, slots = horizon.slot_of(starts_at), minutes // SLOT_MINUTES
        table[:, first : first + slots] = [[contacts / slots], [seconds]]
    return {type_id: demand.Forecast(codes[type_id], horizon, *table) for type_id, table in tables.items()}


def requirement_versions(session: Session, *, roster_group_id: int, week_date: date) -> Sequence[Requirement]:
    """Every version of what a week takes, the newest first."""
    asked = select(Requirement).where(Requirement.roster_group_id == roster_group_id, Requirement.week_date == week_date)
    return session.scalars(asked.order_by(Requirement.number.desc())).all()


def find_latest_requirement(session: Session, *, roster_group_id: int, week_date: date) -> Requirement | None:
    """The newest version of what the week that begins on this local date takes."""
    asked = select(Requirement).where(Requirement.roster_group_id == roster_group_id, Requirement.week_date == week_date)
    return session.scalars(asked.order_by(Requirement.number.desc()).limit(1)).one_or_none()


def latest_requirement_number(session: Session, *, roster_group_id: int, week_date: date) -> int:
    """The number of the newest version for a week, 0 where there is none."""
    asked = select(func.max(Requirement.number)).where(Requirement.roster_group_id == roster_group_id, Requirement.week_date == week_date)
    return session.scalar(asked) or 0


def required_codes(session: Session, *, requirement_id: int) -> frozenset[str]:
    """The codes of the work types that a requirement asks for."""
    asked = select(RequirementInterval.work_type_id).where(RequirementInterval.requirement_id == requirement_id).distinct()
    return frozenset(session.scalars(select(WorkType.code).where(WorkType.id.in_(asked))))


def requirement_curves(session: Session, *, requirement: Requirement) -> dict[str, demand.Requirement]:
    """What a requirement asks for, by the code of the work type, in the quarter hours of its week. A lead's override counts."""
    horizon = Horizon(requirement.starts_at, requirement.ends_at)
    heads: dict[str, np.ndarray] = {}
    backlog: dict[str, np.ndarray] = {}
    asked = (
        select(RequirementInterval, WorkType.code)
        .join(WorkType, WorkType.id == RequirementInterval.work_type_id)
        .where(RequirementInterval.requirement_id == requirement.id)
    )
    rows = session.execute(asked).all()
    for row, code in sorted(rows, key=lambda found: found[0].kind is RequirementKind.OVERRIDE):
        first, slots = horizon.slot_of(row.starts_at), row.minutes // SLOT_MINUTES
        curve = heads.setdefault(code, np.zeros(horizon.slots))
        if row.required_heads is not None:
            curve[first : first + slots] = row.required_heads
        else:
            backlog.setdefault(code, np.zeros(horizon.slots))[first : first + slots] = (row.backlog_minutes or 0.0) / slots
    deadlines = {code: said.get("deadline_minutes") for code, said in requirement.parameters.get("work_types", {}).items()}
    return {
        code: demand.Requirement(code, horizon, curve, backlog.get(code), deadlines.get(code) if code in backlog else None)
        for code, curve in sorted(heads.items())
    }
