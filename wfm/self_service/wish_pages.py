"""Wishes: to be off, or to work, at a time; and what became of them."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from scheduling.timegrid import to_local
from wfm.availability.kinds import WishKind
from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.form_fields import choice_field, date_field, text_field
from wfm.core.intervals import Interval
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.rosters.my_week import wishes_within
from wfm.self_service import services
from wfm.self_service.queries import own_agent

PAST = timedelta(days=56)
AHEAD = timedelta(days=400)


@requires(Permission.TELL_OWN_WISHES)
def wishes() -> str:
    """What the person wished for in the last weeks and ahead, with what became of each."""
    session = read_session()
    agent = own_agent(session, actor=current_actor())
    now = clock.now()
    found = wishes_within(session, agent=agent, window=Interval(now - PAST, now + AHEAD))
    return render_template(
        "self_service/wishes.html",
        agent=agent,
        at=now,
        today=to_local(now, zone=agent.zone).date(),
        coming=[wish for wish in found if wish.ends_at > now],
        past=[wish for wish in found if wish.ends_at <= now][::-1],
    )


@requires(Permission.TELL_OWN_WISHES)
def add_wish() -> Response:
    """One more wish."""
    first_date = date_field("from")
    with unit_of_work() as work:
        services.add_wish(
            work,
            agent=own_agent(work, actor=current_actor()),
            kind=choice_field("kind", WishKind),
            first_date=first_date,
            last_date=date_field("until", first_date),
            hours=text_field("hours"),
            weight=text_field("weight") or "nice",
            note=text_field("note"),
            actor=current_actor(),
            now=clock.now(),
        )
    flash(_("Noted. Here you see what becomes of it as soon as the week is published."))
    return redirect(url_for("self_service.wishes"))


@requires(Permission.TELL_OWN_WISHES)
def remove_wish(row_id: int) -> Response:
    """The wish holds no longer."""
    with unit_of_work() as work:
        agent = own_agent(work, actor=current_actor())
        services.remove_wish(work, agent=agent, wish_id=row_id, actor=current_actor(), now=clock.now())
    flash(_("The wish is taken back."))
    return redirect(url_for("self_service.wishes"))
