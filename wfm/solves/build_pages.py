"""Build: start a build, follow it while a worker runs it, stop it and keep the best, and see what gave way."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from scheduling.rostering.problem import RosterProblem
from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.errors import InvalidInput, WfmError
from wfm.core.form_fields import numbers_field
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.jobs.runs import FINAL_STATES, NoSuchRun, RunState
from wfm.rosters.locks import locks_of_draft
from wfm.rosters.queries import find_draft_of_run, find_open_draft
from wfm.rosters.weeks import RosterWeek, group_of, week_holding
from wfm.solves import services
from wfm.solves.carried_over import carried_over, less_carried_over
from wfm.solves.conflict_texts import conflict_text
from wfm.solves.corrections import NothingToCorrect, correct_requirement, in_words
from wfm.solves.options import SECONDS_MAX, SECONDS_MIN, USUAL_WEIGHTS, WEIGHT_MAX, WEIGHTS_CHOSEN, BuildOptions
from wfm.solves.outlook_drawing import drawn_outlook
from wfm.solves.progress_chart import Point, progress_chart
from wfm.solves.queries import (
    find_latest_run,
    find_latest_weights,
    find_outlook,
    find_result,
    find_run,
    is_any_run_running,
    names_of_agents,
    progress_of_run,
)
from wfm.solves.week_address import address_of, week_at

SECONDS_OFFERED = (15, 60, 300, 900)
# A worker asks for work twice a second, so who waits longer than this should be told why.
WAIT_SECONDS_USUAL = 5
SILENT_SECONDS = 10


@requires(Permission.BUILD_ROSTERS)
def new_build(group_id: int, week: str) -> str:
    """What a build of the week would work on, and the button that starts it."""
    session = read_session()
    shown = week_at(session, group_id=group_id, week=week, actor=current_actor())
    try:
        requirement, built = services.state_problem(session, week=shown)
    except WfmError as error:
        return render_template("solves/build_not_possible.html", week=shown, error=error, address=address_of(shown))
    latest = find_latest_run(session, week=shown)
    left = less_carried_over(built.problem, carried_over(session, week=shown))
    return render_template(
        "solves/build_new.html",
        week=shown,
        address=address_of(shown),
        requirement=requirement,
        required_hours=left.required_hours,
        carried_over_hours=built.problem.required_hours - left.required_hours,
        built=built,
        pool=_pool(session, built.problem),
        sitting_out=set(latest.sitting_out or ()) if latest else set(),
        usual=BuildOptions(),
        weights=find_latest_weights(session, roster_group_id=group_id) or BuildOptions().weights_chosen,
        weight_max=WEIGHT_MAX,
        seconds_offered=SECONDS_OFFERED,
        lock_count=_lock_count(session, shown),
        draft=find_open_draft(session, week=shown),
        starts_from_draft="go_on" in request.args,
        running=latest if latest is not None and latest.state not in FINAL_STATES else None,
    )


@requires(Permission.BUILD_ROSTERS)
def start_build(group_id: int, week: str) -> Response:
    """A worker builds the week; the page shows how it goes."""
    options = BuildOptions(
        seconds=_number("seconds", SECONDS_MIN, SECONDS_MAX),
        threads=_whole_number("threads"),
        seed=_whole_number("seed"),
        keeps_locks=request.form.get("keep_locks") == "1",
        starts_from_draft=request.form.get("start_from_draft") == "1",
        sitting_out=numbers_field("sitting_out"),
        weights=replace(USUAL_WEIGHTS, **{name: _number(name, 0, WEIGHT_MAX) for name in WEIGHTS_CHOSEN if name in request.form}),
    )
    with unit_of_work() as session:
        shown = week_at(session, group_id=group_id, week=week, actor=current_actor())
        run = services.request_build(session, week=shown, options=options, actor=current_actor(), now=clock.now())
        run_id = run.id
    return redirect(url_for("solves.build", run_id=run_id))


@requires(Permission.SEE_ROSTERS)
def build(run_id: int) -> str:
    """One build: live while it runs, and what came of it afterwards."""
    return render_template("solves/build.html", **_shown(run_id))


@requires(Permission.SEE_ROSTERS)
def build_progress(run_id: int) -> str:
    """The part of the page that changes; the browser asks again as long as the run goes on."""
    return render_template("solves/build_progress.html", **_shown(run_id))


@requires(Permission.BUILD_ROSTERS)
def stop_build(run_id: int) -> Response:
    """The run ends within seconds and its best roster is kept."""
    with unit_of_work() as session:
        run = find_run(session, run_id=run_id)
        if run is not None and not current_actor().sees_group(run.roster_group_id):
            raise NoSuchRun(_("There is no build %(id)s.", id=run_id))
        services.cancel_build(session, run_id=run_id, actor=current_actor(), now=clock.now())
    return redirect(url_for("solves.build", run_id=run_id))


@requires(Permission.MANAGE_DEMAND)
def correct(run_id: int) -> Response:
    """The next version of the requirement asks for more where the build's roster misses a target, and for less where it passes it."""
    with unit_of_work() as session:
        run = find_run(session, run_id=run_id)
        if run is None or not current_actor().sees_group(run.roster_group_id):
            raise NoSuchRun(_("There is no build %(id)s.", id=run_id))
        try:
            made, found = correct_requirement(session, run_id=run_id, actor=current_actor(), now=clock.now())
        except NothingToCorrect as nothing:
            flash(str(nothing))
            return redirect(url_for("solves.build", run_id=run_id, _anchor="outlook"))
        told, group_id, week_date = in_words(made, found), run.roster_group_id, run.week_date.isoformat()
    flash(told + " " + _("Build again to see what it gives."))
    return redirect(url_for("solves.new_build", group_id=group_id, week=week_date, go_on=1))


