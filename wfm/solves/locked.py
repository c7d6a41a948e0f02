"""What a lead locked in a draft, put into the problem of a build and into the draft that comes of it."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scheduling.rostering.person import DayOffLock, Person
from scheduling.rostering.problem import RosterProblem
from wfm.rosters.content import WeekContent, WorkNames
from wfm.rosters.locks import HeldLock, library_locks, locks_of_draft
from wfm.rosters.models import DraftPersonWeek, RosterDraft
from wfm.rosters.queries import draft_contents, work_names
from wfm.rosters.weeks import RosterWeek


def with_locks_of(session: Session, problem: RosterProblem, *, draft: RosterDraft, week: RosterWeek) -> RosterProblem:
    """The problem in which everything stands that is locked in the draft, as it stands there."""
    held = locks_of_draft(session, draft_id=draft.id)
    contents = {content.agent_id: content for content in draft_contents(session, draft_id=draft.id)}
    names = work_names(session)

    def locked(person: Person) -> Person:
        agent_id = int(person.id)
        if not held.get(agent_id) or agent_id not in contents:
            return person
        return with_locks(person, held[agent_id], contents[agent_id], week=week, names=names)

    return replace(problem, people=tuple(locked(person) for person in problem.people))


def with_locks(person: Person, held: tuple[HeldLock, ...], content: WeekContent, *, week: RosterWeek, names: WorkNames) -> Person:
    """The person of a problem with what is locked of their week; a day off that is locked already is not told twice."""
    found = library_locks(held, content=content, zone=person.zone, midnights=person.midnights, horizon=week.horizon, names=names)
    new = (lock for lock in found if not isinstance(lock, DayOffLock) or lock not in person.locks)
    return replace(person, locks=(*person.locks, *new))


def carry_locks(session: Session, *, source_id: int, target_id: int) -> None:
    """What is locked in one draft is locked in the other, for everybody who is in both."""
    asked = select(DraftPersonWeek.agent_id, DraftPersonWeek.locks).where(DraftPersonWeek.draft_id == source_id)
    for agent_id, locks in session.execute(asked).all():
        if locks:
            where = (DraftPersonWeek.draft_id == target_id) & (DraftPersonWeek.agent_id == agent_id)
            session.execute(update(DraftPersonWeek).where(where).values(locks=locks), execution_options={"synchronize_session": False})
