"""Volumes in the database: whole files or nothing, once, replacing what their own source knew about their own time."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW, a_work_type
from tests.wfm.demand.conftest import COLUMNS, BringIn
from wfm.audit.models import AuditLine
from wfm.catalog.contact_services import create_contact_reason
from wfm.catalog.models import ContactReason, ContactSource, ContactType
from wfm.core.errors import InvalidInput
from wfm.demand.import_outcome import Result
from wfm.demand.kinds import ImportState
from wfm.demand.models import VolumeImport, VolumeInterval, VolumeSeries
from wfm.demand.queries import imported_windows, imports_newest_first
from wfm.demand.reading import FileKind, Reading, RowEffect, RowRule
from wfm.demand.services import NothingToStore, UnknownSource

LOG = Reading(
    kind=FileKind.CONTACTS,
    zone="Europe/Lisbon",
    columns={"starts_at": "at", "contact_type": "type", "handle_time_seconds": "seconds"},
    rules=(RowRule.parse(RowEffect.ABANDONED, "outcome=HANG"),),
)


def stored(session: Session, source: str = "desk") -> list[tuple[str, str, int, int | None, int | None, float | None]]:
    asked = (
        select(VolumeInterval, ContactType.code)
        .join(VolumeSeries, VolumeSeries.id == VolumeInterval.series_id)
        .join(ContactType, ContactType.id == VolumeSeries.contact_type_id)
        .join(ContactSource, ContactSource.id == ContactType.source_id)
        .where(ContactSource.code == source)
        .order_by(VolumeInterval.starts_at, ContactType.code)
    )
    return [
        (f"{row.starts_at:%d %H:%M}", code, row.offered, row.handled, row.abandoned, row.handle_time_seconds_sum)
        for row, code in session.execute(asked)
    ]


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_intervals_are_stored_with_what_the_file_knows(session: Session, bring_in: BringIn) -> None:
    outcome = bring_in("2026-07-06T09:00,PS,12,180\n2026-07-06T09:15,PS,3,\n2026-07-06T09:30,PS,0,\n")

    assert outcome.result is Result.STORED
    assert stored(session) == [
        ("06 08:00", "PS", 12, None, None, 2160.0),
        ("06 08:15", "PS", 3, None, None, None),
        ("06 08:30", "PS", 0, None, None, 0.0),
    ]
    assert outcome.window == (datetime(2026, 7, 6, 8, 0, tzinfo=UTC), datetime(2026, 7, 6, 8, 45, tzinfo=UTC))


def test_a_log_is_stored_with_who_was_handled_and_who_gave_up(session: Session, bring_in: BringIn) -> None:
    rows = "2026-07-06T09:00:30,PS,60,AGENT\n2026-07-06T09:01:00,PS,0,HANG\n2026-07-06T09:16:00,PS,0,HANG\n"

    outcome = bring_in(rows, header="at,type,seconds,outcome\n", reading=LOG)

    assert stored(session) == [("06 08:00", "PS", 2, 1, 1, 60.0), ("06 08:15", "PS", 1, 0, 1, None)]
    (series,) = outcome.series
    assert (series.offered, series.timed, series.abandoned, series.mean_handle_time_seconds) == (3, 1, 2, 60.0)
    assert [(rule.rows, rule.decided, rule.matching) for rule in outcome.rules] == [("outcome=HANG", 2, 2)]


def test_the_report_of_an_import_is_kept(session: Session, bring_in: BringIn) -> None:
    bring_in("2026-07-06T09:00:30,PS,60,AGENT\n2026-07-06T09:01:00,PS,0,HANG\n", header="at,type,seconds,outcome\n", reading=LOG)

    (row,) = imports_newest_first(session)
    assert (row.state, row.file_name, row.zone, row.rows_read, row.rows_kept) == (ImportState.STORED, "volumes.csv", "Europe/Lisbon", 2, 2)
    assert row.counts == {"abandoned: outcome=HANG": 1, "lines_with_errors": 0}
    assert row.profile["rules"] == [{"effect": "abandoned", "rows": "outcome=HANG", "why": ""}]
    (line,) = session.scalars(select(AuditLine).where(AuditLine.entity == "volume_import"))
    assert (line.action, line.actor_name, line.entity_id) == ("import", LEAD.name, str(row.id))
    assert line.after is not None
    assert (line.after["rows_kept"], line.after["sha256"]) == (2, row.sha256)


def test_the_very_same_file_changes_nothing(session: Session, bring_in: BringIn) -> None:
    first = bring_in("2026-07-06T09:00,PS,12,180\n")
    lines = count(session, AuditLine)

    again = bring_in("2026-07-06T09:00,PS,12,180\n", name="renamed.csv")

    assert (again.result, again.import_id, again.since) == (Result.UNCHANGED, first.import_id, NOW)
    assert (count(session, VolumeImport), count(session, AuditLine)) == (1, lines)


def test_the_very_same_file_is_stored_again_when_asked_for(session: Session, bring_in: BringIn) -> None:
    bring_in("2026-07-06T09:00,PS,12,180\n")

    again = bring_in("2026-07-06T09:00,PS,12,180\n", again=True)

    assert (again.result, again.replaced_intervals) == (Result.STORED, 1)
    assert stored(session) == [("06 08:00", "PS", 12, None, None, 2160.0)]


def test_the_same_file_read_in_another_way_is_another_file(session: Session, bring_in: BringIn) -> None:
    bring_in("2026-07-06T09:00,PS,12,180\n")

    other = bring_in("2026-07-06T09:00,PS,12,180\n", reading=Reading(kind=FileKind.INTERVALS, zone="Asia/Manila", columns=COLUMNS))

    assert other.result is Result.STORED
    assert [at for at, *_rest in stored(session)] == ["06 01:00", "06 08:00"]


def test_a_corrected_file_replaces_its_own_window_and_no_more(session: Session, bring_in: BringIn) -> None:
    bring_in("2026-07-06T08:45,PS,1,60\n2026-07-06T09:00,PS,2,60\n2026-07-06T09:15,NW,3,60\n2026-07-06T09:30,PS,4,60\n")

    outcome = bring_in("2026-07-06T09:00,PS,20,60\n2026-07-06T09:15,PS,30,60\n")

    assert outcome.replaced_intervals == 2  # the NW of 09:15 is gone too: the corrected file knows of none
    assert [row[:3] for row in stored(session)] == [
        ("06 07:45", "PS", 1),
        ("06 08:00", "PS", 20),
        ("06 08:15", "PS", 30),
        ("06 08:30", "PS", 4),
    ]


def test_longer_intervals_that_reach_into_the_window_go_too(session: Session, bring_in: BringIn) -> None:
    hourly = Reading(kind=FileKind.INTERVALS, zone="Europe/Lisbon", columns=COLUMNS, interval_minutes=60)
    bring_in("2026-07-06T08:00,PS,10,60\n2026-07-06T09:00,PS,20,60\n", reading=hourly)

    bring_in("2026-07-06T09:30,PS,1,60\n")

    assert [row[:3] for row in stored(session)] == [("06 07:00", "PS", 10), ("06 08:30", "PS", 1)]


def test_another_source_is_not_touched(session: Session, bring_in: BringIn) -> None:
    bring_in("2026-07-06T09:00,PS,12,180\n", source_code="other")

    bring_in("2026-07-06T09:00,PS,5,180\n")

    assert [row[:3] for row in stored(session, "other")] == [("06 08:00", "PS", 12)]
    assert count(session, ContactType) == 2


def test_a_bad_line_refuses_the_whole_file_and_keeps_the_report(session: Session, bring_in: BringIn) -> None:
    bring_in("2026-07-06T09:00,PS,12,180\n")

    outcome = bring_in("2026-07-06T09:00,PS,1,180\n2026-07-06T09:15,PS,-1,180\nnever,NEW,1,180\n")

    assert outcome.result is Result.REFUSED
    assert [(error.line, error.field) for error in outcome.errors] == [(3, "offered"), (4, "starts_at")]
    assert [row[:3] for row in stored(session)] == [("06 08:00", "PS", 12)]
    row = imports_newest_first(session)[0]
    assert (row.id, row.state, row.window_starts_at) == (outcome.import_id, ImportState.REFUSED, None)
    assert row.errors[0] == {"line": 3, "field": "offered", "text": "'-1': it lies between 0 and 1000000"}
    assert {contact_type.code for contact_type in session.scalars(select(ContactType))} == {"PS"}
    actions = session.scalars(select(AuditLine.action).where(AuditLine.entity == "volume_import").order_by(AuditLine.id))
    assert list(actions) == ["import", "refuse_import"]


def test_a_refused_file_of_a_new_source_leaves_no_trace(session: Session, bring_in: BringIn) -> None:
    outcome = bring_in("never,PS,1,180\n")

    assert (outcome.result, outcome.import_id, outcome.error_count) == (Result.REFUSED, None, 1)
    assert [count(session, table) for table in (ContactSource, ContactType, VolumeImport, AuditLine)] == [0, 0, 0, 0]


def test_a_refused_file_may_be_corrected_and_is_not_taken_for_known(session: Session, bring_in: BringIn) -> None:
    bring_in("2026-07-06T08:00,PS,1,60\n")
    bring_in("2026-07-06T09:00,PS,x,180\n")

    assert bring_in("2026-07-06T09:00,PS,x,180\n").result is Result.REFUSED
    assert bring_in("2026-07-06T09:00,PS,1,180\n").result is Result.STORED


def test_good_lines_are_kept_only_when_asked_for(session: Session, bring_in: BringIn) -> None:
    outcome = bring_in("2026-07-06T09:00,PS,12,180\n2026-07-06T09:15,PS,-1,180\n", skip_bad_lines=True)

    assert (outcome.result, outcome.rows_read, outcome.rows_kept, outcome.error_count) == (Result.STORED, 2, 1, 1)
    assert [row[:3] for row in stored(session)] == [("06 08:00", "PS", 12)]
    (row,) = imports_newest_first(session)
    assert (row.counts["lines_with_errors"], [error["line"] for error in row.errors]) == (1, [3])


def test_a_file_without_a_single_contact_is_refused(bring_in: BringIn) -> None:
    nobody = Reading(kind=FileKind.CONTACTS, zone="UTC", columns=LOG.columns, rules=(RowRule.parse(RowEffect.LEAVE_OUT, "type=PS"),))

    with pytest.raises(NothingToStore, match="1 read, none kept"):
        bring_in("2026-07-06T09:00,PS,1\n", header="at,type,seconds\n", reading=nobody)
    with pytest.raises(InvalidInput, match="no row whose time can be read"):
        bring_in("")


def test_unknown_names_are_errors_unless_they_may_be_created(session: Session, bring_in: BringIn) -> None:
    with pytest.raises(UnknownSource, match=r"no contact source 'desk'.*--create-missing"):
        bring_in("2026-07-06T09:00,PS,1,60\n", may_create=False)
    bring_in("2026-07-06T09:00,PS,1,60\n")

    outcome = bring_in("2026-07-06T09:15,PS,1,60\n2026-07-06T09:15,NW,1,60\n", may_create=False)

    assert [str(error) for error in outcome.errors] == ["line 3, contact_type: 'NW' is not known; known are: PS"]


def test_a_contact_type_may_be_mapped_onto_the_work_that_serves_it(session: Session, bring_in: BringIn) -> None:
    work_type = a_work_type(session, code="calls")

    outcome = bring_in("2026-07-06T09:00,PS,1,60\n2026-07-06T09:00,NW,1,60\n", work_types={"PS": "calls"})

    served = {one.code: one.work_type_id for one in session.scalars(select(ContactType))}
    assert served == {"PS": work_type.id, "NW": None}
    assert "contact type PS, served by calls" in outcome.made
    assert "contact type NW, not planned yet" in outcome.made


def test_mapping_onto_work_that_does_not_exist_is_refused(bring_in: BringIn) -> None:
    with pytest.raises(InvalidInput, match="work type is 'sales'; there is no such work type"):
        bring_in("2026-07-06T09:00,PS,1,60\n", work_types={"PS": "sales"})


def test_reasons_are_stored_apart(session: Session, bring_in: BringIn) -> None:
    create_contact_reason(session, code="late", name="Late parcel", is_avoidable=True, actor=LEAD, now=NOW)
    with_reason = Reading(kind=FileKind.INTERVALS, zone="Europe/Lisbon", columns=COLUMNS | {"reason": "why"})
    rows = "2026-07-06T09:00,PS,5,60,late\n2026-07-06T09:00,PS,2,60,\n2026-07-06T09:00,PS,1,60,lost\n"

    outcome = bring_in(rows, header="starts_at,contact_type,offered,handle_time_seconds,why\n", reading=with_reason)

    found = session.execute(
        select(ContactReason.code, VolumeInterval.offered)
        .select_from(VolumeInterval)
        .join(VolumeSeries, VolumeSeries.id == VolumeInterval.series_id)
        .outerjoin(ContactReason, ContactReason.id == VolumeSeries.contact_reason_id)
    )
    assert {(code, offered) for code, offered in found} == {("late", 5), (None, 2), ("lost", 1)}
    assert "contact reason lost" in outcome.made
    assert outcome.series[0].offered == 8


def test_files_that_meet_make_one_window(session: Session, bring_in: BringIn) -> None:
    bring_in("2026-07-06T09:00,PS,1,60\n")
    bring_in("2026-07-06T09:15,PS,1,60\n")
    bring_in("2026-07-06T11:00,PS,1,60\n")

    source = session.scalars(select(ContactSource)).one()
    windows = imported_windows(session, source_id=source.id)

    assert [(f"{window.starts_at:%H:%M}", f"{window.ends_at:%H:%M}") for window in windows] == [("08:00", "08:30"), ("10:00", "10:15")]
