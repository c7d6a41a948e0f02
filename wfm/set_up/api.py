"""The API about what a company is made of: work types and their parts, roster groups, teams."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from wfm.agents.queries import teams
from wfm.agents.services import HOURS_TOGETHER_MAX, change_team, create_roster_group, create_team, rename_roster_group
from wfm.catalog.queries import bundles, channels, departments
from wfm.catalog.services import create_bundle, create_channel, create_department
from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.api import ID_RANGE, CreatedSchema, StrictSchema, api_blueprint, text
from wfm.core.hours_text import read_hours
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.rosters import company_services
from wfm.set_up import services
from wfm.set_up.queries import find_work_type_of, presence_of
from wfm.set_up.services import check_sees_group
from wfm.set_up.work_type_form import FIELDS, NEW_WORK_TYPE, cells_of_work_type

WORK_TYPE = "/work-types/<int:work_type_id>"
GROUP = "/groups/<int:group_id>"
TEAM = "/teams/<int:team_id>"

blueprint = api_blueprint("set_up", "Setting up: work types, roster groups, teams")

# The fields of the form are those of a work type; each is a text as on the page, an empty one says nothing.
WorkTypeLineSchema: type[Schema] = StrictSchema.from_dict(
    {name: fields.String(validate=validate.Length(max=2000), metadata={"example": NEW_WORK_TYPE.get(name, "")}) for name in FIELDS},
    name="WorkTypeLineSchema",
)


class WorkTypeDetailSchema(Schema):
    """One work type: its fields, which can be changed and sent back."""

    id = fields.Integer(required=True)
    is_active = fields.Boolean(required=True)
    line = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class PartSchema(Schema):
    """A channel, department or bundle; a department has no code."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)
    code = fields.String()


class PartsSchema(Schema):
    """What work types are put together from."""

    channels = fields.List(fields.Nested(PartSchema), required=True)
    departments = fields.List(fields.Nested(PartSchema), required=True)
    bundles = fields.List(fields.Nested(PartSchema), required=True)


class NewPartSchema(StrictSchema):
    """What one more channel or bundle is called."""

    code = text(60, required=True, metadata={"example": "chat"})
    name = text(200, required=True)


class NameSchema(StrictSchema):
    """What one more is called."""

    name = text(200, required=True)


def _country() -> fields.String:
    return fields.String(allow_none=True, load_default=None, validate=validate.Regexp(r"^[A-Z]{2}$"), metadata={"example": "PT"})


class NewGroupSchema(NameSchema):
    """One more roster group: its weeks are those of its zone, from the weekday on that is told (1 is Monday)."""

    zone = text(64, required=True, metadata={"example": "Europe/Lisbon"})
    week_starts_on = fields.Integer(load_default=1, validate=validate.Range(1, 7))
    country = _country()


class GroupChangeSchema(NameSchema):
    """What can be told anew of a roster group; its zone and the start of its weeks hold for good."""

    country = _country()


class NewPresenceSchema(StrictSchema):
    """So many people who can do some work, in hours of the group's zone."""

    work_type_id = fields.Integer(required=True, validate=ID_RANGE)
    heads = fields.Integer(load_default=1, validate=validate.Range(1, company_services.HEADS_MAX))
    hours = text(2000, required=True, metadata={"example": "Mon-Fri 08:00-20:00"})


class PresenceSchema(Schema):
    """Who must always be at work, whatever they work on."""

    id = fields.Integer(required=True)
    work_type_id = fields.Integer(required=True)
    work = fields.String(required=True)
    heads = fields.Integer(required=True)
    hours = fields.String(required=True)


