"""What accounts write to people: a link to set a password by."""

from __future__ import annotations

from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from wfm.accounts.sign_in_services import LinkTo
from wfm.outbox.services import put_mail


def mail_reset(session: Session, *, link: LinkTo, address: str, now: datetime) -> None:
    """Sends the link to a new password to the address of the account, in its language."""
    with force_locale(link.locale or "en"):
        subject = _("Set a new password")
        text = _(
            "Hello %(name)s,\n\nsomebody, hopefully you, asked for a new password. Set it here within two hours:\n\n%(address)s\n\n"
            "If it was not you, do nothing; your password stays as it is.",
            name=link.display_name,
            address=address,
        )
    put_mail(session, to=link.email, subject=subject, text=text, key=f"reset-{link.user_id}-{link.expires_at.isoformat()}", now=now)


def mail_invitation(session: Session, *, link: LinkTo, address: str, inviter: str, now: datetime) -> None:
    """Sends the link to a first password to the address of the account, in its language."""
    with force_locale(link.locale or "en"):
        subject = _("Your account for workforce management")
        text = _(
            "Hello %(name)s,\n\n%(inviter)s made an account for you. Choose a password here within seven days:\n\n%(address)s\n\n"
            "Afterwards you sign in with this e-mail address.",
            name=link.display_name,
            inviter=inviter,
            address=address,
        )
    put_mail(session, to=link.email, subject=subject, text=text, key=f"invite-{link.user_id}-{link.expires_at.isoformat()}", now=now)
