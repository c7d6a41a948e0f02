"""The API of people about themselves: their wishes and time off; and of leads who answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from marshmallow import Schema, fields, validate

from wfm.availability.kinds import AvailabilityKind, TimeOffState, WishKind
from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.api import ID_RANGE, CreatedSchema, StrictSchema, api_blueprint, day, text
from wfm.core.intervals import Interval
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.rosters.my_week import wishes_within
from wfm.self_service import services
from wfm.self_service.queries import own_agent, own_exceptions, own_patterns, own_ratings, own_time_off, time_off_to_decide
from wfm.self_service.week_form import lines_of_pattern

PAST = timedelta(days=56)
AHEAD = timedelta(days=400)
ID = "<int:row_id>"
HOURS = {"description": "Local hours of the first date, such as 14:00-18:00; empty for whole days"}

blueprint = api_blueprint("self_service", "My wishes and time off, and answering to time off")


class WishSchema(Schema):
    """A wish, and whether the published week grants it; null while nothing is published for that time."""

    id = fields.Integer(required=True)
    kind = fields.Enum(WishKind, by_value=True, required=True)
    starts_at = fields.DateTime(required=True)
    ends_at = fields.DateTime(required=True)
    is_granted = fields.Boolean(required=True, allow_none=True)
    note = fields.String(required=True)


class NewWishSchema(StrictSchema):
    """Dates and hours are local to the person's home zone."""

    kind = fields.Enum(WishKind, by_value=True, required=True)
    first_date = day(required=True)
    last_date = day(required=True)
    hours = text(200, shortest=0, load_default="", metadata=HOURS)
    weight = fields.String(load_default="nice", validate=validate.OneOf(list(services.WEIGHTS)))
    note = text(500, shortest=0, load_default="")


class TimeOffSchema(Schema):
    """Time off and what was answered."""

    id = fields.Integer(required=True)
    agent_id = fields.Integer(required=True)
    starts_at = fields.DateTime(required=True)
    ends_at = fields.DateTime(required=True)
    state = fields.Enum(TimeOffState, by_value=True, required=True)
    reason = fields.String(required=True)
    decision_note = fields.String(required=True)


class NewTimeOffSchema(StrictSchema):
    """Whole days local to the person's home zone, the last one included."""

    first_date = day(required=True)
    last_date = day(required=True)
    reason = text(60, shortest=0, load_default="")


class DayHoursSchema(StrictSchema):
    """When somebody can work on a weekday, and when they would rather: local hours such as 09:00-12:00, 13:00-17:00."""

    weekday = fields.Integer(required=True, validate=validate.Range(1, 7), metadata={"description": "1 is Monday"})
    available = text(200, shortest=0, required=True)
    preferred = text(200, shortest=0, required=True)


class UsualWeekSchema(StrictSchema):
    """A usual week from a date on, until before another. A weekday that is not named has no hours."""

    valid_from = day(required=True)
    valid_until = day(load_default=None, allow_none=True)
    days = fields.List(fields.Nested(DayHoursSchema), required=True, validate=validate.Length(0, 7))


class ExceptionSchema(Schema):
    """A date that differs."""

    id = fields.Integer(required=True)
    local_date = fields.Date(required=True)
    local_start = fields.Time(required=True, allow_none=True)
    local_end = fields.Time(required=True, allow_none=True)
    kind = fields.Enum(AvailabilityKind, by_value=True, required=True)
    note = fields.String(required=True)


class CopyOfDatesSchema(StrictSchema):
    """Any date of the week, and into how many weeks after it."""

    week = day(required=True)
    times = fields.Integer(load_default=1, validate=validate.Range(1, services.COPIES_MAX))


class NewExceptionSchema(StrictSchema):
    """A date that is to differ: in these local hours, or all day where none are told."""

    local_date = day(required=True)
    kind = fields.Enum(AvailabilityKind, by_value=True, required=True)
    hours = text(200, shortest=0, load_default="", metadata=HOURS)
    note = text(500, shortest=0, load_default="")


