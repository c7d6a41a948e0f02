"""The API about people: the same lines as a sheet of people, checked in the same way."""

from __future__ import annotations

from typing import Any

from flask_smorest.pagination import PaginationParameters
from marshmallow import Schema, fields, validate

from scheduling.timegrid import SLOT_MINUTES
from wfm.agent_skills.services import Assessment
from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.api import ID_RANGE, CreatedSchema, StrictSchema, api_blueprint, day, offset_of, text
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.people import services
from wfm.people.kinds import SheetKind
from wfm.people.queries import people_page, person_page
from wfm.people.sheets import SHEETS
from wfm.rosters.kinds import ActivityKind
from wfm.rosters.weekly_services import MINUTES_MAX, WeeklyActivityDetails

blueprint = api_blueprint("people", "People, their contracts and skills")
ID = "<int:agent_id>"

# The columns of a sheet of people are the fields of a person.
PersonLineSchema: type[Schema] = StrictSchema.from_dict(
    {
        column.name: fields.String(
            required=column.is_required,
            validate=validate.Length(max=2000),
            metadata={"description": column.about, "example": column.example},
        )
        for column in SHEETS[SheetKind.PEOPLE]
    },
    name="PersonLineSchema",
)


class PersonSchema(Schema):
    """A person in a list."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)
    email = fields.String(required=True)
    zone = fields.String(required=True)
    country = fields.String(required=True)
    roster_group = fields.String(required=True, allow_none=True)
    teams = fields.List(fields.String(), required=True)
    is_active = fields.Boolean(required=True)


class PersonDetailSchema(Schema):
    """One person: their line in a sheet of people, which can be changed and sent back."""

    id = fields.Integer(required=True)
    is_active = fields.Boolean(required=True)
    line = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class PeopleQuerySchema(Schema):
    """What a list of people is narrowed by."""

    q = fields.String(load_default="", validate=validate.Length(max=200))
    roster_group = fields.Integer(load_default=None, validate=ID_RANGE)


class AssessmentSchema(StrictSchema):
    """What somebody found out about a person and a work type. Enjoyment is the person's own word and is not told here."""

    work_type_id = fields.Integer(required=True, validate=ID_RANGE)
    level = fields.Integer(required=True, validate=validate.Range(1, 5))
    assessed_on = day(required=True)
    valid_until = day(load_default=None, allow_none=True)
    evidence = text(2000, shortest=0, load_default="")


class NewWeeklyActivitySchema(StrictSchema):
    """So many minutes of every week, in quarters of an hour; growth may name the work type that it leads to."""

    kind = fields.Enum(ActivityKind, by_value=True, required=True)
    name = text(120, required=True, metadata={"example": "Product training"})
    minutes_per_week = fields.Integer(required=True, validate=validate.Range(SLOT_MINUTES, MINUTES_MAX))
    valid_from = day(required=True)
    valid_until = day(load_default=None, allow_none=True)
    work_type_id = fields.Integer(load_default=None, allow_none=True, validate=ID_RANGE)


class WeeklyActivitySchema(Schema):
    """What a person does every week beside contacts."""

    id = fields.Integer(required=True)
    kind = fields.Enum(ActivityKind, by_value=True, required=True)
    name = fields.String(required=True)
    minutes_per_week = fields.Integer(required=True)
    valid_from = fields.Date(required=True)
    valid_until = fields.Date(required=True, allow_none=True)
    work_type_id = fields.Integer(required=True, allow_none=True)


class PartnerSchema(Schema):
    """The other of a pair."""

    id = fields.Integer(required=True)
    name = fields.String(required=True, attribute="display_name")


@blueprint.get("/people")
@requires(Permission.SEE_PEOPLE)
@blueprint.arguments(PeopleQuerySchema, location="query")
@blueprint.response(200, PersonSchema(many=True))
@blueprint.paginate()
def list_people(wanted: dict[str, Any], pagination_parameters: PaginationParameters) -> list[dict[str, Any]]:
    """The people whom the owner of the token looks after, by name."""
    found, pagination_parameters.item_count = people_page(
        read_session(),
        actor=current_actor(),
        on=clock.now().date(),
        text=wanted["q"],
        group_id=wanted["roster_group"],
        offset=offset_of(pagination_parameters),
        limit=pagination_parameters.page_size,
    )
    return [
        {
            "id": row.agent.id,
            "name": row.agent.display_name,
            "email": row.agent.email,
            "zone": row.agent.zone,
            "country": row.agent.country,
            "roster_group": row.group_name,
            "teams": list(row.team_names),
            "is_active": row.agent.is_active,
        }
        for row in found
    ]


