"""The service of a draft as it stands, simulated by a worker: what a lead's own edits do to the customers."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduling.rostering.roster import Roster
from wfm.audit.services import record
from wfm.core import clock
from wfm.core.access import Actor
from wfm.core.errors import InvalidInput
from wfm.core.unit_of_work import read_session
from wfm.demand.models import Requirement
from wfm.jobs import queue
from wfm.jobs.execution import RunningJob
from wfm.jobs.runs import RunState
from wfm.rosters.models import DraftPersonWeek, RosterDraft
from wfm.rosters.weeks import RosterWeek, group_of, week_holding
from wfm.solves.board import board_of_draft
from wfm.solves.carried_over import carried_over
from wfm.solves.kinds import OUTLOOK
from wfm.solves.models import OutlookRun
from wfm.solves.outlook import expected_contacts, simulate_outlook

SEED, THREADS = 1, 1


class NothingToSimulate(InvalidInput):
    code = "nothing_to_simulate"


def request_outlook(session: Session, *, draft: RosterDraft, actor: Actor, now: datetime) -> OutlookRun:
    """A worker will simulate the draft as it stands; where that was done already, or is on its way, it is that run.

    Raises NothingToSimulate where no forecast says what arrives.
    """
    requirement = session.get(Requirement, draft.requirement_id) if draft.requirement_id is not None else None
    if requirement is None or requirement.forecast_id is None:
        raise NothingToSimulate(_("No forecast says what arrives in this week, so its service cannot be simulated."))
    digest = _digest_of_now(session, draft)
    known = _find_outlook(session, draft, digest)
    if known is not None:
        return known
    run = OutlookRun(draft_id=draft.id, weeks_digest=digest, actor_id=actor.id, actor_name=actor.name[:200], created_at=now)
    session.add(run)
    session.flush()
    record(session, actor=actor, action="request", entity="outlook_run", entity_id=run.id, after={"draft_id": draft.id}, now=now)
    queue.enqueue(session, kind=OUTLOOK, run_id=run.id, is_light=True)
    return run


def find_outlook_of_draft(session: Session, *, draft: RosterDraft) -> OutlookRun | None:
    """The run about the draft as it stands, done or on its way."""
    return _find_outlook(session, draft, _digest_of_now(session, draft))


def _find_outlook(session: Session, draft: RosterDraft, digest: str) -> OutlookRun | None:
    asked = select(OutlookRun).where(
        OutlookRun.draft_id == draft.id,
        OutlookRun.weeks_digest == digest,
        OutlookRun.state.in_([RunState.QUEUED, RunState.RUNNING, RunState.DONE]),
    )
    return session.scalars(asked.order_by(OutlookRun.id.desc()).limit(1)).one_or_none()


def run_outlook(job: RunningJob) -> None:
    """The work on a worker. What was edited since it was asked for counts: the digest is that of what is simulated."""
    session = read_session()
    draft = session.get_one(RosterDraft, session.get_one(OutlookRun, job.run_id).draft_id)
    week = _week_of(session, draft)
    board = board_of_draft(session, week=week, draft=draft)
    digest = _digest(session, draft, board.carried)
    expected = expected_contacts(session, requirement_id=draft.requirement_id, week=week)
    session.rollback()  # nothing is held while it is simulated
    if expected is None:
        raise NothingToSimulate(_("No forecast says what arrives in this week, so its service cannot be simulated."))
    outlook = simulate_outlook(
        board.problem,
        board.roster,
        expected,
        carried=board.carried,
        seed=SEED,
        threads=THREADS,
        is_stopped=False,
        should_stop=job.should_stop,
    )
    if job.should_stop():
        return
    with job.unit_of_work() as session:
        run = session.get_one(OutlookRun, job.run_id)
        run.outlook, run.weeks_digest = outlook, digest
        run.state, run.finished_at = RunState.DONE, clock.now()


def _week_of(session: Session, draft: RosterDraft) -> RosterWeek:
    return week_holding(group_of(session, draft.roster_group_id), draft.week_date)


def _digest_of_now(session: Session, draft: RosterDraft) -> str:
    return _digest(session, draft, carried_over(session, week=_week_of(session, draft)))


def _digest(session: Session, draft: RosterDraft, carried: Roster) -> str:
    """Of the contents of everybody's week, and of what goes on from the one before: taken back, an edit brings the old one again."""
    asked = select(DraftPersonWeek.person_week_id).where(DraftPersonWeek.draft_id == draft.id).order_by(DraftPersonWeek.person_week_id)
    told = [*map(str, session.scalars(asked)), *map(repr, carried.shifts)]
    return sha256(",".join(told).encode()).hexdigest()
