"""Which roster of a week somebody means: a draft or a version by number, or by default what is published."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from wfm.agents.queries import find_agent_by_email
from wfm.core.errors import NotFound
from wfm.rosters.exports import RosterExport, export_of
from wfm.rosters.models import RosterDraft, RosterVersion
from wfm.rosters.queries import draft_contents, drafts_of_week, find_open_draft, find_published_version, find_version, version_contents
from wfm.rosters.weeks import RosterWeek


class NoSuchRoster(NotFound):
    code = "no_such_roster"


def draft_numbered(session: Session, *, week: RosterWeek, number: int | None) -> RosterDraft:
    """A draft of the week by its number, or the newest open one. Raises NoSuchRoster, which tells the drafts there are."""
    drafts = drafts_of_week(session, week=week)
    numbered = next((draft for draft in drafts if draft.number == number), None)
    found = find_open_draft(session, week=week) if number is None else numbered
    if found is None:
        told = ", ".join(f"{draft.number} ({draft.state})" for draft in drafts) or _("none")
        raise NoSuchRoster(_("%(week)s has no such open draft. Drafts: %(drafts)s.", week=week.name, drafts=told))
    return found


def version_numbered(session: Session, *, week: RosterWeek, number: int | None) -> RosterVersion:
    """A published version of the week by its number, or the one that holds now. Raises NoSuchRoster."""
    newest = find_published_version(session, week=week)
    found = newest if number is None else find_version(session, week=week, number=number)
    if newest is None:
        raise NoSuchRoster(_("Nothing of %(week)s is published.", week=week.name))
    if found is None:
        raise NoSuchRoster(
            _("%(week)s has no version %(number)d; the newest is %(newest)d.", week=week.name, number=number, newest=newest.number)
        )
    return found


def chosen_export(
    session: Session, *, week: RosterWeek, version: int | None, draft: int | None, email: str | None, now: datetime
) -> RosterExport:
    """The roster chosen, of everybody or of one person, ready to be written. Raises NoSuchRoster, NotFound."""
    if draft is not None:
        named = draft_numbered(session, week=week, number=draft)
        contents, status, made_at = draft_contents(session, draft_id=named.id), _("draft %(number)d", number=named.number), now
    else:
        published = version_numbered(session, week=week, number=version)
        contents, made_at = version_contents(session, version=published), published.published_at
        status = _("version %(number)d", number=published.number)
    if email is not None:
        agent = find_agent_by_email(session, email=email)
        contents = tuple(content for content in contents if agent is not None and content.agent_id == agent.id)
        if not contents:
            raise NotFound(_("Nobody in this roster has the e-mail address %(email)s.", email=email))
    return export_of(session, week=week, contents=contents, status=status, made_at=made_at)
