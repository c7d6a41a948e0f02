"""The API about work types: what they are called and what they promise."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from wfm.catalog.kinds import TargetKind
from wfm.catalog.queries import active_work_types
from wfm.core.access import Permission, current_actor, requires
from wfm.core.api import api_blueprint
from wfm.core.unit_of_work import read_session

blueprint = api_blueprint("catalog", "Work types")


class WorkTypeSchema(Schema):
    """A kind of work that is planned."""

    id = fields.Integer(required=True)
    code = fields.String(required=True)
    name = fields.String(required=True)
    roster_group_id = fields.Integer(required=True, allow_none=True)
    priority = fields.Float(required=True)
    required_level = fields.Integer(required=True)
    target_kind = fields.Enum(TargetKind, by_value=True, required=True)
    opening_zone = fields.String(required=True)


@blueprint.get("/work-types")
@requires(Permission.SEE_SKILLS)
@blueprint.response(200, WorkTypeSchema(many=True))
def list_work_types() -> list[Any]:
    """The work types that belong to no roster group, or to one that the owner of the token looks after."""
    sees = current_actor().sees_group
    return [found for found in active_work_types(read_session()) if found.roster_group_id is None or sees(found.roster_group_id)]
