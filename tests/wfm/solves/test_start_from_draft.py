"""A build that starts from the open draft: what is there stays unless something better is found, and edits of the lead count."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import undefer

from tests.support.factories import LEAD, NOW
from tests.support.pages import sign_in
from tests.support.weeks import SmallWeek, a_small_week
from wfm.core.access import Role
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.rosters.content import SegmentContent, ShiftContent, WeekContent
from wfm.rosters.kinds import SegmentKind
from wfm.rosters.queries import draft_contents, find_draft_of_run
from wfm.rosters.services import create_draft
from wfm.rosters.weeks import RosterWeek
from wfm.solves.models import SolveRun
from wfm.solves.options import BuildOptions
from wfm.solves.queries import find_result
from wfm.solves.running import build_here
from wfm.solves.services import prepare_build

FROM_DRAFT = BuildOptions(seconds=1.0, threads=1, seed=7, starts_from_draft=True)


def built(app: Flask, week: RosterWeek, options: BuildOptions) -> tuple[tuple[WeekContent, ...], float]:
    """What the build makes of everybody's week, and what it costs in minutes of shortage."""
    with app.app_context(), unit_of_work() as session:
        run_id = prepare_build(session, week=week, options=options, actor=LEAD, now=NOW).id
    build_here(app, run_id=run_id, on_progress=lambda _progress: None, should_stop=lambda: False)
    with app.app_context():
        session = read_session()
        draft, result = find_draft_of_run(session, solve_run_id=run_id), find_result(session, run_id=run_id)
        assert draft is not None
        assert result is not None
        return draft_contents(session, draft_id=draft.id), result.objective


def test_a_build_goes_on_from_the_draft_and_keeps_it_unless_it_finds_better(app: Flask) -> None:
    with app.app_context(), unit_of_work() as session:
        week = a_small_week(session, people=3).week

    first, cost = built(app, week, replace(FROM_DRAFT, seed=1, starts_from_draft=False))
    again, cost_again = built(app, week, FROM_DRAFT)
    anew, _cost_anew = built(app, week, replace(FROM_DRAFT, starts_from_draft=False))

    assert again == first or cost_again < cost - 1e-6
    assert anew != first, "another seed finds another roster, so that staying is no accident"


def test_it_starts_from_what_the_lead_made_of_the_draft_but_for_who_is_left_out(app: Flask) -> None:
    with app.app_context(), unit_of_work() as session:
        small = a_small_week(session, people=2, zones=("UTC",))
        stays, leaves = (agent.id for agent in small.agents)
        contents = [WeekContent(agent_id, (one_shift(small),)) for agent_id in (stays, leaves)]
        create_draft(session, week=small.week, contents=contents, requirement_id=None, solve_run_id=None, actor=LEAD, now=NOW)
        options = replace(FROM_DRAFT, sitting_out=frozenset([leaves]))
        run_id = prepare_build(session, week=small.week, options=options, actor=LEAD, now=NOW).id

    with app.app_context():
        run = read_session().scalars(select(SolveRun).where(SolveRun.id == run_id).options(undefer(SolveRun.start_roster))).one()
        assert run.start_roster is not None
        assert f'"person":"{stays}","slots":[40,60]' in run.start_roster
        assert f'"person":"{leaves}"' not in run.start_roster


def test_the_form_offers_it_where_there_is_a_draft(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), unit_of_work() as session:
        small = a_small_week(session)
        week, url = small.week, f"/weeks/{small.group.id}/{small.week.week_date}/build"
    sign_in(app, client, Role.LEAD)
    offered = 'name="start_from_draft" value="1"'
    assert offered not in client.get(url).text

    with app.app_context(), unit_of_work() as session:
        create_draft(session, week=week, contents=[], requirement_id=None, solve_run_id=None, actor=LEAD, now=NOW)

    assert f"{offered}>" in client.get(url).text
    assert f"{offered} checked>" in client.get(f"{url}?go_on=1").text


def one_shift(small: SmallWeek) -> ShiftContent:
    starts_at = small.week.horizon.starts_at + timedelta(hours=10)
    work = SegmentContent(SegmentKind.WORK, starts_at, starts_at + timedelta(hours=5), work_type_id=small.work_types[0].id)
    return ShiftContent(work.starts_at, work.ends_at, (work,))
