"""Why customers got in touch, and whose fix would spare them the trouble."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from wfm.catalog.contact_services import change_contact_reason
from wfm.catalog.queries import departments
from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.http import whole_number
from wfm.core.intervals import Interval
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.demand.reasons import reasons_within

DAYS_OFFERED = (7, 28, 91, 364)
DAYS_USUAL = 28


@requires(Permission.SEE_DEMAND)
def reasons() -> str:
    """The reasons of the last days, most work first, and what of it could be avoided."""
    told = request.args.get("days", DAYS_USUAL, type=whole_number)
    days = told if told in DAYS_OFFERED else DAYS_USUAL
    now, session = clock.now(), read_session()
    return render_template(
        "demand/reasons.html",
        found=reasons_within(session, window=Interval(now - timedelta(days=days), now), actor=current_actor()),
        days=days,
        days_offered=DAYS_OFFERED,
        departments=departments(session),
    )


@requires(Permission.MANAGE_DEMAND)
def save_reason(reason_id: int) -> Response:
    """What a reason is called, whether it could be avoided, and by whom."""
    with unit_of_work() as session:
        change_contact_reason(
            session,
            reason_id=reason_id,
            name=request.form.get("name", "").strip(),
            is_avoidable=bool(request.form.get("avoidable")),
            owning_department_id=request.form.get("department", type=whole_number),
            actor=current_actor(),
            now=clock.now(),
        )
    flash(_("Saved."))
    return redirect(url_for("demand.reasons", days=request.form.get("days", DAYS_USUAL, type=whole_number)))
