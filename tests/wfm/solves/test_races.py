"""Two leads at once: a week is built once at a time, and published by one of them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW
from tests.support.weeks import a_small_week
from wfm.core.errors import Conflict
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.rosters.content import SegmentContent, ShiftContent, WeekContent
from wfm.rosters.kinds import SegmentKind
from wfm.rosters.queries import drafts_of_week, versions_of_week
from wfm.rosters.services import create_draft
from wfm.solves.options import BuildOptions
from wfm.solves.services import prepare_build, publish

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
PEOPLE_AT_ONCE = 3


def at_once(app: Flask, act: Callable[[Session, int], object]) -> list[str]:
    """What came of the same act of several people, each in a transaction of their own."""
    outcomes: list[str] = []
    together = threading.Barrier(PEOPLE_AT_ONCE)

    def one(number: int) -> None:
        with app.app_context():
            together.wait()
            try:
                with unit_of_work() as session:
                    act(session, number)
                outcomes.append("done")
            except Conflict as refused:
                outcomes.append(refused.code)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(PEOPLE_AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_of_three_who_want_a_week_built_one_gets_a_run(app: Flask) -> None:
    with app.app_context(), unit_of_work() as session:
        week = a_small_week(session).week

    outcomes = at_once(app, lambda session, _number: prepare_build(session, week=week, options=BuildOptions(), actor=LEAD, now=NOW))

    assert outcomes == ["already_building", "already_building", "done"]


def test_of_three_who_publish_different_drafts_one_succeeds_and_the_others_are_told(app: Flask) -> None:
    with app.app_context(), unit_of_work() as session:
        small = a_small_week(session, people=1, zones=("UTC",))
        week, requirement_id = small.week, small.requirement.id
        agent_id, work_type_id = small.agents[0].id, small.work_types[0].id

    def draft(session: Session, number: int) -> None:
        first = MONDAY + timedelta(hours=8 + number)
        last = first + timedelta(hours=5)
        shift = ShiftContent(first, last, (SegmentContent(SegmentKind.WORK, first, last, work_type_id=work_type_id),))
        contents = [WeekContent(agent_id, (shift,))]
        create_draft(session, week=week, contents=contents, requirement_id=requirement_id, solve_run_id=None, actor=LEAD, now=NOW)

    assert at_once(app, draft) == ["done"] * PEOPLE_AT_ONCE
    with app.app_context():
        draft_ids = [made.id for made in drafts_of_week(read_session(), week=week)]

    outcomes = at_once(app, lambda session, number: publish(session, draft_id=draft_ids[number], expected_version=0, actor=LEAD, now=NOW))

    assert outcomes == ["done", "published_meanwhile", "published_meanwhile"]
    with app.app_context():
        assert [version.number for version in versions_of_week(read_session(), week=week)] == [1]
