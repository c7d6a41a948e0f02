"""Replan an absence: who is away and when, then what the engine proposes, or who takes over which shift."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from wfm.availability.wish_services import REASON_LENGTH_MAX, TimeOffOverlaps, record_absence
from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.errors import InvalidInput
from wfm.core.form_fields import YEARS, date_field, text_field
from wfm.core.http import whole_number
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.editing import replan_services, services
from wfm.editing.absence import DAYS_MAX, days_away, people_of_week, person_of_week, shifts_to_cover
from wfm.editing.edits import ReassignShift, RemoveShift
from wfm.editing.reading import KEY_LENGTH_MAX, Fields
from wfm.editing.replanning import propose
from wfm.rosters.choosing import draft_numbered
from wfm.rosters.content import ShiftContent
from wfm.rosters.queries import find_open_draft
from wfm.rosters.titles import Titles
from wfm.solves.week_address import address_of, week_at


@requires(Permission.EDIT_ROSTERS)
def absence(group_id: int, week: str) -> str:
    """Who is away; once that is said, their shifts and who could take each over."""
    session = read_session()
    shown = week_at(session, group_id=group_id, week=week, actor=current_actor())
    draft = find_open_draft(session, week=shown)
    agent_id, dates = request.args.get("agent", type=whole_number), _dates_asked_for()
    told: dict[str, Any] = {"person": None, "shifts": ()}
    if draft is not None and agent_id is not None and dates is not None:
        person = person_of_week(session, week=shown, draft=draft, agent_id=agent_id)
        away = days_away(*dates, zone=person.zone)
        told = {
            "person": person,
            "shifts": shifts_to_cover(session, week=shown, draft=draft, agent_id=agent_id, away=away),
            "token": services.token_of(session, draft_id=draft.id, agent_id=agent_id),
        }
    return render_template(
        "editing/absence.html",
        week=shown,
        address=address_of(shown),
        draft=draft,
        people=people_of_week(session, week=shown, draft=draft),
        agent_id=agent_id,
        dates=dates,
        key=uuid.uuid4().hex,
        reason_length_max=REASON_LENGTH_MAX,
        **told,
    )


@requires(Permission.EDIT_ROSTERS)
def proposal(group_id: int, week: str) -> str:
    """What the engine proposes, which the page asks for once it is there: it may take a second."""
    session = read_session()
    shown = week_at(session, group_id=group_id, week=week, actor=current_actor())
    draft = draft_numbered(session, week=shown, number=request.args.get("draft", -1, type=whole_number))
    agent_id, dates = request.args.get("agent", -1, type=whole_number), _dates_asked_for()
    if dates is None:
        raise InvalidInput(_("The last day lies before the first, or more than %(most)d days after it.", most=DAYS_MAX))
    person = person_of_week(session, week=shown, draft=draft, agent_id=agent_id)
    found = propose(session, week=shown, draft=draft, agent_id=agent_id, away=days_away(*dates, zone=person.zone))
    people = {agent.id: agent for agent in people_of_week(session, week=shown, draft=draft)}
    titles = Titles(session, [part for change in found.changes for shift in change.after for part in shift.segments] if found else [])
    return render_template(
        "editing/proposal.html",
        address=address_of(shown),
        draft=draft,
        person=person,
        dates=dates,
        found=found,
        people=people,
        work_of=lambda shift: _work_of(titles, shift),
        key=uuid.uuid4().hex,
    )


@requires(Permission.EDIT_ROSTERS)
def replan(group_id: int, week: str) -> Response:
    """What was proposed is done, as one edit that can be undone as one."""
    fields = Fields(request.form)
    agent_id = fields.number("agent")
    dates = date_field("first_date"), date_field("last_date")
    with unit_of_work() as session:
        shown = week_at(session, group_id=group_id, week=week, actor=current_actor())
        draft = draft_numbered(session, week=shown, number=fields.number("draft"))
        person = person_of_week(session, week=shown, draft=draft, agent_id=agent_id)
        outcome = replan_services.replan(
            session,
            week=shown,
            draft=draft,
            agent_id=agent_id,
            away=days_away(*dates, zone=person.zone),
            digest=fields.text("digest", most=64),
            request_key=fields.text("key", most=KEY_LENGTH_MAX),
            actor=current_actor(),
            now=clock.now(),
        )
        told, address = outcome.edit.told, address_of(shown)
    flash(told)
    return redirect(url_for("editing.absence", agent=agent_id, first_date=dates[0], last_date=dates[1], **address))


@requires(Permission.EDIT_ROSTERS)
def note_absence(group_id: int, week: str) -> Response:
    """The person has time off, and there is a draft in which their shifts can be given away."""
    agent_id = request.form.get("agent", -1, type=whole_number)
    dates = date_field("first_date"), date_field("last_date")
    with unit_of_work() as session:
        shown = week_at(session, group_id=group_id, week=week, actor=current_actor())
        person = person_of_week(session, week=shown, draft=find_open_draft(session, week=shown), agent_id=agent_id)
        away = days_away(*dates, zone=person.zone)
        try:
            record_absence(session, agent_id=agent_id, span=away, reason=text_field("reason"), actor=current_actor(), now=clock.now())
        except TimeOffOverlaps as overlaps:
            flash(overlaps.message)
        services.open_published(session, week=shown, actor=current_actor(), now=clock.now())
        address = address_of(shown)
    return redirect(url_for("editing.absence", agent=agent_id, first_date=dates[0], last_date=dates[1], **address))


@requires(Permission.EDIT_ROSTERS)
def cover(group_id: int, week: str) -> Response:
    """One of the shifts is somebody else's, or nobody's."""
    fields = Fields(request.form)
    agent_id, starts_at, taker_id = fields.number("agent"), fields.instant("shift"), fields.find_number("taker")
    with unit_of_work() as session:
        shown = week_at(session, group_id=group_id, week=week, actor=current_actor())
        draft = draft_numbered(session, week=shown, number=fields.number("draft"))
        outcome = services.edit_draft(
            session,
            draft_id=draft.id,
            edit=_edit(agent_id, starts_at, taker_id),
            tokens={agent_id: fields.number("token")} | ({} if taker_id is None else {taker_id: fields.number("taker_token")}),
            request_key=fields.text("key", most=KEY_LENGTH_MAX),
            actor=current_actor(),
            now=clock.now(),
        )
        told, address = outcome.edit.told, address_of(shown)
    flash(told)
    shown_again = {"agent": agent_id, **{name: request.form.get(name, "") for name in ("first_date", "last_date")}}
    return redirect(url_for("editing.absence", **address | shown_again))


def _work_of(titles: Titles, shift: ShiftContent) -> str:
    return ", ".join(dict.fromkeys(name for part in shift.segments if (name := titles.of(part).name)))


def _edit(agent_id: int, starts_at: datetime, taker_id: int | None) -> ReassignShift | RemoveShift:
    if taker_id is None:
        return RemoveShift(agent_id=agent_id, shift=starts_at)
    return ReassignShift(agent_id=agent_id, shift=starts_at, to_agent_id=taker_id)


def _dates_asked_for() -> tuple[date, date] | None:
    try:
        first, last = (date.fromisoformat(request.args.get(name, "")) for name in ("first_date", "last_date"))
    except ValueError:
        return None
    return (first, last) if {first.year, last.year} <= set(YEARS) and 0 <= (last - first).days < DAYS_MAX else None
