"""The board of a week, and where the weeks of a group stand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from scheduling.rostering.checker import check
from scheduling.rostering.scoring import score
from tests.support.factories import LEAD, NOW, a_member
from tests.support.statements import counted_questions
from tests.support.weeks import WEEK, SmallWeek, a_requirement, a_small_week, able, office_need
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.demand.kinds import RequirementKind
from wfm.demand.models import RequirementInterval
from wfm.jobs.runs import RunState
from wfm.rosters.content import SegmentContent, ShiftContent, WeekContent
from wfm.rosters.kinds import SegmentKind
from wfm.rosters.models import RosterDraft
from wfm.rosters.services import create_draft
from wfm.solves.board import board_of_draft, board_of_version, violations_of
from wfm.solves.options import BuildOptions
from wfm.solves.queries import WeekState, states_of_weeks
from wfm.solves.running import build_here
from wfm.solves.services import prepare_build, publish

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_draft(session: Session, small: SmallWeek, *people: int) -> RosterDraft:
    """These people work on the first work type on Monday from 8 to 13 UTC, the others not at all."""
    first, last = MONDAY + 8 * HOUR, MONDAY + 13 * HOUR
    shift = ShiftContent(first, last, (SegmentContent(SegmentKind.WORK, first, last, work_type_id=small.work_types[0].id),))
    contents = [WeekContent(agent.id, (shift,) if at in people else ()) for at, agent in enumerate(small.agents)]
    return create_draft(
        session, week=small.week, contents=contents, requirement_id=small.requirement.id, solve_run_id=None, actor=LEAD, now=NOW
    )


def test_need_and_capacity_stand_under_the_same_axis(session: Session) -> None:
    small = a_small_week(session, people=3, heads=2.0, zones=("UTC",))

    board = board_of_draft(session, week=small.week, draft=a_draft(session, small, 0))

    phone, chat = board.lines
    assert phone.code == small.work_types[0].code
    assert phone.required == tuple(office_need(small.week, 2.0))
    # One person of level 3 gives one head from slot 32 to 52.
    assert phone.capacity == tuple(1.0 if 32 <= slot < 52 else 0.0 for slot in range(672))
    assert (phone.required_hours, phone.short_hours, phone.surplus_hours) == (100.0, 95.0, 0.0)
    assert sum(chat.required) == 0
    assert (board.short_hours, board.short_share, board.unavoidable_share) == (95.0, 0.95, None)
    assert board.paid_hours == 5.0


def test_everybody_has_a_row_with_contract_skills_and_blocks(session: Session) -> None:
    small = a_small_week(session, people=2, zones=("UTC",))

    board = board_of_draft(session, week=small.week, draft=a_draft(session, small, 0))

    assert [person.agent_id for person in board.people] == [agent.id for agent in small.agents]
    busy, free = board.people
    (segment,) = busy.shifts[0].segments
    assert (segment.kind, segment.code, segment.name) == (SegmentKind.WORK, small.work_types[0].code, small.work_types[0].name)
    assert (busy.paid_minutes, busy.week_minutes, busy.hours_entered) == (300, (1500, 2400), False)
    assert [(skill.work_type, skill.level, skill.enjoyment) for skill in busy.skills] == [
        (small.work_types[0].code, 3, 1),
        (small.work_types[1].code, 4, 0),
    ]
    assert free.shifts == ()


def test_what_breaks_the_law_is_told_by_name(session: Session) -> None:
    small = a_small_week(session, people=1, zones=("UTC",))
    first, last = MONDAY + 8 * HOUR, MONDAY + 20 * HOUR
    shift = ShiftContent(first, last, (SegmentContent(SegmentKind.WORK, first, last, work_type_id=small.work_types[0].id),))
    draft = create_draft(
        session,
        week=small.week,
        contents=[WeekContent(small.agents[0].id, (shift,))],
        requirement_id=small.requirement.id,
        solve_run_id=None,
        actor=LEAD,
        now=NOW,
    )
    board = board_of_draft(session, week=small.week, draft=draft)

    lines = violations_of(session, board)

    assert len(lines) == len(check(board.problem, board.roster)) > 0
    assert all(line.startswith(small.agents[0].display_name) for line in lines)


def test_the_board_of_a_version_is_that_of_its_draft(session: Session) -> None:
    small = a_small_week(session, people=2, zones=("UTC",))
    draft = a_draft(session, small, 0, 1)

    of_draft = board_of_draft(session, week=small.week, draft=draft)
    version = publish(session, draft_id=draft.id, expected_version=0, actor=LEAD, now=NOW)
    of_version = board_of_version(session, week=small.week, version=version)

    assert of_version == of_draft


def test_a_board_takes_as_many_questions_for_many_people_as_for_few(session: Session) -> None:
    def asked(people: int) -> int:
        small = a_small_week(session, people=people, zones=("UTC",))
        draft = a_draft(session, small, 0)
        board_of_draft(session, week=small.week, draft=draft)  # what everybody does is read once and then known
        with counted_questions(session) as questions:
            board_of_draft(session, week=small.week, draft=draft)
        return len(questions)

    assert asked(9) == asked(2)


def state(session: Session, small: SmallWeek, *, at: int = 0) -> WeekState:
    return states_of_weeks(session, group=small.group, first=WEEK, count=3)[at]


def test_a_week_that_nobody_touched_has_nothing(session: Session) -> None:
    small = a_small_week(session)

    following = state(session, small, at=1)

    assert following.week.week_date == date(2026, 11, 30)
    assert following == WeekState(
        week=following.week,
        forecast_made_at=None,
        requirement_number=None,
        requirement_made_at=None,
        required_hours=None,
        building=None,
        built=None,
        draft=None,
        published=None,
    )
    assert (following.short_share, following.unavoidable_share, following.is_requirement_newer) == (None, None, False)


def test_a_week_tells_how_far_it_has_come(app: Flask) -> None:
    with app.app_context(), unit_of_work() as session:
        small = a_small_week(session)
        week, group_id = small.week, small.group.id
        run_id = prepare_build(session, week=week, options=BuildOptions(seconds=1.0, threads=1), actor=LEAD, now=NOW).id
        waiting = state(session, small)
        assert (waiting.building and waiting.building.id, waiting.built) == (run_id, None)

    build_here(app, run_id=run_id, on_progress=lambda _progress: None, should_stop=lambda: False)

    with app.app_context():
        small_group = read_session().get_one(type(small.group), group_id)
        (built, *_rest) = states_of_weeks(read_session(), group=small_group, first=WEEK, count=3)
        assert built.building is None
        assert built.built is not None
        assert built.built.state is RunState.DONE
        assert (built.requirement_number, built.required_hours, built.short_share, built.unavoidable_share) == (1, 50.0, 0.0, 0.0)
        assert built.draft is not None
        draft_id = built.draft.id
        with unit_of_work() as session:
            publish(session, draft_id=draft_id, expected_version=0, actor=LEAD, now=NOW)
        (published, *_rest) = states_of_weeks(read_session(), group=small_group, first=WEEK, count=3)
        assert published.draft is None
        assert published.published is not None
        assert published.published.number == 1


def test_an_override_counts_instead_of_what_was_computed(session: Session) -> None:
    small = a_small_week(session, heads=1.0)
    override = RequirementInterval(
        requirement_id=small.requirement.id,
        work_type_id=small.work_types[0].id,
        starts_at=MONDAY + 8 * HOUR,
        kind=RequirementKind.OVERRIDE,
        minutes=15,
        required_heads=5.0,
    )
    session.add(override)
    session.flush()

    assert state(session, small).required_hours == pytest.approx(50.0 + (5.0 - 1.0) * 0.25)


def test_a_week_staffed_anew_since_it_was_built_says_so(app: Flask) -> None:
    with app.app_context(), unit_of_work() as session:
        small = a_small_week(session, people=2, zones=("UTC",))
        group, week = small.group, small.week
        early = NOW - timedelta(hours=1)
        run_id = prepare_build(session, week=week, options=BuildOptions(seconds=1.0, threads=1), actor=LEAD, now=early).id
    build_here(app, run_id=run_id, on_progress=lambda _progress: None, should_stop=lambda: False)

    with app.app_context(), unit_of_work() as session:
        group = session.merge(group)
        a_requirement(session, week, group, {session.merge(small.work_types[0]): office_need(week, 1.5)})
        (found, *_rest) = states_of_weeks(session, group=group, first=WEEK, count=1)
        assert found.is_requirement_newer
        assert (found.requirement_number, found.required_hours) == (2, 75.0)


def test_weeks_take_as_many_questions_for_many_as_for_few(session: Session) -> None:
    small = a_small_week(session)
    able(session, a_member(session, small.group), small.work_types[0])

    def asked(count: int) -> int:
        with counted_questions(session) as questions:
            states_of_weeks(session, group=small.group, first=WEEK, count=count)
        return len(questions)

    assert asked(12) == asked(1)


def test_a_board_counts_what_the_score_counts(session: Session) -> None:
    """After an edit only one person is counted anew; the sum must stay that of the library, which counts everybody."""
    small = a_small_week(session, people=3, heads=2.0)
    for draft in (a_draft(session, small, 0, 2), a_draft(session, small, 0, 1, 2), a_draft(session, small)):
        board = board_of_draft(session, week=small.week, draft=draft)
        counted = score(board.problem, board.roster)

        assert [(line.code, line.required, line.capacity) for line in board.lines] == [
            (line.work_type, line.required, line.capacity) for line in counted.by_work_type
        ]
        assert (board.required_hours, board.short_hours, board.surplus_hours) == (
            counted.required_hours,
            counted.short_hours,
            counted.surplus_hours,
        )
        assert (board.paid_hours, board.occupancy_share) == (counted.paid_hours, counted.occupancy_share)
        lines = {line.name: line.amount for line in counted.lines}
        assert (board.wishes_kept, board.wishes_refused) == (lines["wishes_kept"], lines["wishes_refused"])
