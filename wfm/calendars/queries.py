"""Reads of calendar feeds."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from wfm.calendars.models import CalendarFeed


def find_live_feed(session: Session, *, agent_id: int) -> CalendarFeed | None:
    """The feed of an agent whose address still works."""
    return session.scalars(select(CalendarFeed).where(CalendarFeed.agent_id == agent_id, CalendarFeed.revoked_at.is_(None))).one_or_none()


def find_feed_of_secret(session: Session, *, secret_hash: str) -> CalendarFeed | None:
    """The live feed whose secret has this hash."""
    asked = select(CalendarFeed).where(CalendarFeed.secret_hash == secret_hash, CalendarFeed.revoked_at.is_(None))
    return session.scalars(asked).one_or_none()
