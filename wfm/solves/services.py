"""Writes of solve runs: asked for, followed while they run, closed with a draft or with the reason why there is none; and publishing,
for which the law of the week is stated anew."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from scheduling.rostering.checker import Violation
from scheduling.rostering.files import problem_to_json, roster_to_json
from scheduling.rostering.problem import RosterProblem
from scheduling.rostering.result import Progress, SolveResult, SolveStatus, problem_digest
from scheduling.rostering.roster import Roster
from wfm.audit.services import record
from wfm.core.access import Actor
from wfm.core.errors import Conflict, InvalidInput
from wfm.demand.models import Requirement
from wfm.demand.queries import find_latest_requirement
from wfm.jobs import queue
from wfm.jobs.runs import FINAL_STATES, RunState, request_cancel
from wfm.rosters.content import WeekContent, contents_of, roster_of
from wfm.rosters.models import RosterDraft, RosterVersion
from wfm.rosters.queries import draft_contents, find_draft, find_open_draft, find_published_version, version_contents, work_names
from wfm.rosters.services import NoSuchDraft, create_draft, hold_group, publish_draft, violation_lines
from wfm.rosters.weeks import RosterWeek, group_of, week_holding
from wfm.solves.kinds import SOLVE
from wfm.solves.locked import carry_locks, with_locks_of
from wfm.solves.models import SolveProgress, SolveRun
from wfm.solves.options import BuildOptions
from wfm.solves.problem_builder import BuiltProblem, build_problem
from wfm.solves.queries import names_of_agents
from wfm.solves.sitting_out import check_in_pool, with_sitting_out

VIOLATIONS_TOLD_MAX = 20


class NoRequirement(InvalidInput):
    code = "no_requirement"


class NobodyToRoster(InvalidInput):
    code = "nobody_to_roster"


class AlreadyBuilding(Conflict):
    code = "already_building"


def request_build(session: Session, *, week: RosterWeek, options: BuildOptions, actor: Actor, now: datetime) -> SolveRun:
    """A worker will build the week: the run is written and queued in one transaction. Raises what `prepare_build` raises."""
    run = prepare_build(session, week=week, options=options, actor=actor, now=now)
    queue.enqueue(session, kind=SOLVE, run_id=run.id)
    return run


def prepare_build(session: Session, *, week: RosterWeek, options: BuildOptions, actor: Actor, now: datetime) -> SolveRun:
    """There is a run of the week, with its problem as everything stands now, for whoever takes it. It plans around what is locked in
    the open draft, and starts from that draft, where that is asked for.

    Raises NoRequirement, NobodyToRoster, NothingRequired, and AlreadyBuilding while another run of the week has not ended.
    """
    hold_group(session, week)
    _check_idle(session, week)
    requirement, built = state_problem(session, week=week)
    if not built.problem.people:
        raise NobodyToRoster(
            _(
                "%(group)s has nobody with a contract and a qualification in the week of %(date)s.",
                group=week.group_name,
                date=week.week_date,
            )
        )
    check_in_pool(built.problem, options.sitting_out)
    draft = find_open_draft(session, week=week) if options.keeps_locks or options.starts_from_draft else None
    kept = draft if options.keeps_locks else None
    problem = replace(built.problem, weights=options.weights)
    if options.weights.stability:
        problem = replace(problem, published=_published_roster(session, week, problem, but_of=options.sitting_out))
    if kept is not None:
        problem = with_locks_of(session, problem, draft=kept, week=week)
    problem = with_sitting_out(problem, options.sitting_out)
    start = draft if options.starts_from_draft else None
    run = SolveRun(
        kept_draft_id=kept.id if kept is not None else None,
        roster_group_id=week.roster_group_id,
        week_date=week.week_date,
        starts_at=week.horizon.starts_at,
        ends_at=week.horizon.ends_at,
        requirement_id=requirement.id,
        actor_id=actor.id,
        created_at=now,
        problem=json.dumps(problem_to_json(problem), separators=(",", ":")),
        problem_digest=problem_digest(problem),
        start_roster=_start_roster(session, start, week, problem, but_of=options.sitting_out) if start is not None else None,
        seed=options.seed,
        seconds_limit=options.seconds,
        threads=options.threads,
        weights=options.weights_chosen,
        sitting_out=sorted(options.sitting_out) or None,
    )
    session.add(run)
    session.flush()
    names = names_of_agents(session, agent_ids=options.sitting_out)
    told = {
        "week": week.name,
        "requirement": requirement.number,
        "people": len(built.problem.people),
        "kept_draft": kept.number if kept is not None else None,
        "starts_from_draft": start.number if start is not None else None,
        "hours_not_entered": len(built.not_entered),
        "left_out": [f"{person.display_name}: {person.reason}" for person in built.left_out],
        "sitting_out": [names[agent_id] for agent_id in sorted(options.sitting_out)],
        "seconds": options.seconds,
        "threads": options.threads,
        "seed": options.seed,
        "weights": options.weights_chosen,
        "problem_digest": run.problem_digest,
    }
    record(session, actor=actor, action="build", entity="solve_run", entity_id=run.id, after=told, now=now)
    return run


def _published_roster(session: Session, week: RosterWeek, problem: RosterProblem, *, but_of: Collection[int]) -> Roster | None:
    """What agents have been told of the week, but for those who are left out."""
    version = find_published_version(session, week=week)
    if version is None:
        return None
    return _roster_of(session, version_contents(session, version=version), week, problem, but_of=but_of)


def _start_roster(session: Session, draft: RosterDraft, week: RosterWeek, problem: RosterProblem, *, but_of: Collection[int]) -> str:
    roster = _roster_of(session, draft_contents(session, draft_id=draft.id), week, problem, but_of=but_of)
    return json.dumps(roster_to_json(roster), separators=(",", ":"))


def _roster_of(
    session: Session, contents: Sequence[WeekContent], week: RosterWeek, problem: RosterProblem, *, but_of: Collection[int]
) -> Roster:
    present = [content for content in contents if content.agent_id not in but_of]
    return roster_of(present, problem_name=problem.name, horizon=week.horizon, names=work_names(session))


def state_problem(session: Session, *, week: RosterWeek) -> tuple[Requirement, BuiltProblem]:
    """The newest requirement of the week and the problem as everything stands now. Raises NoRequirement, NothingRequired."""
    requirement = find_latest_requirement(session, roster_group_id=week.roster_group_id, week_date=week.week_date)
    if requirement is None:
        raise NoRequirement(
            _("Nobody has said yet what the week of %(date)s takes for %(group)s.", date=week.week_date, group=week.group_name),
            details=[_("Say it with: flask staff --group %(group)r --week %(date)s", group=week.group_name, date=week.week_date)],
        )
    return requirement, build_problem(session, week=week, requirement=requirement)


def cancel_build(session: Session, *, run_id: int, actor: Actor, now: datetime) -> None:
    """The run stops within seconds and keeps its best roster; one that has not begun ends at once. Raises NoSuchRun, RunIsOver."""
    request_cancel(session, SolveRun, run_id, now=now)
    record(session, actor=actor, action="cancel", entity="solve_run", entity_id=run_id, now=now)


def begin_run(session: Session, *, run_id: int) -> None:
    """The run starts from nothing: what an earlier try showed is forgotten."""
    session.execute(delete(SolveProgress).where(SolveProgress.solve_run_id == run_id))
    fresh = dict.fromkeys(("phase", "elapsed_seconds", "first_roster_seconds", "rounds", "short_hours", "bound_short_hours"))
    session.execute(update(SolveRun).where(SolveRun.id == run_id).values(**fresh))


def record_progress(session: Session, *, run_id: int, progress: Progress, first_roster_seconds: float) -> None:
    """The run's row shows where it stands, and its two curves have one more point."""
    session.execute(
        update(SolveRun)
        .where(SolveRun.id == run_id)
        .values(
            phase=progress.phase.value,
            elapsed_seconds=progress.seconds,
            first_roster_seconds=first_roster_seconds,
            rounds=progress.rounds,
            required_hours=progress.required_hours,
            short_hours=progress.short_hours,
            bound_short_hours=progress.bound_short_hours,
            surplus_hours=progress.surplus_hours,
            objective=progress.objective,
        )
    )
    session.add(
        SolveProgress(
            solve_run_id=run_id,
            seconds=round(progress.seconds, 3),
            short_hours=progress.short_hours,
            bound_short_hours=progress.bound_short_hours,
            surplus_hours=progress.surplus_hours,
        )
    )


