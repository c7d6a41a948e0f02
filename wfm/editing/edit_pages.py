"""What the board asks of the service while somebody edits: the state of the draft, edits, undo and redo, what others changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from flask import Response, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.editing import services, undo_services
from wfm.editing.activity_services import ACTIVITY_NAME_LENGTH_MAX, plan_activity
from wfm.editing.answers import rows_answer, state_answer, told_findings
from wfm.editing.holding import EditOutcome
from wfm.editing.queries import edits_of_draft
from wfm.editing.reading import KEY_LENGTH_MAX, Fields, FieldWrong, edit_of, tokens_of
from wfm.editing.services import REASON_LENGTH_MAX, EditBreaksTheLaw
from wfm.editing.shift_dialog import shift_dialog
from wfm.editing.warnings import warnings_of
from wfm.editing.ways_out import WayOut
from wfm.rosters.choosing import draft_numbered
from wfm.rosters.queries import change_count
from wfm.rosters.weeks import RosterWeek
from wfm.solves.board_pages import agent_ids_in
from wfm.solves.week_address import address_of, week_at


@requires(Permission.SEE_ROSTERS)
def state(group_id: int, week: str) -> Response:
    """Tokens, locks and what can be undone; with `people`, their rows and the coverage too."""
    session, actor = read_session(), current_actor()
    shown, draft_id = _draft(session, group_id, week)
    people = agent_ids_in(request.args.get("people", ""))
    if not people:
        return jsonify(state_answer(session, draft_id=draft_id, actor=actor))
    return jsonify(rows_answer(session, week=shown, draft_id=draft_id, actor=actor, agent_ids=people))


@requires(Permission.SEE_ROSTERS)
def changes(group_id: int, week: str) -> Response | tuple[str, HTTPStatus]:
    """Nothing while nobody changed anything since the count `known`; else the state of the draft."""
    session, actor = read_session(), current_actor()
    _shown, draft_id = _draft(session, group_id, week)
    if str(change_count(session, draft_id=draft_id)) == request.args.get("known"):
        return "", HTTPStatus.NO_CONTENT
    return jsonify(state_answer(session, draft_id=draft_id, actor=actor))


@requires(Permission.EDIT_ROSTERS)
def edit(group_id: int, week: str) -> Response | tuple[Response, HTTPStatus]:
    """One edit. The law's refusal tells what it would break and whether a reason would overrule it."""
    values = _body()
    fields = Fields(values)
    reason = fields.find_text("reason", most=REASON_LENGTH_MAX)

    def make(session: Session, draft_id: int) -> EditOutcome:
        return services.edit_draft(
            session,
            draft_id=draft_id,
            edit=edit_of(_with_activity(session, values)),
            tokens=tokens_of(values),
            request_key=fields.text("key", most=KEY_LENGTH_MAX),
            reason=reason,
            actor=current_actor(),
            now=clock.now(),
        )

    try:
        return _changed(group_id, week, make)
    except EditBreaksTheLaw as refused:
        told = {
            "code": refused.code,
            "detail": refused.message,
            "findings": told_findings(refused.findings),
            "ways_out": [{"text": way.text, "fields": _times(way)} for way in refused.ways_out],
            "may_force": refused.may_force,
            "request_id": g.get("request_id", ""),
        }
        return jsonify(told), HTTPStatus.CONFLICT


@requires(Permission.EDIT_ROSTERS)
def undo(group_id: int, week: str) -> Response:
    return _changed(group_id, week, lambda session, id_: undo_services.undo(session, draft_id=id_, actor=current_actor(), now=clock.now()))


@requires(Permission.EDIT_ROSTERS)
def redo(group_id: int, week: str) -> Response:
    return _changed(group_id, week, lambda session, id_: undo_services.redo(session, draft_id=id_, actor=current_actor(), now=clock.now()))


@requires(Permission.EDIT_ROSTERS)
def start_editing(group_id: int, week: str) -> AnyResponse:
    """What is published is opened as a new draft, so that it can be edited."""
    with unit_of_work() as session:
        shown = week_at(session, group_id=group_id, week=week, actor=current_actor())
        services.open_published(session, week=shown, actor=current_actor(), now=clock.now())
        address = address_of(shown)
    return redirect(url_for("solves.board", **address))


@requires(Permission.SEE_ROSTERS)
def history(group_id: int, week: str) -> str:
    """What was done by hand, the newest first, by everybody."""
    session = read_session()
    shown, draft_id = _draft(session, group_id, week)
    return render_template("editing/history.html", edits=edits_of_draft(session, draft_id=draft_id), zone=shown.zone, actor=current_actor())


@requires(Permission.SEE_ROSTERS)
def warnings(group_id: int, week: str) -> str:
    """What of the whole draft breaks the law or is good to know, as everything stands now."""
    session = read_session()
    shown, draft_id = _draft(session, group_id, week)
    findings = told_findings(warnings_of(session, week=shown, draft_id=draft_id))
    return render_template(
        "editing/warnings.html",
        findings=findings,
        address=address_of(shown),
        may_edit=current_actor().may(Permission.EDIT_ROSTERS),
    )


@requires(Permission.EDIT_ROSTERS)
def shift(group_id: int, week: str) -> str:
    """The dialog of one shift, or of a free day."""
    session, fields = read_session(), Fields(request.args)
    shown, draft_id = _draft(session, group_id, week)
    found = shift_dialog(
        session,
        week=shown,
        draft_id=draft_id,
        agent_id=fields.number("agent"),
        shift=fields.find_instant("shift"),
        day=None if fields.find_instant("shift") else fields.day("date"),
    )
    return render_template("editing/shift.html", **found)


def _changed(group_id: int, week: str, make: Callable[[Session, int], EditOutcome]) -> Response:
    with unit_of_work() as session:
        shown, draft_id = _draft(session, group_id, week)
        outcome = make(session, draft_id)
        told = {"told": outcome.edit.told, "people": outcome.agent_ids, "findings": told_findings(outcome.findings)}
    session = read_session()
    return jsonify({**rows_answer(session, week=shown, draft_id=draft_id, actor=current_actor(), agent_ids=outcome.agent_ids), **told})


def _draft(session: Session, group_id: int, week: str) -> tuple[RosterWeek, int]:
    """The week in the address and its draft of the number `draft`. What the actor may not see does not exist."""
    shown = week_at(session, group_id=group_id, week=week, actor=current_actor())
    number = Fields(request.args).number("draft")
    return shown, draft_numbered(session, week=shown, number=number).id


def _with_activity(session: Session, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """A meeting, training, coaching or growth time is planned first, so that the edit can name it. Its id is not taken from
    outside: other groups' activities are nobody's business here."""
    if "activity_kind" not in values:
        return {name: value for name, value in values.items() if name != "activity"}
    fields = Fields(values)
    activity = plan_activity(
        session,
        kind=fields.text("activity_kind", most=20),
        name=fields.find_text("activity_name", most=ACTIVITY_NAME_LENGTH_MAX),
        starts_at=fields.instant("starts_at"),
        ends_at=fields.instant("ends_at"),
        actor=current_actor(),
        now=clock.now(),
    )
    return {**values, "activity": activity.id}


def _times(way: WayOut) -> dict[str, str]:
    """The fields that the edit is asked for with again."""
    told = {"starts_at": way.starts_at, "ends_at": way.ends_at}
    return {name: instant.isoformat() for name, instant in told.items() if instant is not None}


def _body() -> Mapping[str, Any]:
    values = request.get_json(silent=True)
    if not isinstance(values, dict):
        raise FieldWrong(_("The request holds no JSON object."))
    return values
