"""Reads of the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduling.timegrid import start_of_day
from wfm.audit.models import AuditLine


@dataclass(frozen=True, kw_only=True)
class AuditQuestion:
    """Which lines: by a part of the actor's name, by what was written, by the last local date of a zone."""

    who: str | None = None
    entity: str | None = None
    entity_id: str | None = None
    until: date | None = None
    zone: str = "UTC"


def audit_page(session: Session, *, question: AuditQuestion, before_id: int | None, limit: int) -> Sequence[AuditLine]:
    """The newest lines that fit, older than the one of `before_id` where it is told."""
    asked = select(AuditLine)
    if question.who:
        asked = asked.where(AuditLine.actor_name.icontains(question.who, autoescape=True))
    if question.entity:
        asked = asked.where(AuditLine.entity == question.entity)
    if question.entity_id:
        asked = asked.where(AuditLine.entity_id == question.entity_id)
    if question.until:
        asked = asked.where(AuditLine.at < start_of_day(question.until + timedelta(days=1), zone=question.zone))
    if before_id is not None:
        asked = asked.where(AuditLine.id < before_id)
    return session.scalars(asked.order_by(AuditLine.id.desc()).limit(limit)).all()


def entities(session: Session) -> Sequence[str]:
    """Every kind of thing that was written about."""
    return session.scalars(select(AuditLine.entity).distinct().order_by(AuditLine.entity)).all()


def audit_lines_of(session: Session, *, entity: str, entity_id: object) -> Sequence[AuditLine]:
    """Everything done to one entity, oldest first."""
    asked = select(AuditLine).where(AuditLine.entity == entity, AuditLine.entity_id == str(entity_id))
    return session.scalars(asked.order_by(AuditLine.at, AuditLine.id)).all()


def latest_audit_lines(session: Session, *, limit: int = 200) -> Sequence[AuditLine]:
    """The last writes of all, newest first."""
    return session.scalars(select(AuditLine).order_by(AuditLine.at.desc(), AuditLine.id.desc()).limit(limit)).all()
