"""Who is told when something happened: agents about their own week and time off, leads about requests of those they look after."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from wfm.accounts.models import RoleAssignment, UserAccount
from wfm.agents.models import Agent, RosterGroupMembership, TeamMembership
from wfm.availability.events import TimeOffAnswered, TimeOffAsked
from wfm.core.access import Role
from wfm.core.events import Event
from wfm.notifications.kinds import NoticeKind
from wfm.notifications.services import notify
from wfm.rosters.events import VersionPublished


def react(session: Session, event: Event, now: datetime) -> None:
    """Tells whoever an event concerns."""
    if isinstance(event, VersionPublished):
        about = {"week_date": event.week_date.isoformat(), "group": event.group_name, "number": event.number, "note": event.note}
        first = set(event.first_agent_ids)
        changed = [agent_id for agent_id in event.changed_agent_ids if agent_id not in first]
        for kind, agent_ids in ((NoticeKind.WEEK_PUBLISHED, event.first_agent_ids), (NoticeKind.WEEK_CHANGED, changed)):
            notify(session, users=_users(session, agent_ids), kind=kind, subject_id=event.version_id, about=about, now=now)
    elif isinstance(event, TimeOffAnswered):
        kind = NoticeKind.TIME_OFF_APPROVED if event.is_approved else NoticeKind.TIME_OFF_REFUSED
        about = {"starts_at": event.starts_at.isoformat(), "ends_at": event.ends_at.isoformat(), "note": event.note}
        notify(session, users=_users(session, [event.agent_id]), kind=kind, subject_id=event.time_off_id, about=about, now=now)
    elif isinstance(event, TimeOffAsked):
        name = session.scalar(select(Agent.display_name).where(Agent.id == event.agent_id)) or ""
        about = {"starts_at": event.starts_at.isoformat(), "ends_at": event.ends_at.isoformat(), "name": name}
        leads = _leads_of(session, event.agent_id)
        notify(session, users=leads, kind=NoticeKind.TIME_OFF_REQUESTED, subject_id=event.time_off_id, about=about, now=now)


REACTIONS = (react,)


def _users(session: Session, agent_ids: Collection[int]) -> Sequence[UserAccount]:
    """The accounts of agents that are switched on."""
    asked = select(UserAccount).where(UserAccount.is_active, UserAccount.agent_id.in_(agent_ids))
    return session.scalars(asked.order_by(UserAccount.id)).all()


def _leads_of(session: Session, agent_id: int) -> Sequence[UserAccount]:
    """The leads who look after an agent's roster group or one of their teams. Leads of everybody are told where nobody is named for
    them, for they would hear of everything."""
    groups = select(RosterGroupMembership.roster_group_id).where(
        RosterGroupMembership.agent_id == agent_id, RosterGroupMembership.valid_until.is_(None)
    )
    teams = select(TeamMembership.team_id).where(TeamMembership.agent_id == agent_id, TeamMembership.valid_until.is_(None))
    asked = select(UserAccount).join(RoleAssignment, RoleAssignment.user_account_id == UserAccount.id)
    asked = asked.where(UserAccount.is_active, RoleAssignment.role == Role.LEAD).order_by(UserAccount.id)
    named = session.scalars(asked.where(or_(RoleAssignment.roster_group_id.in_(groups), RoleAssignment.team_id.in_(teams)))).unique().all()
    if named:
        return named
    of_all = asked.where(RoleAssignment.roster_group_id.is_(None), RoleAssignment.team_id.is_(None))
    return session.scalars(of_all).unique().all()
