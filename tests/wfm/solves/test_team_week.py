"""Team week: who looks after a team, and no roster group, sees what is published for its people and nobody else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW
from tests.support.pages import WeekPages, a_published_draft, given, sign_in
from tests.support.statements import counted_questions
from tests.support.weeks import a_small_week
from wfm.agents.models import TeamMembership
from wfm.agents.services import create_team
from wfm.availability.kinds import TimeOffState
from wfm.availability.models import TimeOff
from wfm.core.access import Role
from wfm.rosters.team_week import team_week

MONDAY = date(2026, 11, 23)


@pytest.fixture
def week(app: Flask) -> WeekPages:
    """Monday 8 to 13 and 8:15 to 13:15 UTC are published for two people; the second, in Kathmandu, belongs to a team."""
    return a_published_draft(app)


@pytest.fixture
def team_id(app: Flask, week: WeekPages) -> int:
    return given(app, lambda session: a_team_of(session, week.agent_ids[1]))


def a_team_of(session: Session, agent_id: int, *, name: str = "Night owls") -> int:
    team = create_team(session, name=name, actor=LEAD, now=NOW)
    session.add(TeamMembership(agent_id=agent_id, team_id=team.id, valid_from=date(2026, 1, 1), valid_until=None))
    session.flush()
    return team.id


def test_a_lead_of_a_team_sees_its_people_at_their_own_times(app: Flask, client: FlaskClient, week: WeekPages, team_id: int) -> None:
    sign_in(app, client, Role.LEAD, team_id=team_id)

    assert client.get("/weeks").headers["Location"] == "/team-week"
    page = client.get("/team-week/2026-11-25").text

    assert "14:00–19:00" in page  # 08:15 UTC in Kathmandu
    assert week.work_names[0] in page
    assert "5\N{NO-BREAK SPACE}h" in page
    assert week.agent_names[0] not in page
    assert client.get(f"{week.url}/board").status_code == 404
    assert "14:00" not in client.get("/team-week/2026-12-02").text


def test_teams_of_others_are_not_there(app: Flask, client: FlaskClient, week: WeekPages, team_id: int) -> None:
    other = given(app, lambda session: a_team_of(session, week.agent_ids[0], name="Early birds"))
    sign_in(app, client, Role.LEAD, team_id=other)

    page = client.get("/team-week/2026-11-23").text
    assert "Early birds" in page
    assert "Night owls" not in page
    assert client.get(f"/team-week/2026-11-23?team={team_id}").status_code == 404
    assert client.get("/team-week/soon").status_code == 422


def test_who_looks_after_everybody_chooses_among_all_teams(app: Flask, client: FlaskClient, week: WeekPages, team_id: int) -> None:
    given(app, lambda session: a_team_of(session, week.agent_ids[0], name="Early birds"))
    sign_in(app, client, Role.LEAD)

    assert "/team-week" in client.get("/weeks").text
    page = client.get(f"/team-week/2026-11-23?team={team_id}").text
    assert f'<option value="{team_id}" selected>Night owls</option>' in page
    assert week.agent_names[1] in page


def test_who_left_the_team_before_the_week_is_not_in_it_and_time_off_is_told(session: Session) -> None:
    small = a_small_week(session, people=2)
    team = create_team(session, name="Owls", actor=LEAD, now=NOW)
    here, left = small.agents
    session.add(TeamMembership(agent_id=here.id, team_id=team.id, valid_from=date(2026, 1, 1), valid_until=None))
    session.add(TeamMembership(agent_id=left.id, team_id=team.id, valid_from=date(2026, 1, 1), valid_until=MONDAY))
    starts_at = small.week.horizon.starts_at + timedelta(days=2)
    ends_at = starts_at + timedelta(hours=4)
    session.add(
        TimeOff(agent_id=here.id, starts_at=starts_at, ends_at=ends_at, state=TimeOffState.APPROVED, requested_at=NOW, decided_at=NOW)
    )
    session.flush()

    with counted_questions(session) as questions:
        members = team_week(session, team_id=team.id, local_date=MONDAY + timedelta(days=6))

    assert len(questions) <= 6

    assert [member.agent_id for member in members] == [here.id]
    assert [day.is_time_off for day in members[0].days] == [False, False, True, False, False, False, False]
