"""The list of people, and one person: who they are, their contract, what they can do, when they can work."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from skills.scales import Level
from wfm.agent_skills.services import Assessment
from wfm.agents.queries import roster_groups, teams
from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.cells import WrongCells
from wfm.core.errors import InvalidInput
from wfm.core.http import whole_number
from wfm.core.spreadsheets import harmless
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.people import services
from wfm.people.kinds import SheetKind
from wfm.people.queries import PersonPage, colleagues, people_page, people_sheet, person_page
from wfm.people.sheets import SHEETS
from wfm.rosters.kinds import ActivityKind
from wfm.rosters.weekly_services import WeeklyActivityDetails

PAGE = 100
COLUMNS = tuple(column.name for column in SHEETS[SheetKind.PEOPLE])


@requires(Permission.SEE_PEOPLE)
def people() -> str:
    """Everybody the actor looks after, by name."""
    text, page = request.args.get("q", "").strip(), max(request.args.get("page", 1, type=whole_number), 1)
    group_id = request.args.get("group", type=whole_number)
    actor, session = current_actor(), read_session()
    found, total = people_page(
        session,
        actor=actor,
        on=_today(),
        text=text,
        group_id=group_id,
        offset=(min(page, 10_000) - 1) * PAGE,
        limit=PAGE,
    )
    groups = [group for group in roster_groups(session) if actor.sees_group(group.id)]
    return render_template(
        "people/people.html", people=found, total=total, text=text, page=page, pages=-(-total // PAGE), groups=groups, group_id=group_id
    )


@requires(Permission.SEE_PEOPLE)
def people_csv() -> Response:
    """The same as a file that can be changed and brought in again."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n", restval="")
    writer.writeheader()
    for cells in people_sheet(read_session(), actor=current_actor(), on=_today()):
        writer.writerow({name: harmless(cell) for name, cell in cells.items()})
    headers = {"Content-Disposition": f"attachment; filename=people-{_today().isoformat()}.csv"}
    return Response("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


@requires(Permission.MANAGE_PEOPLE)
def new_person() -> str:
    """A form for one more."""
    return _form(None, {"contract_from": _today().isoformat(), "language": "en"}, {})


@requires(Permission.MANAGE_PEOPLE)
def add_person() -> BaseResponse | tuple[str, int]:
    """One more can be rostered."""
    cells = _cells()
    try:
        with unit_of_work() as session:
            agent_id = services.save_person(session, agent_id=None, cells=cells, actor=current_actor(), now=clock.now())
    except WrongCells as error:
        return _form(None, cells, error.by_column), 422
    flash(_("%(name)s is there now. Say next what they can do.", name=cells["name"]))
    return redirect(url_for("people.person", agent_id=agent_id))


@requires(Permission.SEE_PEOPLE)
def person(agent_id: int) -> str:
    """One person."""
    found = person_page(read_session(), agent_id=agent_id, actor=current_actor(), on=_today())
    return _form(found, {}, {})


@requires(Permission.MANAGE_PEOPLE)
def save_person(agent_id: int) -> BaseResponse | tuple[str, int]:
    """The person and their contract are as the form says."""
    cells = _cells()
    try:
        with unit_of_work() as session:
            services.save_person(session, agent_id=agent_id, cells=cells, actor=current_actor(), now=clock.now())
    except WrongCells as error:
        found = person_page(read_session(), agent_id=agent_id, actor=current_actor(), on=_today())
        return _form(found, cells, error.by_column), 422
    flash(_("Saved."))
    return redirect(url_for("people.person", agent_id=agent_id))


@requires(Permission.ASSESS_SKILLS)
def assess(agent_id: int) -> BaseResponse:
    """One more assessment is on record."""
    assessed_on, valid_until = _date("assessed_on"), _date("valid_until")
    with unit_of_work() as session:
        assessment = Assessment(
            agent_id=agent_id,
            work_type_id=request.form.get("work_type", 0, type=whole_number),
            level=request.form.get("level", 0, type=whole_number),
            assessed_on=assessed_on or _today(),
            valid_until=valid_until,
            evidence=request.form.get("evidence", "").strip(),
        )
        services.assess(session, assessment=assessment, actor=current_actor(), now=clock.now())
    flash(_("The assessment is on record."))
    return redirect(url_for("people.person", agent_id=agent_id, _anchor="skills"))


@requires(Permission.MANAGE_PEOPLE)
def enter_hours(agent_id: int) -> BaseResponse:
    """The usual week is as told, from a date on."""
    cells = {name: request.form.get(name, "").strip() for name in ("valid_from", "valid_until", "available", "preferred")}
    with unit_of_work() as session:
        services.enter_hours(session, agent_id=agent_id, cells=cells, actor=current_actor(), now=clock.now())
    flash(_("The usual week is entered."))
    return redirect(url_for("people.person", agent_id=agent_id, _anchor="hours"))


@requires(Permission.MANAGE_PEOPLE)
def plan_weekly(agent_id: int) -> BaseResponse:
    """Builds lay so many minutes of every week into the person's shifts."""
    kind = request.form.get("kind", "")
    if kind not in set(ActivityKind):
        raise InvalidInput(_("kind is %(value)r; it can be %(kinds)s.", value=kind[:40], kinds=", ".join(ActivityKind)))
    details = WeeklyActivityDetails(
        kind=ActivityKind(kind),
        name=request.form.get("name", "").strip(),
        minutes_per_week=request.form.get("minutes", 0, type=whole_number),
        valid_from=_date("valid_from") or _today(),
        valid_until=_date("valid_until"),
        work_type_id=request.form.get("work_type", type=whole_number) if kind == ActivityKind.GROWTH else None,
    )
    with unit_of_work() as session:
        services.plan_weekly(session, agent_id=agent_id, details=details, actor=current_actor(), now=clock.now())
    flash(_("Noted; the next build lays it where few customers miss it."))
    return redirect(url_for("people.person", agent_id=agent_id, _anchor="weekly"))


@requires(Permission.MANAGE_PEOPLE)
def end_weekly(agent_id: int, activity_id: int) -> BaseResponse:
    """It is planned no longer."""
    with unit_of_work() as session:
        services.end_weekly(session, agent_id=agent_id, activity_id=activity_id, actor=current_actor(), now=clock.now())
    flash(_("It is planned no longer; what is published stays."))
    return redirect(url_for("people.person", agent_id=agent_id, _anchor="weekly"))


@requires(Permission.MANAGE_PEOPLE)
def pair(agent_id: int) -> BaseResponse:
    """The two should work at the same time."""
    email = request.form.get("partner", "").strip()
    with unit_of_work() as session:
        services.pair_by_email(session, agent_id=agent_id, email=email, actor=current_actor(), now=clock.now())
    flash(_("Noted; the next build keeps to it as far as it can."))
    return redirect(url_for("people.person", agent_id=agent_id, _anchor="partners"))


@requires(Permission.MANAGE_PEOPLE)
def part(agent_id: int, partner_id: int) -> BaseResponse:
    """They are no pair any more."""
    with unit_of_work() as session:
        services.part(session, agent_id=agent_id, partner_id=partner_id, actor=current_actor(), now=clock.now())
    flash(_("They are no pair any more."))
    return redirect(url_for("people.person", agent_id=agent_id, _anchor="partners"))


@requires(Permission.MANAGE_PEOPLE)
def switch_person(agent_id: int) -> BaseResponse:
    """The person can be rostered, or cannot."""
    is_active = request.form.get("active") == "1"
    with unit_of_work() as session:
        services.switch_person(session, agent_id=agent_id, is_active=is_active, actor=current_actor(), now=clock.now())
    flash(_("Can be rostered again.") if is_active else _("Is rostered no longer; nothing of them is lost."))
    return redirect(url_for("people.person", agent_id=agent_id))


def _form(found: PersonPage | None, cells: dict[str, str], faults: dict[str, str]) -> str:
    session, actor = read_session(), current_actor()
    held: dict[str, Any] = dict(found.cells) if found else {}
    if found is not None:
        held["roster_group"] = next((name for row, name in reversed(found.groups) if row.valid_until is None), "")
        held["teams"] = "; ".join(sorted(name for row, name in found.teams if row.valid_until is None))
    return render_template(
        "people/person.html",
        page=found,
        cells=held | cells,
        faults=faults,
        columns=SHEETS[SheetKind.PEOPLE],
        groups=[group for group in roster_groups(session) if actor.sees_group(group.id)],
        teams=teams(session),
        levels=list(Level),
        colleagues=colleagues(session, agent_id=found.agent.id, actor=actor, on=_today()) if found else (),
        today=_today(),
    )


def _cells() -> dict[str, str]:
    return {name: request.form[name].strip() for name in COLUMNS if name in request.form}


def _date(name: str) -> date | None:
    told = request.form.get(name, "").strip()
    try:
        return date.fromisoformat(told) if told else None
    except ValueError:
        raise InvalidInput(_("%(field)s is %(value)r; a date such as 2026-11-23 is needed", field=name, value=told[:40])) from None


def _today() -> date:
    return clock.now().date()