def keep_result(
    session: Session, *, run_id: int, result: SolveResult, outlook: dict[str, Any] | None = None, actor: Actor, now: datetime
) -> RosterDraft:
    """The run is over, and its roster is a draft for everybody whom the problem named; ``outlook`` is the service it will give."""
    state = RunState.STOPPED if result.status is SolveStatus.CANCELLED else RunState.DONE
    run = _close(session, run_id, result, state=state, now=now)
    run.outlook = outlook
    week = week_holding(group_of(session, run.roster_group_id), run.week_date)
    people = (int(person["id"]) for person in json.loads(run.problem)["people"])
    contents = contents_of(result.roster, agent_ids=tuple(people), horizon=week.horizon, names=work_names(session))
    draft = create_draft(
        session, week=week, contents=contents, requirement_id=run.requirement_id, solve_run_id=run.id, actor=actor, now=now
    )
    if run.kept_draft_id is not None:
        carry_locks(session, source_id=run.kept_draft_id, target_id=draft.id)
    told = {"state": run.state, "draft": draft.number, "short_hours": run.short_hours, "bound_short_hours": run.bound_short_hours}
    record(session, actor=actor, action="finish", entity="solve_run", entity_id=run.id, after=told, now=now)
    return draft


def keep_illegal_result(
    session: Session, *, run_id: int, result: SolveResult, violations: Sequence[Violation], actor: Actor, now: datetime
) -> None:
    """The run has failed, for the checker refuses its roster; it is kept for inspection, and there is no draft."""
    text = _("The engine's roster breaks %(count)d hard rules. It is kept with the run, there is no draft.", count=len(violations))
    error = "\n".join((text, *violation_lines(session, violations[:VIOLATIONS_TOLD_MAX])))
    run = _close(session, run_id, result, state=RunState.FAILED, error=error, now=now)
    record(session, actor=actor, action="fail", entity="solve_run", entity_id=run.id, after={"error": run.error}, now=now)


