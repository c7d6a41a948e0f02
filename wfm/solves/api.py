"""The API about weeks: where they stand, building, publishing, and the rosters themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate

from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.api import StrictSchema, api_blueprint, day, text
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.jobs.runs import NoSuchRun, RunState
from wfm.rosters.choosing import chosen_export, draft_numbered
from wfm.rosters.export_files import json_of
from wfm.rosters.kinds import DraftState
from wfm.rosters.queries import drafts_of_week, versions_of_week
from wfm.rosters.services import discard_draft
from wfm.rosters.weeks import group_of
from wfm.solves import draft_services, services
from wfm.solves.options import SECONDS_MAX, SECONDS_MIN, USUAL_WEIGHTS, WEIGHT_MAX, BuildOptions
from wfm.solves.outlook_address import ask_for_outlook, outlook_seen
from wfm.solves.queries import find_run
from wfm.solves.week_address import GROUP, groups_seen_by, week_at

WEEK = f"/groups/{GROUP}/weeks/<week>"
RUN = "/builds/<int:run_id>"

blueprint = api_blueprint("weeks", "Roster groups, weeks, builds and published rosters")


class GroupSchema(Schema):
    """A roster group."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)
    zone = fields.String(required=True)
    week_starts_on = fields.Integer(required=True)
    country = fields.String(required=True, allow_none=True)


class VersionSchema(Schema):
    """A published version of a week."""

    number = fields.Integer(required=True)
    published_at = fields.DateTime(required=True)
    note = fields.String(required=True)


class DraftSchema(Schema):
    """A roster that is worked on; `state` tells whether it still is."""

    number = fields.Integer(required=True)
    state = fields.Enum(DraftState, by_value=True, required=True)
    created_at = fields.DateTime(required=True)


class SourceSchema(StrictSchema):
    """A week of the same group by a local date in it."""

    source = day(required=True)


def _weight() -> fields.Float:
    return fields.Float(validate=validate.Range(0, WEIGHT_MAX), metadata={"description": "in minutes of shortage; 0 turns the line off"})


class WeightsSchema(StrictSchema):
    """What counts how much: an hour on the least liked work (enjoyment) or on work of the lowest level instead of the highest (level), a
    minute of a wish's own weight, an hour at night or at a weekend of somebody who has had as many lately as the others (fairness), an
    hour that a shift starts off the usual time (consistency), a change of work within a stretch, a minute that somebody misses of their
    team's hours together (overlap), an hour of weekly activities that finds no place (activity), a minute moved against the published
    week (stability), and a paid minute below the contract's least. What is not said counts as usual."""

    enjoyment = _weight()
    level = _weight()
    wish = _weight()
    fairness = _weight()
    consistency = _weight()
    switch = _weight()
    overlap = _weight()
    activity = _weight()
    stability = _weight()
    week_minimum = _weight()


class NewBuildSchema(StrictSchema):
    """How long the engine may take, how it begins, and what counts how much."""

    seconds = fields.Float(load_default=60.0, validate=validate.Range(SECONDS_MIN, SECONDS_MAX))
    threads = fields.Integer(load_default=2, validate=validate.Range(1, 64))
    seed = fields.Integer(load_default=1, validate=validate.Range(0, 2147483647))
    keeps_locks = fields.Boolean(load_default=False)
    starts_from_draft = fields.Boolean(load_default=False, metadata={"description": "The engine starts from the open draft as it stands."})
    sitting_out = fields.List(fields.Integer(), load_default=list, metadata={"description": "Agents who get no work of this build."})
    weights = fields.Nested(WeightsSchema, load_default=dict)


class BuildSchema(Schema):
    """A build: live while it runs. Hours are of people at usual speed."""

    id = fields.Integer(required=True)
    state = fields.Enum(RunState, by_value=True, required=True)
    roster_group_id = fields.Integer(required=True)
    week_date = fields.Date(required=True)
    elapsed_seconds = fields.Float(required=True, allow_none=True)
    required_hours = fields.Float(required=True, allow_none=True)
    short_hours = fields.Float(required=True, allow_none=True)
    bound_short_hours = fields.Float(required=True, allow_none=True)
    error = fields.String(required=True, allow_none=True)


