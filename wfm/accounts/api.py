"""The API about whoever uses it."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from wfm.core.access import Permission, current_actor, requires
from wfm.core.api import StrictSchema, api_blueprint

blueprint = api_blueprint("accounts", "Who I am and what I may do")


class MeSchema(StrictSchema):
    """The owner of the token."""

    name = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)
    permissions = fields.List(fields.String(), required=True)
    agent_id = fields.Integer(required=True, allow_none=True)
    roster_group_ids = fields.List(fields.Integer(), required=True, allow_none=True)
    reads_only = fields.Boolean(required=True)


@blueprint.get("/me")
@requires(Permission.USE_OWN_ACCOUNT)
@blueprint.response(200, MeSchema)
def me() -> dict[str, Any]:
    """The owner of the token, and what it may do."""
    actor = current_actor()
    return {
        "name": actor.name,
        "roles": sorted(actor.roles),
        "permissions": sorted(permission for permission in Permission if actor.may(permission)),
        "agent_id": actor.agent_id,
        "roster_group_ids": None if actor.roster_group_ids is None else sorted(actor.roster_group_ids),
        "reads_only": actor.reads_only,
    }
