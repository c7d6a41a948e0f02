"""Somebody is away: the engine's proposal of who answers for it. Few people change, and everybody else keeps their week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from scheduling.rostering.problem import ProblemError
from scheduling.rostering.roster import Span
from scheduling.timegrid import Horizon
from wfm.core.intervals import Interval
from wfm.editing.edits import EditNotPossible, ReplanWeeks
from wfm.editing.law import requirement_of
from wfm.rosters.content import ShiftContent, WeekContent, contents_of, roster_of
from wfm.rosters.models import RosterDraft
from wfm.rosters.queries import draft_contents, rows_of_draft, work_names
from wfm.rosters.weeks import RosterWeek
from wfm.solves.carried_over import carried_over, less_carried_over
from wfm.solves.locked import with_locks_of
from wfm.solves.problem_builder import build_problem
from wfm.solves.queries import find_latest_weights


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedWeek:
    """What changes for one person: shifts that fall and shifts that come, and their paid time before and after."""

    agent_id: int
    before: tuple[ShiftContent, ...]
    after: tuple[ShiftContent, ...]
    paid_minutes_before: int
    paid_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An edit that takes the absent person's shifts away and mends the week; nobody changes where that would win too little.

    ``lost_hours`` are required hours that fall short by the absence, ``won_back_hours`` those of them covered again. ``tokens`` are
    the concurrency tokens of the people it touches, as they were read; ``digest`` tells this proposal from another.
    """

    edit: ReplanWeeks
    tokens: Mapping[int, int]
    changes: tuple[ChangedWeek, ...]
    lost_hours: float
    won_back_hours: float

    @property
    def digest(self) -> str:
        return sha256("\n".join(f"{week.agent_id} {week.digest}" for week in self.edit.weeks).encode()).hexdigest()


def propose(session: Session, *, week: RosterWeek, draft: RosterDraft, agent_id: int, away: Interval) -> Proposal | None:
    """The proposal for somebody who is away; None where no shift of theirs falls into that time. The same every time it is asked, as
    long as nothing changes. Raises EditNotPossible where the week cannot be stated, or not for this person."""
    from scheduling.rostering.replan import replan_absence  # loads the compiled kernels, which only whoever replans should wait for

    names, rows = work_names(session), rows_of_draft(session, draft_id=draft.id)
    whole = build_problem(session, week=week, requirement=requirement_of(session, week, draft)).problem
    problem = less_carried_over(whole, carried_over(session, week=week))
    weights = replace(problem.weights, **(find_latest_weights(session, roster_group_id=week.roster_group_id) or {}))
    problem = with_locks_of(session, replace(problem, weights=weights), draft=draft, week=week)
    known = {int(person.id) for person in problem.people} & set(rows)
    if agent_id not in known:
        raise EditNotPossible(_("This person cannot be rostered in this week any more, so no proposal can be worked out."))
    before = {content.agent_id: content for content in draft_contents(session, draft_id=draft.id) if content.agent_id in known}
    problem = problem.only(person for person in problem.people if int(person.id) in known)
    roster = roster_of(list(before.values()), problem_name=problem.name, horizon=week.horizon, names=names)
    try:
        found = replan_absence(problem, roster, person=str(agent_id), away=_slots(away, week.horizon))
    except ProblemError:
        raise EditNotPossible(_("What is locked in this week cannot be planned around, so no proposal can be worked out.")) from None
    if not found.lost:
        return None
    touched = [agent_id, *(int(change.person) for change in found.changes)]
    after = contents_of(found.roster, agent_ids=touched, horizon=week.horizon, names=names)
    return Proposal(
        edit=ReplanWeeks(agent_id=agent_id, weeks=after),
        tokens={other: rows[other].row_version for other in touched},
        changes=tuple(_changed(before[content.agent_id], content) for content in after if content.agent_id != agent_id),
        lost_hours=found.short_hours_unmended - found.short_hours_before,
        won_back_hours=found.short_hours_unmended - found.short_hours,
    )


def _slots(away: Interval, horizon: Horizon) -> Span:
    return horizon.slot_of(away.starts_at), horizon.slot_of(away.ends_at)


def _changed(before: WeekContent, after: WeekContent) -> ChangedWeek:
    return ChangedWeek(
        agent_id=after.agent_id,
        before=tuple(shift for shift in before.shifts if shift not in after.shifts),
        after=tuple(shift for shift in after.shifts if shift not in before.shifts),
        paid_minutes_before=before.paid_minutes,
        paid_minutes=after.paid_minutes,
    )
