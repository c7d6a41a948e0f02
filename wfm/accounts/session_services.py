"""Sessions: one browser each that somebody is signed in on. They end by themselves, by signing out, or when they are revoked."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from wfm.accounts.kinds import SignInWay
from wfm.accounts.models import UserSession
from wfm.accounts.queries import find_session
from wfm.audit.services import record
from wfm.core.access import Actor
from wfm.core.errors import NotFound
from wfm.core.saving import save
from wfm.core.secrets import digest_of, new_secret

LASTS = timedelta(days=30)
LASTS_UNSEEN = timedelta(days=7)
# To know the quarter of an hour is enough; writing at every request would cost more than it tells.
SEEN_NOTED_EVERY = timedelta(minutes=15)
KEPT_AFTER_END = timedelta(days=30)
BROWSER_LENGTH_MAX = 200


def open_session(session: Session, *, user_id: int, way: SignInWay, browser: str, now: datetime) -> str:
    """The user is signed in on a browser, whose secret is told this once. Sessions long ended are forgotten."""
    session.execute(delete(UserSession).where(UserSession.expires_at < now - KEPT_AFTER_END))
    secret = new_secret()
    opened = UserSession(
        user_account_id=user_id,
        secret_hash=digest_of(secret),
        signed_in_by=way,
        browser=browser[:BROWSER_LENGTH_MAX],
        created_at=now,
        last_seen_at=now,
        expires_at=now + LASTS_UNSEEN,
    )
    save(session, opened, duplicate=_("Please sign in once more."))
    return secret


def note_seen(session: Session, *, secret: str, now: datetime) -> None:
    """A live session was used: it lasts a week more, a month in all."""
    found = find_session(session, secret=secret, now=now)
    if found is not None:
        found.last_seen_at = now
        found.expires_at = min(now + LASTS_UNSEEN, found.created_at + LASTS)


def close_session(session: Session, *, secret: str, now: datetime) -> None:
    """The session of this secret opens nothing any more; nothing happens where it did not before."""
    found = find_session(session, secret=secret, now=now)
    if found is not None:
        found.revoked_at = now


def revoke_session(session: Session, *, session_id: int, user_id: int, actor: Actor, now: datetime) -> None:
    """One of a user's sessions ends. Raises NotFound where it is none of theirs."""
    found = session.get(UserSession, session_id)
    if found is None or found.user_account_id != user_id:
        raise NotFound(_("There is no such session."))
    found.revoked_at = now
    record(session, actor=actor, action="revoke_session", entity="user_account", entity_id=user_id, now=now)


def revoke_sessions(session: Session, *, user_id: int, keep: str | None = None, actor: Actor, now: datetime) -> int:
    """All sessions of a user end, but for the one of the secret to `keep`; how many did."""
    asked = update(UserSession).where(UserSession.user_account_id == user_id, UserSession.revoked_at.is_(None))
    if keep is not None:
        asked = asked.where(UserSession.secret_hash != digest_of(keep))
    ended = int(session.execute(asked.values(revoked_at=now)).rowcount)  # type: ignore[attr-defined]
    if ended:
        after = {"sessions": ended}
        record(session, actor=actor, action="revoke_sessions", entity="user_account", entity_id=user_id, after=after, now=now)
    return ended
