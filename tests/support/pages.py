"""What tests of pages share: people to sign in as, and a week with a draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW
from tests.support.weeks import SmallWeek, a_small_week
from wfm.accounts.services import RoleGrant, UserDetails, create_user
from wfm.accounts.token_services import make_token
from wfm.core import clock
from wfm.core.access import Role
from wfm.core.db import Base
from wfm.core.unit_of_work import unit_of_work
from wfm.rosters.content import SegmentContent, ShiftContent, WeekContent
from wfm.rosters.kinds import SegmentKind
from wfm.rosters.models import RosterDraft
from wfm.rosters.services import create_draft
from wfm.solves.services import publish

ZONES = ("Europe/Lisbon", "Asia/Kathmandu")
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)

Made = TypeVar("Made")
Row = TypeVar("Row", bound=Base)


@dataclass(frozen=True)
class WeekPages:
    """A week whose pages are asked for: 23 to 29 November 2026 of a group in UTC. The first agent lives in Lisbon, the second in
    Kathmandu; in the draft both work five hours on Monday, the first from 08:00, the second from 08:15 UTC (14:00 at home)."""

    group_id: int
    group_name: str
    agent_ids: tuple[int, ...]
    agent_names: tuple[str, ...]
    work_codes: tuple[str, ...]
    work_names: tuple[str, ...]

    @property
    def url(self) -> str:
        return f"/weeks/{self.group_id}/2026-11-23"


def given(app: Flask, make: Callable[[Session], Made]) -> Made:
    """Makes something and commits it, as requests have sessions of their own."""
    with app.app_context(), unit_of_work() as session:
        return make(session)


def rows_of(app: Flask, kind: type[Row]) -> list[Row]:
    """Every row of a table as it is now, in the order they came."""

    def read(session: Session) -> list[Row]:
        found = list(session.scalars(select(kind).order_by(*inspect(kind).primary_key)))
        session.expunge_all()
        return found

    return given(app, read)


def sign_in(
    app: Flask,
    client: FlaskClient,
    role: Role,
    *,
    agent_id: int | None = None,
    zone: str | None = None,
    group_id: int | None = None,
    team_id: int | None = None,
) -> int:
    """Signs in as a new demo user of a role, which may be limited to a roster group or a team; their id."""

    def make(session: Session) -> int:
        grant = RoleGrant(role=role, roster_group_id=group_id, team_id=team_id)
        details = UserDetails(
            email=f"{role}-{agent_id}-{group_id}-{team_id}@example.com",
            display_name=f"Somebody {role}",
            is_demo=True,
            agent_id=agent_id,
            zone=zone,
        )
        return create_user(session, details=details, grants=[grant], actor=LEAD, now=NOW).id

    user_id = given(app, make)
    assert client.post("/", data={"user": user_id}).status_code == 302
    return user_id


def a_staffed_week(app: Flask) -> WeekPages:
    """It is known what the week takes; nothing is built."""
    return given(app, lambda session: told_of(a_small_week(session, people=2, heads=2.0, zones=ZONES)))


def a_drafted_week(app: Flask) -> WeekPages:
    def make(session: Session) -> WeekPages:
        small = a_small_week(session, people=2, heads=2.0, zones=ZONES)
        a_draft_of(session, small)
        return told_of(small)

    return given(app, make)


def a_published_draft(app: Flask) -> WeekPages:
    def make(session: Session) -> WeekPages:
        small = a_small_week(session, people=2, heads=2.0, zones=ZONES)
        publish(session, draft_id=a_draft_of(session, small).id, expected_version=0, actor=LEAD, now=NOW)
        return told_of(small)

    return given(app, make)


def a_draft_of(session: Session, small: SmallWeek, *, later: timedelta = timedelta(0)) -> RosterDraft:
    starts = (MONDAY + 8 * HOUR + later, MONDAY + 8 * HOUR + timedelta(minutes=15) + later)
    contents = [WeekContent(agent.id, (_shift(small.work_types[0].id, start),)) for agent, start in zip(small.agents, starts, strict=True)]
    return create_draft(
        session, week=small.week, contents=contents, requirement_id=small.requirement.id, solve_run_id=None, actor=LEAD, now=NOW
    )


def _shift(work_type_id: int, starts_at: datetime) -> ShiftContent:
    ends_at = starts_at + 5 * HOUR
    return ShiftContent(starts_at, ends_at, (SegmentContent(SegmentKind.WORK, starts_at, ends_at, work_type_id=work_type_id),))


def told_of(small: SmallWeek) -> WeekPages:
    return WeekPages(
        group_id=small.group.id,
        group_name=small.group.name,
        agent_ids=tuple(agent.id for agent in small.agents),
        agent_names=tuple(agent.display_name for agent in small.agents),
        work_codes=tuple(work_type.code for work_type in small.work_types),
        work_names=tuple(work_type.name for work_type in small.work_types),
    )


def bearer(app: Flask, user_id: int, *, reads_only: bool = False, days: int = 30) -> dict[str, str]:
    """The header by which a program acts for a user."""

    def make(session: Session) -> str:
        return make_token(session, user_id=user_id, name="A program", reads_only=reads_only, days=days, actor=LEAD, now=clock.now())

    return {"Authorization": f"Bearer {given(app, make)}"}
