"""Roster groups, teams, and the way from nothing to a first roster."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from wfm.agents import services
from wfm.agents.queries import roster_groups, teams
from wfm.catalog.queries import work_types_of_group
from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.cells import Cells, WrongCells
from wfm.core.hours_text import read_hours
from wfm.core.http import whole_number
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.rosters import company_services
from wfm.set_up.queries import presence_of, progress
from wfm.set_up.services import check_sees_all, check_sees_group


@requires(Permission.MANAGE_CATALOG)
def getting_started() -> str:
    """Each step with its state and the one link that does it."""
    session = read_session()
    groups = [group for group in roster_groups(session) if current_actor().sees_group(group.id)]
    return render_template("set_up/getting_started.html", progress=progress(session), group=groups[0] if groups else None)


@requires(Permission.MANAGE_CATALOG)
def groups() -> str:
    """Roster groups and teams, with forms to add and to rename."""
    session, actor = read_session(), current_actor()
    seen = [group for group in roster_groups(session) if actor.sees_group(group.id)]
    return render_template(
        "set_up/groups.html",
        groups=seen,
        teams=teams(session),
        may_add=actor.roster_group_ids is None,
        presence={group.id: presence_of(session, roster_group_id=group.id) for group in seen},
        work_types={group.id: work_types_of_group(session, roster_group_id=group.id, with_hours=False) for group in seen},
    )


@requires(Permission.MANAGE_CATALOG)
def add_group() -> Response:
    """One more roster group."""
    check_sees_all(current_actor())
    with unit_of_work() as session:
        services.create_roster_group(
            session,
            name=_field("name"),
            zone=_field("zone"),
            week_starts_on=request.form.get("week_starts_on", 1, type=whole_number),
            country=_field("country").upper() or None,
            actor=current_actor(),
            now=clock.now(),
        )
    flash(_("The roster group %(name)s is there.", name=_field("name")))
    return redirect(url_for("set_up.groups"))


@requires(Permission.MANAGE_CATALOG)
def save_group(group_id: int) -> Response:
    """The group's name and country are as told."""
    check_sees_group(current_actor(), group_id)
    with unit_of_work() as session:
        services.rename_roster_group(
            session,
            roster_group_id=group_id,
            name=_field("name"),
            country=_field("country").upper() or None,
            actor=current_actor(),
            now=clock.now(),
        )
    flash(_("Saved."))
    return redirect(url_for("set_up.groups"))


@requires(Permission.MANAGE_CATALOG)
def require_presence(group_id: int) -> Response:
    """So many who can do some work are wanted at work in these hours."""
    check_sees_group(current_actor(), group_id)
    with unit_of_work() as session:
        company_services.require_presence(
            session,
            roster_group_id=group_id,
            work_type_id=request.form.get("work_type", 0, type=whole_number),
            heads=request.form.get("heads", 0, type=whole_number),
            stretches=read_hours("hours", _field("hours")),
            actor=current_actor(),
            now=clock.now(),
        )
    flash(_("Noted; the next build keeps to it as far as it can."))
    return redirect(url_for("set_up.groups", _anchor=f"presence-{group_id}"))


@requires(Permission.MANAGE_CATALOG)
def remove_presence(group_id: int, rule_id: int) -> Response:
    """It is wanted no longer."""
    check_sees_group(current_actor(), group_id)
    with unit_of_work() as session:
        company_services.remove_presence(session, roster_group_id=group_id, rule_id=rule_id, actor=current_actor(), now=clock.now())
    flash(_("It is wanted no longer."))
    return redirect(url_for("set_up.groups", _anchor=f"presence-{group_id}"))


@requires(Permission.MANAGE_CATALOG)
def add_team() -> Response:
    """One more team."""
    with unit_of_work() as session:
        services.create_team(session, name=_field("name"), actor=current_actor(), now=clock.now())
    flash(_("The team %(name)s is there.", name=_field("name")))
    return redirect(url_for("set_up.groups", _anchor="teams"))


@requires(Permission.MANAGE_CATALOG)
def save_team(team_id: int) -> Response:
    """The team's name and the hours it should have together are as told."""
    check_sees_all(current_actor())
    cells = Cells(request.form)
    hours = cells.number("hours_together")
    if cells.faults:
        raise WrongCells(cells.faults)
    with unit_of_work() as session:
        services.change_team(
            session, team_id=team_id, name=_field("name"), hours_together=hours or 0.0, actor=current_actor(), now=clock.now()
        )
    flash(_("Saved."))
    return redirect(url_for("set_up.groups", _anchor="teams"))


def _field(name: str) -> str:
    return request.form.get(name, "").strip()
