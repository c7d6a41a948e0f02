"""What versions changed, going back to one, copying a week, keeping what is locked, and who is on now."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW
from tests.support.pages import (
    HOUR,
    MONDAY,
    ZONES,
    WeekPages,
    a_draft_of,
    a_drafted_week,
    a_published_draft,
    given,
    rows_of,
    sign_in,
    told_of,
)
from tests.support.weeks import a_small_week
from wfm.core import clock
from wfm.core.access import Role
from wfm.rosters.kinds import DraftState
from wfm.rosters.models import DraftPersonWeek, RosterDraft, RosterVersion
from wfm.rosters.queries import draft_contents
from wfm.solves.locked import carry_locks
from wfm.solves.models import SolveRun
from wfm.solves.options import BuildOptions
from wfm.solves.services import prepare_build, publish


def twice_published(app: Flask) -> WeekPages:
    def make(session: Session) -> WeekPages:
        small = a_small_week(session, people=2, heads=2.0, zones=ZONES)
        publish(session, draft_id=a_draft_of(session, small).id, expected_version=0, actor=LEAD, now=NOW)
        publish(session, draft_id=a_draft_of(session, small, later=2 * HOUR).id, expected_version=1, actor=LEAD, now=NOW)
        return told_of(small)

    return given(app, make)


def test_what_a_version_changed_is_told_day_by_day(app: Flask, client: FlaskClient) -> None:
    week = twice_published(app)
    sign_in(app, client, Role.LEAD)

    page = client.get(f"{week.url}/versions/2").text
    assert "Version 2 against version 1" in page
    assert '<s class="soft">08:00–13:00</s> 10:00–15:00' in page
    assert "Version 1, the first" in client.get(f"{week.url}/versions/1").text
    assert client.get(f"{week.url}/versions/9").status_code == 404


def test_going_back_is_a_draft_that_holds_once_it_is_published(app: Flask, client: FlaskClient) -> None:
    week = twice_published(app)
    sign_in(app, client, Role.LEAD)

    assert client.post(f"{week.url}/versions/1/revert").headers["Location"] == f"{week.url}/publish"
    draft = rows_of(app, RosterDraft)[-1]
    starts = given(app, lambda session: {c.shifts[0].starts_at for c in draft_contents(session, draft_id=draft.id)})
    assert min(starts) == MONDAY + 8 * HOUR
    assert client.post(f"{week.url}/versions/1/revert").status_code == 409

    client.post(f"{week.url}/publish", data={"draft": str(draft.number), "expected_version": "2", "note": ""})
    assert [version.number for version in rows_of(app, RosterVersion)] == [1, 2, 3]


def test_a_week_is_copied_to_the_next(app: Flask, client: FlaskClient) -> None:
    week = a_published_draft(app)
    sign_in(app, client, Role.LEAD)
    following = week.url.replace("2026-11-23", "2026-11-30")

    assert client.post(f"{following}/copy", data={"source": "2026-11-23"}).status_code == 302

    draft = rows_of(app, RosterDraft)[-1]
    starts = given(app, lambda session: sorted(c.shifts[0].starts_at for c in draft_contents(session, draft_id=draft.id)))
    assert starts == [MONDAY + timedelta(days=7) + 8 * HOUR, MONDAY + timedelta(days=7) + 8 * HOUR + timedelta(minutes=15)]
    assert client.post(f"{following}/copy", data={"source": "2026-11-23"}).status_code == 409
    assert client.post(f"{following}/give-up").status_code == 302
    assert client.post(f"{following}/copy", data={"source": "2026-11-09"}).status_code == 422
    assert client.post(f"{following}/copy", data={"source": "soon"}).status_code == 422


def test_a_draft_that_is_given_up_is_kept_and_open_no_longer(app: Flask, client: FlaskClient) -> None:
    week = a_drafted_week(app)
    sign_in(app, client, Role.LEAD)

    client.post(f"{week.url}/give-up")

    assert [draft.state for draft in rows_of(app, RosterDraft)] == [DraftState.DISCARDED]
    assert client.post(f"{week.url}/give-up").status_code == 404


def test_a_build_plans_around_what_is_locked_and_carries_it_over(session: Session) -> None:
    small = a_small_week(session, people=2, heads=2.0, zones=ZONES)
    draft = a_draft_of(session, small)
    lock = [{"kind": "shift", "starts_at": (MONDAY + 8 * HOUR).isoformat()}]
    first = DraftPersonWeek.agent_id == small.agents[0].id
    session.execute(update(DraftPersonWeek).where(DraftPersonWeek.draft_id == draft.id, first).values(locks=lock))
    session.expire_all()

    run = prepare_build(session, week=small.week, options=BuildOptions(keeps_locks=True), actor=LEAD, now=NOW)

    assert run.kept_draft_id == draft.id
    assert '"shift"' in session.scalars(select(SolveRun.problem).where(SolveRun.id == run.id)).one()
    later = a_draft_of(session, small, later=HOUR)
    carry_locks(session, source_id=draft.id, target_id=later.id)
    held = session.scalars(select(DraftPersonWeek.locks).where(DraftPersonWeek.draft_id == later.id).order_by(DraftPersonWeek.agent_id))
    assert list(held) == [lock, []]


@pytest.mark.parametrize("told", [(7, 0, 2), (10, 2, 0), (14, 0, 0)])
def test_who_is_on_and_who_takes_over(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, told: tuple[int, int, int]) -> None:
    hour, on, coming = told
    week = a_published_draft(app)
    sign_in(app, client, Role.LEAD)
    monkeypatch.setattr(clock, "now", lambda: MONDAY + hour * HOUR)

    page = client.get(f"/now?group={week.group_id}").text

    on_now, rest = page.split("Who takes over in the next 8 hours", 1)
    assert sum(name in on_now for name in week.agent_names) == on
    assert sum(name in rest for name in week.agent_names) == coming
    assert ("short" in on_now) == (hour < 18)
