"""The API about demand: volumes in, forecasts, and what a week takes."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from marshmallow import Schema, fields, validate

from scheduling.forecasting.day_ratios import QUANTILES
from wfm.catalog.contact_services import change_contact_reason
from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.api import ID_RANGE, CreatedSchema, StrictSchema, api_blueprint, day, text
from wfm.core.errors import NotFound
from wfm.core.intervals import Interval
from wfm.core.public_holidays import public_holidays
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.demand.import_runs import cancel_import, request_import
from wfm.demand.kinds import DayKind
from wfm.demand.override_services import Override, override_requirement
from wfm.demand.overview import find_import_run
from wfm.demand.plan_address import ask_for_plan, plan_seen
from wfm.demand.plan_runs import cancel_plan
from wfm.demand.queries import find_latest_requirement, requirement_curves, special_days_of
from wfm.demand.reading import FileKind
from wfm.demand.reasons import reasons_within
from wfm.demand.special_day_services import add_special_day, remove_special_day
from wfm.demand.week_address import first_date_of, group_seen, week_in
from wfm.jobs.runs import NoSuchRun, RunState

WEEK = "/groups/<int:group_id>/weeks/<week>"
PLAN = "/plans/<int:run_id>"
WEEKS_MAX = 52
HEADS_MAX = 10_000

blueprint = api_blueprint("demand", "Volumes, forecasts, and what a week takes")


class NewImportSchema(StrictSchema):
    """A file of volumes and how to read it; see the commands' documentation for what each option means."""

    content = fields.String(required=True, validate=validate.Length(1, 20_000_000), metadata={"description": "The CSV itself"})
    name = text(200, required=True, metadata={"example": "november.csv"})
    source = text(60, required=True, metadata={"example": "phones"})
    zone = text(64, load_default=None, allow_none=True, metadata={"example": "Europe/Lisbon"})
    kind = fields.Enum(FileKind, by_value=True, load_default=FileKind.INTERVALS)
    columns = fields.Dict(keys=text(60), values=text(200, shortest=0), load_default=dict)
    interval_minutes = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, 1440))
    skip_bad_lines = fields.Boolean(load_default=False)


class ImportSchema(Schema):
    """A file on its way in, and what became of it."""

    id = fields.Integer(required=True)
    state = fields.Enum(RunState, by_value=True, required=True)
    file_name = fields.String(required=True)
    bytes_read = fields.Integer(required=True)
    bytes_total = fields.Integer(required=True)
    outcome = fields.Dict(keys=fields.String(), required=True, allow_none=True)
    error = fields.String(required=True, allow_none=True)


class NewSpecialDaySchema(StrictSchema):
    """A date unlike its weekday."""

    local_date = day(required=True)
    kind = fields.Enum(DayKind, by_value=True, required=True)
    name = text(120, required=True, metadata={"example": "Black Friday"})


class SpecialDaySchema(Schema):
    """A date unlike its weekday; null as its work type means all."""

    id = fields.Integer(required=True)
    local_date = fields.Date(required=True)
    kind = fields.Enum(DayKind, by_value=True, required=True)
    name = fields.String(required=True)
    work_type_id = fields.Integer(required=True, allow_none=True)


class ReasonQuerySchema(StrictSchema):
    """How many days back."""

    days = fields.Integer(load_default=28, validate=validate.Range(1, 1000))


class ReasonSchema(Schema):
    """A contact reason with its contacts and hours of work."""

    id = fields.Integer(required=True, allow_none=True)
    name = fields.String(required=True, allow_none=True)
    is_avoidable = fields.Boolean(required=True)
    owning_department_id = fields.Integer(required=True, allow_none=True)
    contacts = fields.Float(required=True)
    hours = fields.Float(required=True)


class ReasonChangeSchema(StrictSchema):
    """What can be told anew of a reason."""

    name = text(120, required=True)
    is_avoidable = fields.Boolean(required=True)
    owning_department_id = fields.Integer(required=True, allow_none=True, validate=ID_RANGE)


class HolidayQuerySchema(StrictSchema):
    """Of which country, by its two letters, of which part of it, and in which year."""

    country = fields.String(required=True, validate=validate.Length(equal=2), metadata={"example": "PH"})
    part = fields.String(validate=validate.Length(1, 16), metadata={"example": "BY"})
    year = fields.Integer(required=True, validate=validate.Range(1950, 2100), metadata={"example": 2026})


class PublicHolidaySchema(Schema):
    """A date and what it is called, in the language of the request where it is known."""

    local_date = fields.Date(required=True)
    name = fields.String(required=True)


class NewRequirementSchema(StrictSchema):
    """For the day whose volume so many of ten days stay below, such as 0.7; null for the forecast itself."""

    quantile = fields.Float(load_default=None, allow_none=True, validate=validate.Range(QUANTILES[0], QUANTILES[-1]))


