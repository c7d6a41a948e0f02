"""Signing in by password, and setting one by a link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.orm import Session

from wfm.accounts.limits import (
    RESET_FOR_EMAIL,
    RESET_FROM_PLACE,
    SIGN_IN_FOR_EMAIL,
    SIGN_IN_FROM_PLACE,
    check_limit,
    count_try,
    forget_tries,
)
from wfm.accounts.models import PasswordLink, UserAccount
from wfm.accounts.passwords import check_password, hash_of, is_outdated, is_password
from wfm.accounts.queries import actor_of, find_password_link, find_user_by_email, user_with_roles
from wfm.accounts.session_services import revoke_sessions
from wfm.audit.services import record
from wfm.core.access import Actor
from wfm.core.errors import InvalidInput, NotFound
from wfm.core.saving import save
from wfm.core.secrets import digest_of, new_secret

RESET_LASTS = timedelta(hours=2)
INVITATION_LASTS = timedelta(days=7)


class LinkIsSpent(NotFound):
    code = "link_is_spent"


@dataclass(frozen=True, kw_only=True)
class LinkTo:
    """A link to set a password by, and whose it is."""

    user_id: int
    email: str
    display_name: str
    locale: str | None
    secret: str
    expires_at: datetime


def sign_in_with_password(session: Session, *, email: str, password: str, place: str, now: datetime) -> Actor | None:
    """Who has signed in, or None where address and password do not belong together: the try is counted then, so the caller
    commits either way. Raises TooManyTries."""
    email = email.strip().lower()
    check_limit(session, SIGN_IN_FOR_EMAIL, email, now=now)
    check_limit(session, SIGN_IN_FROM_PLACE, place, now=now)
    user = find_user_by_email(session, email=email)
    if not is_password(user.password_hash if user else None, password) or user is None or not user.is_active:
        count_try(session, SIGN_IN_FOR_EMAIL, email, now=now)
        count_try(session, SIGN_IN_FROM_PLACE, place, now=now)
        if user is not None:
            record(session, actor=actor_of(user), action="sign_in_refused", entity="user_account", entity_id=user.id, now=now)
        return None
    forget_tries(session, SIGN_IN_FOR_EMAIL, email)
    if user.password_hash is not None and is_outdated(user.password_hash):
        user.password_hash = hash_of(password)
    user.last_signed_in_at = now
    actor = actor_of(user)
    record(session, actor=actor, action="sign_in", entity="user_account", entity_id=user.id, now=now)
    return actor


def make_password_link(session: Session, *, user_id: int, lasts: timedelta = INVITATION_LASTS, actor: Actor, now: datetime) -> LinkTo:
    """The user can set a password by the link told, once, for a while; links made before work no longer. Raises NotFound."""
    user = session.get(UserAccount, user_id)
    if user is None or not user.is_active:
        raise NotFound(_("There is no user %(id)s.", id=user_id))
    _spend_links(session, user_id, now)
    secret = new_secret()
    link = PasswordLink(user_account_id=user_id, secret_hash=digest_of(secret), created_at=now, expires_at=now + lasts)
    save(session, link, duplicate=_("Please try again."))
    record(session, actor=actor, action="make_password_link", entity="user_account", entity_id=user_id, now=now)
    return LinkTo(
        user_id=user_id,
        email=user.email,
        display_name=user.display_name,
        locale=user.locale,
        secret=secret,
        expires_at=link.expires_at,
    )


def ask_for_reset(session: Session, *, email: str, place: str, now: datetime) -> LinkTo | None:
    """A link to send to this address, or None where nobody may have one; the page says the same either way. Raises TooManyTries."""
    email = email.strip().lower()
    check_limit(session, RESET_FOR_EMAIL, email, now=now)
    check_limit(session, RESET_FROM_PLACE, place, now=now)
    count_try(session, RESET_FOR_EMAIL, email, now=now)
    count_try(session, RESET_FROM_PLACE, place, now=now)
    user = find_user_by_email(session, email=email)
    if user is None or not user.is_active or user.is_demo:
        return None
    return make_password_link(session, user_id=user.id, lasts=RESET_LASTS, actor=actor_of(user), now=now)


def set_password_by_link(session: Session, *, secret: str, password: str, now: datetime) -> Actor:
    """The link's user has this password and is signed out everywhere. Raises LinkIsSpent, InvalidInput."""
    link = find_password_link(session, secret=secret, now=now)
    user = user_with_roles(session, user_id=link.user_account_id) if link else None
    if link is None or user is None or not user.is_active:
        raise LinkIsSpent(_("This link was used or has expired. Ask for a new one."))
    check_password(password, email=user.email)
    _spend_links(session, user.id, now)
    actor = actor_of(user)
    _set_password(session, user, password, actor, now)
    revoke_sessions(session, user_id=user.id, actor=actor, now=now)
    forget_tries(session, SIGN_IN_FOR_EMAIL, user.email)
    return actor


def change_password(session: Session, *, user_id: int, old: str, new: str, keep_session: str | None, actor: Actor, now: datetime) -> None:
    """The user has the new password and is signed out everywhere but here. Raises InvalidInput where the old one is not theirs."""
    user = session.get(UserAccount, user_id)
    if user is None:
        raise NotFound(_("There is no user %(id)s.", id=user_id))
    if user.password_hash is not None and not is_password(user.password_hash, old):
        raise InvalidInput(_("The password you have now is another one."))
    check_password(new, email=user.email)
    _spend_links(session, user_id, now)
    _set_password(session, user, new, actor, now)
    revoke_sessions(session, user_id=user_id, keep=keep_session, actor=actor, now=now)


def _set_password(session: Session, user: UserAccount, password: str, actor: Actor, now: datetime) -> None:
    user.password_hash = hash_of(password)
    record(session, actor=actor, action="set_password", entity="user_account", entity_id=user.id, now=now)


def _spend_links(session: Session, user_id: int, now: datetime) -> None:
    unused = update(PasswordLink).where(PasswordLink.user_account_id == user_id, PasswordLink.used_at.is_(None))
    session.execute(unused.values(used_at=now))
