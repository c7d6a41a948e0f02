"""Activities that are planned on the board."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from wfm.audit.services import record_created
from wfm.core.access import Actor
from wfm.editing.edits import EditNotPossible
from wfm.rosters.kinds import ActivityKind
from wfm.rosters.models import Activity

ACTIVITY_NAME_LENGTH_MAX = 120


def plan_activity(
    session: Session, *, kind: str, name: str | None, starts_at: datetime, ends_at: datetime, actor: Actor, now: datetime
) -> Activity:
    """There is an activity of this kind, name and time; one that is there already is taken, so that several people meet in it."""
    if kind not in set(ActivityKind):
        raise EditNotPossible(_("activity_kind is %(value)s; it can be %(kinds)s.", value=repr(kind), kinds=", ".join(ActivityKind)))
    if ends_at <= starts_at:
        raise EditNotPossible(_("It must end at least 15 minutes after it starts."))
    named = (
        name
        or {
            ActivityKind.MEETING: _("Meeting"),
            ActivityKind.TRAINING: _("Training"),
            ActivityKind.COACHING: _("Coaching"),
            ActivityKind.GROWTH: _("Growth"),
        }[ActivityKind(kind)]
    )
    asked = select(Activity).where(
        Activity.kind == ActivityKind(kind), Activity.name == named, Activity.starts_at == starts_at, Activity.ends_at == ends_at
    )
    known = session.scalars(asked.limit(1)).one_or_none()
    if known is not None:
        return known
    activity = Activity(kind=ActivityKind(kind), name=named, is_paid=True, starts_at=starts_at, ends_at=ends_at)
    session.add(activity)
    session.flush()
    record_created(session, activity, actor=actor, now=now)
    return activity