class PlanSchema(Schema):
    """A week being forecast and staffed: how far it is, and what should be known of it once it is done."""

    id = fields.Integer(required=True)
    state = fields.Enum(RunState, by_value=True, required=True)
    roster_group_id = fields.Integer(required=True)
    week_date = fields.Date(required=True)
    lines_done = fields.Integer(required=True)
    lines_total = fields.Integer(required=True)
    outcome = fields.Dict(keys=fields.String(), required=True, allow_none=True)
    error = fields.String(required=True, allow_none=True)


class NewForecastSchema(StrictSchema):
    """Over how many past weeks is averaged."""

    weeks = fields.Integer(load_default=6, validate=validate.Range(1, WEEKS_MAX))


class RequirementSchema(Schema):
    """What a week takes: of each work type the people at usual speed in every quarter of an hour, from `starts_at` on."""

    version = fields.Integer(required=True)
    starts_at = fields.DateTime(required=True)
    heads = fields.Dict(keys=fields.String(), values=fields.List(fields.Float()), required=True)


class OverrideSchema(StrictSchema):
    """A lead's own number of people for a quarter of an hour."""

    work_type_id = fields.Integer(required=True, validate=ID_RANGE)
    starts_at = fields.AwareDateTime(required=True)
    heads = fields.Float(required=True, validate=validate.Range(0, HEADS_MAX))


class OverridesSchema(StrictSchema):
    """Some of them, kept as one more version."""

    overrides = fields.List(fields.Nested(OverrideSchema), required=True, validate=validate.Length(1, 672))
    note = text(500, shortest=0, load_default="")


@blueprint.post("/imports")
@requires(Permission.MANAGE_DEMAND)
@blueprint.arguments(NewImportSchema)
@blueprint.response(201, CreatedSchema)
def bring_in(told: dict[str, Any]) -> dict[str, int]:
    """A worker reads the file. A corrected file replaces the same time of the same source; the same file again changes nothing."""
    options = {
        "kind": told["kind"].value,
        "source": told["source"],
        "zone": told["zone"],
        "columns": [f"{name}={column}" for name, column in told["columns"].items()],
        "interval_minutes": told["interval_minutes"],
        "create_missing": True,
        "skip_bad_lines": told["skip_bad_lines"],
    }
    with unit_of_work() as session:
        stream = io.BytesIO(told["content"].encode())
        return {"id": request_import(session, name=told["name"], stream=stream, options=options, actor=current_actor(), now=clock.now()).id}


@blueprint.get("/imports/<int:run_id>")
@requires(Permission.SEE_DEMAND)
@blueprint.response(200, ImportSchema)
def read_import(run_id: int) -> Any:
    """Where an import stands."""
    return _import(run_id)


@blueprint.post("/imports/<int:run_id>/cancel")
@requires(Permission.MANAGE_DEMAND)
@blueprint.response(204)
def stop_import(run_id: int) -> None:
    """The import ends and nothing of it is stored."""
    _import(run_id)
    with unit_of_work() as session:
        cancel_import(session, run_id=run_id, actor=current_actor(), now=clock.now())


@blueprint.post(f"{WEEK}/forecast")
@requires(Permission.MANAGE_DEMAND)
@blueprint.arguments(NewForecastSchema)
@blueprint.response(202, PlanSchema)
def forecast(told: dict[str, Any], group_id: int, week: str) -> Any:
    """A worker forecasts the week, and computes at once what it takes."""
    return plan_seen(ask_for_plan(group_id, week, weeks=told["weeks"])).run


@blueprint.post(f"{WEEK}/requirement")
@requires(Permission.MANAGE_DEMAND)
@blueprint.arguments(NewRequirementSchema)
@blueprint.response(202, PlanSchema)
def staff(told: dict[str, Any], group_id: int, week: str) -> Any:
    """A worker computes what the week takes anew, from the newest forecast."""
    return plan_seen(ask_for_plan(group_id, week, weeks=None, quantile=told["quantile"])).run


@blueprint.get(PLAN)
@requires(Permission.SEE_DEMAND)
@blueprint.response(200, PlanSchema)
def read_plan(run_id: int) -> Any:
    """Where a week stands that is being forecast and staffed."""
    return plan_seen(run_id).run


@blueprint.post(f"{PLAN}/cancel")
@requires(Permission.MANAGE_DEMAND)
@blueprint.response(204)
def stop_plan(run_id: int) -> None:
    """The run ends and nothing of it is stored."""
    plan_seen(run_id)
    with unit_of_work() as session:
        cancel_plan(session, run_id=run_id, actor=current_actor(), now=clock.now())


