"""Reading volume files, without a database: what is counted, what is left out, and every way a line can be wrong."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from wfm.core.errors import InvalidInput
from wfm.demand.csv_import import WindowTooLong, read_volumes, sha256_of, window_of
from wfm.demand.reading import Condition, FileKind, Reading, RowEffect, RowRule
from wfm.demand.rows import Known
from wfm.demand.volume_read import ERRORS_KEPT_MAX, SERIES_MAX, SeriesKey, VolumeRead

LOG_COLUMNS = {"starts_at": "at", "contact_type": "type", "handle_time_seconds": "seconds"}
INTERVAL_COLUMNS = {name: name for name in ("starts_at", "contact_type", "offered", "handle_time_seconds")}
INTERVAL_HEADER = "starts_at,contact_type,offered,handle_time_seconds\n"


def reading(kind: FileKind = FileKind.CONTACTS, **said: Any) -> Reading:
    usual: dict[str, Any] = {"zone": "Europe/Berlin", "columns": LOG_COLUMNS if kind is FileKind.CONTACTS else INTERVAL_COLUMNS}
    return Reading(kind=kind, **usual | said)


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., VolumeRead]:
    def read_text(text: str | bytes, how: Reading, known: Known | None = None) -> VolumeRead:
        path = tmp_path / "volumes.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_volumes(path, reading=how, known=known or Known(), on_progress=lambda _bytes: None)

    return read_text


def totals(found: VolumeRead, contact_type: str, reason: str = "") -> list[tuple[str, int, int, int, float]]:
    tally = found.tallies[SeriesKey(contact_type, reason)]
    return [
        (f"{total.starts_at:%H:%M}", total.offered, total.timed, total.abandoned, total.handle_time_seconds_sum)
        for total in sorted(tally.totals())
    ]


def errors(found: VolumeRead) -> list[tuple[int, str, str]]:
    return [(error.line, error.field, error.text) for error in found.errors]


def test_contacts_are_counted_in_the_quarter_they_begin(read: Callable[..., VolumeRead]) -> None:
    log = "at,type,seconds\n2026-01-05T09:00:01,PS,60\n2026-01-05T09:14:59,PS,30.5\n2026-01-05T09:15:00,PS,10\n2026-01-05T09:00:00,NW,5\n"

    found = read(log, reading())

    assert totals(found, "PS") == [("08:00", 2, 2, 0, 90.5), ("08:15", 1, 1, 0, 10.0)]
    assert totals(found, "NW") == [("08:00", 1, 1, 0, 5.0)]
    assert (found.rows_read, found.rows_kept, found.error_count) == (4, 4, 0)


def test_the_first_rule_that_matches_decides_and_every_match_is_counted(read: Callable[..., VolumeRead]) -> None:
    rules = (
        RowRule.parse(RowEffect.LEAVE_OUT, "outcome=GHOST"),
        RowRule.parse(RowEffect.LEAVE_OUT, "outcome=HANG,queued=no"),
        RowRule.parse(RowEffect.ABANDONED, "outcome=HANG|LOST"),
        RowRule.parse(RowEffect.UNTIMED, "seconds=0"),
    )
    log = (
        "at,type,seconds,outcome,queued\n"
        "2026-01-05T09:00:00,PS,60,AGENT,yes\n"
        "2026-01-05T09:01:00,PS,0,AGENT,yes\n"
        "2026-01-05T09:02:00,PS,0,HANG,yes\n"
        "2026-01-05T09:03:00,PS,0,HANG,no\n"
        "2026-01-05T09:04:00,PS,0,LOST,no\n"
        "2026-01-05T09:05:00,XX,99999999,GHOST,yes\n"
    )

    found = read(log, reading(rules=rules), Known(contact_types={"PS"}))

    assert totals(found, "PS") == [("08:00", 4, 1, 2, 60.0)]
    assert found.rows_decided == {0: 1, 1: 1, 2: 2, 3: 1}
    assert found.rows_matching == {0: 1, 1: 1, 2: 3, 3: 4}
    assert found.error_count == 0  # nothing but the time of a row that is left out is looked at


def test_rows_left_out_still_show_how_far_the_file_reaches(read: Callable[..., VolumeRead]) -> None:
    rules = (RowRule.parse(RowEffect.LEAVE_OUT, "type!=PS"),)

    found = read("at,type,seconds\n2026-01-05T00:00:00,XX,1\n2026-01-05T09:00:00,PS,1\n2026-01-05T23:59:00,XX,1\n", reading(rules=rules))

    assert window_of(found) == (datetime(2026, 1, 4, 23, 0, tzinfo=UTC), datetime(2026, 1, 5, 23, 0, tzinfo=UTC))
    assert found.rows_kept == 1


def test_the_same_contact_twice_is_named_with_both_lines(read: Callable[..., VolumeRead]) -> None:
    rows = ["1,2026-01-05T09:00:00,PS,1", "2,2026-01-05T09:00:00,PS,1", "1,2026-01-05T09:01:00,NW,1", "1,2026-01-05T09:02:00,PS,1"]

    found = read("\n".join(["id,at,type,seconds", *rows]), reading(key_columns=("id",)))

    assert errors(found) == [(4, "id", "the same contact is in line 2 already"), (5, "id", "the same contact is in line 2 already")]
    assert totals(found, "PS") == [("08:00", 2, 2, 0, 2.0)]
    assert found.rows_read == 4


def test_reasons_make_series_of_their_own(read: Callable[..., VolumeRead]) -> None:
    log = "at,type,seconds,why\n2026-01-05T09:00:00,PS,1,late parcel\n2026-01-05T09:00:00,PS,1,\n"

    found = read(log, reading(columns=LOG_COLUMNS | {"reason": "why"}))

    assert set(found.tallies) == {SeriesKey("PS", "late parcel"), SeriesKey("PS", "")}
    assert found.reasons == ("late parcel",)


def test_intervals_are_taken_as_they_are(read: Callable[..., VolumeRead]) -> None:
    text = INTERVAL_HEADER + "2026-01-05T09:00,PS,12,180\n2026-01-05T09:15,PS,0,\n2026-01-05T09:30,PS,3,\n2026-01-05T08:00Z,NW,1,60\n"

    found = read(text, reading(FileKind.INTERVALS))

    assert totals(found, "PS") == [("08:00", 12, 12, 0, 2160.0), ("08:15", 0, 0, 0, 0.0), ("08:30", 3, 0, 0, 0.0)]
    assert totals(found, "NW") == [("08:00", 1, 1, 0, 60.0)]
    assert window_of(found) == (datetime(2026, 1, 5, 8, 0, tzinfo=UTC), datetime(2026, 1, 5, 8, 45, tzinfo=UTC))


def test_an_hour_reaches_to_its_end(read: Callable[..., VolumeRead]) -> None:
    found = read(INTERVAL_HEADER + "2026-01-05T09:00,PS,12,180\n", reading(FileKind.INTERVALS, interval_minutes=60))

    assert window_of(found)[1] == datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("order", ["by time", "by type"])
def test_the_second_hour_of_an_autumn_night_is_found_for_each_contact_type(read: Callable[..., VolumeRead], order: str) -> None:
    times = ["01:00", "02:00", "02:00", "03:00"]
    rows = [f"2026-10-25T{at},{name},{number},60" for number, at in enumerate(times, 1) for name in ("PS", "NW")]
    if order == "by type":
        rows.sort(key=lambda row: row.split(",")[1])

    found = read(INTERVAL_HEADER + "\n".join(rows) + "\n", reading(FileKind.INTERVALS, interval_minutes=60))

    for name in ("PS", "NW"):
        assert [(at, offered) for at, offered, *_rest in totals(found, name)] == [("23:00", 1), ("00:00", 2), ("01:00", 3), ("02:00", 4)]
    assert found.error_count == 0


@pytest.mark.parametrize(
    ("row", "field", "text"),
    [
        ("2026-01-05T09:00,PS,12", "row", "3 columns, the header has 4"),
        ("2026-01-05T09:00,PS,12,1,1", "row", "5 columns, the header has 4"),
        ("nine,PS,12,180", "starts_at", "'nine': a time such as 2026-01-05T08:15:00 is expected"),
        ("2026-01-05T09:07,PS,12,180", "starts_at", "'2026-01-05T09:07' is not the start of an interval of 15 minutes"),
        ("2026-01-05T09:00,,12,180", "contact_type", "is empty"),
        (f"2026-01-05T09:00,{'x' * 61},12,180", "contact_type", "61 characters, the most is 60"),
        ("2026-01-05T09:00,XX,12,180", "contact_type", "'XX' is not known; known are: NW, PS"),
        ("2026-01-05T09:00,PS,many,180", "offered", "'many' is not a whole number"),
        ("2026-01-05T09:00,PS,1.5,180", "offered", "'1.5' is not a whole number"),
        ("2026-01-05T09:00,PS,-1,180", "offered", "'-1': it lies between 0 and 1000000"),
        ("2026-01-05T09:00,PS,1000001,180", "offered", "'1000001': it lies between 0 and 1000000"),
        ("2026-01-05T09:00,PS,12,long", "handle_time_seconds", "'long' is not a number"),
        ("2026-01-05T09:00,PS,12,-1", "handle_time_seconds", "'-1': it lies between 0 and 86400"),
        ("2026-01-05T09:00,PS,12,nan", "handle_time_seconds", "'nan': it lies between 0 and 86400"),
        ("2026-01-05T09:00,PS,12,86401", "handle_time_seconds", "'86401': it lies between 0 and 86400"),
        ("2026-01-05T08:45,PS,12,180", "starts_at", "'2026-01-05T08:45' is there twice for this contact type"),
    ],
)
def test_a_wrong_line_of_intervals_is_told_by_line_field_and_limit(
    read: Callable[..., VolumeRead], row: str, field: str, text: str
) -> None:
    good = "2026-01-05T08:45,PS,1,60"

    found = read(f"{INTERVAL_HEADER}{good}\n\n{row}\n", reading(FileKind.INTERVALS), Known(contact_types={"PS", "NW"}))

    assert errors(found) == [(4, field, text)]
    assert (found.rows_read, found.rows_kept) == (2, 1)


@pytest.mark.parametrize(
    ("row", "field", "text"),
    [
        ("2026-01-05T09:00:00,PS", "row", "2 columns, the header has 4"),
        ("2026-02-30T09:00:00,PS,1,late", "at", "'2026-02-30T09:00:00': a time such as 2026-01-05T08:15:00 is expected"),
        ("2026-01-05T09:00:00,XX,1,late", "contact_type", "'XX' is not known; known are: PS"),
        ("2026-01-05T09:00:00,PS,-3,late", "handle_time_seconds", "'-3': it lies between 0 and 86400"),
        ("2026-01-05T09:00:00,PS,,late", "handle_time_seconds", "'' is not a number"),
        ("2026-01-05T09:00:00,PS,1,early", "reason", "'early' is not known; known are: late"),
    ],
)
def test_a_wrong_line_of_a_log_is_told_by_line_field_and_limit(read: Callable[..., VolumeRead], row: str, field: str, text: str) -> None:
    how = reading(columns=LOG_COLUMNS | {"reason": "why"})

    found = read(f"at,type,seconds,why\n{row}\n", how, Known(contact_types={"PS"}, reasons={"late"}))

    assert errors(found) == [(2, field, text)]


def test_two_columns_of_a_time_are_both_named(read: Callable[..., VolumeRead]) -> None:
    how = reading(columns={"date": "day", "time": "clock", "contact_type": "type"}, date_format="%d.%m.%Y")

    found = read("day,clock,type\n05.01.2026,09:00,PS\n2026-01-05,09:00,PS\n", how)

    assert errors(found) == [(3, "day, clock", "'2026-01-05 09:00': the format %d.%m.%Y is expected")]
    assert totals(found, "PS") == [("08:00", 1, 0, 0, 0.0)]


def test_a_file_full_of_errors_keeps_the_first_thousand_and_counts_all(read: Callable[..., VolumeRead]) -> None:
    found = read("at,type,seconds\n" + "never,PS,1\n" * 1200, reading())

    assert (found.error_count, len(found.errors)) == (1200, ERRORS_KEPT_MAX)


def test_a_column_with_thousands_of_values_is_no_contact_type(read: Callable[..., VolumeRead]) -> None:
    rows = "".join(f"2026-01-05T09:00:00,{number},1\n" for number in range(SERIES_MAX + 1))

    found = read("at,type,seconds\n" + rows, reading())

    assert errors(found) == [
        (SERIES_MAX + 2, "contact_type", "more than 2000 different contact types and reasons; is this the right column?")
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "is empty; a header line is needed"),
        (b"\n", "is empty; a header line is needed"),
        (b"at,typ,seconds\n", "line 1: there is no column 'type'; the header has: at, typ, seconds"),
        (b"at,type,seconds,type\n", "line 1: the column 'type' is there twice"),
        ("at,type,seconds\n2026-01-05T09:00:00,Zahlungsverzögerung,1\n".encode("cp1252"), "not utf-8-sig text; say which encoding it is"),
        (b'at,type,seconds\n2026-01-05T09:00:00,"' + b"x" * 200_000 + b'",1\n', "field larger than field limit"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(read: Callable[..., VolumeRead], text: bytes, message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(text, reading())

    assert message in str(refused.value)


def test_a_rule_or_key_on_a_column_that_is_not_there_is_refused(read: Callable[..., VolumeRead]) -> None:
    with pytest.raises(InvalidInput, match="no column 'outcome'"):
        read("at,type,seconds\n", reading(rules=(RowRule.parse(RowEffect.LEAVE_OUT, "outcome=X"),)))
    with pytest.raises(InvalidInput, match="no column 'id'"):
        read("at,type,seconds\n", reading(key_columns=("id",)))


def test_other_encodings_and_delimiters_are_read_when_said(read: Callable[..., VolumeRead]) -> None:
    text = "at;type;seconds\n2026-01-05T09:00:00;Zahlungsverzögerung;1\n".encode("cp1252")

    assert read(text, reading(encoding="cp1252", delimiter=";")).contact_types == ("Zahlungsverzögerung",)


def test_a_byte_order_mark_is_not_part_of_the_header(read: Callable[..., VolumeRead]) -> None:
    assert read("\ufeffat,type,seconds\n2026-01-05T09:00:00,PS,1\n", reading()).contact_types == ("PS",)


def test_a_mistyped_year_does_not_stretch_the_window_over_decades(read: Callable[..., VolumeRead]) -> None:
    found = read("at,type,seconds\n2026-01-05T09:00:00,PS,1\n2062-01-05T09:00:00,PS,1\n", reading())

    with pytest.raises(WindowTooLong, match=r"over 13149 days, the most is 800: from 2026-01-05 \(line 2\) to 2062-01-05 \(line 3\)"):
        window_of(found)


def test_a_file_without_a_readable_time_has_no_window(read: Callable[..., VolumeRead]) -> None:
    with pytest.raises(InvalidInput, match="no row whose time can be read"):
        window_of(read("at,type,seconds\n", reading()))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"missing\.csv cannot be read: No such file"):
        sha256_of(tmp_path / "missing.csv")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"zone": "Mars/Olympus"}, "zone is 'Mars/Olympus'"),
        ({"columns": LOG_COLUMNS | {"colour": "x"}}, "column colour: a file of contacts has the fields starts_at, date, time"),
        ({"columns": {"starts_at": "at"}}, "columns: contact_type is missing"),
        ({"columns": {"contact_type": "type"}}, "either starts_at or both date and time"),
        ({"columns": {"contact_type": "type", "date": "day"}}, "either starts_at or both date and time"),
        ({"columns": LOG_COLUMNS | {"date": "day", "time": "clock"}}, "either starts_at or both date and time"),
        ({"delimiter": ""}, "delimiter is ''"),
        ({"delimiter": ";;"}, "delimiter is ';;'"),
        ({"encoding": "klingon"}, "encoding is 'klingon'"),
        ({"interval_minutes": 20}, "interval_minutes is 20; it is 15, 30 or 60"),
        ({"kind": FileKind.INTERVALS, "columns": LOG_COLUMNS}, "columns: offered is missing"),
        ({"kind": FileKind.INTERVALS, "columns": INTERVAL_COLUMNS, "key_columns": ("id",)}, "rules and keys are for contact logs"),
    ],
)
def test_an_impossible_way_of_reading_is_refused_by_option(said: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        reading(**said)

    assert message in str(refused.value)


@pytest.mark.parametrize("text", ["", "outcome", "=HANG", "outcome=A,,x=1"])
def test_a_rule_without_a_column_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="column=text is needed"):
        RowRule.parse(RowEffect.LEAVE_OUT, text)


@pytest.mark.parametrize("text", ["type=PS|NW", "type!=PS", "queued="])
def test_a_condition_is_told_as_it_was_said(text: str) -> None:
    assert str(Condition.parse(text)) == text
