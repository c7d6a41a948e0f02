"""The API about my own week."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from marshmallow import Schema, fields

from wfm.core.access import Permission, current_actor, requires
from wfm.core.api import api_blueprint, day
from wfm.core.errors import NotAllowed
from wfm.core.unit_of_work import read_session
from wfm.rosters.kinds import SegmentKind
from wfm.rosters.my_week import my_week

blueprint = api_blueprint("calendars", "My week")


class SegmentSchema(Schema):
    """A stretch of a shift and what it is for."""

    kind = fields.Enum(SegmentKind, by_value=True, required=True)
    starts_at = fields.DateTime(required=True)
    ends_at = fields.DateTime(required=True)
    name = fields.String(required=True, allow_none=True)
    is_paid = fields.Boolean(required=True)


class ShiftSchema(Schema):
    """A shift in the person's own zone."""

    starts_at = fields.DateTime(required=True)
    ends_at = fields.DateTime(required=True)
    paid_minutes = fields.Integer(required=True)
    segments = fields.List(fields.Nested(SegmentSchema), required=True)


class WeekSchema(Schema):
    """Seven local dates, Monday to Sunday."""

    zone = fields.String(required=True)
    first_date = fields.Date(required=True)
    is_published = fields.Boolean(required=True)
    paid_minutes = fields.Integer(required=True)
    enjoyed_minutes = fields.Integer(required=True)
    shifts = fields.List(fields.Nested(ShiftSchema), required=True)


class WeekQuerySchema(Schema):
    """Which week: the one that holds a local date."""

    date = day(required=True)


@blueprint.get("/me/week")
@requires(Permission.SEE_OWN_WEEK)
@blueprint.arguments(WeekQuerySchema, location="query")
@blueprint.response(200, WeekSchema)
def read_week(wanted: dict[str, Any]) -> Any:
    """My published week that holds a local date."""
    agent_id = current_actor().agent_id
    if agent_id is None:
        raise NotAllowed(_("Your account does not belong to anybody who is rostered."))
    return my_week(read_session(), agent_id=agent_id, local_date=wanted["date"])
