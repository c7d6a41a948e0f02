"""The API of edits: the same edits that the board makes, answered by the same law."""

from __future__ import annotations

from typing import Any

from flask import jsonify
from marshmallow import Schema, fields, validate

from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.api import ID_RANGE, StrictSchema, api_blueprint, text
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.editing import services, undo_services
from wfm.editing.answers import state_answer
from wfm.editing.reading import KEY_LENGTH_MAX, edit_of, tokens_of
from wfm.editing.services import REASON_LENGTH_MAX
from wfm.rosters.choosing import draft_numbered
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


def _draft_id(session: Any, group_id: int, week: str, number: int) -> int:
    return draft_numbered(session, week=week_at(session, group_id=group_id, week=week, actor=current_actor()), number=number).id
