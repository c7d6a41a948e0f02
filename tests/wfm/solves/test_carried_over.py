"""Shifts that go on into a week from the one before: what they serve is not required again, and they serve in the service outlook."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW, a_group
from tests.support.pages import WeekPages, a_draft_of, given, rows_of, sign_in, told_of
from tests.support.weeks import WEEK, SmallWeek, a_published_week, a_requirement, a_small_week, expect_contacts
from tests.wfm.solves.test_outlook import built
from tests.wfm.solves.test_outlook_of_drafts import a_forecast_draft, asked, work
from tests.wfm.solves.test_problem_builder import HOUR, MONDAY, shift
from wfm.availability.wish_services import approve_time_off, request_time_off
from wfm.catalog.models import WorkType
from wfm.core.access import Role
from wfm.core.intervals import Interval
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.demand.queries import find_latest_requirement
from wfm.rosters.queries import find_draft_of_run
from wfm.rosters.weeks import group_of
from wfm.solves.board import Board, board_as_built
from wfm.solves.carried_over import carried_over, less_carried_over
from wfm.solves.models import OutlookRun, SolveRun
from wfm.solves.problem_builder import build_problem
from wfm.solves.queries import find_outlook

SUNDAY = WEEK - timedelta(days=1)


def required_now(session: Session, small: SmallWeek) -> dict[str, tuple[float, ...]]:
    """Heads of each work type that a build of now would be asked for."""
    requirement = find_latest_requirement(session, roster_group_id=small.group.id, week_date=WEEK)
    assert requirement is not None
    whole = build_problem(session, week=small.week, requirement=requirement).problem
    return less_carried_over(whole, carried_over(session, week=small.week)).required


def test_what_shifts_of_the_week_before_still_serve_is_not_required_again(session: Session) -> None:
    small = a_small_week(session, people=3, zones=("UTC",))
    goes_on, serves_others, stays_home = (agent.id for agent in small.agents)
    phone, chat = small.work_types
    slots = small.week.horizon.slots
    a_requirement(session, small.week, small.group, {phone: [2.0] * slots, chat: [0.5] * slots})
    late = shift(MONDAY - 4 * HOUR, 8, phone.id)
    a_published_week(session, small.group, SUNDAY, {goes_on: [late], stays_home: [shift(MONDAY - 4 * HOUR, 12, chat.id)]})
    a_published_week(session, small.group, SUNDAY, {stays_home: [shift(MONDAY - 4 * HOUR, 4, chat.id)]})
    a_published_week(session, a_group(session, zone="UTC"), SUNDAY, {serves_others: [late]})

    required = required_now(session, small)

    assert required[phone.code] == (1.0,) * 16 + (2.0,) * (slots - 16)
    assert required[chat.code] == (0.5,) * slots


@pytest.mark.parametrize(("first_hour", "served_slots"), [(-30, 0), (-1, 0), (2, 8), (4, 16)])
def test_who_has_leave_by_now_serves_until_it_begins(session: Session, first_hour: int, served_slots: int) -> None:
    small = a_small_week(session, people=1, zones=("UTC",))
    (agent,), (phone, _chat) = small.agents, small.work_types
    slots = small.week.horizon.slots
    a_requirement(session, small.week, small.group, {phone: [1.0] * slots})
    a_published_week(session, small.group, SUNDAY, {agent.id: [shift(MONDAY - 4 * HOUR, 8, phone.id)]})
    away = Interval(MONDAY + first_hour * HOUR, MONDAY + (first_hour + 40) * HOUR)
    asked_for = request_time_off(session, agent_id=agent.id, span=away, credited_minutes=480, actor=LEAD, now=NOW)
    assert required_now(session, small)[phone.code] == (0.0,) * 16 + (1.0,) * (slots - 16)

    approve_time_off(session, time_off_id=asked_for.id, actor=LEAD, now=NOW)

    assert required_now(session, small)[phone.code] == (0.0,) * served_slots + (1.0,) * (slots - served_slots)


def test_a_board_follows_what_is_published_of_the_week_before_after_its_build(app: Flask) -> None:
    with app.app_context(), unit_of_work() as session:
        small = a_small_week(session, people=1, zones=("UTC",))
        (agent,), (phone, _chat), week = small.agents, small.work_types, small.week
        a_requirement(session, week, small.group, {phone: [1.0] * 16 + [0.0] * (week.horizon.slots - 16)})
        a_published_week(session, small.group, SUNDAY, {agent.id: [shift(MONDAY - 4 * HOUR, 8, phone.id)]})
        agent_id = agent.id
    run_id = built(app, week)

    def board() -> Board:
        session = read_session()
        draft = find_draft_of_run(session, solve_run_id=run_id)
        assert draft is not None
        return board_as_built(session, week=week, roster=draft)

    with app.app_context():
        before = board()
        session = read_session()
        run = session.get_one(SolveRun, run_id)
        assert (run.required_hours, run.bound_short_hours) == (0.0, 0.0)
        assert (before.required_hours, before.bound_short_hours, before.going_on) == (0.0, 0.0, (1, MONDAY + 4 * HOUR))
    with app.app_context(), unit_of_work() as session:
        a_published_week(session, group_of(session, week.roster_group_id), SUNDAY, {agent_id: []})
    with app.app_context():
        after = board()
        assert (after.required_hours, after.bound_short_hours, after.going_on) == (4.0, None, (0, None))


def test_in_the_outlook_of_a_build_who_goes_on_serves_too(app: Flask) -> None:
    with app.app_context(), unit_of_work() as session:
        small = a_small_week(session, people=1, zones=("UTC",))
        (agent,), (phone, _chat), week = small.agents, small.work_types, small.week
        expect_contacts(session, small, per_hour=6.0)
        a_published_week(session, small.group, SUNDAY, {agent.id: [shift(MONDAY - 4 * HOUR, 8, phone.id)]})
    run_id = built(app, week)

    with app.app_context():
        assert_serves_until_four(find_outlook(read_session(), run_id=run_id))


def assert_serves_until_four(outlook: dict[str, Any] | None) -> None:
    """One person and nobody else, whom nobody calls at night."""
    assert outlook is not None
    present = 1 - outlook["absence_share"]
    assert outlook["hours"]["free"][:5] == [pytest.approx(present, abs=0.05)] * 4 + [0.0]


def test_in_that_of_a_draft_too_and_it_is_asked_for_anew_once_they_do_not(app: Flask, client: FlaskClient) -> None:
    week = a_forecast_draft(app)
    with app.app_context(), unit_of_work() as session:
        phone = session.scalars(select(WorkType.id).order_by(WorkType.id)).first()
        assert phone is not None
        group, night = group_of(session, week.group_id), shift(MONDAY - 4 * HOUR, 8, phone)
        a_published_week(session, group, SUNDAY, {week.agent_ids[0]: [night]})
    sign_in(app, client, Role.LEAD)

    address = asked(client, week)
    work(app, address)

    (run,) = rows_of(app, OutlookRun)
    assert_serves_until_four(run.outlook)
    assert asked(client, week) == address
    with app.app_context(), unit_of_work() as session:
        a_published_week(session, group_of(session, week.group_id), SUNDAY, {week.agent_ids[0]: []})
    assert asked(client, week) != address


def test_the_board_and_the_form_of_a_build_tell_who_goes_on_from_the_week_before(app: Flask, client: FlaskClient) -> None:
    def make(session: Session) -> WeekPages:
        small = a_small_week(session, people=2, heads=2.0, zones=("UTC",))
        phone, _chat = small.work_types
        a_requirement(session, small.week, small.group, {phone: [2.0] * small.week.horizon.slots})
        a_draft_of(session, small)
        night = shift(MONDAY - 4 * HOUR, 8, phone.id)
        a_published_week(session, small.group, SUNDAY, {agent.id: [night] for agent in small.agents})
        return told_of(small)

    week = given(app, make)
    sign_in(app, client, Role.LEAD)

    said = "2 people go on from the week before, the last until Mon, Nov 23, 04:00"
    assert said in client.get(f"{week.url}/board").text
    assert said not in client.get(f"{week.url}/board?view=day&day=2026-11-24").text
    assert "8\N{NO-BREAK SPACE}h that shifts of the week before serve" in client.get(f"{week.url}/build").text
