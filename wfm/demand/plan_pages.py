"""A week on its way: forecast, and what it takes, by a worker."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.errors import InvalidInput
from wfm.core.http import whole_number
from wfm.core.unit_of_work import unit_of_work
from wfm.demand.overview import ShownPlan
from wfm.demand.plan_address import ask_for_plan, plan_seen
from wfm.demand.plan_runs import cancel_plan
from wfm.jobs.runs import RunState

WEEKS_AVERAGED = 6
WAIT_USUAL = timedelta(seconds=5)


@requires(Permission.MANAGE_DEMAND)
def forecast(group_id: int, week: str) -> Response:
    """A worker forecasts the week, and computes at once what it takes."""
    run_id = ask_for_plan(group_id, week, weeks=request.form.get("weeks", WEEKS_AVERAGED, type=whole_number))
    return redirect(url_for("demand.plan", run_id=run_id))


@requires(Permission.MANAGE_DEMAND)
def staff(group_id: int, week: str) -> Response:
    """A worker computes what the week takes anew, from the newest forecast and the promises as they are now."""
    told = request.form.get("quantile", "").strip()
    try:
        quantile = float(told) if told else None
    except ValueError:
        raise InvalidInput(_("quantile is %(value)r; a number such as 0.7 is needed, or nothing.", value=told[:40])) from None
    return redirect(url_for("demand.plan", run_id=ask_for_plan(group_id, week, weeks=None, quantile=quantile)))


@requires(Permission.SEE_DEMAND)
def plan(run_id: int) -> Response:
    """Where it stands; once it is done, the week."""
    shown = plan_seen(run_id)
    if shown.run.state is RunState.DONE:
        return redirect(_told(shown))
    return make_response(render_template("demand/plan_run.html", **_context(shown)))


@requires(Permission.SEE_DEMAND)
def plan_progress(run_id: int) -> Response:
    """The part of the page that changes; once it is done, the browser goes on. It may have asked twice by then, so what came of it is
    told by the page it goes on to."""
    shown = plan_seen(run_id)
    if shown.run.state is RunState.DONE:
        return Response(headers={"HX-Redirect": url_for("demand.plan", run_id=run_id)})
    return make_response(render_template("demand/plan_progress.html", **_context(shown)))


@requires(Permission.MANAGE_DEMAND)
def cancel(run_id: int) -> Response:
    """The run ends, and nothing of it is stored."""
    plan_seen(run_id)
    with unit_of_work() as session:
        cancel_plan(session, run_id=run_id, actor=current_actor(), now=clock.now())
    return redirect(url_for("demand.plan", run_id=run_id))


def _told(shown: ShownPlan) -> str:
    """Says what came of it; the address of the week."""
    run, outcome = shown.run, shown.run.outcome or {}
    flash(_("Computed anew what the week takes.") if run.weeks is None else _("Forecast, and computed what the week takes."))
    if outcome.get("unplanned"):
        flash(_("Not planned, because no work type serves them: %(names)s", names=", ".join(outcome["unplanned"])), "warning")
    for work_type, note in outcome.get("notes", ()):
        flash(_("%(work_type)s: %(missing)s", work_type=work_type, missing=note))
    return url_for("demand.demand", group_id=run.roster_group_id, week=run.week_date.isoformat())


def _context(shown: ShownPlan) -> dict[str, object]:
    run = shown.run
    return {
        "run": run,
        "group_name": shown.group_name,
        "last_date": run.week_date + timedelta(days=6),
        "is_over": shown.is_over,
        "is_waiting_long": run.state is RunState.QUEUED and clock.now() - run.created_at > WAIT_USUAL,
    }
