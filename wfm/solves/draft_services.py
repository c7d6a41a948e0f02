"""Drafts that begin from something published: an earlier version of the week, or the week of another date."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from wfm.agents.models import RosterGroup
from wfm.agents.queries import agents_in_group
from wfm.audit.services import record
from wfm.core.access import Actor
from wfm.core.errors import Conflict, InvalidInput
from wfm.core.local_week import DateRange
from wfm.demand.queries import find_latest_requirement
from wfm.rosters.choosing import version_numbered
from wfm.rosters.copying import carried
from wfm.rosters.models import RosterDraft
from wfm.rosters.queries import find_open_draft, find_published_version, version_contents
from wfm.rosters.services import create_draft, hold_group
from wfm.rosters.weeks import RosterWeek, week_holding


class DraftIsThere(Conflict):
    code = "draft_is_there"


class NothingToCopy(InvalidInput):
    code = "nothing_to_copy"


def revert_to(session: Session, *, week: RosterWeek, number: int, actor: Actor, now: datetime) -> RosterDraft:
    """There is a draft that is what an earlier version was; it holds once it is published. Raises NoSuchRoster, DraftIsThere."""
    _check_no_draft(session, week)
    version = version_numbered(session, week=week, number=number)
    draft = create_draft(
        session,
        week=week,
        contents=version_contents(session, version=version),
        requirement_id=version.requirement_id,
        solve_run_id=None,
        actor=actor,
        now=now,
    )
    told = {"week": week.name, "version": number, "draft": draft.number}
    record(session, actor=actor, action="revert", entity="roster_draft", entity_id=draft.id, after=told, now=now)
    return draft


def copy_week(session: Session, *, group: RosterGroup, source: date, target: RosterWeek, actor: Actor, now: datetime) -> RosterDraft:
    """There is a draft of the target week with everybody's published shifts of the source week, at the same local times.

    Who is in the group no longer is left out, who is new is off. Raises NothingToCopy, DraftIsThere."""
    week = week_holding(group, source)
    _check_no_draft(session, target)
    version = find_published_version(session, week=week)
    if version is None:
        raise NothingToCopy(_("Nothing of the week of %(date)s is published.", date=week.week_date))
    if week.week_date == target.week_date:
        raise NothingToCopy(_("A week cannot be copied onto itself."))
    days = DateRange(target.week_date, date.fromordinal(target.week_date.toordinal() + 7))
    agents = {agent.id: agent.zone for agent in agents_in_group(session, roster_group_id=group.id, dates=days)}
    contents = carried(
        version_contents(session, version=version),
        days=(target.week_date - week.week_date).days,
        zones=agents,
        agent_ids=frozenset(agents),
    )
    requirement = find_latest_requirement(session, roster_group_id=group.id, week_date=target.week_date)
    draft = create_draft(
        session,
        week=target,
        contents=contents,
        requirement_id=requirement.id if requirement else None,
        solve_run_id=None,
        actor=actor,
        now=now,
    )
    told = {"from": week.name, "version": version.number, "to": target.name, "draft": draft.number}
    record(session, actor=actor, action="copy_week", entity="roster_draft", entity_id=draft.id, after=told, now=now)
    return draft


def _check_no_draft(session: Session, week: RosterWeek) -> None:
    hold_group(session, week)
    draft = find_open_draft(session, week=week)
    if draft is not None:
        raise DraftIsThere(
            _(
                "Draft %(number)d of this week is being worked on. Publish it or give it up first, so that nothing is lost.",
                number=draft.number,
            )
        )
