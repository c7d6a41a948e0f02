"""Shifts that go on into a week from the one before: what they serve is not required again, and they serve in the service outlook."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.factories import a_group
from tests.support.pages import WeekPages, a_draft_of, given, rows_of, sign_in, told_of
from tests.support.weeks import WEEK, a_published_week, a_requirement, a_small_week
from tests.wfm.solves.test_outlook_of_drafts import a_forecast_draft, asked, work
from tests.wfm.solves.test_problem_builder import HOUR, MONDAY, shift
from wfm.catalog.models import WorkType
from wfm.core.access import Role
from wfm.core.unit_of_work import unit_of_work
from wfm.demand.queries import find_latest_requirement
from wfm.rosters.weeks import group_of
from wfm.solves.models import OutlookRun
from wfm.solves.problem_builder import build_problem


def test_what_shifts_of_the_week_before_still_serve_is_not_required_again(session: Session) -> None:
    small = a_small_week(session, people=3, zones=("UTC",))
    goes_on, serves_others, stays_home = (agent.id for agent in small.agents)
    phone, chat = small.work_types
    horizon, sunday = small.week.horizon, WEEK - timedelta(days=1)
    a_requirement(session, small.week, small.group, {phone: [2.0] * horizon.slots, chat: [0.5] * horizon.slots})
    requirement = find_latest_requirement(session, roster_group_id=small.group.id, week_date=WEEK)
    assert requirement is not None
    late = shift(MONDAY - 4 * HOUR, 8, phone.id)
    a_published_week(session, small.group, sunday, {goes_on: [late], stays_home: [shift(MONDAY - 4 * HOUR, 12, chat.id)]})
    a_published_week(session, small.group, sunday, {stays_home: [shift(MONDAY - 4 * HOUR, 4, chat.id)]})
    a_published_week(session, a_group(session, zone="UTC"), sunday, {serves_others: [late]})

    built = build_problem(session, week=small.week, requirement=requirement)

    assert built.problem.required[phone.code] == (1.0,) * 16 + (2.0,) * (horizon.slots - 16)
    assert built.problem.required[chat.code] == (0.5,) * horizon.slots
    assert built.carried_over_hours == 4.0


def test_who_goes_on_from_the_week_before_serves_too(app: Flask, client: FlaskClient) -> None:
    week = a_forecast_draft(app)
    with app.app_context(), unit_of_work() as session:
        phone = session.scalars(select(WorkType.id).order_by(WorkType.id)).first()
        assert phone is not None
        group, night = group_of(session, week.group_id), shift(MONDAY - 4 * HOUR, 8, phone)
        a_published_week(session, group, MONDAY.date() - timedelta(days=1), {week.agent_ids[0]: [night]})
    sign_in(app, client, Role.LEAD)

    address = asked(client, week)
    work(app, address)

    (run,) = rows_of(app, OutlookRun)
    assert run.outlook is not None
    free, present = run.outlook["hours"]["free"], 1 - run.outlook["absence_share"]
    assert free[:5] == [pytest.approx(present, abs=0.05)] * 4 + [0.0]


def test_the_board_and_the_form_of_a_build_tell_who_goes_on_from_the_week_before(app: Flask, client: FlaskClient) -> None:
    def make(session: Session) -> WeekPages:
        small = a_small_week(session, people=2, heads=2.0, zones=("UTC",))
        phone, _chat = small.work_types
        a_requirement(session, small.week, small.group, {phone: [2.0] * small.week.horizon.slots})
        a_draft_of(session, small)
        night = shift(MONDAY - 4 * HOUR, 8, phone.id)
        a_published_week(session, small.group, WEEK - timedelta(days=1), {agent.id: [night] for agent in small.agents})
        return told_of(small)

    week = given(app, make)
    sign_in(app, client, Role.LEAD)

    said = "2 people go on from the week before, the last until Mon, Nov 23, 04:00"
    assert said in client.get(f"{week.url}/board").text
    assert said not in client.get(f"{week.url}/board?view=day&day=2026-11-24").text
    assert "8\N{NO-BREAK SPACE}h that shifts of the week before serve" in client.get(f"{week.url}/build").text
