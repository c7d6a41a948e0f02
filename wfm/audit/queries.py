"""Reads of the audit trail."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from wfm.audit.models import AuditLine


def audit_lines_of(session: Session, *, entity: str, entity_id: object) -> Sequence[AuditLine]:
    """Everything done to one entity, oldest first."""
    asked = select(AuditLine).where(AuditLine.entity == entity, AuditLine.entity_id == str(entity_id))
    return session.scalars(asked.order_by(AuditLine.at, AuditLine.id)).all()


def latest_audit_lines(session: Session, *, limit: int = 200) -> Sequence[AuditLine]:
    """The last writes of all, newest first."""
    return session.scalars(select(AuditLine).order_by(AuditLine.at.desc(), AuditLine.id.desc()).limit(limit)).all()
