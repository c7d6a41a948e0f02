"""The API about my own week."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from marshmallow import Schema, fields

from wfm.calendars.why import why_day
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


class HolidaySchema(Schema):
    """A public holiday where I live."""

    local_date = fields.Date(required=True)
    name = fields.String(required=True, attribute="public_holiday")


class WeekSchema(Schema):
    """Seven local dates, Monday to Sunday."""

    zone = fields.String(required=True)
    first_date = fields.Date(required=True)
    is_published = fields.Boolean(required=True)
    paid_minutes = fields.Integer(required=True)
    enjoyed_minutes = fields.Integer(required=True)
    shifts = fields.List(fields.Nested(ShiftSchema), required=True)
    holidays = fields.List(fields.Nested(HolidaySchema), required=True)


class WeekQuerySchema(Schema):
    """Which week: the one that holds a local date."""

    date = day(required=True)


class CoveredSchema(Schema):
    """What a shift gives to a work type at my speed, and how many hours of it nobody else would cover."""

    work_type = fields.String(required=True)
    hours = fields.Float(required=True)
    needed_hours = fields.Float(required=True)


class OtherWaySchema(Schema):
    """Another way to work, everybody else working as they do. `moved_minutes` is how much later the shift would start, null for not at
    all; where rules forbid it they are named and nothing is counted. `own_minutes` is what my contract hours, wishes and habits would
    cost more, in minutes of shortage."""

    moved_minutes = fields.Integer(required=True, allow_none=True)
    broken = fields.List(fields.String(), required=True)
    short_hours = fields.Float(required=True)
    own_minutes = fields.Float(required=True)


class WhyShiftSchema(Schema):
    """Why I have a shift."""

    starts_at = fields.DateTime(required=True, attribute="shift.starts_at")
    ends_at = fields.DateTime(required=True, attribute="shift.ends_at")
    covered = fields.List(fields.Nested(CoveredSchema), required=True, attribute="reasons.covered")
    other_ways = fields.List(fields.Nested(OtherWaySchema), required=True, attribute="reasons.other_ways")
    liked = fields.List(fields.String(), required=True)


class WhyWishSchema(Schema):
    """A wish of mine that a shift of the day goes against, and in words what granting it would take."""

    starts_at = fields.DateTime(required=True, attribute="span.starts_at")
    ends_at = fields.DateTime(required=True, attribute="span.ends_at")
    outcome = fields.String(required=True)


class WhyDaySchema(Schema):
    """Why I work on a local date."""

    local_date = fields.Date(required=True)
    zone = fields.String(required=True)
    shifts = fields.List(fields.Nested(WhyShiftSchema), required=True)
    wishes = fields.List(fields.Nested(WhyWishSchema), required=True)


@blueprint.get("/me/week")
@requires(Permission.SEE_OWN_WEEK)
@blueprint.arguments(WeekQuerySchema, location="query")
@blueprint.response(200, WeekSchema)
def read_week(wanted: dict[str, Any]) -> Any:
    """My published week that holds a local date."""
    return my_week(read_session(), agent_id=_own_agent_id(), local_date=wanted["date"])


@blueprint.get("/me/week/why")
@requires(Permission.SEE_OWN_WEEK)
@blueprint.arguments(WeekQuerySchema, location="query")
@blueprint.response(200, WhyDaySchema)
def read_why(wanted: dict[str, Any]) -> Any:
    """Why I work on a local date, as published: what my shifts are needed for, and what other ways would come to."""
    return why_day(read_session(), agent_id=_own_agent_id(), local_date=wanted["date"])


def _own_agent_id() -> int:
    agent_id = current_actor().agent_id
    if agent_id is None:
        raise NotAllowed(_("Your account does not belong to anybody who is rostered."))
    return agent_id
