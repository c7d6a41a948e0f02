from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.support.factories import LEAD, NOW, a_group, a_member, an_agent
from wfm.agents.models import RosterGroupMembership
from wfm.agents.queries import agents_in_group, agents_in_team, find_group_of, group_history, group_memberships, team_ids_by_agent
from wfm.agents.services import AgentNotFound, AlreadyInGroup, create_team, join_roster_group, join_team, leave_roster_group
from wfm.audit.queries import audit_lines_of
from wfm.core.errors import Conflict, InvalidInput
from wfm.core.local_week import DateRange


def join(session: Session, agent_id: int, group_id: int, valid_from: date) -> RosterGroupMembership:
    return join_roster_group(session, agent_id=agent_id, roster_group_id=group_id, valid_from=valid_from, actor=LEAD, now=NOW)


def test_joining_another_group_ends_the_membership_before(session: Session) -> None:
    agent, first, second = an_agent(session), a_group(session), a_group(session)

    join(session, agent.id, first.id, date(2026, 1, 5))
    join(session, agent.id, second.id, date(2026, 11, 23))

    assert [(m.roster_group_id, m.valid_from, m.valid_until) for m in group_history(session, agent_id=agent.id)] == [
        (first.id, date(2026, 1, 5), date(2026, 11, 23)),
        (second.id, date(2026, 11, 23), None),
    ]


def test_an_agent_is_in_exactly_one_group_at_each_date_around_a_move(session: Session) -> None:
    agent, first, second = an_agent(session), a_group(session), a_group(session)
    join(session, agent.id, first.id, date(2026, 1, 5))
    join(session, agent.id, second.id, date(2026, 11, 23))

    found = {day: find_group_of(session, agent_id=agent.id, on=day) for day in (date(2026, 1, 4), date(2026, 11, 22), date(2026, 11, 23))}

    assert found == {date(2026, 1, 4): None, date(2026, 11, 22): first, date(2026, 11, 23): second}


def test_joining_before_a_membership_that_begins_later_is_refused(session: Session) -> None:
    agent, first, second = an_agent(session), a_group(session), a_group(session)
    join(session, agent.id, first.id, date(2026, 11, 23))

    with pytest.raises(AlreadyInGroup, match="2026-11-23"):
        join(session, agent.id, second.id, date(2026, 11, 1))


def test_joining_the_same_group_again_is_refused(session: Session) -> None:
    agent, group = an_agent(session), a_group(session)
    join(session, agent.id, group.id, date(2026, 1, 5))

    with pytest.raises(AlreadyInGroup, match="since 2026-01-05"):
        join(session, agent.id, group.id, date(2026, 11, 23))


def test_an_agent_who_left_can_come_back_and_is_in_no_group_meanwhile(session: Session) -> None:
    agent, group = an_agent(session), a_group(session)
    join(session, agent.id, group.id, date(2026, 1, 5))

    leave_roster_group(session, agent_id=agent.id, valid_until=date(2026, 6, 1), actor=LEAD, now=NOW)
    join(session, agent.id, group.id, date(2026, 9, 1))

    assert find_group_of(session, agent_id=agent.id, on=date(2026, 5, 31)) == group
    assert find_group_of(session, agent_id=agent.id, on=date(2026, 6, 1)) is None
    assert find_group_of(session, agent_id=agent.id, on=date(2026, 9, 1)) == group


def test_leaving_without_an_open_membership_is_refused(session: Session) -> None:
    agent = an_agent(session)

    with pytest.raises(InvalidInput, match="in no roster group"):
        leave_roster_group(session, agent_id=agent.id, valid_until=date(2026, 6, 1), actor=LEAD, now=NOW)


def test_two_open_memberships_cannot_be_stored(session: Session) -> None:
    agent, group, other = an_agent(session), a_group(session), a_group(session)
    join(session, agent.id, group.id, date(2026, 1, 5))

    session.add(RosterGroupMembership(agent_id=agent.id, roster_group_id=other.id, valid_from=date(2026, 2, 1)))

    with pytest.raises(IntegrityError):
        session.flush()


def test_an_unknown_agent_and_an_unknown_group_are_told_apart(session: Session) -> None:
    agent, group = an_agent(session), a_group(session)

    with pytest.raises(AgentNotFound):
        join(session, agent.id + 1, group.id, date(2026, 1, 5))
    with pytest.raises(InvalidInput, match="roster_group_id"):
        join(session, agent.id, group.id + 1, date(2026, 1, 5))


def test_a_move_is_on_the_audit_trail_with_the_date_before_and_after(session: Session) -> None:
    agent, first, second = an_agent(session), a_group(session), a_group(session)
    membership = join(session, agent.id, first.id, date(2026, 1, 5))
    join(session, agent.id, second.id, date(2026, 11, 23))
    session.flush()

    _, ended = audit_lines_of(session, entity="roster_group_membership", entity_id=membership.id)

    assert (ended.actor_name, ended.at) == (LEAD.name, NOW)
    assert (ended.before, ended.after) == ({"valid_until": None}, {"valid_until": "2026-11-23"})


def test_a_group_lists_who_belongs_to_it_on_some_date_of_a_week(session: Session) -> None:
    group = a_group(session)
    stays, leaves, left = (a_member(session, group, display_name=name) for name in ("Aya", "Bong", "Chika"))
    leave_roster_group(session, agent_id=leaves.id, valid_until=date(2026, 11, 24), actor=LEAD, now=NOW)
    leave_roster_group(session, agent_id=left.id, valid_until=date(2026, 11, 23), actor=LEAD, now=NOW)
    week = DateRange(date(2026, 11, 23), date(2026, 11, 30))

    assert agents_in_group(session, roster_group_id=group.id, dates=week) == [stays, leaves]
    assert group_memberships(session, roster_group_id=group.id, dates=week) == {
        stays.id: (DateRange(date(2026, 1, 1)),),
        leaves.id: (DateRange(date(2026, 1, 1), date(2026, 11, 24)),),
    }


def test_an_agent_can_be_in_several_teams_but_not_twice_in_one(session: Session) -> None:
    agent = an_agent(session)
    north, south = (create_team(session, name=name, actor=LEAD, now=NOW) for name in ("North", "South"))
    for team in (north, south):
        join_team(session, agent_id=agent.id, team_id=team.id, valid=DateRange(date(2026, 1, 1), date(2026, 7, 1)), actor=LEAD, now=NOW)

    with pytest.raises(Conflict):
        join_team(session, agent_id=agent.id, team_id=north.id, valid=DateRange(date(2026, 6, 30)), actor=LEAD, now=NOW)
    join_team(session, agent_id=agent.id, team_id=north.id, valid=DateRange(date(2026, 7, 1)), actor=LEAD, now=NOW)

    assert team_ids_by_agent(session, agent_ids=[agent.id], on=date(2026, 6, 30)) == {agent.id: frozenset({north.id, south.id})}
    assert agents_in_team(session, team_id=south.id, on=date(2026, 7, 1)) == []
    assert agents_in_team(session, team_id=north.id, on=date(2026, 7, 1)) == [agent]
    assert session.scalar(select(func.count()).select_from(RosterGroupMembership)) == 0
