"""Dates unlike their weekday: noted one by one, or the public holidays of a country at once."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from wfm.agents.queries import countries_of_agents
from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.checks import check_between
from wfm.core.errors import InvalidInput
from wfm.core.formats import day as day_told
from wfm.core.public_holidays import country_names, public_holidays, subdivisions_of
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.demand.kinds import DayKind
from wfm.demand.queries import days_special_to_all
from wfm.demand.special_day_services import add_special_day as add_day
from wfm.demand.special_day_services import add_special_days
from wfm.demand.special_day_services import remove_special_day as remove_day
from wfm.demand.week_address import date_in_address

YEARS_BACK, YEARS_AHEAD = 2, 2


@requires(Permission.MANAGE_DEMAND)
def add_special_day() -> Response:
    """A date is unlike its weekday."""
    with unit_of_work() as session:
        add_day(
            session,
            local_date=date_in_address(request.form.get("date", "")),
            kind=_kind(),
            name=request.form.get("name", "").strip(),
            actor=current_actor(),
            now=clock.now(),
        )
    flash(_("Noted. A forecast leaves the date out, and the next one knows of it."))
    return redirect(url_for("demand.this_week"))


@requires(Permission.MANAGE_DEMAND)
def remove_special_day(day_id: int) -> Response:
    """The date is ordinary again."""
    with unit_of_work() as session:
        remove_day(session, special_day_id=day_id, actor=current_actor(), now=clock.now())
    flash(_("The date is ordinary again."))
    return redirect(url_for("demand.this_week"))


@requires(Permission.MANAGE_DEMAND)
def holidays() -> str:
    """The public holidays of a country and a year, to be ticked: by default of the country that most people are in."""
    countries, lived_in = country_names(), countries_of_agents(read_session())
    country = request.args.get("country") or next((code for code, _people in lived_in if code in countries), next(iter(countries)))
    this_year = clock.now().year
    year = request.args.get("year", type=int) or this_year
    part = request.args.get("part") or None
    found = _holidays(country, part, year)
    return render_template(
        "demand/holidays.html",
        countries=countries,
        lived_in=[(code, people) for code, people in lived_in if code in countries],
        country=country,
        parts=subdivisions_of(country),
        part=part,
        year=year,
        years=range(this_year - YEARS_BACK, this_year + YEARS_AHEAD + 1),
        found=found,
        noted=days_special_to_all(read_session(), among=found),
    )


@requires(Permission.MANAGE_DEMAND)
def add_holidays() -> Response:
    """Those ticked are special days, or closed ones."""
    country, part = request.form.get("country", ""), request.form.get("part") or None
    known = _holidays(country, part, request.form.get("year", 0, type=int))
    ticked = {date_in_address(told) for told in request.form.getlist("day")}
    if not ticked:
        raise InvalidInput(_("No day is ticked."))
    if strange := sorted(ticked - set(known)):
        raise InvalidInput(_("%(day)s is no public holiday there.", day=day_told(strange[0])))
    with unit_of_work() as session:
        days = {day: known[day] for day in sorted(ticked)}
        added = add_special_days(session, days=days, kind=_kind(), actor=current_actor(), now=clock.now())
    flash(ngettext("%(num)s day noted.", "%(num)s days noted.", len(added)))
    return redirect(url_for("demand.this_week") + "#special-days")


def _kind() -> DayKind:
    return DayKind.CLOSED if request.form.get("closed") else DayKind.SPECIAL


def _holidays(country: str, part: str | None, year: int) -> dict[date, str]:
    """Raises InvalidInput for a country, a part or a year that is not known."""
    if country not in country_names():
        raise InvalidInput(_("The public holidays of %(country)s are not known.", country=country[:20]))
    if part is not None and part not in subdivisions_of(country):
        raise InvalidInput(_("%(country)s has no part %(part)s with holidays of its own.", country=country, part=part[:20]))
    this_year = clock.now().year
    check_between("year", year, this_year - YEARS_BACK, this_year + YEARS_AHEAD)
    return dict(public_holidays(country, part, first=date(year, 1, 1), last=date(year, 12, 31)))
