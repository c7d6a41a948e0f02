"""What is drawn: coverage under the board and the curves of a build, as numbers that a picture can be checked by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from scheduling.timegrid import Horizon
from wfm.core.intervals import Interval
from wfm.rosters.work_marks import WorkMark
from wfm.solves.board import BoardLine
from wfm.solves.coverage_lines import Box, coverage_line, short_spans
from wfm.solves.hours_chart import hours_chart
from wfm.solves.progress_chart import Point, progress_chart

START = datetime(2026, 11, 23, tzinfo=UTC)
SLOT = timedelta(minutes=15)
HORIZON = Horizon(START, START + 8 * SLOT)
WHOLE = Interval(HORIZON.starts_at, HORIZON.ends_at)
PHONE = WorkMark("Phone", "P", 1)


def line(required: list[float], capacity: list[float]) -> BoardLine:
    return BoardLine(
        code="phone", name="Phone", required=tuple(required), capacity=tuple(capacity), required_hours=0, short_hours=0, surplus_hours=0
    )


def test_need_is_a_stepped_line_capacity_an_area_and_what_is_missing_boxes() -> None:
    drawn = coverage_line(line([2, 2, 2, 2, 4, 4, 0, 0], [2, 2, 1, 1, 4, 4, 1, 1]), mark=PHONE, horizon=HORIZON, window=WHOLE)

    assert (drawn.width, drawn.height) == (8, 400)
    assert drawn.required_path == "M0 200H4V0H6V400H8"
    assert drawn.capacity_path == "M0 400V200H2V400zM2 400V300H4V400zM4 400V0H6V400zM6 400V300H8V400z"
    assert drawn.short_boxes == (Box(x=25.0, y=50.0, width=25.0, height=25.0),)
    assert (drawn.required_hours, drawn.short_hours) == (4.0, 0.5)


def test_a_window_beside_the_week_shows_only_what_lies_in_both() -> None:
    window = Interval(START - 4 * SLOT, START + 4 * SLOT)

    drawn = coverage_line(line([1.0] * 8, [0.0] * 8), mark=PHONE, horizon=HORIZON, window=window)
    outside = coverage_line(line([1.0] * 8, [0.0] * 8), mark=PHONE, horizon=HORIZON, window=Interval(START - 8 * SLOT, START))

    assert drawn.required_path == "M4 0H8"
    assert drawn.required_hours == 1.0
    assert (outside.required_path, outside.required_hours, outside.worst) == ("", 0, None)


def test_the_worst_hour_is_named_and_rounding_is_no_news() -> None:
    drawn = coverage_line(line([1, 1, 3, 3, 3, 3, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1]), mark=PHONE, horizon=HORIZON, window=WHOLE)
    nearly = coverage_line(line([1.2] * 8, [1.0] * 8), mark=PHONE, horizon=HORIZON, window=WHOLE)

    assert drawn.worst == Interval(START + 2 * SLOT, START + 6 * SLOT)
    assert drawn.worst_heads == 2.0
    assert nearly.worst is None


def test_short_hours_are_those_of_any_work_type() -> None:
    phone = line([1, 0, 0, 0, 0, 0, 0, 0], [0] * 8)
    chat = line([0, 1, 0, 0, 0, 0, 0, 1], [0] * 8)

    assert short_spans([phone, chat], horizon=HORIZON) == (
        Interval(START, START + 2 * SLOT),
        Interval(START + 7 * SLOT, START + 8 * SLOT),
    )


def test_the_curves_hold_each_value_until_the_next_and_close_the_gap_between() -> None:
    chart = progress_chart([Point(0, 0.08, None), Point(5, 0.04, 0.01), Point(10, 0.02, 0.02)], seconds=20)

    assert chart.top_share == 0.08
    assert chart.short_path == "M0 0H250V500H500V750"
    assert chart.bound_path == "M250 875H500V750"
    assert chart.gap_path == "M250 875V500H500V875z"


def test_a_far_off_beginning_does_not_flatten_the_end() -> None:
    chart = progress_chart([Point(0, 1.0, None), Point(1, 0.02, 0.01)], seconds=10)

    assert chart.top_share == 0.08


def test_a_perfect_roster_and_none_at_all_can_be_drawn() -> None:
    assert progress_chart([Point(0, 0.0, 0.0)], seconds=0).short_path == "M0 1000"
    assert progress_chart([], seconds=10).short_path == ""


def test_what_people_do_lies_hour_upon_hour() -> None:
    told = {"now": [1.0, 2.0], "waiting": [1.0, 0.0], "other": [0.0, 1.0], "free": [2.0, 1.0]}

    drawn = hours_chart(told, day_starts=[0.0, 0.5])

    assert drawn is not None
    assert (drawn.top_heads, drawn.edges) == (4.0, (0, 500))
    assert drawn.areas[0] == ("now", "M0 750V750H500.0V500H1000.0V1000H500.0V1000H0.0Z")
    assert drawn.areas[1] == ("waiting", "M0 500V500H500.0V500H1000.0V500H500.0V750H0.0Z")
    assert drawn.totals == {"now": 3.0, "waiting": 1.0, "other": 1.0, "free": 3.0}
    assert hours_chart({kind: [0.0] for kind in told}, day_starts=[0.0]) is None
