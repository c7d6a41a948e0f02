"""Notices: what I was told, and how I want to be told."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.errors import InvalidInput, NotSignedIn
from wfm.core.hours_text import read_spans
from wfm.core.menu import MenuEntry, MenuPart
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.notifications import services
from wfm.notifications.kinds import NoticeKind
from wfm.notifications.queries import find_choice, notices_of, unread_count
from wfm.notifications.words import words_of

blueprint = Blueprint("notifications", __name__)
MENU = (
    MenuEntry(endpoint="notifications.notices", text=_l("Notices"), permission=Permission.USE_OWN_ACCOUNT, part=MenuPart.ACCOUNT, place=5),
)


@blueprint.get("/notices")
@requires(Permission.USE_OWN_ACCOUNT)
def notices() -> str:
    """The newest notices, and the choice of what comes by mail."""
    session, user_id = read_session(), _own_id()
    zone = current_actor().zone or "UTC"
    choice = find_choice(session, user_id=user_id)
    found = notices_of(session, user_id=user_id)
    return render_template(
        "notifications/notices.html",
        notices=[(notice, words_of(notice.kind, notice.about, zone=zone)) for notice in found],
        unread=unread_count(session, user_id=user_id),
        zone=zone,
        kinds=_kinds_offered(),
        mailed={kind.value for kind in NoticeKind} if choice is None else set(choice.mailed_kinds),
        quiet=choice,
    )


@blueprint.post("/notices/read")
@requires(Permission.USE_OWN_ACCOUNT)
def read() -> Response:
    """One notice is read and opened, or all are read."""
    told = request.form.get("notice", "")
    with unit_of_work() as work:
        ids = [int(told)] if told.isdecimal() and len(told) < 10 else None
        services.mark_read(work, user_id=_own_id(), notice_ids=ids, now=clock.now())
    found = next((notice for notice in notices_of(read_session(), user_id=_own_id()) if ids and notice.id == ids[0]), None)
    if found is None:
        return redirect(url_for("notifications.notices"))
    words = words_of(found.kind, found.about, zone="UTC")
    return redirect(url_for(words.endpoint, **words.arguments))


@blueprint.post("/notices/choice")
@requires(Permission.USE_OWN_ACCOUNT)
def choose() -> Response:
    """What comes by mail, and when it does not."""
    offered = _kinds_offered()
    kinds = {kind for kind in NoticeKind if kind.value in request.form.getlist("mail") or kind not in offered}
    spans = read_spans("quiet", request.form.get("quiet", ""))
    if len(spans) > 1:
        raise InvalidInput(_("Quiet hours are one stretch, such as 22:00-07:00."))
    with unit_of_work() as work:
        quiet = spans[0] if spans else None
        services.choose(work, user_id=_own_id(), mailed_kinds=kinds, quiet=quiet, actor=current_actor(), now=clock.now())
    flash(_("Saved."))
    return redirect(url_for("notifications.notices"))


@blueprint.app_context_processor
def _unread() -> dict[str, object]:
    def unread_notices() -> int:
        actor_id = current_actor().id
        return unread_count(read_session(), user_id=actor_id) if actor_id is not None else 0

    return {"unread_notices": unread_notices}


def _kinds_offered() -> list[NoticeKind]:
    """Who answers nobody's time off has no choice about it."""
    answers = current_actor().may(Permission.DECIDE_TIME_OFF)
    return [kind for kind in NoticeKind if answers or kind is not NoticeKind.TIME_OFF_REQUESTED]


def _own_id() -> int:
    user_id = current_actor().id
    if user_id is None:
        raise NotSignedIn(_("Please sign in."))
    return user_id