class PublishSchema(StrictSchema):
    """Which draft, and which version was published when it was looked over: 0 for none."""

    draft = fields.Integer(required=True, validate=validate.Range(1, 2147483647))
    expected_version = fields.Integer(required=True, validate=validate.Range(0, 2147483646))
    note = text(500, shortest=0, load_default="")


class OutlookSchema(Schema):
    """The service that a draft gives the contacts of the forecast, simulated: by work type, over the week and day by day, as shares with
    the half width of their 95 % interval; null until it is done."""

    id = fields.Integer(required=True)
    state = fields.Enum(RunState, by_value=True, required=True)
    created_at = fields.DateTime(required=True)
    outlook = fields.Dict(required=True, allow_none=True)
    error = fields.String(required=True, allow_none=True)


@blueprint.get("/groups")
@requires(Permission.SEE_ROSTERS)
@blueprint.response(200, GroupSchema(many=True))
def list_groups() -> list[Any]:
    """The roster groups whom the owner of the token looks after."""
    return groups_seen_by(read_session(), current_actor())


@blueprint.get(f"{WEEK}/versions")
@requires(Permission.SEE_ROSTERS)
@blueprint.response(200, VersionSchema(many=True))
def list_versions(group_id: int, week: str) -> list[Any]:
    """The published versions of the week that holds a local date, the newest first."""
    session = read_session()
    return list(versions_of_week(session, week=week_at(session, group_id=group_id, week=week, actor=current_actor())))


@blueprint.get(f"{WEEK}/roster")
@requires(Permission.SEE_ROSTERS)
@blueprint.response(200, Schema(), description="The published roster in the form of the JSON export")
def read_roster(group_id: int, week: str) -> Response:
    """The published roster of the week that holds a local date: each person's shifts in their own zone."""
    return _roster(group_id, week, draft=None)


@blueprint.get(f"{WEEK}/drafts")
@requires(Permission.SEE_ROSTERS)
@blueprint.response(200, DraftSchema(many=True))
def list_drafts(group_id: int, week: str) -> list[Any]:
    """Every draft of the week that holds a local date."""
    session = read_session()
    return list(drafts_of_week(session, week=week_at(session, group_id=group_id, week=week, actor=current_actor())))


@blueprint.get(f"{WEEK}/drafts/<int:number>/roster")
@requires(Permission.SEE_ROSTERS)
@blueprint.response(200, Schema(), description="The draft in the form of the JSON export")
def read_draft(group_id: int, week: str, number: int) -> Response:
    """A draft as it is now."""
    return _roster(group_id, week, draft=number)


@blueprint.post(f"{WEEK}/versions/<int:number>/revert")
@requires(Permission.PUBLISH_ROSTERS)
@blueprint.response(201, DraftSchema)
def revert(group_id: int, week: str, number: int) -> Any:
    """The version is a draft once more; published, it holds again."""
    with unit_of_work() as session:
        shown = week_at(session, group_id=group_id, week=week, actor=current_actor())
        draft = draft_services.revert_to(session, week=shown, number=number, actor=current_actor(), now=clock.now())
        return {"number": draft.number, "state": draft.state, "created_at": draft.created_at}


@blueprint.post(f"{WEEK}/copy")
@requires(Permission.EDIT_ROSTERS)
@blueprint.arguments(SourceSchema)
@blueprint.response(201, DraftSchema)
def copy(told: dict[str, Any], group_id: int, week: str) -> Any:
    """What is published of another week is a draft of this one."""
    with unit_of_work() as session:
        shown = week_at(session, group_id=group_id, week=week, actor=current_actor())
        group = group_of(session, group_id)
        draft = draft_services.copy_week(session, group=group, source=told["source"], target=shown, actor=current_actor(), now=clock.now())
        return {"number": draft.number, "state": draft.state, "created_at": draft.created_at}


