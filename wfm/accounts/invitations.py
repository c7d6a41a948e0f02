"""A link to set a password, mailed where mail is set up, else for the administrator to hand over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import current_app, url_for
from sqlalchemy.orm import Session

from wfm.accounts.mails import mail_invitation
from wfm.accounts.sign_in_services import make_password_link
from wfm.core.access import Actor
from wfm.core.links import public_link
from wfm.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """`address` opens the page where the user sets a password; it is told to nobody else where it is mailed."""

    email: str
    address: str
    is_mailed: bool


def invite(session: Session, *, user_id: int, actor: Actor, now: datetime) -> Invitation:
    """A new link to set a password; older ones work no longer. Raises NotFound."""
    settings: Settings = current_app.config["WFM_SETTINGS"]
    link = make_password_link(session, user_id=user_id, actor=actor, now=now)
    if not settings.smtp_host:
        return Invitation(email=link.email, address=url_for("accounts.password", secret=link.secret, _external=True), is_mailed=False)
    address = public_link(current_app, "accounts.password", secret=link.secret)
    mail_invitation(session, link=link, address=address, inviter=actor.name, now=now)
    return Invitation(email=link.email, address=address, is_mailed=True)
