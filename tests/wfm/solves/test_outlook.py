"""The service outlook: simulated at the end of a build from what its forecast expects, kept with the run, shown on its page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from scheduling.timegrid import SLOTS_PER_HOUR
from tests.support.factories import LEAD, NOW
from tests.support.pages import sign_in
from tests.support.weeks import WEEK, a_published_week, a_small_week, expect_contacts
from tests.wfm.solves.test_problem_builder import shift
from wfm.core.access import Role
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.demand.kinds import RequirementKind
from wfm.demand.models import Requirement, RequirementInterval
from wfm.demand.queries import requirement_curves
from wfm.rosters.queries import find_draft_of_run
from wfm.rosters.weeks import RosterWeek
from wfm.solves.board import board_of_draft
from wfm.solves.models import SolveRun
from wfm.solves.options import USUAL_WEIGHTS, BuildOptions
from wfm.solves.queries import find_outlook
from wfm.solves.running import build_here
from wfm.solves.services import prepare_build

QUICK = BuildOptions(seconds=1.0, threads=1)


def built(app: Flask, week: RosterWeek) -> int:
    with app.app_context(), unit_of_work() as session:
        run_id = prepare_build(session, week=week, options=QUICK, actor=LEAD, now=NOW).id
    build_here(app, run_id=run_id, on_progress=lambda _progress: None, should_stop=lambda: False)
    return run_id


@dataclass(frozen=True)
class Told:
    """What is kept with a build from a forecast of phone, its page, and the hours that its roster has on chat, which nobody sends."""

    phone: str
    outlook: dict[str, Any]
    page: str
    chat_hours: float


def told_of_a_build(app: Flask, client: FlaskClient, *, day_ratios: Sequence[float] = ()) -> Told:
    with app.app_context(), unit_of_work() as session:
        small = a_small_week(session)
        expect_contacts(session, small, per_hour=6.0, day_ratios=day_ratios)
        week, (phone, chat) = small.week, (work_type.code for work_type in small.work_types)
    run_id = built(app, week)
    sign_in(app, client, Role.LEAD)
    with app.app_context():
        session = read_session()
        outlook, draft = find_outlook(session, run_id=run_id), find_draft_of_run(session, solve_run_id=run_id)
        assert outlook is not None
        assert draft is not None
        shifts = board_of_draft(session, week=week, draft=draft).roster.shifts
    on_chat = [segment.slots for shift in shifts for segment in shift.segments if segment.work_type == chat]
    page = client.get(f"/builds/{run_id}").text
    return Told(phone, outlook, page, sum(last - first for first, last in on_chat) / SLOTS_PER_HOUR)


def test_a_build_from_a_forecast_tells_what_service_its_roster_will_give(app: Flask, client: FlaskClient) -> None:
    told = told_of_a_build(app, client)
    outlook, page = told.outlook, told.page

    (work,) = outlook["work_types"]
    assert (work["code"], outlook["replications"], len(outlook["days"])) == (told.phone, 200, 7)
    assert work["offered"] == pytest.approx(300, rel=0.05)
    assert sum(day["offered"] for day in work["days"]) == pytest.approx(work["offered"])
    assert [day["in_time"]["value"] is None for day in work["days"]] == [False] * 5 + [True] * 2
    assert 0.2 < work["in_time"]["value"] <= 1
    assert 0 < work["in_time"]["half_width"] < 0.05
    assert {len(heads) for heads in outlook["hours"].values()} == {168}
    # Six contacts of five minutes an hour are half a head; whoever is at work beside them is free.
    assert outlook["hours"]["now"][9] == pytest.approx(0.5, abs=0.15)
    assert sum(outlook["hours"]["free"]) > 0
    assert sum(outlook["hours"]["waiting"]) == 0
    # A roster with more hours than are asked for may have some on work that nobody sends.
    assert sum(outlook["hours"]["other"]) == pytest.approx(told.chat_hours * (1 - outlook["absence_share"]), abs=0.5)
    assert 'class="hours-now"' in page
    assert "Service outlook" in page
    assert "200 times: 30" in page or "200 times: 29" in page


def test_beside_it_stands_the_service_on_days_that_scatter_as_they_did(app: Flask, client: FlaskClient) -> None:
    told = told_of_a_build(app, client, day_ratios=(0.55, 0.75, 1.0, 1.1, 1.2, 1.3, 1.45))

    (work,) = told.outlook["work_types"]
    assert work["variation"] == pytest.approx(np.sqrt((0.9 / 2.5631) ** 2 - 1 / 60), abs=1e-4)
    scattered = work["scattered"]
    assert scattered["offered"] == pytest.approx(work["offered"], rel=0.05)
    # What quiet days gain is less than what busy ones lose.
    assert scattered["in_time"]["value"] < work["in_time"]["value"] - 0.01
    assert scattered["bad_share"] < work["bad_share"] < work["in_time"]["value"]
    assert "If days scatter as they did" in told.page
    assert "one week in ten below" in told.page


def test_where_too_few_days_tell_nothing_is_said_of_scatter(app: Flask, client: FlaskClient) -> None:
    told = told_of_a_build(app, client)

    (work,) = told.outlook["work_types"]
    assert (work["variation"], work["scattered"]) == (None, None)
    assert "If days scatter as they did" not in told.page


def test_a_build_without_a_forecast_has_none(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), unit_of_work() as session:
        week = a_small_week(session).week
    run_id = built(app, week)
    sign_in(app, client, Role.LEAD)

    with app.app_context():
        assert find_outlook(read_session(), run_id=run_id) is None
    assert "Service outlook" not in client.get(f"/builds/{run_id}").text


def test_a_requirement_is_corrected_by_the_outlook_day_by_day(app: Flask, client: FlaskClient) -> None:
    """Four people fill their contracts though fewer are required, so every day passes its target; the correction asks for fewer."""
    with app.app_context(), unit_of_work() as session:
        small = a_small_week(session)
        expect_contacts(session, small, per_hour=6.0)
        week, phone, name = small.week, small.work_types[0].id, small.work_types[0].code
    run_id = built(app, week)
    sign_in(app, client, Role.LEAD)
    with app.app_context():
        session = read_session()
        (work,) = (find_outlook(session, run_id=run_id) or {})["work_types"]
        before = heads_by_day(session, phone, number=2)

    page = client.post(f"/builds/{run_id}/correct", follow_redirects=True)

    with app.app_context():
        session = read_session()
        after = heads_by_day(session, phone, number=3)
        requirement = session.scalars(select(Requirement).where(Requirement.number == 3)).one()
        note, asked = requirement.note, requirement_curves(session, requirement=requirement)
    assert note == f"Corrected by the service outlook of build {run_id}"
    assert "Version 3 of the requirement corrects" in page.text
    passes = [(day["in_time"]["value"] or 0.8) - 0.8 for day in work["days"]]
    assert any(abs(far) > 0.05 for far in passes)
    for far, was, now in zip(passes, before, after, strict=True):
        assert (now < was) if far > 0.05 else True
        assert now == was if abs(far) < 0.02 else True
    assert float(asked[name].heads.sum()) == pytest.approx(sum(after))
    # What is no longer the newest is not corrected a second time.
    assert client.post(f"/builds/{run_id}/correct").status_code == 409


def test_a_build_without_an_outlook_corrects_nothing(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), unit_of_work() as session:
        week = a_small_week(session).week
    run_id = built(app, week)
    sign_in(app, client, Role.LEAD)

    page = client.post(f"/builds/{run_id}/correct", follow_redirects=True)

    assert "There is no service outlook of this build to correct by." in page.text
    with app.app_context():
        assert read_session().scalar(select(func.count()).select_from(Requirement)) == 1


def heads_by_day(session: Session, work_type_id: int, *, number: int) -> list[float]:
    """What a version of the requirement asks for, a lead's numbers before the computed ones, summed by day of UTC."""
    requirement = session.scalars(select(Requirement).where(Requirement.number == number)).one()
    rows = session.scalars(
        select(RequirementInterval)
        .where(RequirementInterval.requirement_id == requirement.id, RequirementInterval.work_type_id == work_type_id)
        .order_by(RequirementInterval.kind)
    )
    heads: dict[object, float] = {}
    for row in sorted(rows, key=lambda row: row.kind is RequirementKind.OVERRIDE):
        heads[row.starts_at] = row.required_heads or 0.0
    days: dict[object, float] = {}
    for at, value in heads.items():
        days[at.date()] = days.get(at.date(), 0.0) + value  # type: ignore[attr-defined]
    return [days[day] for day in sorted(days)]  # type: ignore[type-var]


@pytest.mark.parametrize("stability", [0.25, 0.0])
def test_a_build_knows_what_is_published_where_keeping_it_counts(app: Flask, stability: float) -> None:
    with app.app_context(), unit_of_work() as session:
        small = a_small_week(session)
        agent, phone = small.agents[0], small.work_types[0]
        told = shift(small.week.horizon.instant_of(40), 4, phone.id)
        a_published_week(session, small.group, WEEK, {agent.id: [told]})
        options = replace(QUICK, weights=replace(USUAL_WEIGHTS, stability=stability))
        run_id = prepare_build(session, week=small.week, options=options, actor=LEAD, now=NOW).id
        name = str(agent.id)

    with app.app_context():
        problem = json.loads(read_session().get_one(SolveRun, run_id, options=[undefer(SolveRun.problem)]).problem)

    if stability:
        (known,) = problem["published"]["shifts"]
        assert (known["person"], known["slots"]) == (name, [40, 56])
    else:
        assert "published" not in problem
