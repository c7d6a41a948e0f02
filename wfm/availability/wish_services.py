"""Writes about what people wish for: wishes for hours, and time off that a lead decides on."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from wfm.agents.models import Agent
from wfm.audit.services import record_change, record_created, record_removed, values_of
from wfm.availability.events import TimeOffAnswered, TimeOffAsked
from wfm.availability.kinds import TimeOffState, WishKind
from wfm.availability.models import TimeOff, Wish
from wfm.availability.queries import time_off_by_agent
from wfm.core.access import Actor
from wfm.core.checks import check_between, check_instants
from wfm.core.errors import Conflict, NotFound
from wfm.core.events import tell
from wfm.core.formats import city, moment
from wfm.core.intervals import Interval
from wfm.core.saving import save

WISH_MINUTES_MAX = 1440
CREDITED_MINUTES_MAX = 366 * 1440
REASON_LENGTH_MAX = 60
NOTE_LENGTH_MAX = 2000
STILL_STANDING = (TimeOffState.PENDING, TimeOffState.APPROVED)


class TimeOffOverlaps(Conflict):
    code = "time_off_overlaps"


class TimeOffDecided(Conflict):
    code = "time_off_decided"


def add_wish(
    session: Session,
    *,
    agent_id: int,
    kind: WishKind,
    span: Interval,
    weight_minutes: int = 30,
    note: str = "",
    actor: Actor,
    now: datetime,
) -> Wish:
    """The agent wishes to be off or to work in this span. Raises InvalidInput."""
    check_instants(*span)
    check_between("weight_minutes", weight_minutes, 1, WISH_MINUTES_MAX)
    check_between("note (characters)", len(note), 0, NOTE_LENGTH_MAX)
    wish = Wish(
        agent_id=agent_id,
        kind=kind,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        weight_minutes=weight_minutes,
        note=note,
        entered_at=now,
    )
    save(session, wish, duplicate=_("This wish is entered already."))
    record_created(session, wish, actor=actor, now=now)
    return wish


def remove_wish(session: Session, *, wish_id: int, actor: Actor, now: datetime) -> None:
    """The wish holds no longer. Raises NotFound."""
    wish = session.get(Wish, wish_id)
    if wish is None:
        raise NotFound(_("There is no wish %(id)s.", id=wish_id))
    record_removed(session, wish, actor=actor, now=now)
    session.delete(wish)


def request_time_off(
    session: Session, *, agent_id: int, span: Interval, reason: str = "", credited_minutes: int = 0, actor: Actor, now: datetime
) -> TimeOff:
    """The agent asks for this time off; a lead decides. Raises InvalidInput, TimeOffOverlaps."""
    time_off = _asked_for(session, agent_id=agent_id, span=span, reason=reason, credited_minutes=credited_minutes, actor=actor, now=now)
    event = TimeOffAsked(time_off_id=time_off.id, agent_id=agent_id, starts_at=span.starts_at, ends_at=span.ends_at)
    tell(session, event, now=now)
    return time_off


def record_absence(session: Session, *, agent_id: int, span: Interval, reason: str, actor: Actor, now: datetime) -> TimeOff:
    """The agent is away, as their lead knows already: time off that nobody asked for. Raises InvalidInput, TimeOffOverlaps."""
    time_off = _asked_for(session, agent_id=agent_id, span=span, reason=reason, credited_minutes=0, actor=actor, now=now)
    return approve_time_off(session, time_off_id=time_off.id, actor=actor, now=now)


def approve_time_off(session: Session, *, time_off_id: int, note: str = "", actor: Actor, now: datetime) -> TimeOff:
    """The agent is off then: nobody can be rostered in it. Raises NotFound, TimeOffDecided where it is not pending."""
    return _decide(session, time_off_id, TimeOffState.APPROVED, note=note, actor=actor, now=now)


def refuse_time_off(session: Session, *, time_off_id: int, note: str = "", actor: Actor, now: datetime) -> TimeOff:
    """The agent does not get this time off. Raises NotFound, TimeOffDecided where it is not pending."""
    return _decide(session, time_off_id, TimeOffState.REFUSED, note=note, actor=actor, now=now)


def withdraw_time_off(session: Session, *, time_off_id: int, actor: Actor, now: datetime) -> TimeOff:
    """The agent wants it no longer, whether decided or not. Raises NotFound, TimeOffDecided where it was refused or withdrawn."""
    time_off = _locked(session, time_off_id)
    if time_off.state not in STILL_STANDING:
        raise TimeOffDecided(_("This time off is %(state)s.", state=time_off.state))
    before = values_of(time_off)
    time_off.state = TimeOffState.WITHDRAWN
    time_off.decided_at = time_off.decided_by_id = None
    record_change(session, time_off, before, action="withdraw", actor=actor, now=now)
    return time_off


def _asked_for(
    session: Session, *, agent_id: int, span: Interval, reason: str, credited_minutes: int, actor: Actor, now: datetime
) -> TimeOff:
    check_instants(*span)
    check_between("reason (characters)", len(reason), 0, REASON_LENGTH_MAX)
    check_between("credited_minutes", credited_minutes, 0, CREDITED_MINUTES_MAX)
    zone = session.scalars(select(Agent.zone).where(Agent.id == agent_id).with_for_update()).one_or_none() or "UTC"
    for other in time_off_by_agent(session, agent_ids=[agent_id], window=span, states=STILL_STANDING).get(agent_id, ()):
        raise TimeOffOverlaps(
            _(
                "It overlaps time off from %(first)s to %(last)s (%(zone)s time).",
                first=moment(other.starts_at, zone),
                last=moment(other.ends_at, zone),
                zone=city(zone),
            )
        )
    time_off = TimeOff(
        agent_id=agent_id,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        reason=reason,
        credited_minutes=credited_minutes,
        requested_at=now,
    )
    save(session, time_off, duplicate=_("This time off is asked for already."))
    record_created(session, time_off, actor=actor, now=now)
    return time_off


def _decide(session: Session, time_off_id: int, state: TimeOffState, *, note: str, actor: Actor, now: datetime) -> TimeOff:
    check_between("note (characters)", len(note), 0, NOTE_LENGTH_MAX)
    time_off = _locked(session, time_off_id)
    if time_off.state is not TimeOffState.PENDING:
        raise TimeOffDecided(_("This time off is %(state)s.", state=time_off.state))
    before = values_of(time_off)
    time_off.state, time_off.decided_at, time_off.decided_by_id, time_off.decision_note = state, now, actor.id, note
    record_change(session, time_off, before, action="decide", actor=actor, now=now)
    event = TimeOffAnswered(
        time_off_id=time_off.id,
        agent_id=time_off.agent_id,
        starts_at=time_off.starts_at,
        ends_at=time_off.ends_at,
        is_approved=state is TimeOffState.APPROVED,
        note=note,
    )
    tell(session, event, now=now)
    return time_off


def _locked(session: Session, time_off_id: int) -> TimeOff:
    time_off = session.scalars(select(TimeOff).where(TimeOff.id == time_off_id).with_for_update()).one_or_none()
    if time_off is None:
        raise NotFound(_("There is no time off %(id)s.", id=time_off_id))
    return time_off
