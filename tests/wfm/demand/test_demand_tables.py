"""The tables of demand refuse what cannot be."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW, a_group, a_work_type
from wfm.catalog.contact_services import add_contact_types, create_contact_source
from wfm.core.db import Base
from wfm.core.immutable import ImmutableRow
from wfm.demand.kinds import DayKind, ImportState, RequirementKind
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

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
WEEK_END = MONDAY + timedelta(days=7)


def an_import(session: Session, **said: object) -> VolumeImport:
    known = session.scalar(select(VolumeImport.source_id))
    source_id = known or create_contact_source(session, code="bank", name="Bank", zone="UTC", actor=LEAD, now=NOW).id
    usual: dict[str, object] = {
        "source_id": source_id,
        "state": ImportState.STORED,
        "file_name": "january.csv",
        "sha256": "0" * 64,
        "zone": "UTC",
        "window_starts_at": MONDAY,
        "window_ends_at": WEEK_END,
        "imported_at": NOW,
    }
    return VolumeImport(**usual | said)


def a_series(session: Session) -> tuple[VolumeImport, VolumeSeries]:
    brought_in = an_import(session)
    session.add(brought_in)
    session.flush()
    types = add_contact_types(session, source_id=brought_in.source_id, codes=["PS"], actor=LEAD, now=NOW)
    series = VolumeSeries(contact_type_id=types["PS"].id)
    session.add(series)
    session.flush()
    return brought_in, series


def an_interval(session: Session, **said: object) -> VolumeInterval:
    brought_in, series = a_series(session)
    usual: dict[str, object] = {"series_id": series.id, "starts_at": MONDAY, "minutes": 15, "offered": 4, "import_id": brought_in.id}
    return VolumeInterval(**usual | said)


def a_forecast(session: Session, **said: object) -> Forecast:
    usual: dict[str, object] = {
        "roster_group_id": a_group(session).id,
        "starts_at": MONDAY,
        "ends_at": WEEK_END,
        "method": "mean of the same week-interval",
        "parameters": {"weeks": 4},
        "made_at": NOW,
    }
    return Forecast(**usual | said)


def a_requirement(session: Session, **said: object) -> Requirement:
    usual: dict[str, object] = {
        "roster_group_id": a_group(session).id,
        "week_date": MONDAY.date(),
        "number": 1,
        "starts_at": MONDAY,
        "ends_at": WEEK_END,
        "made_at": NOW,
    }
    return Requirement(**usual | said)


def required(session: Session, **said: object) -> RequirementInterval:
    requirement = a_requirement(session)
    session.add(requirement)
    session.flush()
    usual: dict[str, object] = {
        "requirement_id": requirement.id,
        "work_type_id": a_work_type(session).id,
        "starts_at": MONDAY,
        "minutes": 15,
        "required_heads": 2.5,
    }
    return RequirementInterval(**usual | said)


@pytest.mark.parametrize(
    ("make", "broken", "rule"),
    [
        (an_import, {"window_ends_at": MONDAY}, "window_ends_after_start"),
        (an_import, {"window_starts_at": None}, "stored_has_window"),
        (an_import, {"rows_read": 1, "rows_kept": 2}, "rows_range"),
        (an_interval, {"minutes": 20}, "minutes_grid"),
        (an_interval, {"offered": -1}, "counts_range"),
        (an_interval, {"handled": -1}, "counts_range"),
        (an_interval, {"handle_time_seconds_sum": -0.5}, "handle_time_seconds_sum_range"),
        (a_forecast, {"ends_at": MONDAY}, "ends_after_start"),
        (a_forecast, {"history_starts_at": MONDAY, "history_ends_at": MONDAY}, "history_ends_after_start"),
        (a_requirement, {"number": 0}, "number_positive"),
        (a_requirement, {"ends_at": MONDAY}, "ends_after_start"),
        (required, {"minutes": 0}, "minutes_grid"),
        (required, {"required_heads": -1.0}, "need_range"),
        (required, {"required_heads": None}, "heads_or_backlog"),
        (required, {"backlog_minutes": 30.0}, "heads_or_backlog"),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_an_impossible_row_is_refused_by_name(session: Session, make: Callable[..., Base], broken: dict[str, object], rule: str) -> None:
    session.add(make(session, **broken))

    with pytest.raises(IntegrityError, match=rule):
        session.flush()


@pytest.mark.parametrize("make", [an_import, an_interval, a_forecast, a_requirement, required])
def test_the_usual_row_is_accepted(session: Session, make: Callable[..., Base]) -> None:
    session.add(make(session))
    session.flush()


def test_a_refused_import_needs_no_window(session: Session) -> None:
    session.add(an_import(session, state=ImportState.REFUSED, window_starts_at=None, window_ends_at=None, errors=[{"line": 7}]))
    session.flush()


def test_a_contact_type_has_one_series_without_a_reason(session: Session) -> None:
    _, series = a_series(session)

    session.add(VolumeSeries(contact_type_id=series.contact_type_id))

    with pytest.raises(IntegrityError):
        session.flush()


def test_an_interval_of_a_series_is_there_once(session: Session) -> None:
    interval = an_interval(session)
    session.add(interval)
    session.flush()
    session.expunge_all()

    session.add(VolumeInterval(series_id=interval.series_id, starts_at=MONDAY, minutes=15, offered=1, import_id=interval.import_id))

    with pytest.raises(IntegrityError):
        session.flush()


def test_one_window_of_a_series_is_replaced_and_the_rest_stays(session: Session) -> None:
    brought_in, series = a_series(session)
    instants = [MONDAY + timedelta(minutes=15 * at) for at in range(672)]
    rows = [{"series_id": series.id, "starts_at": at, "minutes": 15, "offered": 1, "import_id": brought_in.id} for at in instants]
    session.execute(insert(VolumeInterval), rows)

    tuesday = MONDAY + timedelta(days=1)
    within = (VolumeInterval.starts_at >= tuesday) & (VolumeInterval.starts_at < tuesday + timedelta(days=1))
    session.execute(delete(VolumeInterval).where(VolumeInterval.series_id == series.id, within))

    assert session.scalar(select(func.sum(VolumeInterval.offered))) == 672 - 96


def test_a_date_is_special_once_for_all_and_once_for_a_work_type(session: Session) -> None:
    phone = a_work_type(session)
    christmas = {"local_date": date(2026, 12, 25), "name": "Christmas"}
    session.add_all([SpecialDay(kind=DayKind.CLOSED, **christmas), SpecialDay(kind=DayKind.SPECIAL, work_type_id=phone.id, **christmas)])
    session.flush()

    session.add(SpecialDay(kind=DayKind.CLOSED, **christmas))

    with pytest.raises(IntegrityError):
        session.flush()


def test_a_weeks_requirement_has_each_number_once(session: Session) -> None:
    first = a_requirement(session)
    session.add(first)
    session.flush()

    session.add(a_requirement(session, roster_group_id=first.roster_group_id))

    with pytest.raises(IntegrityError):
        session.flush()


def test_an_override_stands_beside_the_computed_row(session: Session) -> None:
    computed = required(session)
    session.add(computed)
    session.flush()

    override = {"requirement_id": computed.requirement_id, "work_type_id": computed.work_type_id, "starts_at": MONDAY, "minutes": 15}
    session.add(RequirementInterval(kind=RequirementKind.OVERRIDE, required_heads=4.0, **override))
    session.flush()

    assert session.scalar(select(func.count()).select_from(RequirementInterval)) == 2


@pytest.mark.parametrize(
    ("make", "field", "value"), [(a_forecast, "method", "another"), (a_requirement, "note", "changed"), (required, "minutes", 30)]
)
def test_what_was_computed_cannot_be_rewritten(session: Session, make: Callable[..., Base], field: str, value: object) -> None:
    row = make(session)
    session.add(row)
    session.flush()

    setattr(row, field, value)

    with pytest.raises(ImmutableRow):
        session.flush()


def test_intervals_go_with_their_forecast(session: Session) -> None:
    forecast = a_forecast(session)
    session.add(forecast)
    session.flush()
    row = {"forecast_id": forecast.id, "work_type_id": a_work_type(session).id, "starts_at": MONDAY, "minutes": 15}
    session.add(ForecastInterval(contacts=3.5, handle_time_seconds=240.0, **row))
    session.flush()

    session.execute(delete(Forecast))

    assert session.scalar(select(func.count()).select_from(ForecastInterval)) == 0
