"""Weeks carried to another week keep each person's local times, also where clocks change in between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from scheduling.timegrid import to_local
from wfm.rosters.content import SegmentContent, ShiftContent, WeekContent
from wfm.rosters.copying import carried
from wfm.rosters.kinds import SegmentKind

NINE = datetime(2027, 3, 22, 9, tzinfo=UTC)  # Monday of the last week before summer time in Lisbon
HOUR = timedelta(hours=1)


def part(kind: SegmentKind, first: int, last: int, **said: int) -> SegmentContent:
    return SegmentContent(kind, NINE + first * HOUR, NINE + last * HOUR, **said)


def test_a_shift_keeps_its_local_time_over_a_clock_change() -> None:
    shift = ShiftContent(NINE, NINE + 4 * HOUR, (part(SegmentKind.WORK, 0, 4, work_type_id=1),))

    (content,) = carried([WeekContent(1, (shift,))], days=7, zones={1: "Europe/Lisbon"}, agent_ids=frozenset({1}))

    (copy,) = content.shifts
    assert f"{to_local(copy.starts_at, zone='Europe/Lisbon'):%a %H:%M}" == "Mon 09:00"
    assert copy.starts_at == NINE + timedelta(days=7) - HOUR
    assert copy.ends_at - copy.starts_at == 4 * HOUR
    assert copy.segments[0].work_type_id == 1


def test_an_activity_gives_way_to_the_work_around_it() -> None:
    segments = (
        part(SegmentKind.ACTIVITY, 0, 1, activity_id=7),
        part(SegmentKind.WORK, 1, 2, work_type_id=1),
        part(SegmentKind.ACTIVITY, 2, 3, activity_id=8),
        part(SegmentKind.WORK, 3, 4, work_type_id=1),
    )
    shift = ShiftContent(NINE, NINE + 4 * HOUR, segments)

    (content,) = carried([WeekContent(1, (shift,))], days=14, zones={1: "UTC"}, agent_ids=frozenset({1}))

    (copy,) = content.shifts
    assert [(found.kind, found.ends_at - found.starts_at) for found in copy.segments] == [(SegmentKind.WORK, 4 * HOUR)]
    assert copy.starts_at == NINE + timedelta(days=14)


def test_who_is_in_the_group_no_longer_is_left_out() -> None:
    contents = [WeekContent(1), WeekContent(2)]

    assert carried(contents, days=7, zones={2: "UTC"}, agent_ids=frozenset({2})) == (WeekContent(2),)
