"""Tokens of programs: made, shown once, used, revoked."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from wfm.accounts.models import ApiToken
from wfm.audit.services import record_change, record_created, values_of
from wfm.core.access import Actor
from wfm.core.checks import check_between, check_text
from wfm.core.errors import NotFound
from wfm.core.saving import save
from wfm.core.secrets import digest_of, new_secret

DAYS_MAX = 366
USE_NOTED_EVERY = timedelta(minutes=5)


def make_token(session: Session, *, user_id: int, name: str, reads_only: bool, days: int, actor: Actor, now: datetime) -> str:
    """A new token of the user; its secret is told this once. Raises InvalidInput."""
    check_text("name", name)
    check_between("days", days, 1, DAYS_MAX)
    secret = f"wfm_{new_secret()}"
    token = ApiToken(
        user_account_id=user_id,
        name=name,
        secret_hash=digest_of(secret),
        reads_only=reads_only,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    save(session, token, duplicate=_("This token is there already."))
    record_created(session, token, actor=actor, now=now)
    return secret


def revoke_token(session: Session, *, token_id: int, user_id: int, actor: Actor, now: datetime) -> None:
    """The user's token opens nothing any more. Raises NotFound."""
    token = session.scalars(select(ApiToken).where(ApiToken.id == token_id, ApiToken.user_account_id == user_id)).one_or_none()
    if token is None or token.revoked_at is not None:
        raise NotFound(_("There is no such token."))
    before = values_of(token)
    token.revoked_at = now
    record_change(session, token, before, action="revoke", actor=actor, now=now)


def note_used(session: Session, *, token_id: int, now: datetime) -> None:
    """When a token was last used, to a few minutes."""
    session.get_one(ApiToken, token_id).last_used_at = now
