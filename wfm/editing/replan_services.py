"""The write behind the engine's proposal for an absence: worked out again, and made only if it is still what the page showed."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from wfm.core.access import Actor
from wfm.core.intervals import Interval
from wfm.editing.holding import EditOutcome, StaleEdit, open_draft
from wfm.editing.queries import find_edit
from wfm.editing.replanning import propose
from wfm.editing.services import edit_draft
from wfm.rosters.models import RosterDraft
from wfm.rosters.weeks import RosterWeek


def replan(
    session: Session,
    *,
    week: RosterWeek,
    draft: RosterDraft,
    agent_id: int,
    away: Interval,
    digest: str,
    request_key: str,
    actor: Actor,
    now: datetime,
) -> EditOutcome:
    """What was proposed is done, as one edit; `digest` is the proposal's. The same `request_key` again does nothing more.

    Raises StaleEdit where something changed since, so that another proposal would be made now, and what `edit_draft` raises.
    """
    open_draft(session, draft.id)
    done = find_edit(session, draft_id=draft.id, request_key=request_key)
    if done is not None:
        return EditOutcome(edit=done, agent_ids=tuple(person.agent_id for person in done.people), findings=())
    found = propose(session, week=week, draft=draft, agent_id=agent_id, away=away)
    if found is None or found.digest != digest:
        raise StaleEdit(_("Something changed since this was worked out. Please look at the new proposal."))
    return edit_draft(session, draft_id=draft.id, edit=found.edit, tokens=found.tokens, request_key=request_key, actor=actor, now=now)