@blueprint.delete(f"{WEEK}/drafts/<int:number>")
@requires(Permission.EDIT_ROSTERS)
@blueprint.response(204)
def give_up(group_id: int, week: str, number: int) -> None:
    """The draft is worked on no more."""
    with unit_of_work() as session:
        shown = week_at(session, group_id=group_id, week=week, actor=current_actor())
        draft = draft_numbered(session, week=shown, number=number)
        discard_draft(session, draft_id=draft.id, actor=current_actor(), now=clock.now())


@blueprint.post(f"{WEEK}/drafts/<int:number>/outlook")
@requires(Permission.BUILD_ROSTERS)
@blueprint.response(202, OutlookSchema)
def simulate_draft(group_id: int, week: str, number: int) -> Any:
    """A worker simulates the service of a draft as it stands; where that was done already, or is on its way, it is that one."""
    return outlook_seen(ask_for_outlook(group_id, week, number=number)).run


@blueprint.get("/outlooks/<int:run_id>")
@requires(Permission.SEE_ROSTERS)
@blueprint.response(200, OutlookSchema)
def read_outlook(run_id: int) -> Any:
    """Where it stands, and what came out."""
    return outlook_seen(run_id).run


@blueprint.post(f"{WEEK}/builds")
@requires(Permission.BUILD_ROSTERS)
@blueprint.arguments(NewBuildSchema)
@blueprint.response(201, BuildSchema)
def start_build(told: dict[str, Any], group_id: int, week: str) -> Any:
    """A worker builds the week."""
    weights = replace(USUAL_WEIGHTS, **told.pop("weights"))
    options = BuildOptions(**told | {"sitting_out": frozenset(told["sitting_out"]), "weights": weights})
    with unit_of_work() as session:
        shown = week_at(session, group_id=group_id, week=week, actor=current_actor())
        run = services.request_build(session, week=shown, options=options, actor=current_actor(), now=clock.now())
        run_id = run.id
    return _run(run_id)


@blueprint.get(RUN)
@requires(Permission.SEE_ROSTERS)
@blueprint.response(200, BuildSchema)
def read_build(run_id: int) -> Any:
    """Where a build stands."""
    return _run(run_id)


@blueprint.post(f"{RUN}/stop")
@requires(Permission.BUILD_ROSTERS)
@blueprint.response(204)
def stop_build(run_id: int) -> None:
    """The build ends within seconds, and its best roster is kept."""
    _run(run_id)
    with unit_of_work() as session:
        services.cancel_build(session, run_id=run_id, actor=current_actor(), now=clock.now())


@blueprint.post(f"{WEEK}/publish")
@requires(Permission.PUBLISH_ROSTERS)
@blueprint.arguments(PublishSchema)
@blueprint.response(201, VersionSchema)
def publish(told: dict[str, Any], group_id: int, week: str) -> dict[str, Any]:
    """The draft holds now, if it keeps the law and nobody published anything else meanwhile."""
    with unit_of_work() as session:
        shown = week_at(session, group_id=group_id, week=week, actor=current_actor())
        draft = draft_numbered(session, week=shown, number=told["draft"])
        version = services.publish(
            session,
            draft_id=draft.id,
            expected_version=told["expected_version"],
            note=told["note"],
            actor=current_actor(),
            now=clock.now(),
        )
        return {"number": version.number, "published_at": version.published_at, "note": version.note}


def _roster(group_id: int, week: str, *, draft: int | None) -> Response:
    session = read_session()
    shown = week_at(session, group_id=group_id, week=week, actor=current_actor())
    export = chosen_export(session, week=shown, version=None, draft=draft, email=None, now=clock.now())
    return Response(json_of(export), content_type="application/json")


def _run(run_id: int) -> Any:
    run = find_run(read_session(), run_id=run_id)
    if run is None or not current_actor().sees_group(run.roster_group_id):
        raise NoSuchRun(_("There is no build %(id)s.", id=run_id))
    return run
