"""Whom a lead leaves out of a build: they get nothing but what is locked, stay on the board, and are named with the build."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW
from tests.support.pages import WeekPages, a_staffed_week, given, sign_in
from tests.support.weeks import a_small_week
from wfm.agents.models import Agent
from wfm.core.access import Role
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.rosters.content import SegmentContent, ShiftContent, WeekContent
from wfm.rosters.kinds import LockKind, SegmentKind
from wfm.rosters.locks import HeldLock
from wfm.rosters.models import DraftPersonWeek
from wfm.rosters.queries import draft_contents, find_draft_of_run
from wfm.rosters.services import create_draft
from wfm.rosters.weeks import RosterWeek
from wfm.solves.board import board_as_built
from wfm.solves.models import SolveRun
from wfm.solves.options import BuildOptions
from wfm.solves.running import build_here
from wfm.solves.services import prepare_build
from wfm.solves.sitting_out import NotInThePool

QUICK = BuildOptions(seconds=1.0, threads=1)


@dataclass(frozen=True, kw_only=True)
class Pool:
    week: RosterWeek
    agent_ids: tuple[int, ...]
    phone: int


@pytest.fixture
def pool(app: Flask) -> Pool:
    with app.app_context(), unit_of_work() as session:
        small = a_small_week(session, people=3)
        return Pool(week=small.week, agent_ids=tuple(agent.id for agent in small.agents), phone=small.work_types[0].id)


def built(app: Flask, pool: Pool, options: BuildOptions, arrange: Callable[[Session], object] = lambda _session: None) -> int:
    with app.app_context(), unit_of_work() as session:
        arrange(session)
        run_id = prepare_build(session, week=pool.week, options=options, actor=LEAD, now=NOW).id
    build_here(app, run_id=run_id, on_progress=lambda _progress: None, should_stop=lambda: False)
    return run_id


def contents_of_run(app: Flask, run_id: int) -> dict[int, WeekContent]:
    with app.app_context():
        session = read_session()
        draft = find_draft_of_run(session, solve_run_id=run_id)
        assert draft is not None
        return {content.agent_id: content for content in draft_contents(session, draft_id=draft.id)}


def test_who_is_left_out_has_an_empty_row_and_their_contract_asks_for_nothing(app: Flask, pool: Pool) -> None:
    absent, *others = pool.agent_ids

    run_id = built(app, pool, replace(QUICK, sitting_out=frozenset([absent])))

    contents = contents_of_run(app, run_id)
    assert contents[absent].shifts == ()
    assert any(contents[agent_id].shifts for agent_id in others)
    with app.app_context():
        session = read_session()
        draft = find_draft_of_run(session, solve_run_id=run_id)
        assert draft is not None
        board = board_as_built(session, week=pool.week, roster=draft)
        row = next(person for person in board.people if person.agent_id == absent)
        assert row.skills  # so that work given to them by hand counts
        assert row.week_minutes is not None
        assert row.week_minutes[0] == 0
        assert session.get_one(SolveRun, run_id).sitting_out == [absent]


def test_a_locked_shift_of_theirs_stays_and_is_all_they_work(app: Flask, pool: Pool) -> None:
    absent = pool.agent_ids[0]
    starts_at = pool.week.horizon.starts_at + timedelta(days=1, hours=10, minutes=15)  # a whole hour in Kathmandu
    work = SegmentContent(SegmentKind.WORK, starts_at, starts_at + timedelta(hours=4), work_type_id=pool.phone)
    shift = ShiftContent(work.starts_at, work.ends_at, (work,))

    def lock_it(session: Session) -> None:
        weeks = [WeekContent(agent_id, (shift,) if agent_id == absent else ()) for agent_id in pool.agent_ids]
        draft = create_draft(session, week=pool.week, contents=weeks, requirement_id=None, solve_run_id=None, actor=LEAD, now=NOW)
        row = session.scalars(select(DraftPersonWeek).where(DraftPersonWeek.draft_id == draft.id, DraftPersonWeek.agent_id == absent)).one()
        row.locks = [HeldLock(LockKind.SHIFT, starts_at=shift.starts_at).to_json()]

    run_id = built(app, pool, replace(QUICK, keeps_locks=True, sitting_out=frozenset([absent])), lock_it)

    assert contents_of_run(app, run_id)[absent].shifts == (shift,)


def test_somebody_who_is_not_in_the_pool_is_refused_by_name_of_the_number(app: Flask, pool: Pool) -> None:
    options = replace(QUICK, sitting_out=frozenset([pool.agent_ids[0], 999]))
    with app.app_context(), pytest.raises(NotInThePool, match="999"), unit_of_work() as session:
        prepare_build(session, week=pool.week, options=options, actor=LEAD, now=NOW)


@pytest.fixture
def week(app: Flask, client: FlaskClient) -> WeekPages:
    staffed = a_staffed_week(app)
    sign_in(app, client, Role.LEAD)
    return staffed


def test_who_was_ticked_is_ticked_again_and_named_with_the_build(app: Flask, client: FlaskClient, week: WeekPages) -> None:
    agent_id, name = given(app, lambda session: session.execute(select(Agent.id, Agent.display_name).order_by(Agent.id)).first())
    form = {"seconds": "15", "threads": "1", "seed": "1"}

    build = client.post(f"{week.url}/build", data=form | {"sitting_out": str(agent_id)}).headers["Location"]
    client.post(f"{build}/stop")

    assert f"Left out by hand: {name}" in client.get(build).text
    page = client.get(f"{week.url}/build").text
    assert f'name="sitting_out" value="{agent_id}" checked' in page
    assert page.count('name="sitting_out"') == 2
    assert page.count("checked> <span") == 1
    assert client.post(f"{week.url}/build", data=form | {"sitting_out": "everybody"}).status_code == 422
