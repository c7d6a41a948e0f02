"""The times of a file: formats, offsets, what is refused, and the quarters they lie in when the clocks change."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfm.demand.quarters import MOVED_FORWARD, READ_AS_FIRST, READ_AS_SECOND, FileOrder, Quarters, instant_at, quarter_at
from wfm.demand.time_texts import TimeTextError, TimeTexts, UtcMinute, instant_of_minute

BERLIN = "Europe/Berlin"


def local_minute(text: str) -> int:
    return (datetime.fromisoformat(f"{text}+00:00") - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(minutes=1)


@pytest.mark.parametrize(
    ("formats", "text"),
    [
        ({}, "2026-01-05T08:15:22"),
        ({}, "2026-01-05 08:15"),
        ({}, "2026-01-05 08:15:22.123456"),
        ({}, "20260105T081522"),
        ({"datetime_format": "%d.%m.%Y %H:%M:%S"}, "05.01.2026 08:15:22"),
        ({"datetime_format": "%m/%d/%Y %I:%M %p"}, "01/05/2026 08:15 AM"),
        ({"datetime_format": "%H:%M %d.%m.%Y"}, "08:15 05.01.2026"),
        ({"datetime_format": "%Y%m%d%H%M"}, "202601050815"),
    ],
)
def test_a_time_in_one_text_is_read_by_its_format(formats: dict[str, str], text: str) -> None:
    texts = TimeTexts(**formats)

    assert [texts.parse_whole(text), texts.parse_whole(text)] == [local_minute("2026-01-05T08:15")] * 2


@pytest.mark.parametrize("text", ["2026-01-05T08:15:22Z", "2026-01-05T13:45:22+05:30", "2026-01-04 22:15-10:00", "20260105T081522Z"])
def test_a_time_with_an_offset_is_an_instant_whatever_the_zone_of_the_file(text: str) -> None:
    texts = TimeTexts()

    found = [texts.parse_whole(text), texts.parse_whole(text)]

    assert found == [UtcMinute(local_minute("2026-01-05T08:15"))] * 2


def test_a_format_may_tell_the_offset() -> None:
    assert TimeTexts(datetime_format="%Y-%m-%d %H:%M %z").parse_whole("2026-01-05 13:45 +0530") == UtcMinute(
        local_minute("2026-01-05T08:15")
    )


def test_date_and_time_may_stand_in_two_columns() -> None:
    bank = TimeTexts(date_format="%y%m%d", time_format="%H:%M:%S")

    assert bank.parse_parts("990101", "6:55:20") == local_minute("1999-01-01T06:55")
    assert TimeTexts().parse_parts("2026-01-05", "08:15:22") == local_minute("2026-01-05T08:15")


@given(
    st.lists(st.datetimes(datetime(1970, 1, 1), datetime(2199, 12, 31)), min_size=1, max_size=20),  # noqa: DTZ001
    st.sampled_from(["T", " "]),
    st.sampled_from(["auto", "minutes", "milliseconds"]),
)
def test_what_was_read_before_never_changes_what_is_read_next(moments: list[datetime], separator: str, detail: str) -> None:
    texts = TimeTexts()

    for moment in moments:
        assert texts.parse_whole(moment.isoformat(separator, detail)) == local_minute(f"{moment:%Y-%m-%dT%H:%M}")


@pytest.mark.parametrize(
    ("formats", "text", "expected"),
    [
        ({}, "yesterday", "2026-01-05T08:15:00"),
        ({}, "2026-13-05T08:15:00", "2026-01-05T08:15:00"),
        ({}, "2026-01-05T08:15:99", "2026-01-05T08:15:00"),
        ({}, "2026-01-05T08:15:00+99:00", "2026-01-05T08:15:00"),
        ({}, "", "2026-01-05T08:15:00"),
        ({}, "1969-12-31T23:59", "year is 1969, it lies between 1970 and 2199"),
        ({"datetime_format": "%d.%m.%Y %H:%M"}, "2026-01-05 08:15", "%d.%m.%Y"),
        ({"datetime_format": "%d.%m.%Y %H:%M"}, "05.01.2026", "%H:%M"),
        ({"datetime_format": "%H:%M %d.%m.%Y"}, "05.01.2026", "%H:%M %d.%m.%Y"),
    ],
)
def test_a_text_that_is_no_time_is_refused_with_what_was_expected(formats: dict[str, str], text: str, expected: str) -> None:
    with pytest.raises(TimeTextError) as refused:
        TimeTexts(**formats).parse_whole(text)

    assert expected in str(refused.value)


@pytest.mark.parametrize(
    ("date_text", "time_text"),
    [("2026-01-05T08:00", "08:15"), ("2026-01-05", "25:00"), ("2026-01-05", "08:15Z"), ("05.01.2026", "08:15"), ("", "")],
)
def test_a_date_or_time_of_the_wrong_shape_is_refused(date_text: str, time_text: str) -> None:
    with pytest.raises(TimeTextError):
        TimeTexts().parse_parts(date_text, time_text)


def read(texts: list[str], *, zone: str = BERLIN, repeats_count: bool = False) -> tuple[list[str], Counter[str]]:
    """Each local time as the instant it was read as."""
    quarters, order = Quarters(zone=zone), FileOrder(repeats_count=repeats_count)
    found = [instant_at(quarters.quarter_of(local_minute(text), order)) for text in texts]
    return [f"{instant:%d %H:%M}" for instant in found], quarters.counts


def test_times_of_a_zone_become_quarters_in_utc() -> None:
    assert read(["2026-01-05T08:15", "2026-07-05T08:29"])[0] == ["05 07:15", "05 06:15"]
    assert read(["2026-01-05T08:15"], zone="Asia/Kathmandu")[0] == ["05 02:30"]


def test_a_time_that_does_not_exist_moves_forward_and_is_counted() -> None:
    found, counts = read(["2026-03-29T01:50", "2026-03-29T02:20", "2026-03-29T03:00"])

    assert found == ["29 00:45", "29 01:15", "29 01:00"]
    assert counts == {MOVED_FORWARD: 1}


def test_a_double_time_is_the_first_where_the_file_has_no_order() -> None:
    found, counts = read(["2026-10-26T09:00", "2026-10-25T02:50", "2026-10-25T02:10"])

    assert found == ["26 08:00", "25 00:45", "25 00:00"]
    assert counts == {READ_AS_FIRST: 2}


def test_the_order_of_the_file_shows_the_second() -> None:
    found, counts = read(
        ["2026-10-25T01:50", "2026-10-25T02:10", "2026-10-25T02:50", "2026-10-25T02:05", "2026-10-25T02:55", "2026-10-25T03:00"]
    )

    assert found == ["24 23:45", "25 00:00", "25 00:45", "25 01:00", "25 01:45", "25 02:00"]
    assert counts == {READ_AS_FIRST: 2, READ_AS_SECOND: 2}


def test_a_step_back_elsewhere_means_that_the_file_is_in_no_order() -> None:
    found, _counts = read([f"2026-10-25T{at}" for at in ("09:00", "01:50", "02:50", "02:05")])

    assert found == ["25 08:00", "24 23:45", "25 00:45", "25 00:00"]


def test_a_repeated_interval_is_the_second_hour_and_a_repeated_contact_is_not() -> None:
    hours = ["2026-10-25T01:00", "2026-10-25T02:00", "2026-10-25T02:00", "2026-10-25T03:00"]

    assert read(hours, repeats_count=True)[0] == ["24 23:00", "25 00:00", "25 01:00", "25 02:00"]
    assert read(hours)[0] == ["24 23:00", "25 00:00", "25 00:00", "25 02:00"]


def test_an_instant_needs_no_order() -> None:
    quarters = Quarters(zone=BERLIN)

    assert instant_at(quarters.quarter_of(UtcMinute(local_minute("2026-10-25T01:10")), FileOrder(repeats_count=False))) == datetime(
        2026, 10, 25, 1, 0, tzinfo=UTC
    )
    assert quarter_at(instant_of_minute(31)) == 2
