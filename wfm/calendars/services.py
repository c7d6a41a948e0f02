"""An agent's calendar feed: a secret address that a calendar program reads, until it is revoked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduling.timegrid import to_local
from wfm.agents.models import Agent
from wfm.audit.services import record, record_change, record_created, values_of
from wfm.calendars.models import Acknowledgement, CalendarFeed
from wfm.calendars.queries import find_feed_of_secret, find_live_feed
from wfm.core.access import Actor
from wfm.core.errors import NotFound
from wfm.core.intervals import Interval
from wfm.core.saving import save
from wfm.core.secrets import digest_of, new_secret
from wfm.rosters.calendar_file import CalendarBlock, CalendarShift, OnceShift, calendar_of
from wfm.rosters.models import VersionPersonWeek
from wfm.rosters.my_week import MyShift, NoSuchAgent, my_shifts
from wfm.rosters.queries import shifts_once_published

PAST = timedelta(days=35)
AHEAD = timedelta(days=400)
# Calendar programs ask every few minutes; to know the hour of the last reading is enough.
READ_NOTED_EVERY = timedelta(hours=1)


class NoSuchFeed(NotFound):
    code = "no_such_feed"


def open_feed(session: Session, *, agent_id: int, actor: Actor, now: datetime) -> str:
    """The agent has a new feed, and its secret is told this once; the address they had before works no longer. Raises NoSuchAgent."""
    agent = session.scalars(select(Agent).where(Agent.id == agent_id).with_for_update()).one_or_none()
    if agent is None:
        raise NoSuchAgent(_("There is no agent %(id)s.", id=agent_id))
    before = find_live_feed(session, agent_id=agent_id)
    if before is not None:
        _revoke(session, before, actor, now)
    secret = new_secret()
    feed = CalendarFeed(agent_id=agent_id, secret_hash=digest_of(secret), created_at=now)
    save(session, feed, duplicate=_("Another feed was opened at the same time; please try again."))
    record_created(session, feed, actor=actor, now=now)
    return secret


def revoke_feed(session: Session, *, agent_id: int, actor: Actor, now: datetime) -> None:
    """The address of the agent's feed works no longer. Raises NoSuchFeed where there is none."""
    feed = find_live_feed(session, agent_id=agent_id)
    if feed is None:
        raise NoSuchFeed(_("There is no calendar feed to revoke."))
    _revoke(session, feed, actor, now)


def read_feed(session: Session, *, secret: str, now: datetime) -> bytes:
    """The agent's published shifts as an iCalendar file, five weeks back and all there is ahead. Raises NoSuchFeed."""
    feed = find_feed_of_secret(session, secret_hash=digest_of(secret))
    agent = session.get(Agent, feed.agent_id) if feed else None
    if feed is None or agent is None or not agent.is_active:
        raise NoSuchFeed(_("This calendar address does not exist or was revoked."))
    if feed.last_read_at is None or now - feed.last_read_at >= READ_NOTED_EVERY:
        feed.last_read_at = now
    window = Interval(now - PAST, now + AHEAD)
    shifts = [_calendar_shift(shift, agent) for shift in my_shifts(session, agent=agent, window=window)]
    once = [
        OnceShift(
            agent_id=agent.id, starts_at=to_local(shift.starts_at, zone=agent.zone), number=shift.number, withdrawn_at=shift.withdrawn_at
        )
        for shift in shifts_once_published(session, agent_id=agent.id, window=window)
    ]
    return calendar_of(shifts, name=_("My shifts"), once=once)


def acknowledge(session: Session, *, agent_id: int, version_ids: Sequence[int], actor: Actor, now: datetime) -> None:
    """The agent has seen these versions; those that do not concern them are passed over. Once more does nothing."""
    concerning = select(VersionPersonWeek.version_id).where(
        VersionPersonWeek.agent_id == agent_id,
        VersionPersonWeek.version_id.in_(version_ids),
        VersionPersonWeek.version_id.not_in(select(Acknowledgement.version_id).where(Acknowledgement.agent_id == agent_id)),
    )
    for version_id in session.scalars(concerning).all():
        save(session, Acknowledgement(agent_id=agent_id, version_id=version_id, at=now), duplicate=_("This was acknowledged just now."))
        told = {"version_id": version_id}
        record(session, actor=actor, action="acknowledge", entity="agent", entity_id=agent_id, after=told, now=now)


def _revoke(session: Session, feed: CalendarFeed, actor: Actor, now: datetime) -> None:
    before = values_of(feed)
    feed.revoked_at = now
    record_change(session, feed, before, action="revoke", actor=actor, now=now)
    session.flush()  # only one live feed may be there, so the old one ends before a new one is written


def _calendar_shift(shift: MyShift, agent: Agent) -> CalendarShift:
    return CalendarShift(
        agent_id=agent.id,
        person=None,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        published_at=shift.published_at,
        number=shift.version_number,
        blocks=tuple(
            CalendarBlock(starts_at=segment.starts_at, ends_at=segment.ends_at, name=segment.name or "") for segment in shift.segments
        ),
    )