@blueprint.get(f"{WEEK}/requirement")
@requires(Permission.SEE_DEMAND)
@blueprint.response(200, RequirementSchema)
def read_requirement(group_id: int, week: str) -> dict[str, Any]:
    """What the week that holds a local date takes."""
    return _requirement(group_id, week)


@blueprint.post(f"{WEEK}/requirement/overrides")
@requires(Permission.MANAGE_DEMAND)
@blueprint.arguments(OverridesSchema)
@blueprint.response(201, RequirementSchema)
def override(told: dict[str, Any], group_id: int, week: str) -> dict[str, Any]:
    """Own numbers count from now on."""
    found = _latest(group_id, week)
    overrides = [Override(**each) for each in told["overrides"]]
    with unit_of_work() as session:
        override_requirement(
            session, requirement_id=found.id, overrides=overrides, note=told["note"], actor=current_actor(), now=clock.now()
        )
    return _requirement(group_id, week)


def _latest(group_id: int, week: str) -> Any:
    group = group_seen(group_id)
    first_date = first_date_of(group, week_in(group, week))
    found = find_latest_requirement(read_session(), roster_group_id=group_id, week_date=first_date)
    if found is None:
        raise NotFound(_("It is not yet computed what this week takes."))
    return found


def _requirement(group_id: int, week: str) -> dict[str, Any]:
    found = _latest(group_id, week)
    curves = requirement_curves(read_session(), requirement=found)
    return {
        "version": found.number,
        "starts_at": found.starts_at,
        "heads": {code: [round(float(heads), 4) for heads in curve.heads] for code, curve in curves.items()},
    }


def _import(run_id: int) -> Any:
    run = find_import_run(read_session(), run_id=run_id)
    if run is None:
        raise NoSuchRun(_("There is no import %(id)s.", id=run_id))
    return run


@blueprint.get("/contact-reasons")
@requires(Permission.SEE_DEMAND)
@blueprint.arguments(ReasonQuerySchema, location="query")
@blueprint.response(200, ReasonSchema(many=True))
def list_reasons(asked: dict[str, Any]) -> list[dict[str, Any]]:
    """Why customers got in touch in the last days, most work first; null as the reason stands for contacts of which none is told."""
    now = clock.now()
    found = reasons_within(read_session(), window=Interval(now - timedelta(days=asked["days"]), now), actor=current_actor())
    return [
        {
            "id": line.reason.id if line.reason else None,
            "name": line.reason.name if line.reason else None,
            "is_avoidable": line.reason is not None and line.reason.is_avoidable,
            "owning_department_id": line.reason.owning_department_id if line.reason else None,
            "contacts": line.contacts,
            "hours": line.hours,
        }
        for line in found.lines
    ]


@blueprint.put("/contact-reasons/<int:reason_id>")
@requires(Permission.MANAGE_DEMAND)
@blueprint.arguments(ReasonChangeSchema)
@blueprint.response(204)
def change_reason(told: dict[str, Any], reason_id: int) -> None:
    """What a reason is called, whether it could be avoided, and which department owns it."""
    with unit_of_work() as session:
        change_contact_reason(session, reason_id=reason_id, **told, actor=current_actor(), now=clock.now())


@blueprint.get("/special-days")
@requires(Permission.SEE_DEMAND)
@blueprint.response(200, SpecialDaySchema(many=True))
def list_special_days() -> Any:
    """The dates unlike their weekday, for all or for a work type that the owner of the token sees."""
    return special_days_of(read_session(), actor=current_actor())


@blueprint.get("/public-holidays")
@requires(Permission.SEE_DEMAND)
@blueprint.arguments(HolidayQuerySchema, location="query")
@blueprint.response(200, PublicHolidaySchema(many=True))
def list_public_holidays(asked: dict[str, Any]) -> list[dict[str, Any]]:
    """The public holidays of a country, or of a part of it, in a year; none where they are not known."""
    year = asked["year"]
    found = public_holidays(asked["country"], asked.get("part"), first=date(year, 1, 1), last=date(year, 12, 31))
    return [{"local_date": day, "name": name} for day, name in found.items()]


@blueprint.post("/special-days")
@requires(Permission.MANAGE_DEMAND)
@blueprint.arguments(NewSpecialDaySchema)
@blueprint.response(201, CreatedSchema)
def add_a_special_day(told: dict[str, Any]) -> dict[str, int]:
    """The date is special, or closed, for all work types."""
    with unit_of_work() as session:
        return {"id": add_special_day(session, **told, actor=current_actor(), now=clock.now()).id}


@blueprint.delete("/special-days/<int:day_id>")
@requires(Permission.MANAGE_DEMAND)
@blueprint.response(204)
def remove_a_special_day(day_id: int) -> None:
    """The date is ordinary again."""
    with unit_of_work() as session:
        remove_special_day(session, special_day_id=day_id, actor=current_actor(), now=clock.now())
