"""How the totals of a file become rows: series where they are missing, its window cleared, then intervals in batches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import CursorResult, and_, delete, insert, or_, select
from sqlalchemy.orm import Session

from wfm.catalog.models import ContactType
from wfm.demand.import_outcome import SeriesTotal
from wfm.demand.models import VolumeInterval, VolumeSeries
from wfm.demand.volume_read import SeriesKey, Tally, VolumeRead

ROWS_A_WRITE = 5000
ROW_MINUTES = (15, 30, 60)


def series_ids_of(
    session: Session, found: VolumeRead, types: Mapping[str, ContactType], reason_ids: Mapping[str, int]
) -> dict[SeriesKey, int]:
    """The series of every contact type and reason of the file; new ones are written."""
    wanted = {key: (types[key.contact_type].id, reason_ids[key.reason] if key.reason else None) for key in found.tallies}
    asked = select(VolumeSeries).where(VolumeSeries.contact_type_id.in_({type_id for type_id, _reason in wanted.values()}))
    known = {(series.contact_type_id, series.contact_reason_id): series for series in session.scalars(asked)}
    for type_id, reason_id in wanted.values():
        if (type_id, reason_id) not in known:
            known[type_id, reason_id] = VolumeSeries(contact_type_id=type_id, contact_reason_id=reason_id)
            session.add(known[type_id, reason_id])
    session.flush()
    return {key: known[pair].id for key, pair in wanted.items()}


def clear_window(session: Session, *, source_id: int, window: tuple[datetime, datetime]) -> int:
    """Takes out every interval of the source that shares time with the window; intervals may be longer than the new ones."""
    starts_at, ends_at = window
    series = select(VolumeSeries.id).join(ContactType).where(ContactType.source_id == source_id)
    reaches_in = or_(
        *(
            and_(VolumeInterval.minutes == minutes, VolumeInterval.starts_at > starts_at - timedelta(minutes=minutes))
            for minutes in ROW_MINUTES
        )
    )
    statement = delete(VolumeInterval).where(VolumeInterval.series_id.in_(series), VolumeInterval.starts_at < ends_at, reaches_in)
    gone = session.execute(statement, execution_options={"synchronize_session": False})
    return gone.rowcount if isinstance(gone, CursorResult) else 0


def write_intervals(session: Session, found: VolumeRead, *, series_ids: Mapping[SeriesKey, int], import_id: int) -> None:
    """Writes every interval of the file, in batches, so that a long file needs no more memory than its totals."""
    rows = _interval_rows(found, series_ids, import_id)
    while batch := list(islice(rows, ROWS_A_WRITE)):
        session.execute(insert(VolumeInterval).execution_options(render_nulls=True), batch)


def _interval_rows(found: VolumeRead, series_ids: Mapping[SeriesKey, int], import_id: int) -> Iterator[dict[str, Any]]:
    for key, tally in found.tallies.items():
        for total in tally.totals():
            time_known = total.timed > 0 or total.offered == 0
            yield {
                "series_id": series_ids[key],
                "starts_at": total.starts_at,
                "minutes": found.interval_minutes,
                "offered": total.offered,
                "handled": total.timed if found.handled_known else None,
                "abandoned": total.abandoned if found.abandoned_known else None,
                "handle_time_seconds_sum": total.handle_time_seconds_sum if time_known else None,
                "import_id": import_id,
            }


def totals_by_contact_type(found: VolumeRead) -> tuple[SeriesTotal, ...]:
    """What the file held of each contact type, the commonest first."""
    tallies: dict[str, list[Tally]] = {}
    for key, tally in found.tallies.items():
        tallies.setdefault(key.contact_type, []).append(tally)
    totals = [_total(contact_type, of_type) for contact_type, of_type in tallies.items()]
    return tuple(sorted(totals, key=lambda total: (-total.offered, total.contact_type)))


def _total(contact_type: str, tallies: Sequence[Tally]) -> SeriesTotal:
    timed = sum(sum(tally.timed) for tally in tallies)
    seconds = sum(sum(tally.seconds) for tally in tallies)
    return SeriesTotal(
        contact_type=contact_type,
        offered=sum(sum(tally.offered) for tally in tallies),
        timed=timed,
        abandoned=sum(sum(tally.abandoned) for tally in tallies),
        mean_handle_time_seconds=seconds / timed if timed else None,
    )