class LikingSchema(StrictSchema):
    """How gladly I do a kind of work, from -2 to 2."""

    work_type_id = fields.Integer(required=True, validate=ID_RANGE)
    enjoyment = fields.Integer(required=True, validate=validate.Range(-2, 2))


class AnswerSchema(StrictSchema):
    """A lead's answer."""

    is_approved = fields.Boolean(required=True)
    note = text(500, shortest=0, load_default="")


@blueprint.get("/me/availability")
@requires(Permission.TELL_OWN_WISHES)
@blueprint.response(200, UsualWeekSchema(many=True))
def list_usual_weeks() -> list[dict[str, Any]]:
    """My usual weeks, the one of now and those to come."""
    session = read_session()
    agent = own_agent(session, actor=current_actor())
    return [
        {"valid_from": row.valid_from, "valid_until": row.valid_until, "days": lines_of_pattern(row)}
        for row in own_patterns(session, agent_id=agent.id, since=clock.now().date())
    ]


@blueprint.post("/me/availability")
@requires(Permission.TELL_OWN_WISHES)
@blueprint.arguments(UsualWeekSchema)
@blueprint.response(204)
def tell_usual_week(told: dict[str, Any]) -> None:
    """From a date on this is my usual week."""
    cells = {"valid_from": told["valid_from"].isoformat(), "valid_until": told["valid_until"].isoformat() if told["valid_until"] else ""}
    for line in told["days"]:
        cells |= {f"{kind}-{line['weekday']}": line[kind] for kind in ("available", "preferred")}
    with unit_of_work() as session:
        agent = own_agent(session, actor=current_actor())
        services.enter_usual_week(session, agent=agent, told=cells, actor=current_actor(), now=clock.now())


@blueprint.get("/me/availability/dates")
@requires(Permission.TELL_OWN_WISHES)
@blueprint.response(200, ExceptionSchema(many=True))
def list_dates() -> list[Any]:
    """My dates that differ, from today on."""
    session = read_session()
    agent = own_agent(session, actor=current_actor())
    return list(own_exceptions(session, agent_id=agent.id, since=clock.now().date()))


@blueprint.post("/me/availability/dates")
@requires(Permission.TELL_OWN_WISHES)
@blueprint.arguments(NewExceptionSchema)
@blueprint.response(204)
def add_date(told: dict[str, Any]) -> None:
    """A date differs."""
    with unit_of_work() as session:
        agent = own_agent(session, actor=current_actor())
        services.add_exception(session, agent=agent, **told, actor=current_actor(), now=clock.now())


@blueprint.post("/me/availability/dates/copies")
@requires(Permission.TELL_OWN_WISHES)
@blueprint.arguments(CopyOfDatesSchema)
@blueprint.response(204)
def copy_dates(told: dict[str, Any]) -> None:
    """My dates of a week differ in so many weeks after it as well."""
    with unit_of_work() as session:
        agent = own_agent(session, actor=current_actor())
        services.copy_week_of_dates(session, agent=agent, **told, actor=current_actor(), now=clock.now())


@blueprint.delete(f"/me/availability/dates/{ID}")
@requires(Permission.TELL_OWN_WISHES)
@blueprint.response(204)
def remove_date(row_id: int) -> None:
    """The date is as usual again."""
    with unit_of_work() as session:
        agent = own_agent(session, actor=current_actor())
        services.remove_exception(session, agent=agent, exception_id=row_id, actor=current_actor(), now=clock.now())


@blueprint.get("/me/liking")
@requires(Permission.TELL_OWN_WISHES)
@blueprint.response(200, LikingSchema(many=True))
def list_liking() -> list[dict[str, int]]:
    """How gladly I do the kinds of work that I can do."""
    session = read_session()
    ratings = own_ratings(session, agent_id=own_agent(session, actor=current_actor()).id, on=clock.now().date())
    return [{"work_type_id": work_type.id, "enjoyment": int(rated.enjoyment)} for work_type, _channel, rated in ratings if rated]


