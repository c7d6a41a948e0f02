"""Writes about people: who there is, who is in which team and roster group, who has which contract.

An agent is in at most one roster group and under at most one contract at any date. Both laws are kept here, behind a lock
on the agent's row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from wfm.agents.contracts import columns_of
from wfm.agents.models import Agent, Contract, RosterGroup, RosterGroupMembership, Team, TeamMembership
from wfm.agents.people import AgentDetails, Employment, Newcomer
from wfm.agents.queries import contracts_by_agent, group_history
from wfm.audit.services import record_change, record_created, record_removed, values_of
from wfm.core.access import Actor
from wfm.core.checks import check_between, check_country, check_dates, check_text, check_zone
from wfm.core.errors import Conflict, InvalidInput, NotFound
from wfm.core.local_week import DateRange
from wfm.core.saving import check_references, save

HOURS_TOGETHER_MAX = 40


class AgentNotFound(NotFound):
    code = "agent_not_found"


class EmailTaken(Conflict):
    code = "email_taken"


class AlreadyInGroup(Conflict):
    code = "already_in_group"


class ContractsOverlap(Conflict):
    code = "contracts_overlap"


def create_roster_group(
    session: Session, *, name: str, zone: str, week_starts_on: int = 1, country: str | None = None, actor: Actor, now: datetime
) -> RosterGroup:
    """There is a roster group of this name. Raises InvalidInput, or Conflict where the name is taken."""
    check_text("name", name)
    check_zone("zone", zone)
    check_between("week_starts_on", week_starts_on, 1, 7)
    if country is not None:
        check_country("country", country)
    group = RosterGroup(name=name, zone=zone, week_starts_on=week_starts_on, country=country)
    save(session, group, duplicate=_("There is already a roster group named %(name)s.", name=name))
    record_created(session, group, actor=actor, now=now)
    return group


def rename_roster_group(
    session: Session, *, roster_group_id: int, name: str, country: str | None, actor: Actor, now: datetime
) -> RosterGroup:
    """The group has this name and country. Its zone and first weekday stay: weeks that were rostered are told by them.

    Raises NotFound, InvalidInput, or Conflict where the name is taken."""
    check_text("name", name)
    if country is not None:
        check_country("country", country)
    group = session.get(RosterGroup, roster_group_id)
    if group is None:
        raise NotFound(_("There is no roster group %(id)s.", id=roster_group_id))
    if session.scalar(select(RosterGroup.id).where(RosterGroup.name == name, RosterGroup.id != roster_group_id)) is not None:
        raise Conflict(_("There is already a roster group named %(name)s.", name=name))
    before = values_of(group)
    group.name, group.country = name, country
    record_change(session, group, before, actor=actor, now=now)
    return group


def change_team(session: Session, *, team_id: int, name: str, hours_together: float, actor: Actor, now: datetime) -> Team:
    """The team has this name, and so many hours a week in which its people should work at the same time.

    Raises NotFound, InvalidInput, or Conflict where the name is taken.
    """
    check_text("name", name)
    check_between("hours_together", hours_together, 0, HOURS_TOGETHER_MAX)
    team = session.get(Team, team_id)
    if team is None:
        raise NotFound(_("There is no team %(id)s.", id=team_id))
    if session.scalar(select(Team.id).where(Team.name == name, Team.id != team_id)) is not None:
        raise Conflict(_("There is already a team named %(name)s.", name=name))
    before = values_of(team)
    team.name, team.hours_together = name, hours_together
    record_change(session, team, before, actor=actor, now=now)
    return team


def create_team(session: Session, *, name: str, actor: Actor, now: datetime) -> Team:
    """There is a team of this name. Raises InvalidInput, or Conflict where the name is taken."""
    check_text("name", name)
    team = Team(name=name)
    save(session, team, duplicate=_("There is already a team named %(name)s.", name=name))
    record_created(session, team, actor=actor, now=now)
    return team


def create_agent(session: Session, *, details: AgentDetails, actor: Actor, now: datetime) -> Agent:
    """The person is known, not yet under contract or in a group. Raises EmailTaken."""
    return _create_agents(session, [details], actor, now)[0]


def update_agent(session: Session, *, agent_id: int, details: AgentDetails, actor: Actor, now: datetime) -> Agent:
    """The person is as told now. Raises AgentNotFound, EmailTaken."""
    agent = _lock(session, agent_id)
    if details.email != agent.email:
        _check_emails_free(session, [details.email])
    before = values_of(agent)
    for name, value in vars(details).items():
        setattr(agent, name, value)
    record_change(session, agent, before, actor=actor, now=now)
    return agent


def hire(session: Session, *, agent_id: int, employment: Employment, actor: Actor, now: datetime) -> Contract:
    """The agent has this contract. Raises ContractsOverlap where another is valid on one of its dates, AgentNotFound, InvalidInput."""
    _lock(session, agent_id)
    _check_no_overlap(session, agent_id, employment.valid)
    return _add_contracts(session, [(agent_id, employment)], actor, now)[0]


def end_contract(session: Session, *, contract_id: int, valid_until: date, actor: Actor, now: datetime) -> Contract:
    """The contract is valid before this date and no longer; it can only be made shorter. Raises NotFound, InvalidInput."""
    contract = session.get(Contract, contract_id)
    if contract is None:
        raise NotFound(_("There is no contract %(id)s.", id=contract_id))
    check_dates(contract.valid_from, valid_until)
    if contract.valid_until is not None and contract.valid_until < valid_until:
        raise InvalidInput(
            _("valid_until is %(value)s, but the contract ends on %(end)s already", value=valid_until, end=contract.valid_until)
        )
    before = values_of(contract)
    contract.valid_until = valid_until
    record_change(session, contract, before, actor=actor, now=now)
    return contract


def correct_contract(session: Session, *, contract_id: int, employment: Employment, actor: Actor, now: datetime) -> Contract:
    """The contract says this, from its first date on. Raises NotFound, ContractsOverlap, InvalidInput."""
    contract = session.get(Contract, contract_id)
    if contract is None:
        raise NotFound(_("There is no contract %(id)s.", id=contract_id))
    _lock(session, contract.agent_id)
    _check_no_overlap(session, contract.agent_id, employment.valid, but=contract_id)
    before = values_of(contract)
    for name, value in _contract_columns(employment).items():
        setattr(contract, name, value)
    check_references(session, [contract])
    record_change(session, contract, before, actor=actor, now=now)
    return contract


def join_team(session: Session, *, agent_id: int, team_id: int, valid: DateRange, actor: Actor, now: datetime) -> TeamMembership:
    """The agent belongs to the team on these dates. Raises Conflict where they do already on one of them."""
    check_dates(valid.valid_from, valid.valid_until)
    _lock(session, agent_id)
    known = session.scalars(select(TeamMembership).where(TeamMembership.agent_id == agent_id, TeamMembership.team_id == team_id))
    for other in known:
        if valid.overlaps(DateRange(other.valid_from, other.valid_until)):
            raise Conflict(_("The agent belongs to this team from %(first)s already.", first=other.valid_from))
    membership = TeamMembership(agent_id=agent_id, team_id=team_id, valid_from=valid.valid_from, valid_until=valid.valid_until)
    _add_memberships(session, [membership], actor, now)
    return membership


def leave_team(session: Session, *, agent_id: int, team_id: int, valid_until: date, actor: Actor, now: datetime) -> None:
    """From this date on the agent does not belong to the team. Raises InvalidInput where they do not on the day before."""
    _lock(session, agent_id)
    known = session.scalars(select(TeamMembership).where(TeamMembership.agent_id == agent_id, TeamMembership.team_id == team_id))
    for membership in known:
        if DateRange(membership.valid_from, membership.valid_until).overlaps(DateRange(valid_until)):
            before = values_of(membership)
            if membership.valid_from >= valid_until:  # it would never have held
                record_removed(session, membership, actor=actor, now=now)
                session.delete(membership)
                return
            membership.valid_until = valid_until
            record_change(session, membership, before, actor=actor, now=now)
            return
    raise InvalidInput(_("valid_until is %(value)s, but the agent does not belong to this team then", value=valid_until))


def activate_agent(session: Session, *, agent_id: int, is_active: bool, actor: Actor, now: datetime) -> Agent:
    """The person is among those who can be rostered, or is not; nothing of them is lost. Raises AgentNotFound."""
    agent = _lock(session, agent_id)
    before = values_of(agent)
    agent.is_active = is_active
    record_change(session, agent, before, action="activate" if is_active else "deactivate", actor=actor, now=now)
    return agent


def join_roster_group(
    session: Session, *, agent_id: int, roster_group_id: int, valid_from: date, actor: Actor, now: datetime
) -> RosterGroupMembership:
    """From this date on the agent is rostered in this group, and no longer in the one before.

    Raises AlreadyInGroup where they are in this very group on that date, or where a membership begins on or after it.
    """
    _lock(session, agent_id)
    for other in group_history(session, agent_id=agent_id):
        if other.valid_from >= valid_from:
            raise AlreadyInGroup(_("A membership of a roster group begins on %(first)s; it has to go first.", first=other.valid_from))
        if not DateRange(other.valid_from, other.valid_until).holds(valid_from):
            continue
        if other.roster_group_id == roster_group_id:
            raise AlreadyInGroup(_("The agent is in this roster group since %(first)s.", first=other.valid_from))
        _end_membership(session, other, valid_from, actor, now)
    session.flush()  # only one membership may be open, so the old one ends before the new one is written
    membership = RosterGroupMembership(agent_id=agent_id, roster_group_id=roster_group_id, valid_from=valid_from)
    _add_memberships(session, [membership], actor, now)
    return membership


def leave_roster_group(session: Session, *, agent_id: int, valid_until: date, actor: Actor, now: datetime) -> RosterGroupMembership:
    """From this date on the agent is in no roster group. Raises InvalidInput where they are in none the day before, or leave already."""
    _lock(session, agent_id)
    for membership in group_history(session, agent_id=agent_id):
        if membership.valid_until is None and membership.valid_from < valid_until:
            _end_membership(session, membership, valid_until, actor, now)
            return membership
    raise InvalidInput(_("valid_until is %(value)s, but the agent is in no roster group that is open then", value=valid_until))


def add_newcomers(session: Session, *, newcomers: Sequence[Newcomer], actor: Actor, now: datetime) -> tuple[Agent, ...]:
    """People who start, in the order told, each with contract, roster group and teams; thousands take seconds. Raises EmailTaken."""
    agents = _create_agents(session, [newcomer.details for newcomer in newcomers], actor, now)
    pairs = list(zip(agents, newcomers, strict=True))
    _add_contracts(session, [(agent.id, newcomer.employment) for agent, newcomer in pairs], actor, now)
    groups = [
        RosterGroupMembership(agent_id=agent.id, roster_group_id=newcomer.roster_group_id, valid_from=newcomer.employment.valid.valid_from)
        for agent, newcomer in pairs
    ]
    _add_memberships(session, groups, actor, now)
    teams = [
        TeamMembership(agent_id=agent.id, team_id=team_id, valid_from=newcomer.employment.valid.valid_from)
        for agent, newcomer in pairs
        for team_id in newcomer.team_ids
    ]
    _add_memberships(session, teams, actor, now)
    return agents


def _lock(session: Session, agent_id: int) -> Agent:
    agent = session.scalars(select(Agent).where(Agent.id == agent_id).with_for_update()).one_or_none()
    if agent is None:
        raise AgentNotFound(_("There is no agent %(id)s.", id=agent_id))
    return agent


def _create_agents(session: Session, people: Sequence[AgentDetails], actor: Actor, now: datetime) -> tuple[Agent, ...]:
    _check_emails_free(session, [details.email for details in people])
    agents = tuple(Agent(**vars(details), created_at=now) for details in people)
    save(session, *agents, duplicate=_("One of the e-mail addresses is taken."))
    record_created(session, *agents, actor=actor, now=now)
    return agents


def _check_emails_free(session: Session, emails: Sequence[str]) -> None:
    taken = list(session.scalars(select(Agent.email).where(Agent.email.in_(emails)).order_by(Agent.email).limit(10)))
    if taken:
        raise EmailTaken(_("There is already an agent with the e-mail address %(email)s.", email=taken[0]), details=taken)


def _add_contracts(session: Session, employments: Iterable[tuple[int, Employment]], actor: Actor, now: datetime) -> tuple[Contract, ...]:
    contracts = tuple(
        Contract(
            agent_id=agent_id,
            **_contract_columns(employment),
        )
        for agent_id, employment in employments
    )
    save(session, *contracts, duplicate=_("A contract begins on the same date already."))
    record_created(session, *contracts, actor=actor, now=now)
    return contracts


def _contract_columns(employment: Employment) -> dict[str, Any]:
    return {
        "valid_from": employment.valid.valid_from,
        "valid_until": employment.valid.valid_until,
        "home_department_id": employment.home_department_id,
        "borrowed_until": employment.borrowed_until,
        "leave_days_per_year": employment.leave_days_per_year,
        "default_hours": [stretch.to_json() for stretch in employment.default_hours],
        **columns_of(employment.terms),
    }


def _check_no_overlap(session: Session, agent_id: int, dates: DateRange, *, but: int | None = None) -> None:
    for other in contracts_by_agent(session, agent_ids=[agent_id], dates=dates).get(agent_id, ()):
        if other.id != but:
            raise ContractsOverlap(
                _(
                    "Another contract is valid from %(first)s until %(last)s.",
                    first=other.valid_from,
                    last=other.valid_until or _("further notice"),
                )
            )


def _add_memberships(
    session: Session, rows: Sequence[TeamMembership] | Sequence[RosterGroupMembership], actor: Actor, now: datetime
) -> None:
    save(session, *rows, duplicate=_("A membership begins on the same date already."))
    record_created(session, *rows, actor=actor, now=now)


def _end_membership(session: Session, membership: RosterGroupMembership, valid_until: date, actor: Actor, now: datetime) -> None:
    before = values_of(membership)
    membership.valid_until = valid_until
    record_change(session, membership, before, actor=actor, now=now)
