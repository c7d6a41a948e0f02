"""When I can work: the usual week, and the dates that differ."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from scheduling.timegrid import to_local
from wfm.availability.kinds import AvailabilityKind
from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.cells import WrongCells
from wfm.core.form_fields import choice_field, date_field, text_field
from wfm.core.http import whole_number
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.self_service import services
from wfm.self_service.queries import clock_changes, contract_hours, own_agent, own_exceptions, own_patterns
from wfm.self_service.week_form import lines_of, lines_of_cells, lines_of_pattern


@requires(Permission.TELL_OWN_WISHES)
def availability() -> str:
    """The usual week as a form that begins with what holds now, and the dates that differ."""
    return _page({}, {})


@requires(Permission.TELL_OWN_WISHES)
def enter() -> Response | tuple[str, int]:
    """From a date on the usual week is as told."""
    told = {name: value.strip() for name, value in request.form.items()}
    try:
        with unit_of_work() as work:
            agent = own_agent(work, actor=current_actor())
            services.enter_usual_week(work, agent=agent, told=told, actor=current_actor(), now=clock.now())
    except WrongCells as error:
        return _page(told, error.by_column), 422
    flash(_("Saved. Rosters that are built from now on go by it."))
    return redirect(url_for("self_service.availability"))


@requires(Permission.TELL_OWN_WISHES)
def add_date() -> Response:
    """One date differs."""
    with unit_of_work() as work:
        services.add_exception(
            work,
            agent=own_agent(work, actor=current_actor()),
            local_date=date_field("date"),
            kind=choice_field("kind", AvailabilityKind),
            hours=text_field("hours"),
            note=text_field("note"),
            actor=current_actor(),
            now=clock.now(),
        )
    flash(_("Noted."))
    return redirect(url_for("self_service.availability", _anchor="dates"))


@requires(Permission.TELL_OWN_WISHES)
def copy_dates() -> Response:
    """The dates of a week differ in the weeks after it as well."""
    with unit_of_work() as work:
        added = services.copy_week_of_dates(
            work,
            agent=own_agent(work, actor=current_actor()),
            week=date_field("week"),
            times=request.form.get("times", 1, type=whole_number),
            actor=current_actor(),
            now=clock.now(),
        )
    flash(ngettext("%(num)s date added.", "%(num)s dates added.", added))
    return redirect(url_for("self_service.availability", _anchor="dates"))


@requires(Permission.TELL_OWN_WISHES)
def remove_date(row_id: int) -> Response:
    """The date is as usual again."""
    with unit_of_work() as work:
        agent = own_agent(work, actor=current_actor())
        services.remove_exception(work, agent=agent, exception_id=row_id, actor=current_actor(), now=clock.now())
    flash(_("The date is as usual again."))
    return redirect(url_for("self_service.availability", _anchor="dates"))


def _page(told: dict[str, str], faults: dict[str, str]) -> str:
    session = read_session()
    agent = own_agent(session, actor=current_actor())
    today = to_local(clock.now(), zone=agent.zone).date()
    patterns = own_patterns(session, agent_id=agent.id, since=today)
    held = lines_of_pattern(patterns[0]) if patterns else lines_of(contract_hours(session, agent_id=agent.id, on=today))
    exceptions = own_exceptions(session, agent_id=agent.id, since=today)
    return render_template(
        "self_service/availability.html",
        agent=agent,
        today=today,
        patterns=[(row, lines_of_pattern(row)) for row in patterns],
        lines=lines_of_cells(told) if told else held,
        told=told,
        faults=faults,
        exceptions=exceptions,
        weeks=sorted({row.local_date - timedelta(days=row.local_date.isoweekday() - 1) for row in exceptions}),
        changes=clock_changes(agent.zone, since=today),
        at=clock.now(),
    )
