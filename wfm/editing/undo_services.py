"""Undo and redo, for each lead of a draft: the contents never change, so an edit is taken back by pointing at the earlier ones."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from wfm.audit.services import record
from wfm.core.access import Actor
from wfm.core.errors import Conflict
from wfm.editing.holding import EditOutcome, StaleEdit, changed_since, hands_of, held_rows, open_draft, outcome_of
from wfm.editing.kinds import EditState
from wfm.editing.law import LawOfPeople
from wfm.editing.queries import find_to_redo, find_to_undo
from wfm.rosters.queries import work_names


class NothingToUndo(Conflict):
    code = "nothing_to_undo"


def undo(session: Session, *, draft_id: int, actor: Actor, now: datetime) -> EditOutcome:
    """The actor's newest edit of the draft is taken back. Raises NoSuchDraft, DraftIsClosed, NothingToUndo, and StaleEdit where
    somebody changed one of its people since."""
    return _step(session, draft_id, is_undo=True, actor=actor, now=now)


def redo(session: Session, *, draft_id: int, actor: Actor, now: datetime) -> EditOutcome:
    """The edit that the actor took back last is made again. Raises what `undo` raises."""
    return _step(session, draft_id, is_undo=False, actor=actor, now=now)


def _step(session: Session, draft_id: int, *, is_undo: bool, actor: Actor, now: datetime) -> EditOutcome:
    week, draft = open_draft(session, draft_id)
    find = find_to_undo if is_undo else find_to_redo
    edit = find(session, draft_id=draft.id, user_id=actor.id)
    if edit is None:
        raise NothingToUndo(_("There is nothing of yours to undo here.") if is_undo else _("There is nothing of yours to do again here."))
    rows = held_rows(session, draft, [person.agent_id for person in edit.people])
    session.refresh(edit, ["state"])
    for person in edit.people:
        row = rows[person.agent_id]
        is_now = person.after_id if is_undo else person.before_id
        locked_now = person.locks_after if is_undo else person.locks_before
        if row.person_week_id != is_now or row.locks != locked_now:
            raise StaleEdit(changed_since(session, draft, [person.agent_id], actor))
    for person in edit.people:
        row = rows[person.agent_id]
        row.person_week_id = person.before_id if is_undo else person.after_id
        row.locks = person.locks_before if is_undo else person.locks_after
    edit.state = EditState.UNDONE if is_undo else EditState.DONE
    session.flush()
    record(
        session,
        actor=actor,
        action="undo_edit" if is_undo else "redo_edit",
        entity="roster_draft",
        entity_id=draft.id,
        after={"edit": edit.id, "told": edit.told},
        now=now,
    )
    law = LawOfPeople(session, week=week, draft=draft, agent_ids=sorted(rows), names=work_names(session))
    return outcome_of(edit, hands_of(session, rows, law), law)
