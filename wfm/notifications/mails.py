"""Notices as mails, in the reader's language and not in their quiet hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from scheduling.timegrid import to_instant, to_local
from wfm.accounts.models import UserAccount
from wfm.core.links import public_link
from wfm.notifications.kinds import NoticeKind
from wfm.notifications.models import NoticeChoice
from wfm.notifications.words import Words, words_of
from wfm.outbox.services import put_mail
from wfm.settings import Settings


def mail_notice(
    session: Session,
    *,
    user: UserAccount,
    kind: NoticeKind,
    subject_id: int,
    about: Mapping[str, Any],
    choice: NoticeChoice | None,
    now: datetime,
) -> None:
    """The notice is on its way by mail, where a mail server is set."""
    settings: Settings = current_app.config["WFM_SETTINGS"]
    if not settings.smtp_host:
        return
    zone = user.zone or "UTC"
    with force_locale(user.locale or "en"):
        words = words_of(kind, about, zone=zone)
        address = public_link(current_app, words.endpoint, **words.arguments)
        hint = _("You get this mail because of your choice under Notices.")
    put_mail(
        session,
        to=user.email,
        subject=words.title,
        text="\n\n".join(part for part in (words.title, words.more, address, hint) if part),
        html=_html(words, address, hint),
        key=f"notice-{user.id}-{kind.value}-{subject_id}",
        send_after=_after_quiet(choice, zone, now),
        now=now,
    )


def _html(words: Words, address: str, hint: str) -> str:
    more = Markup("<p>{}</p>").format(words.more) if words.more else Markup("")
    return Markup('<p><a href="{}">{}</a></p>{}<p><small>{}</small></p>').format(address, words.title, more, escape(hint))


def _after_quiet(choice: NoticeChoice | None, zone: str, now: datetime) -> datetime:
    """The instant from which a mail may be sent: now, or the end of the quiet hours in which now lies."""
    if choice is None or choice.quiet_from is None or choice.quiet_until is None or choice.quiet_from == choice.quiet_until:
        return now
    local = to_local(now, zone=zone)
    at, start, end = local.time(), choice.quiet_from, choice.quiet_until
    is_quiet = start <= at < end if start < end else at >= start or at < end
    if not is_quiet:
        return now
    ends_on = local.date() + timedelta(days=1) if start > end and at >= start else local.date()
    return to_instant(datetime.combine(ends_on, end), zone=zone).instant
