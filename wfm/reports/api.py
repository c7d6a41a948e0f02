"""The API about skills: every rating that counts on a date."""

from __future__ import annotations

from typing import Any

from flask_smorest.pagination import PaginationParameters
from marshmallow import Schema, fields, validate

from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.api import ID_RANGE, api_blueprint, day
from wfm.core.unit_of_work import read_session
from wfm.reports.skill_records import SkillFilter, SkillRecord, skill_records

blueprint = api_blueprint("reports", "Skill records")


class SkillQuerySchema(Schema):
    """What records are narrowed by."""

    on = day(load_default=None)
    zone = fields.String(load_default="", validate=validate.Length(max=64))
    team = fields.Integer(load_default=None, validate=ID_RANGE)
    roster_group = fields.Integer(load_default=None, validate=ID_RANGE)
    work_type = fields.Integer(load_default=None, validate=ID_RANGE)
    level_min = fields.Integer(load_default=1, validate=validate.Range(1, 5))


class SkillRecordSchema(Schema):
    """The latest rating of a person on a work type as of the date."""

    agent_id = fields.Integer(required=True)
    name = fields.String(required=True)
    zone = fields.String(required=True)
    work_type = fields.String(required=True)
    required_level = fields.Integer(required=True)
    level = fields.Integer(required=True)
    enjoyment = fields.Integer(required=True)
    speed = fields.Float(required=True, allow_none=True)
    assessed_on = fields.Date(required=True)
    valid_until = fields.Date(required=True, allow_none=True)
    evidence = fields.String(required=True)
    has_lapsed = fields.Boolean(required=True)
    is_qualified = fields.Boolean(required=True)


@blueprint.get("/skills")
@requires(Permission.SEE_SKILLS)
@blueprint.arguments(SkillQuerySchema, location="query")
@blueprint.response(200, SkillRecordSchema(many=True))
@blueprint.paginate()
def list_skills(wanted: dict[str, Any], pagination_parameters: PaginationParameters) -> list[SkillRecord]:
    """Skill records of the people whom the owner of the token looks after, by name and work type."""
    records = skill_records(
        read_session(),
        wanted=SkillFilter(
            on=wanted["on"] or clock.now().date(),
            zone=wanted["zone"],
            team_id=wanted["team"],
            roster_group_id=wanted["roster_group"],
            work_type_id=wanted["work_type"],
            level_min=wanted["level_min"],
        ),
        actor=current_actor(),
    )
    pagination_parameters.item_count = len(records)
    return list(records[pagination_parameters.first_item : pagination_parameters.last_item + 1])
