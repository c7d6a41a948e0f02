"""Skill reports: records with filters and exports, depth, gaps by hour of the week."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from scheduling.timegrid import to_local
from skills.scales import Level
from wfm.agents.queries import roster_groups, teams
from wfm.catalog.queries import active_work_types
from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.errors import NotFound
from wfm.core.form_fields import date_told
from wfm.core.http import whole_number
from wfm.core.menu import MenuEntry, MenuPart
from wfm.core.unit_of_work import read_session
from wfm.reports.depth import GROWTH_MONTHS, work_depths, work_gaps
from wfm.reports.files import csv_of, json_of, xlsx_of
from wfm.reports.skill_records import SkillFilter, skill_records
from wfm.rosters.weeks import week_holding

RECORDS_SHOWN_MAX = 500
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

blueprint = Blueprint("reports", __name__)
MENU = (
    MenuEntry(endpoint="reports.skills", text=_l("Skill records"), permission=Permission.SEE_SKILLS, part=MenuPart.PEOPLE, place=22),
    MenuEntry(endpoint="reports.depth", text=_l("Depth and gaps"), permission=Permission.SEE_SKILLS, part=MenuPart.PEOPLE, place=24),
)


@blueprint.get("/reports/skills")
@requires(Permission.SEE_SKILLS)
def skills() -> str:
    """Every rating that counts, filtered, with evidence and enjoyment."""
    session, actor, wanted = read_session(), current_actor(), _wanted()
    records = skill_records(session, wanted=wanted, actor=actor)
    return render_template(
        "reports/skills.html",
        records=records[:RECORDS_SHOWN_MAX],
        total=len(records),
        wanted=wanted,
        teams=teams(session),
        groups=[group for group in roster_groups(session) if actor.sees_group(group.id)],
        work_types=active_work_types(session),
        arguments={name: value for name, value in request.args.items() if value},
    )


@blueprint.get("/reports/skills.<any(csv, xlsx, json):ending>")
@requires(Permission.SEE_SKILLS)
def skills_file(ending: str) -> Response:
    """The same records as a file."""
    wanted = _wanted()
    records = skill_records(read_session(), wanted=wanted, actor=current_actor())
    content, kind = {
        "csv": lambda: (csv_of(records), "text/csv; charset=utf-8"),
        "xlsx": lambda: (xlsx_of(records), XLSX),
        "json": lambda: (json_of(records, on=wanted.on), "application/json"),
    }[ending]()
    headers = {"Content-Disposition": f"attachment; filename=skills-{wanted.on.isoformat()}.{ending}"}
    return Response(content, content_type=kind, headers=headers)


@blueprint.get("/reports/depth")
@requires(Permission.SEE_SKILLS)
def depth() -> str:
    """How deep each work type of a group is, and where a week falls short of what it takes."""
    session, actor = read_session(), current_actor()
    groups = [group for group in roster_groups(session) if actor.sees_group(group.id)]
    if not groups:
        return render_template("reports/nothing.html")
    asked = request.args.get("roster_group", groups[0].id, type=whole_number)
    group = next((found for found in groups if found.id == asked), None)
    if group is None:
        raise NotFound(_("There is no roster group %(id)s.", id=asked))
    today = to_local(clock.now(), zone=group.zone).date()
    wanted = SkillFilter(on=_date("on", today), roster_group_id=group.id)
    week = week_holding(group, _date("week", today + timedelta(days=7)))
    return render_template(
        "reports/depth.html",
        group=group,
        groups=groups,
        wanted=wanted,
        week=week,
        levels=list(Level),
        months=GROWTH_MONTHS,
        depths=work_depths(session, group=group, wanted=wanted, actor=actor),
        gaps=work_gaps(session, group=group, week=week, wanted=SkillFilter(on=week.week_date, roster_group_id=group.id), actor=actor),
    )


def _wanted() -> SkillFilter:
    return SkillFilter(
        on=_date("on", clock.now().date()),
        zone=request.args.get("zone", ""),
        team_id=request.args.get("team", type=whole_number),
        roster_group_id=request.args.get("roster_group", type=whole_number),
        work_type_id=request.args.get("work_type", type=whole_number),
        level_min=request.args.get("level_min", 1, type=whole_number),
    )


def _date(name: str, default: date) -> date:
    told = request.args.get(name, "")
    return date_told(name, told) if told else default
