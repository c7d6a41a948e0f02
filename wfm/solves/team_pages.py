"""Team week: what is published for the people of a team, for who looks after the team and not its roster groups."""

from __future__ import annotations

from datetime import timedelta

from flask import render_template, request
from flask_babel import gettext as _

from scheduling.timegrid import to_local
from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.errors import NotFound
from wfm.core.form_fields import date_told
from wfm.core.unit_of_work import read_session
from wfm.rosters.team_week import team_week, teams_seen_by


class NoSuchTeam(NotFound):
    code = "no_such_team"


@requires(Permission.SEE_ROSTERS)
def team_days(day: str | None) -> str:
    """The week that holds a date, this one by default, of the team whose id is asked for, else of the first by name."""
    session, actor = read_session(), current_actor()
    zone = actor.zone or "UTC"
    today = to_local(clock.now(), zone=zone).date()
    local_date = date_told("day", day) if day else today
    teams = {str(team.id): team for team in teams_seen_by(session, actor=actor)}
    asked = request.args.get("team", next(iter(teams), ""))
    if asked not in teams:
        raise NoSuchTeam(_("There is no such team among those you look after."))
    first = local_date - timedelta(days=local_date.isoweekday() - 1)
    return render_template(
        "solves/team_week.html",
        team=teams[asked],
        teams=list(teams.values()),
        members=team_week(session, team_id=teams[asked].id, local_date=local_date),
        dates=[first + timedelta(days=at) for at in range(7)],
        before=first - timedelta(days=7),
        after=first + timedelta(days=7),
        today=today,
        zone=zone,
    )