def _pool(session: Session, problem: RosterProblem) -> list[tuple[int, str]]:
    """Whom the build would plan, by name."""
    names = names_of_agents(session, agent_ids=[int(person.id) for person in problem.people])
    return sorted(names.items(), key=lambda found: (found[1].casefold(), found[0]))


def _lock_count(session: Session, week: RosterWeek) -> int:
    """How much is locked in the open draft."""
    draft = find_open_draft(session, week=week)
    return sum(map(len, locks_of_draft(session, draft_id=draft.id).values())) if draft else 0


def _shown(run_id: int) -> dict[str, object]:
    session = read_session()
    run = find_run(session, run_id=run_id)
    if run is None or not current_actor().sees_group(run.roster_group_id):
        raise NoSuchRun(_("There is no build %(id)s.", id=run_id))
    week: RosterWeek = week_holding(group_of(session, run.roster_group_id), run.week_date)
    now = clock.now()
    is_over = run.state in FINAL_STATES
    required = run.required_hours or 0.0
    points = [
        Point(point.seconds, _share(point.short_hours, required) or 0.0, _share(point.bound_short_hours, required))
        for point in progress_of_run(session, run_id=run_id)
    ]
    result = find_result(session, run_id=run_id) if is_over else None
    conflicts = result.conflicts if result else ()
    names = names_of_agents(session, agent_ids=[int(conflict.person) for conflict in conflicts]) if conflicts else {}
    elapsed = run.elapsed_seconds or 0.0
    return {
        "run": run,
        "week": week,
        "address": address_of(week),
        "is_over": is_over,
        "is_waiting_long": run.state is RunState.QUEUED and now - run.created_at > timedelta(seconds=WAIT_SECONDS_USUAL),
        "is_worker_busy": run.state is RunState.QUEUED and is_any_run_running(session),
        "silent_seconds": _silence(run.heartbeat_at, now) if run.state is RunState.RUNNING else None,
        "short_share": _share(run.short_hours, required),
        "bound_share": _share(run.bound_short_hours, required),
        "chart": progress_chart(points, seconds=elapsed if is_over else max(elapsed, run.seconds_limit)) if points else None,
        **drawn_outlook(find_outlook(session, run_id=run_id) if is_over else None, week),
        "corrects_by": run_id,
        "bound_objective": result.bound_objective if result else None,
        "unavoidable": [(week.span_of(stretch.slots), stretch) for stretch in result.unavoidable] if result else [],
        "score_lines": {line.name: line for line in result.score_lines} if result else {},
        "conflicts": [(names.get(int(conflict.person), conflict.person), conflict_text(conflict)) for conflict in conflicts],
        "sitting_out": sorted(names_of_agents(session, agent_ids=run.sitting_out).values()) if run.sitting_out else [],
        "draft": find_draft_of_run(session, solve_run_id=run_id) if is_over else None,
    }


def _silence(heartbeat_at: datetime | None, now: datetime) -> float | None:
    """For how many seconds the worker has not been heard of, where that is unusual."""
    seconds = (now - heartbeat_at).total_seconds() if heartbeat_at else 0.0
    return seconds if seconds > SILENT_SECONDS else None


def _share(hours: float | None, required: float) -> float | None:
    if hours is None:
        return None
    return max(0.0, hours) / required if required else 0.0


def _number(field: str, least: float, most: float) -> float:
    text = request.form.get(field, "")
    fault = InvalidInput(
        _("%(field)s is %(value)r; a number from %(least)g to %(most)g is needed", field=field, value=text, least=least, most=most)
    )
    try:
        told = float(text)
    except ValueError:
        raise fault from None
    if not least <= told <= most:
        raise fault
    return told


def _whole_number(field: str) -> int:
    text = request.form.get(field, "")
    if not text.isascii() or not text.isdigit() or len(text) > 10:
        raise InvalidInput(_("%(field)s is %(value)r; a whole number is needed", field=field, value=text))
    return int(text)
