"""Who comes by the company's sign-in: found, linked or made, with the roles that their groups give at every sign-in anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from wfm.accounts.group_roles import grants_of_groups
from wfm.accounts.models import UserAccount
from wfm.accounts.queries import actor_of, find_user_by_email, user_with_roles
from wfm.accounts.services import RoleGrant, UserDetails, create_user, set_roles
from wfm.audit.services import record
from wfm.core.access import Actor
from wfm.core.errors import NotAllowed, WfmError

PROVIDER = Actor(id=None, name="company sign-in")
NAME_LENGTH_MAX = 200


class ProviderUnreachable(WfmError):
    code = "provider_unreachable"
    status = HTTPStatus.BAD_GATEWAY


class ProviderRefused(NotAllowed):
    code = "provider_refused"


@dataclass(frozen=True, kw_only=True)
class Claims:
    """What the provider says of somebody, after its token was checked."""

    issuer: str
    subject: str
    email: str | None
    email_verified: bool
    name: str
    groups: frozenset[str]


def sign_in_from_provider(session: Session, *, claims: Claims, mapping: str, now: datetime) -> Actor:
    """Who has signed in. With a `mapping` of groups (see `group_roles`) their roles are what their groups give now, and no others; an
    actor without roles is not to be let in. Raises ProviderRefused where an account cannot be made or is switched off."""
    grants = grants_of_groups(session, mapping=mapping, groups=claims.groups) if mapping else None
    user = _known(session, claims) or _made(session, claims, grants, now)
    if not user.is_active:
        raise ProviderRefused(_("Your account is switched off. Ask an administrator."))
    user.last_signed_in_at = now
    if grants is not None:
        user = set_roles(session, user_id=user.id, grants=grants, actor=PROVIDER, now=now)
    actor = actor_of(user)
    record(session, actor=actor, action="sign_in", entity="user_account", entity_id=user.id, now=now)
    return actor


def _known(session: Session, claims: Claims) -> UserAccount | None:
    asked = select(UserAccount).where(UserAccount.oidc_issuer == claims.issuer, UserAccount.oidc_subject == claims.subject)
    found = session.scalars(asked.options(selectinload(UserAccount.roles))).one_or_none()
    if found is not None or claims.email is None:
        return found
    by_address = find_user_by_email(session, email=claims.email)
    if by_address is None:
        return None
    if not claims.email_verified or by_address.oidc_subject is not None:
        raise ProviderRefused(_("The address %(email)s belongs to another account here.", email=claims.email))
    by_address.oidc_issuer, by_address.oidc_subject = claims.issuer, claims.subject
    return by_address


def _made(session: Session, claims: Claims, grants: tuple[RoleGrant, ...] | None, now: datetime) -> UserAccount:
    if not grants:
        raise ProviderRefused(_("You have no account here yet. Ask an administrator."))
    if claims.email is None:
        raise ProviderRefused(_("The company's sign-in did not tell your e-mail address, which is needed for an account."))
    details = UserDetails(email=claims.email, display_name=claims.name.strip()[:NAME_LENGTH_MAX] or claims.email)
    made = create_user(session, details=details, grants=grants, actor=PROVIDER, now=now)
    made.oidc_issuer, made.oidc_subject = claims.issuer, claims.subject
    session.flush()
    found = user_with_roles(session, user_id=made.id)
    if found is None:
        raise LookupError(made.id)
    return found