@blueprint.post("/people")
@requires(Permission.MANAGE_PEOPLE)
@blueprint.arguments(PersonLineSchema)
@blueprint.response(201, CreatedSchema)
def add_person(line: dict[str, str]) -> dict[str, int]:
    """One more person with contract and roster group."""
    with unit_of_work() as session:
        return {"id": services.save_person(session, agent_id=None, cells=_told(line), actor=current_actor(), now=clock.now())}


@blueprint.get(f"/people/{ID}")
@requires(Permission.SEE_PEOPLE)
@blueprint.etag
@blueprint.response(200, PersonDetailSchema)
def read_person(agent_id: int) -> dict[str, Any]:
    """One person; the ETag is what a change has to name."""
    return _detail(agent_id)


@blueprint.put(f"/people/{ID}")
@requires(Permission.MANAGE_PEOPLE)
@blueprint.etag
@blueprint.arguments(PersonLineSchema)
@blueprint.response(200, PersonDetailSchema)
def change_person(line: dict[str, str], agent_id: int) -> dict[str, Any]:
    """The person is as told, if nobody changed them since the ETag that `If-Match` names was read."""
    blueprint.check_etag(_detail(agent_id), PersonDetailSchema)
    with unit_of_work() as session:
        services.save_person(session, agent_id=agent_id, cells=_told(line), actor=current_actor(), now=clock.now())
    return _detail(agent_id)


@blueprint.post(f"/people/{ID}/skills")
@requires(Permission.ASSESS_SKILLS)
@blueprint.arguments(AssessmentSchema)
@blueprint.response(204)
def assess(told: dict[str, Any], agent_id: int) -> None:
    """One more assessment is on record."""
    with unit_of_work() as session:
        services.assess(session, assessment=Assessment(agent_id=agent_id, **told), actor=current_actor(), now=clock.now())


@blueprint.get(f"/people/{ID}/weekly-activities")
@requires(Permission.SEE_PEOPLE)
@blueprint.response(200, WeeklyActivitySchema(many=True))
def list_weekly_activities(agent_id: int) -> Any:
    """What a person does every week beside contacts."""
    return list(person_page(read_session(), agent_id=agent_id, actor=current_actor(), on=clock.now().date()).weekly)


@blueprint.post(f"/people/{ID}/weekly-activities")
@requires(Permission.MANAGE_PEOPLE)
@blueprint.arguments(NewWeeklyActivitySchema)
@blueprint.response(201, CreatedSchema)
def plan_weekly_activity(told: dict[str, Any], agent_id: int) -> dict[str, int]:
    """Builds lay so many minutes of every week into the person's shifts, where few customers miss them."""
    details = WeeklyActivityDetails(**told)
    with unit_of_work() as session:
        return {"id": services.plan_weekly(session, agent_id=agent_id, details=details, actor=current_actor(), now=clock.now())}


@blueprint.delete(f"/people/{ID}/weekly-activities/<int:activity_id>")
@requires(Permission.MANAGE_PEOPLE)
@blueprint.response(204)
def end_weekly_activity(agent_id: int, activity_id: int) -> None:
    """It is planned no longer from today on."""
    with unit_of_work() as session:
        services.end_weekly(session, agent_id=agent_id, activity_id=activity_id, actor=current_actor(), now=clock.now())


@blueprint.get(f"/people/{ID}/partners")
@requires(Permission.SEE_PEOPLE)
@blueprint.response(200, PartnerSchema(many=True))
def list_partners(agent_id: int) -> Any:
    """Who should work at the same time as this person."""
    return list(person_page(read_session(), agent_id=agent_id, actor=current_actor(), on=clock.now().date()).partners)


@blueprint.put(f"/people/{ID}/partners/<int:partner_id>")
@requires(Permission.MANAGE_PEOPLE)
@blueprint.response(204)
def pair(agent_id: int, partner_id: int) -> None:
    """The two should work at the same time."""
    with unit_of_work() as session:
        services.pair(session, agent_id=agent_id, partner_id=partner_id, actor=current_actor(), now=clock.now())


@blueprint.delete(f"/people/{ID}/partners/<int:partner_id>")
@requires(Permission.MANAGE_PEOPLE)
@blueprint.response(204)
def part(agent_id: int, partner_id: int) -> None:
    """They are no pair any more."""
    with unit_of_work() as session:
        services.part(session, agent_id=agent_id, partner_id=partner_id, actor=current_actor(), now=clock.now())


def _detail(agent_id: int) -> dict[str, Any]:
    found = person_page(read_session(), agent_id=agent_id, actor=current_actor(), on=clock.now().date())
    group = next((name for row, name in reversed(found.groups) if row.valid_until is None), "")
    teams = "; ".join(sorted(name for row, name in found.teams if row.valid_until is None))
    return {"id": agent_id, "is_active": found.agent.is_active, "line": dict(found.cells) | {"roster_group": group, "teams": teams}}


def _told(line: dict[str, str]) -> dict[str, str]:
    return {name: value.strip() for name, value in line.items()}