class TeamSchema(Schema):
    """A team, and the hours a week it should be at work together."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)
    hours_together = fields.Float(required=True)


class TeamChangeSchema(NameSchema):
    """What can be told anew of a team."""

    hours_together = fields.Float(load_default=0.0, validate=validate.Range(0, HOURS_TOGETHER_MAX))


@blueprint.get(WORK_TYPE)
@requires(Permission.MANAGE_CATALOG)
@blueprint.etag
@blueprint.response(200, WorkTypeDetailSchema)
def read_work_type(work_type_id: int) -> dict[str, Any]:
    """One work type; the ETag is what a change has to name."""
    return _detail(work_type_id)


@blueprint.post("/work-types")
@requires(Permission.MANAGE_CATALOG)
@blueprint.arguments(WorkTypeLineSchema)
@blueprint.response(201, CreatedSchema)
def add_work_type(line: dict[str, str]) -> dict[str, int]:
    """One more work type; what is not told is as the page offers it."""
    with unit_of_work() as session:
        cells = NEW_WORK_TYPE | line
        return {"id": services.save_work_type(session, work_type_id=None, cells=cells, actor=current_actor(), now=clock.now())}


@blueprint.put(WORK_TYPE)
@requires(Permission.MANAGE_CATALOG)
@blueprint.etag
@blueprint.arguments(WorkTypeLineSchema)
@blueprint.response(200, WorkTypeDetailSchema)
def change_work_type(line: dict[str, str], work_type_id: int) -> dict[str, Any]:
    """The work type is as told, if nobody changed it since the ETag that `If-Match` names was read."""
    blueprint.check_etag(_detail(work_type_id), WorkTypeDetailSchema)
    with unit_of_work() as session:
        services.save_work_type(session, work_type_id=work_type_id, cells=line, actor=current_actor(), now=clock.now())
    return _detail(work_type_id)


@blueprint.delete(WORK_TYPE)
@requires(Permission.MANAGE_CATALOG)
@blueprint.response(204)
def retire_work_type(work_type_id: int) -> None:
    """The work type is planned no longer; its history stays."""
    with unit_of_work() as session:
        services.retire(session, work_type_id=work_type_id, actor=current_actor(), now=clock.now())


@blueprint.get("/catalog-parts")
@requires(Permission.MANAGE_CATALOG)
@blueprint.response(200, PartsSchema)
def list_parts() -> dict[str, Any]:
    """All channels, departments and bundles, by name."""
    session = read_session()
    return {"channels": channels(session), "departments": departments(session), "bundles": bundles(session)}


@blueprint.post("/channels")
@requires(Permission.MANAGE_CATALOG)
@blueprint.arguments(NewPartSchema)
@blueprint.response(201, CreatedSchema)
def add_channel(told: dict[str, str]) -> dict[str, int]:
    """One more channel."""
    with unit_of_work() as session:
        return {"id": create_channel(session, **told, actor=current_actor(), now=clock.now()).id}


@blueprint.post("/bundles")
@requires(Permission.MANAGE_CATALOG)
@blueprint.arguments(NewPartSchema)
@blueprint.response(201, CreatedSchema)
def add_bundle(told: dict[str, str]) -> dict[str, int]:
    """One more bundle, yet empty; work types of mode blend name it."""
    with unit_of_work() as session:
        return {"id": create_bundle(session, **told, actor=current_actor(), now=clock.now()).id}


@blueprint.post("/departments")
@requires(Permission.MANAGE_CATALOG)
@blueprint.arguments(NameSchema)
@blueprint.response(201, CreatedSchema)
def add_department(told: dict[str, str]) -> dict[str, int]:
    """One more department."""
    with unit_of_work() as session:
        return {"id": create_department(session, **told, actor=current_actor(), now=clock.now()).id}


@blueprint.post("/groups")
@requires(Permission.MANAGE_CATALOG)
@blueprint.arguments(NewGroupSchema)
@blueprint.response(201, CreatedSchema)
def add_group(told: dict[str, Any]) -> dict[str, int]:
    """One more roster group."""
    services.check_sees_all(current_actor())
    with unit_of_work() as session:
        return {"id": create_roster_group(session, **told, actor=current_actor(), now=clock.now()).id}


@blueprint.put(GROUP)
@requires(Permission.MANAGE_CATALOG)
@blueprint.arguments(GroupChangeSchema)
@blueprint.response(204)
def change_group(told: dict[str, Any], group_id: int) -> None:
    """The group's name and country are as told."""
    services.check_sees_group(current_actor(), group_id)
    with unit_of_work() as session:
        rename_roster_group(session, roster_group_id=group_id, **told, actor=current_actor(), now=clock.now())


@blueprint.get(f"{GROUP}/presence")
@requires(Permission.MANAGE_CATALOG)
@blueprint.response(200, PresenceSchema(many=True))
def list_presence(group_id: int) -> Any:
    """Who must always be at work in a roster group."""
    check_sees_group(current_actor(), group_id)
    return list(presence_of(read_session(), roster_group_id=group_id))


@blueprint.post(f"{GROUP}/presence")
@requires(Permission.MANAGE_CATALOG)
@blueprint.arguments(NewPresenceSchema)
@blueprint.response(201, CreatedSchema)
def require_presence(told: dict[str, Any], group_id: int) -> dict[str, int]:
    """So many people who can do some work are wanted at work in these hours of the group's zone."""
    check_sees_group(current_actor(), group_id)
    stretches = read_hours("hours", told.pop("hours"))
    with unit_of_work() as session:
        rule = company_services.require_presence(
            session, roster_group_id=group_id, **told, stretches=stretches, actor=current_actor(), now=clock.now()
        )
        return {"id": rule.id}


@blueprint.delete(f"{GROUP}/presence/<int:rule_id>")
@requires(Permission.MANAGE_CATALOG)
@blueprint.response(204)
def remove_presence(group_id: int, rule_id: int) -> None:
    """It is wanted no longer."""
    check_sees_group(current_actor(), group_id)
    with unit_of_work() as session:
        company_services.remove_presence(session, roster_group_id=group_id, rule_id=rule_id, actor=current_actor(), now=clock.now())


@blueprint.get("/teams")
@requires(Permission.MANAGE_CATALOG)
@blueprint.response(200, TeamSchema(many=True))
def list_teams() -> Any:
    """All teams, by name."""
    return teams(read_session())


@blueprint.post("/teams")
@requires(Permission.MANAGE_CATALOG)
@blueprint.arguments(NameSchema)
@blueprint.response(201, CreatedSchema)
def add_team(told: dict[str, str]) -> dict[str, int]:
    """One more team."""
    with unit_of_work() as session:
        return {"id": create_team(session, **told, actor=current_actor(), now=clock.now()).id}


@blueprint.put(TEAM)
@requires(Permission.MANAGE_CATALOG)
@blueprint.arguments(TeamChangeSchema)
@blueprint.response(204)
def change_a_team(told: dict[str, Any], team_id: int) -> None:
    """The team's name and the hours it should have together are as told."""
    services.check_sees_all(current_actor())
    with unit_of_work() as session:
        change_team(session, team_id=team_id, **told, actor=current_actor(), now=clock.now())


def _detail(work_type_id: int) -> dict[str, Any]:
    found = find_work_type_of(read_session(), work_type_id=work_type_id, actor=current_actor())
    return {"id": found.id, "is_active": found.is_active, "line": cells_of_work_type(found)}
