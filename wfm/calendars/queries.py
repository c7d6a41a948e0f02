"""Reads of calendar feeds, and of what an agent has not seen yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from wfm.calendars.models import Acknowledgement, CalendarFeed
from wfm.core.intervals import Interval
from wfm.rosters.changes import PersonChange, changes_between
from wfm.rosters.models import RosterVersion, VersionPersonWeek
from wfm.rosters.queries import contents_of_person_weeks


def find_live_feed(session: Session, *, agent_id: int) -> CalendarFeed | None:
    """The feed of an agent whose address still works."""
    return session.scalars(select(CalendarFeed).where(CalendarFeed.agent_id == agent_id, CalendarFeed.revoked_at.is_(None))).one_or_none()


def find_feed_of_secret(session: Session, *, secret_hash: str) -> CalendarFeed | None:
    """The live feed whose secret has this hash."""
    asked = select(CalendarFeed).where(CalendarFeed.secret_hash == secret_hash, CalendarFeed.revoked_at.is_(None))
    return session.scalars(asked).one_or_none()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnseenVersion:
    """A published version that changed an agent's week and that they have not acknowledged; `changes` day by day against what they
    saw last, None where it is the first they see of this week."""

    version_id: int
    number: int
    published_at: datetime
    changes: PersonChange | None


def unseen_versions(session: Session, *, agent_id: int, window: Interval) -> tuple[UnseenVersion, ...]:
    """The newest versions of the weeks in a window that changed the agent's week, as far as they are not acknowledged."""
    asked = (
        select(RosterVersion, VersionPersonWeek.person_week_id, Acknowledgement.at.is_not(None).label("is_seen"))
        .join(VersionPersonWeek, VersionPersonWeek.version_id == RosterVersion.id)
        .outerjoin(Acknowledgement, and_(Acknowledgement.version_id == RosterVersion.id, Acknowledgement.agent_id == agent_id))
        .where(VersionPersonWeek.agent_id == agent_id, RosterVersion.starts_at < window.ends_at, RosterVersion.ends_at > window.starts_at)
        .order_by(RosterVersion.roster_group_id, RosterVersion.week_date, RosterVersion.number)
    )
    found: list[UnseenVersion] = []
    for _week, rows in groupby(session.execute(asked).all(), key=lambda row: (row[0].roster_group_id, row[0].week_date)):
        history = list(rows)
        version, person_week_id, is_seen = history[-1]
        if is_seen:
            continue
        before = next((row.person_week_id for row in reversed(history) if row.is_seen), None)
        found.append(
            UnseenVersion(
                version_id=version.id,
                number=version.number,
                published_at=version.published_at,
                changes=None if before is None else _changes(session, before, person_week_id),
            )
        )
    return tuple(found)


def _changes(session: Session, before: int, after: int) -> PersonChange | None:
    contents = [contents_of_person_weeks(session, person_week_ids=[id_]) for id_ in (before, after)]
    return next(iter(changes_between(session, before=contents[0], after=contents[1])), None)
