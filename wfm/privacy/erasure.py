"""Forgetting a person. What they told, what was told of them and their account go; hours that were rostered stay under a number, as
records of working time have to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Text, and_, cast, delete, func, or_, select, update
from sqlalchemy.orm import Session

from wfm.accounts.models import UserAccount
from wfm.accounts.services import deactivate_user
from wfm.agent_skills.models import SkillRating
from wfm.agents.models import Agent, Contract, RosterGroupMembership, TeamMembership
from wfm.audit.models import AuditLine
from wfm.audit.services import record
from wfm.availability.models import AvailabilityException, AvailabilityPattern, TimeOff, Wish
from wfm.calendars.models import Acknowledgement, CalendarFeed
from wfm.core.access import Actor
from wfm.core.db import Base
from wfm.core.errors import NotFound
from wfm.core.saving import rows_touched
from wfm.demand.models import ImportRun, PlanRun
from wfm.editing.models import DraftEdit, DraftEditPerson
from wfm.outbox.models import OutgoingMail
from wfm.people.models import PeopleFile
from wfm.rosters.models import ActivityParticipant, WorkPair
from wfm.solves.models import OutlookRun

# Rows about the person alone, which are taken out.
THEIRS: tuple[type[Base], ...] = (
    Wish,
    TimeOff,
    AvailabilityException,
    AvailabilityPattern,
    SkillRating,
    CalendarFeed,
    Acknowledgement,
    ActivityParticipant,
    TeamMembership,
)
ERASED = "(erased)"


@dataclass(frozen=True)
class Erased:
    """How many rows of which table were taken out or emptied."""

    counts: Mapping[str, int]


def erase_person(session: Session, *, email: str, actor: Actor, now: datetime) -> Erased:
    """Nothing leads from the database to the person with this address any more. There is no way back but an older copy.

    Raises NotFound, and LastAdministrator where nobody could let others in afterwards."""
    address = email.strip().lower()
    agent = session.scalars(select(Agent).where(func.lower(Agent.email) == address)).one_or_none()
    belongs = UserAccount.agent_id == agent.id if agent else func.lower(UserAccount.email) == address
    user = session.scalars(select(UserAccount).where(belongs)).one_or_none()
    if agent is None and user is None:
        raise NotFound(_("Nobody has the address %(email)s.", email=email))
    counts: dict[str, int] = {}
    addresses = {row.email for row in (agent, user) if row}
    words = addresses | {row.display_name for row in (agent, user) if row}
    agent_id, user_id = agent.id if agent else None, user.id if user else None
    if user_id is not None:
        counts |= _forget_user(session, user_id, actor, now)
    if agent is not None:
        counts |= _forget_agent(session, agent, now)
    counts["outgoing_mail"] = rows_touched(session, delete(OutgoingMail).where(OutgoingMail.recipient.in_(addresses)))
    # Files that wait for a decision may name anybody; they can be uploaded again.
    counts["people_file"] = rows_touched(session, update(PeopleFile).where(PeopleFile.content.is_not(None)).values(content=None))
    counts["audit_line"] = _empty_audit_lines(session, words, agent_id)
    entity, entity_id = ("user_account", user_id) if agent_id is None else ("agent", agent_id)
    record(session, actor=actor, action="erase", entity=entity, entity_id=entity_id, after=counts, now=now)
    return Erased({name: count for name, count in counts.items() if count})


def _forget_agent(session: Session, agent: Agent, now: datetime) -> Iterator[tuple[str, int]]:
    for table in THEIRS:
        owner: Any = table.agent_id  # type: ignore[attr-defined]
        yield table.__tablename__, rows_touched(session, delete(table).where(owner == agent.id))
    pairs = delete(WorkPair).where(or_(WorkPair.agent_id == agent.id, WorkPair.partner_id == agent.id))
    yield "work_pair", rows_touched(session, pairs)
    edits = select(DraftEditPerson.edit_id).where(DraftEditPerson.agent_id == agent.id)
    yield "draft_edit", rows_touched(session, update(DraftEdit).where(DraftEdit.id.in_(edits)).values(told=ERASED, reason=None))
    today = now.date()
    for dated in (Contract, RosterGroupMembership):
        theirs = dated.agent_id == agent.id
        goes_on = or_(dated.valid_until.is_(None), dated.valid_until > today)
        session.execute(delete(dated).where(theirs, dated.valid_from >= today))
        session.execute(update(dated).where(theirs, goes_on).values(valid_until=today))
    agent.display_name = f"Person {agent.id}"
    agent.email = f"erased-{agent.id}@invalid"
    agent.subdivision = None
    agent.is_active = False
    session.flush()
    yield "agent", 1


def _forget_user(session: Session, user_id: int, actor: Actor, now: datetime) -> Iterator[tuple[str, int]]:
    deactivate_user(session, user_id=user_id, actor=actor, now=now)
    session.flush()
    yield "draft_edit_author", rows_touched(session, update(DraftEdit).where(DraftEdit.user_id == user_id).values(user_name=ERASED))
    for runs in (ImportRun, PlanRun, OutlookRun):
        session.execute(update(runs).where(runs.actor_id == user_id).values(actor_name=ERASED))
    session.execute(update(AuditLine).where(AuditLine.actor_id == user_id).values(actor_name=ERASED))
    session.execute(delete(UserAccount).where(UserAccount.id == user_id))
    yield "user_account", 1


def _empty_audit_lines(session: Session, words: set[str], agent_id: int | None) -> int:
    """The values of lines that hold the person's name, address or number are emptied; that something was done stays on record."""
    found: list[ColumnElement[bool]] = []
    for column in (cast(AuditLine.before, Text), cast(AuditLine.after, Text)):
        found += [column.contains(json.dumps(word)[1:-1], autoescape=True) for word in words]
        if agent_id is not None:
            named = ("agent_id", "partner_id")
            found += [column.like(f'%"{name}": {agent_id}{end}%') for name in named for end in (",", "}")]
    if agent_id is not None:
        found.append(and_(AuditLine.entity == Agent.__tablename__, AuditLine.entity_id == str(agent_id)))
    return rows_touched(session, update(AuditLine).where(or_(*found)).values(before=None, after=None))
