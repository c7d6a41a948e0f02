"""Weeks: where each week stands, and what to do next."""

from __future__ import annotations

from datetime import timedelta

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scheduling.timegrid import to_local
from wfm.agents.queries import roster_groups
from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.unit_of_work import read_session
from wfm.rosters.team_week import teams_seen_by
from wfm.rosters.weeks import week_holding
from wfm.solves.queries import states_of_weeks_on, week_dates_in_use
from wfm.solves.week_address import address_of, group_in_address, groups_seen_by

COMING_WEEKS = 6
EARLIER_WEEKS_MAX = 8


@requires(Permission.SEE_ROSTERS)
def weeks() -> str | Response:
    """One row a week: the coming ones, and the earlier ones in which something was done. Who looks after teams only goes on to
    theirs."""
    session = read_session()
    groups, teams = groups_seen_by(session, current_actor()), teams_seen_by(session, actor=current_actor())
    if not groups and teams:
        return redirect(url_for("solves.team_days"))
    if not groups:
        return render_template("solves/no_groups.html", are_there_groups=bool(roster_groups(session)))
    group = group_in_address(session, request.args.get("group"), actor=current_actor())
    this_week = week_holding(group, to_local(clock.now(), zone=group.zone).date()).week_date
    in_use = week_dates_in_use(session, roster_group_id=group.id)
    coming = {this_week + timedelta(days=7 * at) for at in range(COMING_WEEKS)} | {day for day in in_use if day >= this_week}
    earlier = [day for day in in_use if day < this_week][-EARLIER_WEEKS_MAX:]
    return render_template(
        "solves/weeks.html",
        group=group,
        groups=groups,
        coming=states_of_weeks_on(session, group=group, dates=sorted(coming)),
        earlier=states_of_weeks_on(session, group=group, dates=earlier)[::-1],
        this_week=this_week,
        teams=teams,
        address_of=address_of,
    )
