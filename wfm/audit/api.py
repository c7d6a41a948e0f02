"""The API about the audit trail: who wrote what and when."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from wfm.audit.queries import AuditQuestion, audit_page
from wfm.core.access import Permission, current_actor, requires
from wfm.core.api import ID_RANGE, StrictSchema, api_blueprint, day, text
from wfm.core.unit_of_work import read_session

LIMIT_MAX = 500

blueprint = api_blueprint("audit", "The audit trail")


class AuditLineSchema(Schema):
    """One write: `before` and `after` are what it changed, null where nothing was or is."""

    id = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
    actor_id = fields.Integer(required=True, allow_none=True)
    actor_name = fields.String(required=True)
    action = fields.String(required=True)
    entity = fields.String(required=True)
    entity_id = fields.String(required=True)
    before = fields.Dict(keys=fields.String(), required=True, allow_none=True)
    after = fields.Dict(keys=fields.String(), required=True, allow_none=True)


class AuditQuerySchema(StrictSchema):
    """Which lines; `until` is the last local date in the zone of whoever asks, `before` the id of the line to go on from."""

    who = text(200, load_default=None)
    entity = text(200, load_default=None)
    entity_id = text(200, load_default=None)
    until = day(load_default=None)
    before = fields.Integer(load_default=None, validate=ID_RANGE)
    limit = fields.Integer(load_default=100, validate=validate.Range(1, LIMIT_MAX))


@blueprint.get("/audit-lines")
@requires(Permission.SEE_AUDIT)
@blueprint.arguments(AuditQuerySchema, location="query")
@blueprint.response(200, AuditLineSchema(many=True))
def list_audit_lines(wanted: dict[str, Any]) -> Any:
    """The newest lines first; ask again with `before` for older ones."""
    before_id, limit = wanted.pop("before"), wanted.pop("limit")
    question = AuditQuestion(**wanted, zone=current_actor().zone or "UTC")
    return audit_page(read_session(), question=question, before_id=before_id, limit=limit)
