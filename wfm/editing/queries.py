"""Reads of what was done to a draft by hand. Each answers for the whole draft in a fixed number of questions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from wfm.editing.kinds import EditState
from wfm.editing.models import DraftEdit, DraftEditPerson

SHOWN_MAX = 50
Asked = TypeVar("Asked")


def find_edit(session: Session, *, draft_id: int, request_key: str) -> DraftEdit | None:
    """The edit that a request has made already."""
    asked = select(DraftEdit).where(DraftEdit.draft_id == draft_id, DraftEdit.request_key == request_key)
    return session.scalars(asked.options(selectinload(DraftEdit.people))).one_or_none()


def find_last_edit_of(session: Session, *, draft_id: int, agent_ids: Collection[int]) -> DraftEdit | None:
    """What was done last to any of these people."""
    asked = (
        select(DraftEdit)
        .join(DraftEditPerson, DraftEditPerson.edit_id == DraftEdit.id)
        .where(DraftEdit.draft_id == draft_id, DraftEditPerson.agent_id.in_(agent_ids))
    )
    return session.scalars(asked.order_by(DraftEdit.id.desc()).limit(1)).one_or_none()


def find_to_undo(session: Session, *, draft_id: int, user_id: int | None) -> DraftEdit | None:
    """The newest edit of somebody that stands."""
    return _find(session, draft_id, user_id, is_undo=True)


def find_to_redo(session: Session, *, draft_id: int, user_id: int | None) -> DraftEdit | None:
    """The edit that somebody took back last, if nothing came after it."""
    return _find(session, draft_id, user_id, is_undo=False)


def told_of_next(session: Session, *, draft_id: int, user_id: int | None) -> tuple[str | None, str | None]:
    """In words, what somebody's undo would take back and what their redo would make again; None where there is nothing."""
    undo = _next(select(DraftEdit.told), draft_id, user_id, is_undo=True).scalar_subquery()
    redo = _next(select(DraftEdit.told), draft_id, user_id, is_undo=False).scalar_subquery()
    to_undo, to_redo = session.execute(select(undo, redo)).one()
    return to_undo, to_redo


def _find(session: Session, draft_id: int, user_id: int | None, *, is_undo: bool) -> DraftEdit | None:
    asked = _next(select(DraftEdit), draft_id, user_id, is_undo=is_undo)
    return session.scalars(asked.options(selectinload(DraftEdit.people))).one_or_none()


def _next(asked: Select[Asked], draft_id: int, user_id: int | None, *, is_undo: bool) -> Select[Asked]:
    """Undo takes the newest edit that stands, redo the oldest that was taken back."""
    state, order = (EditState.DONE, DraftEdit.id.desc()) if is_undo else (EditState.UNDONE, DraftEdit.id.asc())
    asked = asked.where(DraftEdit.draft_id == draft_id, DraftEdit.user_id == user_id, DraftEdit.state == state)
    return asked.order_by(order).limit(1)


def edits_of_draft(session: Session, *, draft_id: int, most: int = SHOWN_MAX) -> Sequence[DraftEdit]:
    """What was done to a draft, the newest first."""
    asked = select(DraftEdit).where(DraftEdit.draft_id == draft_id).order_by(DraftEdit.id.desc()).limit(most)
    return session.scalars(asked.options(selectinload(DraftEdit.people))).all()


def forced_reasons(session: Session, *, draft_id: int) -> Mapping[int, Sequence[tuple[str, str]]]:
    """Why the law was overruled for people, by agent: who did it, and the reason, oldest first."""
    asked = (
        select(DraftEditPerson.agent_id, DraftEdit.user_name, DraftEdit.reason)
        .join(DraftEdit, DraftEdit.id == DraftEditPerson.edit_id)
        .where(DraftEdit.draft_id == draft_id, DraftEdit.state == EditState.DONE, DraftEdit.reason.is_not(None))
        .order_by(DraftEdit.id)
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for agent_id, name, reason in session.execute(asked):
        found.setdefault(agent_id, []).append((name, reason or ""))
    return found
