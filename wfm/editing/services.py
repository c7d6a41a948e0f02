"""Edits of a draft by hand: checked against the token of each person touched and against the law, then kept with who made them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scheduling.timegrid import OffGridError
from wfm.audit.services import record
from wfm.core.access import Actor, Permission
from wfm.core.errors import Conflict, NotAllowed
from wfm.core.formats import hours_of_minutes
from wfm.editing.edits import Edit, EditNotPossible, Hand, Hands
from wfm.editing.holding import EditOutcome, StaleEdit, changed_since, hands_of, held_rows, open_draft, outcome_of
from wfm.editing.kinds import EditState
from wfm.editing.law import Finding, LawOfPeople
from wfm.editing.models import DraftEdit, DraftEditPerson
from wfm.editing.queries import find_edit
from wfm.editing.ways_out import WayOut, ways_out
from wfm.editing.words import told
from wfm.rosters.content import WorkNames
from wfm.rosters.locks import standing
from wfm.rosters.models import DraftPersonWeek, RosterDraft
from wfm.rosters.queries import find_open_draft, find_published_version, version_contents, work_names
from wfm.rosters.services import create_draft, hold_group, write_contents
from wfm.rosters.weeks import RosterWeek

REASON_LENGTH_MAX = 500
TOLD_LENGTH_MAX = 500


class EditBreaksTheLaw(Conflict):
    """`findings` are what the edit would break, `ways_out` the nearest edits that break nothing; with `may_force`, its author may do
    it all the same, with a reason."""

    code = "edit_breaks_the_law"

    def __init__(self, message: str, *, findings: Sequence[Finding], ways_out: Sequence[WayOut], may_force: bool) -> None:
        allowed = [_("This would be allowed: %(text)s", text=way.text) for way in ways_out]
        super().__init__(message, details=[*(finding.line for finding in findings), *allowed])
        self.findings, self.ways_out = tuple(findings), tuple(ways_out)
        self.may_force = may_force


def edit_draft(
    session: Session,
    *,
    draft_id: int,
    edit: Edit,
    tokens: Mapping[int, int],
    request_key: str,
    reason: str | None = None,
    actor: Actor,
    now: datetime,
) -> EditOutcome:
    """The edit is made, unless one of the people changed since the page was drawn or the law refuses it.

    `tokens` hold the concurrency token that the actor saw of each person touched; the same `request_key` again does nothing more.
    A `reason` overrules the law for who may force edits; what is locked has to be unlocked first.
    Raises NoSuchDraft, DraftIsClosed, NotOnTheBoard, StaleEdit, EditNotPossible, EditBreaksTheLaw and NotAllowed.
    """
    week, draft = open_draft(session, draft_id)
    rows = held_rows(session, draft, edit.people)
    done = find_edit(session, draft_id=draft.id, request_key=request_key)
    names = work_names(session)
    law = LawOfPeople(session, week=week, draft=draft, agent_ids=sorted(rows), names=names)
    if done is not None:
        return outcome_of(done, hands_of(session, rows, law), law)
    _check_tokens(session, draft, rows, tokens, law, actor)
    before = hands_of(session, rows, law)
    after = _after(edit, before, week, names)
    broken_by = law.judge(before)

    def is_allowed(other: Edit) -> bool:
        try:
            return not broken_by(_after(other, before, week, names))
        except EditNotPossible:
            return False

    forced = _judged(broken_by(after), reason, actor, lambda: ways_out(edit, before, is_allowed))
    made = DraftEdit(
        draft_id=draft.id,
        user_id=actor.id,
        user_name=actor.name,
        made_at=now,
        kind=edit.kind,
        state=EditState.DONE,
        told=told(session, edit, before, after, name_of=law.name_of)[:TOLD_LENGTH_MAX],
        reason=reason if forced else None,
        request_key=request_key,
        people=[],
    )
    _drop_undone(session, draft, actor)
    _write(session, week, rows, before=before, after=after, made=made)
    session.add(made)
    session.flush()
    _audit(session, made, before, after, forced, actor=actor, now=now)
    return outcome_of(made, after, law)


def token_of(session: Session, *, draft_id: int, agent_id: int) -> int:
    """The concurrency token of one person of a draft as it is now."""
    return (
        session.scalar(
            select(DraftPersonWeek.row_version).where(DraftPersonWeek.draft_id == draft_id, DraftPersonWeek.agent_id == agent_id)
        )
        or 0
    )


class NothingToEdit(Conflict):
    code = "nothing_to_edit"


def open_published(session: Session, *, week: RosterWeek, actor: Actor, now: datetime) -> RosterDraft:
    """What is published of a week is a new draft. Where a draft is being worked on already, it is that one."""
    hold_group(session, week)
    worked_on, published = find_open_draft(session, week=week), find_published_version(session, week=week)
    if worked_on is not None:
        return worked_on
    if published is None:
        raise NothingToEdit(_("Nothing of this week is published; build it first."))
    return create_draft(
        session,
        week=week,
        contents=version_contents(session, version=published),
        requirement_id=published.requirement_id,
        solve_run_id=published.solve_run_id,
        actor=actor,
        now=now,
    )


def _check_tokens(  # noqa: PLR0917  all of it is of one question
    session: Session, draft: RosterDraft, rows: Mapping[int, DraftPersonWeek], tokens: Mapping[int, int], law: LawOfPeople, actor: Actor
) -> None:
    stale = [agent_id for agent_id, row in rows.items() if tokens.get(agent_id) != row.row_version]
    if stale:
        names = ", ".join(law.name_of(agent_id) for agent_id in stale)
        raise StaleEdit(_("%(names)s: %(what)s", names=names, what=changed_since(session, draft, stale, actor)))


def _after(edit: Edit, before: Hands, week: RosterWeek, names: WorkNames) -> Hands:
    after = dict(edit.apply(before))
    known = {*((None, id_) for id_ in names.bundle_ids.values()), *((id_, None) for id_ in names.work_type_ids.values()), (None, None)}
    for agent_id, hand in after.items():
        if any((part.work_type_id, part.bundle_id) not in known for shift in hand.content.shifts for part in shift.segments):
            raise EditNotPossible(_("There is no such work type or bundle."))
        try:
            for shift in hand.content.shifts:
                for instant in (shift.starts_at, shift.ends_at, *(part.starts_at for part in shift.segments)):
                    week.horizon.slot_of(instant)
        except OffGridError:
            raise EditNotPossible(_("Times must be on a quarter of an hour.")) from None
        after[agent_id] = replace(hand, locks=standing(hand.locks, hand.content, zone=hand.zone))
    if all(after[agent_id].content == hand.content and after[agent_id].locks == hand.locks for agent_id, hand in before.items()):
        raise EditNotPossible(_("That changes nothing."))
    return after


def _judged(
    findings: Sequence[Finding], reason: str | None, actor: Actor, find_ways_out: Callable[[], Sequence[WayOut]]
) -> tuple[Finding, ...]:
    """What is overruled. Raises unless there is nothing, or all of it may be and a reason is given."""
    if not findings:
        return ()
    by_lock = [finding for finding in findings if finding.rule in ("locked_shift", "locked_day_off")]
    may_force = actor.may(Permission.FORCE_EDITS) and not by_lock
    if reason is None or not may_force:
        if reason is not None and not actor.may(Permission.FORCE_EDITS):
            raise NotAllowed(_("Your role does not allow to overrule the law."))
        raise EditBreaksTheLaw(findings[0].line, findings=findings, ways_out=find_ways_out(), may_force=may_force)
    if not reason.strip() or len(reason) > REASON_LENGTH_MAX:
        raise EditNotPossible(_("A reason of 1 to %(most)d characters is needed.", most=REASON_LENGTH_MAX))
    return tuple(findings)


def _write(
    session: Session, week: RosterWeek, rows: Mapping[int, DraftPersonWeek], *, before: Hands, after: Hands, made: DraftEdit
) -> None:
    """New contents for whom the edit changed, and the draft points at them; their tokens grow."""
    changed = [agent_id for agent_id, hand in after.items() if hand.content != before[agent_id].content]
    ids = write_contents(session, week=week, contents=[after[agent_id].content for agent_id in changed])
    for agent_id, row in rows.items():
        locks = [lock.to_json() for lock in after[agent_id].locks]
        if agent_id not in ids and locks == row.locks:
            continue
        made.people.append(
            DraftEditPerson(
                agent_id=agent_id,
                before_id=row.person_week_id,
                after_id=ids.get(agent_id, row.person_week_id),
                locks_before=row.locks,
                locks_after=locks,
            )
        )
        row.person_week_id, row.locks = ids.get(agent_id, row.person_week_id), locks


def _drop_undone(session: Session, draft: RosterDraft, actor: Actor) -> None:
    """Once something new is done, what was taken back cannot be done again."""
    asked = update(DraftEdit).where(DraftEdit.draft_id == draft.id, DraftEdit.user_id == actor.id, DraftEdit.state == EditState.UNDONE)
    session.execute(asked.values(state=EditState.DROPPED))


def _audit(
    session: Session, made: DraftEdit, before: Hands, after: Hands, forced: Sequence[Finding], *, actor: Actor, now: datetime
) -> None:
    people = [person.agent_id for person in made.people]
    said: dict[str, Any] = {"told": made.told, "weeks": {str(agent_id): _plain(after[agent_id]) for agent_id in people}}
    if forced:
        said |= {"reason": made.reason, "broken": [finding.line for finding in forced]}
    record(
        session,
        actor=actor,
        action="force_edit" if forced else "edit",
        entity="roster_draft",
        entity_id=made.draft_id,
        before={"weeks": {str(agent_id): _plain(before[agent_id]) for agent_id in people}},
        after=said,
        now=now,
    )


def _plain(hand: Hand) -> dict[str, Any]:
    shifts = [f"{shift.starts_at.isoformat()}/{shift.ends_at.isoformat()}" for shift in hand.content.shifts]
    return {"shifts": shifts, "paid": hours_of_minutes(hand.content.paid_minutes), "locks": [lock.to_json() for lock in hand.locks]}
