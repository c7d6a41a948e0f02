"""Time off: asked for by those who are rostered, decided by their leads."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from scheduling.timegrid import to_local
from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.form_fields import date_field, text_field
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.self_service import services
from wfm.self_service.queries import allowance, own_agent, own_time_off, time_off_decided, time_off_to_decide

PAST = timedelta(days=180)


@requires(Permission.TELL_OWN_WISHES)
def time_off() -> str:
    """What the person asked for, what was answered, and what is left of the year's days."""
    session = read_session()
    agent = own_agent(session, actor=current_actor())
    today = to_local(clock.now(), zone=agent.zone).date()
    return render_template(
        "self_service/time_off.html",
        agent=agent,
        today=today,
        rows=own_time_off(session, agent_id=agent.id, since=clock.now() - PAST)[::-1],
        allowance=allowance(session, agent=agent, year=today.year),
        at=clock.now(),
    )


@requires(Permission.TELL_OWN_WISHES)
def ask() -> Response:
    """The person asks to be away on whole days."""
    first_date = date_field("from")
    with unit_of_work() as work:
        services.request_time_off(
            work,
            agent=own_agent(work, actor=current_actor()),
            first_date=first_date,
            last_date=date_field("until", first_date),
            reason=text_field("reason"),
            actor=current_actor(),
            now=clock.now(),
        )
    flash(_("Asked for. Until your lead has decided it counts as a strong wish."))
    return redirect(url_for("self_service.time_off"))


@requires(Permission.TELL_OWN_WISHES)
def withdraw(row_id: int) -> Response:
    """The person does not want it any more."""
    with unit_of_work() as work:
        agent = own_agent(work, actor=current_actor())
        services.withdraw_time_off(work, agent=agent, time_off_id=row_id, actor=current_actor(), now=clock.now())
    flash(_("Taken back."))
    return redirect(url_for("self_service.time_off"))


@requires(Permission.DECIDE_TIME_OFF)
def requests() -> str:
    """What waits for an answer, and what was answered."""
    session = read_session()
    return render_template(
        "self_service/requests.html",
        pending=time_off_to_decide(session, actor=current_actor()),
        decided=time_off_decided(session, actor=current_actor()),
    )


@requires(Permission.DECIDE_TIME_OFF)
def decide(row_id: int) -> Response:
    """A lead's answer."""
    is_approved = text_field("answer") == "approve"
    with unit_of_work() as work:
        services.decide_time_off(
            work, time_off_id=row_id, is_approved=is_approved, note=text_field("note"), actor=current_actor(), now=clock.now()
        )
    flash(_("Approved. Nobody can be rostered then.") if is_approved else _("Refused; they see it with your words."))
    return redirect(url_for("self_service.requests"))