@blueprint.post("/me/liking")
@requires(Permission.TELL_OWN_WISHES)
@blueprint.arguments(LikingSchema)
@blueprint.response(204)
def tell_liking(told: dict[str, int]) -> None:
    """It is as told."""
    with unit_of_work() as session:
        agent = own_agent(session, actor=current_actor())
        liking = {told["work_type_id"]: told["enjoyment"]}
        services.tell_enjoyment(session, agent=agent, enjoyment=liking, actor=current_actor(), now=clock.now())


@blueprint.get("/me/wishes")
@requires(Permission.TELL_OWN_WISHES)
@blueprint.response(200, WishSchema(many=True))
def list_wishes() -> list[Any]:
    """My wishes of the last eight weeks and ahead."""
    session, now = read_session(), clock.now()
    agent = own_agent(session, actor=current_actor())
    return list(wishes_within(session, agent=agent, window=Interval(now - PAST, now + AHEAD)))


@blueprint.post("/me/wishes")
@requires(Permission.TELL_OWN_WISHES)
@blueprint.arguments(NewWishSchema)
@blueprint.response(204)
def add_wish(told: dict[str, Any]) -> None:
    """One more wish."""
    with unit_of_work() as session:
        services.add_wish(session, agent=own_agent(session, actor=current_actor()), **told, actor=current_actor(), now=clock.now())


@blueprint.delete(f"/me/wishes/{ID}")
@requires(Permission.TELL_OWN_WISHES)
@blueprint.response(204)
def remove_wish(row_id: int) -> None:
    """The wish holds no longer."""
    with unit_of_work() as session:
        agent = own_agent(session, actor=current_actor())
        services.remove_wish(session, agent=agent, wish_id=row_id, actor=current_actor(), now=clock.now())


@blueprint.get("/me/time-off")
@requires(Permission.TELL_OWN_WISHES)
@blueprint.response(200, TimeOffSchema(many=True))
def list_time_off() -> list[Any]:
    """My time off of the last eight weeks and ahead, whatever was answered."""
    session = read_session()
    return list(own_time_off(session, agent_id=own_agent(session, actor=current_actor()).id, since=clock.now() - PAST))


@blueprint.post("/me/time-off")
@requires(Permission.TELL_OWN_WISHES)
@blueprint.arguments(NewTimeOffSchema)
@blueprint.response(201, CreatedSchema)
def ask_for_time_off(told: dict[str, Any]) -> dict[str, int]:
    """I ask to be away."""
    with unit_of_work() as session:
        agent = own_agent(session, actor=current_actor())
        return {"id": services.request_time_off(session, agent=agent, **told, actor=current_actor(), now=clock.now()).id}


@blueprint.post(f"/me/time-off/{ID}/withdraw")
@requires(Permission.TELL_OWN_WISHES)
@blueprint.response(204)
def withdraw_time_off(row_id: int) -> None:
    """I do not want it any more."""
    with unit_of_work() as session:
        agent = own_agent(session, actor=current_actor())
        services.withdraw_time_off(session, agent=agent, time_off_id=row_id, actor=current_actor(), now=clock.now())


@blueprint.get("/time-off")
@requires(Permission.DECIDE_TIME_OFF)
@blueprint.response(200, TimeOffSchema(many=True))
def list_requests() -> list[Any]:
    """What waits for my answer."""
    return [request.row for request in time_off_to_decide(read_session(), actor=current_actor())]


@blueprint.post(f"/time-off/{ID}/answer")
@requires(Permission.DECIDE_TIME_OFF)
@blueprint.arguments(AnswerSchema)
@blueprint.response(204)
def answer(told: dict[str, Any], row_id: int) -> None:
    """The request is approved or refused."""
    with unit_of_work() as session:
        services.decide_time_off(session, time_off_id=row_id, **told, actor=current_actor(), now=clock.now())