def publish(session: Session, *, draft_id: int, expected_version: int, note: str = "", actor: Actor, now: datetime) -> RosterVersion:
    """The draft is published, checked against the law as everything stands now: leave approved since the build counts.

    Raises what `wfm.rosters.services.publish_draft` raises, and NoRequirement.
    """
    draft = find_draft(session, draft_id=draft_id)
    if draft is None:
        raise NoSuchDraft(_("There is no draft %(id)s.", id=draft_id))
    week = week_holding(group_of(session, draft.roster_group_id), draft.week_date)
    _requirement, built = state_problem(session, week=week)
    return publish_draft(
        session,
        draft_id=draft_id,
        week=week,
        problem=built.problem,
        expected_version=expected_version,
        note=note,
        actor=actor,
        now=now,
    )


def _check_idle(session: Session, week: RosterWeek) -> None:
    asked = select(SolveRun.id).where(
        SolveRun.roster_group_id == week.roster_group_id, SolveRun.week_date == week.week_date, SolveRun.state.not_in(FINAL_STATES)
    )
    running = session.scalars(asked.limit(1)).one_or_none()
    if running is not None:
        raise AlreadyBuilding(_("%(week)s is being built already (run %(id)d); wait for it or stop it.", week=week.name, id=running))


def _close(session: Session, run_id: int, result: SolveResult, *, state: RunState, error: str | None = None, now: datetime) -> SolveRun:
    run = session.get_one(SolveRun, run_id, populate_existing=True)
    run.state, run.error, run.finished_at = state, error, now
    run.result = json.dumps(result.to_json(), separators=(",", ":"))
    run.elapsed_seconds, run.first_roster_seconds, run.rounds = result.seconds, result.first_roster_seconds, result.rounds
    run.required_hours, run.short_hours, run.surplus_hours = result.required_hours, result.short_hours, result.surplus_hours
    run.bound_short_hours, run.objective = result.bound_short_hours, result.objective
    return run
