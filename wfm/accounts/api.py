"""The API about whoever uses it, and about who may sign in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_smorest.pagination import PaginationParameters
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session

from wfm.accounts import services, session_services
from wfm.accounts.invitations import invite
from wfm.accounts.queries import user_with_roles, users_page
from wfm.accounts.services import RoleGrant, UserDetails
from wfm.core import clock
from wfm.core.access import Permission, Role, current_actor, requires
from wfm.core.api import ID_RANGE, CreatedSchema, StrictSchema, api_blueprint, offset_of, text
from wfm.core.errors import NotFound
from wfm.core.unit_of_work import read_session, unit_of_work

USER = "/users/<int:user_id>"

blueprint = api_blueprint("accounts", "Who I am and what I may do; who may sign in")


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


class RoleGrantSchema(StrictSchema):
    """A role; a lead's may hold for one roster group or for one team alone."""

    role = fields.Enum(Role, by_value=True, required=True)
    roster_group_id = fields.Integer(load_default=None, allow_none=True, validate=ID_RANGE)
    team_id = fields.Integer(load_default=None, allow_none=True, validate=ID_RANGE)


class NewUserSchema(StrictSchema):
    """Who may sign in, and as what. `agent_id` is set for somebody who is rostered."""

    email = text(254, required=True, metadata={"example": "ana@example.org"})
    display_name = text(200, required=True)
    agent_id = fields.Integer(load_default=None, allow_none=True, validate=ID_RANGE)
    roles = fields.List(fields.Nested(RoleGrantSchema), required=True)


class UserSchema(Schema):
    """Somebody who may sign in, or could until they were switched off."""

    id = fields.Integer(required=True)
    email = fields.String(required=True)
    display_name = fields.String(required=True)
    agent_id = fields.Integer(required=True, allow_none=True)
    roles = fields.List(fields.Nested(RoleGrantSchema), required=True)
    is_active = fields.Boolean(required=True)


class UsersQuerySchema(StrictSchema):
    """Which users: a part of name or address."""

    q = fields.String(load_default="", validate=validate.Length(max=200))


class ActiveSchema(StrictSchema):
    """Whether somebody may sign in."""

    is_active = fields.Boolean(required=True)


class InvitationSchema(Schema):
    """Where the link to set a password went; `address` is null where it was mailed."""

    email = fields.String(required=True)
    address = fields.String(required=True, allow_none=True)


@blueprint.get("/users")
@requires(Permission.MANAGE_ACCOUNTS)
@blueprint.arguments(UsersQuerySchema, location="query")
@blueprint.response(200, UserSchema(many=True))
@blueprint.paginate()
def list_users(wanted: dict[str, str], pagination_parameters: PaginationParameters) -> Any:
    """Everybody who may sign in, by name."""
    page = pagination_parameters
    found, page.item_count = users_page(read_session(), text=wanted["q"], offset=offset_of(page), limit=page.page_size)
    return found


@blueprint.post("/users")
@requires(Permission.MANAGE_ACCOUNTS)
@blueprint.arguments(NewUserSchema)
@blueprint.response(201, CreatedSchema)
def add_user(told: dict[str, Any]) -> dict[str, int]:
    """One more may sign in, once they are invited and have set a password."""
    grants = _grants(told.pop("roles"))
    with unit_of_work() as session:
        details = UserDetails(**told)
        return {"id": services.create_user(session, details=details, grants=grants, actor=current_actor(), now=clock.now()).id}


@blueprint.get(USER)
@requires(Permission.MANAGE_ACCOUNTS)
@blueprint.etag
@blueprint.response(200, UserSchema)
def read_user(user_id: int) -> Any:
    """One user; the ETag is what a change has to name."""
    return _user(read_session(), user_id)


@blueprint.put(USER)
@requires(Permission.MANAGE_ACCOUNTS)
@blueprint.etag
@blueprint.arguments(NewUserSchema)
@blueprint.response(200, UserSchema)
def change_user(told: dict[str, Any], user_id: int) -> Any:
    """The user is as told, with these roles and no others, if nobody changed them since the ETag that `If-Match` names was read."""
    blueprint.check_etag(_user(read_session(), user_id), UserSchema)
    grants = _grants(told.pop("roles"))
    with unit_of_work() as session:
        known = _user(session, user_id)
        kept = UserDetails(email=known.email, display_name=known.display_name, locale=known.locale, zone=known.zone, is_demo=known.is_demo)
        services.update_user(session, user_id=user_id, details=replace(kept, **told), grants=grants, actor=current_actor(), now=clock.now())
    return _user(read_session(), user_id)


@blueprint.put(f"{USER}/active")
@requires(Permission.MANAGE_ACCOUNTS)
@blueprint.arguments(ActiveSchema)
@blueprint.response(204)
def switch_user(told: dict[str, bool], user_id: int) -> None:
    """The user is switched off and signed out everywhere, or on again."""
    with unit_of_work() as session:
        switch = services.activate_user if told["is_active"] else services.deactivate_user
        switch(session, user_id=user_id, actor=current_actor(), now=clock.now())


@blueprint.post(f"{USER}/invitation")
@requires(Permission.MANAGE_ACCOUNTS)
@blueprint.response(201, InvitationSchema)
def invite_user(user_id: int) -> dict[str, str | None]:
    """A new link to set a password, mailed or told here; older ones work no longer."""
    with unit_of_work() as session:
        made = invite(session, user_id=user_id, actor=current_actor(), now=clock.now())
    return {"email": made.email, "address": None if made.is_mailed else made.address}


@blueprint.delete(f"{USER}/sessions")
@requires(Permission.MANAGE_ACCOUNTS)
@blueprint.response(204)
def revoke_sessions(user_id: int) -> None:
    """The user is signed out everywhere."""
    with unit_of_work() as session:
        session_services.revoke_sessions(session, user_id=user_id, actor=current_actor(), now=clock.now())


def _user(session: Session, user_id: int) -> Any:
    found = user_with_roles(session, user_id=user_id)
    if found is None:
        raise NotFound(_("There is no user %(id)s.", id=user_id))
    return found


def _grants(told: list[dict[str, Any]]) -> list[RoleGrant]:
    return [RoleGrant(**grant) for grant in told]
