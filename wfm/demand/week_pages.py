"""A week's demand: what is expected, what it takes and why, and a lead's own numbers."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from scheduling.staffing.at_once import SLOWDOWN_USUAL
from scheduling.timegrid import SLOT, to_instant
from wfm.agents.queries import roster_groups
from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.errors import InvalidInput, NotFound
from wfm.core.hours_text import read_spans
from wfm.core.local_week import stretch_on
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.demand.at_once import SLOWDOWN_MAX, compare
from wfm.demand.explanations import explain_interval
from wfm.demand.override_services import Override, override_requirement
from wfm.demand.overview import find_plan_under_way, quarter_hours, week_demand
from wfm.demand.plan_pages import WEEKS_AVERAGED
from wfm.demand.queries import find_latest_requirement, special_days
from wfm.demand.volume_chart import volume_chart
from wfm.demand.volume_factors import QUANTILES_OFFERED
from wfm.demand.week_address import date_in_address, first_date_of, group_seen, groups_seen, today_of, week_in

ONE_WEEK = timedelta(days=7)
EXPLAINED_AT = "%Y-%m-%dT%H:%M"


@requires(Permission.SEE_DEMAND)
def this_week() -> Response | str:
    """The demand of next week of the first group."""
    groups = groups_seen()
    if not groups:
        return render_template("demand/nothing.html", are_there_groups=bool(roster_groups(read_session())))
    return redirect(url_for("demand.demand", group_id=groups[0].id))


@requires(Permission.SEE_DEMAND)
def demand(group_id: int) -> str:
    """A week of a group: next week unless another is asked for."""
    group = group_seen(group_id)
    this_week = first_date_of(group, week_in(group, today_of(group).isoformat()))
    asked = request.args.get("week")
    week = week_in(group, asked) if asked else week_in(group, (this_week + ONE_WEEK).isoformat())
    first_date = first_date_of(group, week)
    return render_template(
        "demand/demand.html",
        group=group,
        groups=groups_seen(),
        found=week_demand(read_session(), group=group, week=week),
        week_date=first_date,
        choices=sorted({first_date, *(this_week + at * ONE_WEEK for at in range(-4, 13))}),
        weeks_averaged=WEEKS_AVERAGED,
        quantiles_offered=QUANTILES_OFFERED,
        today=today_of(group),
        under_way=find_plan_under_way(read_session(), roster_group_id=group_id, week_date=first_date),
    )


@requires(Permission.MANAGE_DEMAND)
def override(group_id: int, week: str) -> Response:
    """A lead's own number of people in some hours of a day."""
    group = group_seen(group_id)
    horizon = week_in(group, week)
    local_date, heads = _date("date"), request.form.get("heads", type=float)
    spans = read_spans("hours", request.form.get("hours", ""))
    if heads is None or not spans:
        raise InvalidInput(_("Both hours, such as 09:00-12:00, and a number of people are needed."))
    code = request.form.get("work", "")
    with unit_of_work() as session:
        work_type, requirement, _quarters = quarter_hours(session, group=group, week=horizon, code=code, local_date=local_date)
        if requirement is None:
            raise InvalidInput(_("It is not yet computed what this week takes."))
        stretches = [stretch_on(local_date, start, end, zone=group.zone) for start, end in spans]
        overrides = [
            Override(work_type_id=work_type.id, starts_at=stretch.starts_at + at * SLOT, heads=heads)
            for stretch in stretches
            for at in range((stretch.ends_at - stretch.starts_at) // SLOT)
        ]
        note = request.form.get("note", "").strip()
        override_requirement(session, requirement_id=requirement.id, overrides=overrides, note=note, actor=current_actor(), now=clock.now())
    flash(_("Your number counts now; it is a new version of what the week takes."))
    return redirect(url_for("demand.day", group_id=group_id, week=week, code=code, day=local_date))


@requires(Permission.SEE_DEMAND)
def day(group_id: int, week: str, code: str, day: str) -> str:
    """A work type on a day, by quarter of an hour."""
    group = group_seen(group_id)
    horizon, local_date = week_in(group, week), date_in_address(day)
    work_type, requirement, quarters = quarter_hours(read_session(), group=group, week=horizon, code=code, local_date=local_date)
    return render_template(
        "demand/day.html",
        group=group,
        week_date=first_date_of(group, horizon),
        work_type=work_type,
        local_date=local_date,
        quarters=quarters,
        chart=volume_chart(read_session(), group=group, week=horizon, work_type=work_type),
        requirement=requirement,
        special=[found for found in special_days(read_session(), work_type_id=work_type.id) if found.local_date == local_date],
        explained_at=EXPLAINED_AT,
    )


@requires(Permission.SEE_DEMAND)
def at_once(group_id: int, week: str, code: str) -> str:
    """One, two or three customers at once: hours, service and time, side by side."""
    group = group_seen(group_id)
    horizon = week_in(group, week)
    percent = request.args.get("slowdown", SLOWDOWN_USUAL * 100, type=float)
    found = compare(read_session(), group=group, week=horizon, code=code, slowdown_share=percent / 100)
    return render_template(
        "demand/at_once.html",
        group=group,
        week_date=first_date_of(group, horizon),
        last_date=first_date_of(group, horizon) + timedelta(days=6),
        found=found,
        slowdown_percent=percent,
        slowdown_percent_max=round(SLOWDOWN_MAX * 100),
    )


@requires(Permission.SEE_DEMAND)
def why(group_id: int, week: str, code: str, day: str) -> str:
    """Why so many people in one quarter of an hour: the formula with its numbers."""
    group = group_seen(group_id)
    first_date = first_date_of(group, week_in(group, week))
    at = _instant(request.args.get("at", ""))
    requirement = find_latest_requirement(read_session(), roster_group_id=group.id, week_date=first_date)
    if requirement is None:
        raise NotFound(_("It is not yet computed what this week takes."))
    found = explain_interval(read_session(), requirement=requirement, work_type_code=code, starts_at=at)
    return render_template("demand/why.html", found=found, at=at, zone=group.zone, day=date_in_address(day))


def _back(group_id: int, first_date: date) -> Response:
    return redirect(url_for("demand.demand", group_id=group_id, week=first_date))


def _date(name: str) -> date:
    return date_in_address(request.form.get(name, ""))


def _instant(text: str) -> datetime:
    try:
        return to_instant(datetime.strptime(text, EXPLAINED_AT), zone="UTC").instant  # noqa: DTZ007  the zone is told beside it
    except ValueError:
        raise NotFound(_("There is nothing at this address.")) from None
