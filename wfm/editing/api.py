"""The API of edits: the same edits that the board makes, answered by the same law."""

from __future__ import annotations

from typing import Any

from flask import jsonify
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session

from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.api import ID_RANGE, StrictSchema, api_blueprint, day, text
from wfm.core.errors import NotFound
from wfm.core.intervals import Interval
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.editing import replan_services, services, undo_services
from wfm.editing.absence import days_away, person_of_week
from wfm.editing.answers import state_answer
from wfm.editing.reading import KEY_LENGTH_MAX, edit_of, tokens_of
from wfm.editing.replanning import propose
from wfm.editing.services import REASON_LENGTH_MAX
from wfm.rosters.choosing import draft_numbered
from wfm.rosters.weeks import RosterWeek
from wfm.solves.week_address import week_at

DRAFT = "/groups/<int:group_id>/weeks/<week>/drafts/<int:number>"

blueprint = api_blueprint("editing", "Edits of drafts by hand")


class EditSchema(StrictSchema):
    """An edit. `details` are the fields of its kind, such as `starts_at` and `ends_at` of a resize; `tokens` those of the people
    touched, from the draft's state; the same `key` again does nothing more."""

    kind = text(20, required=True, metadata={"example": "move"})
    agent = fields.Integer(required=True, validate=ID_RANGE)
    shift = text(40, load_default=None, allow_none=True, metadata={"description": "When the shift starts", "example": "2026-11-23T08:00Z"})
    details = fields.Dict(keys=text(40), load_default=dict)
    tokens = fields.Dict(keys=fields.String(validate=validate.Regexp(r"^[0-9]{1,9}$")), values=fields.Integer(), required=True)
    key = text(KEY_LENGTH_MAX, required=True)
    reason = text(REASON_LENGTH_MAX, load_default=None, allow_none=True, metadata={"description": "Overrules the law"})


class EditedSchema(Schema):
    """What was done, in words, and whose weeks differ."""

    told = fields.String(required=True)
    agent_ids = fields.List(fields.Integer(), required=True)


class AbsenceSchema(StrictSchema):
    """Somebody who is away from one local date of theirs to another."""

    agent = fields.Integer(required=True, validate=ID_RANGE)
    first_date = day(required=True)
    last_date = day(required=True)


class ReplanSchema(AbsenceSchema):
    """An absence whose proposal is to be done; `digest` tells which one was seen, the same `key` again does nothing more."""

    digest = text(64, required=True)
    key = text(KEY_LENGTH_MAX, required=True)


class ShiftSpanSchema(Schema):
    """A shift."""

    starts_at = fields.DateTime(required=True)
    ends_at = fields.DateTime(required=True)


class ChangedWeekSchema(Schema):
    """What changes for one person: shifts that fall and shifts that come."""

    agent_id = fields.Integer(required=True)
    before = fields.List(fields.Nested(ShiftSpanSchema), required=True)
    after = fields.List(fields.Nested(ShiftSpanSchema), required=True)
    paid_minutes_before = fields.Integer(required=True)
    paid_minutes = fields.Integer(required=True)


class ProposalSchema(Schema):
    """Who would change so that the absence is answered for, and required hours that fall short by it and that are covered again."""

    lost_hours = fields.Float(required=True)
    won_back_hours = fields.Float(required=True)
    changes = fields.List(fields.Nested(ChangedWeekSchema), required=True)
    digest = fields.String(required=True)


@blueprint.get(f"{DRAFT}/state")
@requires(Permission.SEE_ROSTERS)
@blueprint.response(200, Schema(), description="Tokens and locks by person, and what can be undone")
def read_state(group_id: int, week: str, number: int) -> Any:
    """What an edit has to know."""
    session = read_session()
    return jsonify(state_answer(session, draft_id=_draft_id(session, group_id, week, number), actor=current_actor()))


@blueprint.post(f"{DRAFT}/edits")
@requires(Permission.EDIT_ROSTERS)
@blueprint.arguments(EditSchema)
@blueprint.response(201, EditedSchema)
def edit(told: dict[str, Any], group_id: int, week: str, number: int) -> dict[str, Any]:
    """One edit, unless somebody changed the people meanwhile or the law refuses it."""
    values = {**told["details"], **{name: told[name] for name in ("kind", "agent", "shift", "tokens") if told[name] is not None}}
    with unit_of_work() as session:
        done = services.edit_draft(
            session,
            draft_id=_draft_id(session, group_id, week, number),
            edit=edit_of(values),
            tokens=tokens_of(values),
            request_key=told["key"],
            reason=told["reason"],
            actor=current_actor(),
            now=clock.now(),
        )
        return {"told": done.edit.told, "agent_ids": list(done.agent_ids)}


@blueprint.post(f"{DRAFT}/undo")
@requires(Permission.EDIT_ROSTERS)
@blueprint.response(201, EditedSchema)
def undo(group_id: int, week: str, number: int) -> dict[str, Any]:
    """My last edit is taken back."""
    with unit_of_work() as session:
        draft_id = _draft_id(session, group_id, week, number)
        done = undo_services.undo(session, draft_id=draft_id, actor=current_actor(), now=clock.now())
        return {"told": done.edit.told, "agent_ids": list(done.agent_ids)}


@blueprint.get(f"{DRAFT}/absence")
@requires(Permission.EDIT_ROSTERS)
@blueprint.arguments(AbsenceSchema, location="query")
@blueprint.response(200, ProposalSchema)
def propose_for_absence(told: dict[str, Any], group_id: int, week: str, number: int) -> Any:
    """Who would answer for somebody who is away. Nothing is changed; 404 where no shift of theirs falls into that time."""
    session = read_session()
    shown = week_at(session, group_id=group_id, week=week, actor=current_actor())
    draft = draft_numbered(session, week=shown, number=number)
    found = propose(session, week=shown, draft=draft, agent_id=told["agent"], away=_away(session, shown, draft, told))
    if found is None:
        raise NotFound(_("This person has no shift in that time."))
    return found


@blueprint.post(f"{DRAFT}/absence")
@requires(Permission.EDIT_ROSTERS)
@blueprint.arguments(ReplanSchema)
@blueprint.response(201, EditedSchema)
def replan(told: dict[str, Any], group_id: int, week: str, number: int) -> dict[str, Any]:
    """The proposal is done, as one edit, unless another one would be made by now."""
    with unit_of_work() as session:
        shown = week_at(session, group_id=group_id, week=week, actor=current_actor())
        draft = draft_numbered(session, week=shown, number=number)
        done = replan_services.replan(
            session,
            week=shown,
            draft=draft,
            agent_id=told["agent"],
            away=_away(session, shown, draft, told),
            digest=told["digest"],
            request_key=told["key"],
            actor=current_actor(),
            now=clock.now(),
        )
        return {"told": done.edit.told, "agent_ids": list(done.agent_ids)}


def _away(session: Session, week: RosterWeek, draft: Any, told: dict[str, Any]) -> Interval:
    person = person_of_week(session, week=week, draft=draft, agent_id=told["agent"])
    return days_away(told["first_date"], told["last_date"], zone=person.zone)


def _draft_id(session: Any, group_id: int, week: str, number: int) -> int:
    return draft_numbered(session, week=week_at(session, group_id=group_id, week=week, actor=current_actor()), number=number).id
