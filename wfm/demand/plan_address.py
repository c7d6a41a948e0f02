"""Weeks on their way, as pages and API ask for them and find them again: within what the actor looks after."""

from __future__ import annotations

from flask_babel import gettext as _

from wfm.core import clock
from wfm.core.access import current_actor
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.demand.overview import ShownPlan, plan_shown
from wfm.demand.plan_runs import request_plan
from wfm.demand.week_address import first_date_of, group_seen, week_in
from wfm.jobs.runs import NoSuchRun


def ask_for_plan(group_id: int, week: str, *, weeks: int | None, quantile: float | None = None) -> int:
    """A worker will forecast and staff the week in the address; the number of its run. Raises what `request_plan` raises, NoSuchGroup."""
    group = group_seen(group_id)
    told = first_date_of(group, week_in(group, week))
    with unit_of_work() as session:
        run = request_plan(session, group=group, week_date=told, weeks=weeks, quantile=quantile, actor=current_actor(), now=clock.now())
        return run.id


def plan_seen(run_id: int) -> ShownPlan:
    """Raises NoSuchRun, also for a week of others."""
    found = plan_shown(read_session(), run_id=run_id)
    if found is None or not current_actor().sees_group(found.run.roster_group_id):
        raise NoSuchRun(_("There is no forecast on its way with the number %(id)s.", id=run_id))
    return found
