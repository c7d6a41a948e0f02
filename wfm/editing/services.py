"""Edits of a draft by hand: checked against the token of each person touched and against the law, kept, and taken back again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scheduling.timegrid import OffGridError
from wfm.audit.services import record, record_created
from wfm.core.access import Actor, Permission
from wfm.core.errors import Conflict, NotAllowed, NotFound
from wfm.core.formats import hours_of_minutes
from wfm.editing.edits import Edit, EditNotPossible, Hand, Hands
from wfm.editing.kinds import EditState
from wfm.editing.law import Finding, LawOfPeople
from wfm.editing.models import DraftEdit, DraftEditPerson
from wfm.editing.queries import find_edit, find_last_edit_of, find_to_redo, find_to_undo
from wfm.editing.words import told
from wfm.rosters.content import WeekContent, WorkNames
from wfm.rosters.kinds import ActivityKind, DraftState
from wfm.rosters.locks import locks_from_json, standing
from wfm.rosters.models import Activity, DraftPersonWeek, RosterDraft
from wfm.rosters.queries import contents_of_person_weeks, find_open_draft, find_published_version, version_contents, work_names
from wfm.rosters.services import DraftIsClosed, NoSuchDraft, create_draft, hold_group, write_contents
from wfm.rosters.weeks import RosterWeek, group_of, week_holding

REASON_LENGTH_MAX = 500
ACTIVITY_NAME_LENGTH_MAX = 120
TOLD_LENGTH_MAX = 500


class StaleEdit(Conflict):
    code = "stale_edit"


class NotOnTheBoard(NotFound):
    code = "not_on_the_board"


class EditBreaksTheLaw(Conflict):
    """`findings` are what the edit would break; with `may_force`, its author may do it all the same, with a reason."""

    code = "edit_breaks_the_law"

    def __init__(self, message: str, *, findings: Sequence[Finding], may_force: bool) -> None:
        super().__init__(message, details=[finding.line for finding in findings])
        self.findings = tuple(findings)
        self.may_force = may_force


class NothingToUndo(Conflict):
    code = "nothing_to_undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditOutcome:
    """What was done, in words; `agent_ids` are the people whose weeks differ now, `findings` what is to be known of them."""

    edit: DraftEdit
    agent_ids: tuple[int, ...]
    findings: tuple[Finding, ...]


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
    week, draft = _open_draft(session, draft_id)
    rows = _held_rows(session, draft, edit.people)
    done = find_edit(session, draft_id=draft.id, request_key=request_key)
    names = work_names(session)
    law = LawOfPeople(session, week=week, draft=draft, agent_ids=sorted(rows), names=names)
    if done is not None:
        return _outcome(session, done, rows, law)
    _check_tokens(session, draft, rows, tokens, law, actor)
    before = _hands(session, rows, law)
    after = _after(edit, before, week, names)
    forced = _judged(law.broken_by(before, after), reason, actor)
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
    _write(session, week, rows, before, after, made)
    session.add(made)
    session.flush()
    _audit(session, made, before, after, forced, actor=actor, now=now)
    return _outcome(session, made, rows, law)


def undo(session: Session, *, draft_id: int, actor: Actor, now: datetime) -> EditOutcome:
    """The actor's newest edit of the draft is taken back. Raises NoSuchDraft, DraftIsClosed, NothingToUndo, and StaleEdit where
    somebody changed one of its people since."""
    return _step(session, draft_id, is_undo=True, actor=actor, now=now)


def redo(session: Session, *, draft_id: int, actor: Actor, now: datetime) -> EditOutcome:
    """The edit that the actor took back last is made again. Raises what `undo` raises."""
    return _step(session, draft_id, is_undo=False, actor=actor, now=now)


def plan_activity(
    session: Session, *, kind: str, name: str | None, starts_at: datetime, ends_at: datetime, actor: Actor, now: datetime
) -> Activity:
    """There is an activity of this kind, name and time; one that is there already is taken, so that several people meet in it."""
    if kind not in set(ActivityKind):
        raise EditNotPossible(_("activity_kind is %(value)s; it can be %(kinds)s.", value=repr(kind), kinds=", ".join(ActivityKind)))
    if ends_at <= starts_at:
        raise EditNotPossible(_("It must end at least 15 minutes after it starts."))
    named = name or {
        ActivityKind.MEETING: _("Meeting"),
        ActivityKind.TRAINING: _("Training"),
        ActivityKind.COACHING: _("Coaching"),
        ActivityKind.GROWTH: _("Growth"),
    }[ActivityKind(kind)]
    asked = select(Activity).where(
        Activity.kind == ActivityKind(kind), Activity.name == named, Activity.starts_at == starts_at, Activity.ends_at == ends_at
    )
    known = session.scalars(asked.limit(1)).one_or_none()
    if known is not None:
        return known
    activity = Activity(kind=ActivityKind(kind), name=named, is_paid=True, starts_at=starts_at, ends_at=ends_at)
    session.add(activity)
    session.flush()
    record_created(session, activity, actor=actor, now=now)
    return activity


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


def _step(session: Session, draft_id: int, *, is_undo: bool, actor: Actor, now: datetime) -> EditOutcome:
    week, draft = _open_draft(session, draft_id)
    find = find_to_undo if is_undo else find_to_redo
    edit = find(session, draft_id=draft.id, user_id=actor.id)
    if edit is None:
        raise NothingToUndo(_("There is nothing of yours to undo here.") if is_undo else _("There is nothing of yours to do again here."))
    rows = _held_rows(session, draft, [person.agent_id for person in edit.people])
    session.refresh(edit, ["state"])
    for person in edit.people:
        row = rows[person.agent_id]
        is_now = person.after_id if is_undo else person.before_id
        locked_now = person.locks_after if is_undo else person.locks_before
        if row.person_week_id != is_now or row.locks != locked_now:
            raise StaleEdit(_changed_since(session, draft, [person.agent_id], actor))
    for person in edit.people:
        row = rows[person.agent_id]
        row.person_week_id = person.before_id if is_undo else person.after_id
        row.locks = person.locks_before if is_undo else person.locks_after
    edit.state = EditState.UNDONE if is_undo else EditState.DONE
    session.flush()
    record(
        session,
        actor=actor,
        action="undo_edit" if is_undo else "redo_edit",
        entity="roster_draft",
        entity_id=draft.id,
        after={"edit": edit.id, "told": edit.told},
        now=now,
    )
    law = LawOfPeople(session, week=week, draft=draft, agent_ids=sorted(rows), names=work_names(session))
    return _outcome(session, edit, rows, law)


def _open_draft(session: Session, draft_id: int) -> tuple[RosterWeek, RosterDraft]:
    """The draft, which cannot be published or given up until this transaction ends; other edits of it go on."""
    draft = session.get(RosterDraft, draft_id, with_for_update={"read": True}, populate_existing=True)
    if draft is None:
        raise NoSuchDraft(_("There is no draft %(id)s.", id=draft_id))
    if draft.state is DraftState.PUBLISHED:
        raise DraftIsClosed(_("Draft %(number)d has been published, so it does not change any more.", number=draft.number))
    if draft.state is not DraftState.OPEN:
        raise DraftIsClosed(_("Draft %(number)d has been given up, so it does not change any more.", number=draft.number))
    return week_holding(group_of(session, draft.roster_group_id), draft.week_date), draft


def _held_rows(session: Session, draft: RosterDraft, agent_ids: Sequence[int]) -> dict[int, DraftPersonWeek]:
    """The rows of these people, which nobody else changes until this transaction ends. In one order, so that two never wait for
    each other."""
    asked = select(DraftPersonWeek).where(DraftPersonWeek.draft_id == draft.id, DraftPersonWeek.agent_id.in_(agent_ids))
    held = asked.order_by(DraftPersonWeek.agent_id).with_for_update().execution_options(populate_existing=True)
    rows = {row.agent_id: row for row in session.scalars(held)}
    if set(rows) != set(agent_ids):
        raise NotOnTheBoard(_("This person is not on the board of this week."))
    return rows


def _check_tokens(
    session: Session, draft: RosterDraft, rows: Mapping[int, DraftPersonWeek], tokens: Mapping[int, int], law: LawOfPeople, actor: Actor
) -> None:
    stale = [agent_id for agent_id, row in rows.items() if tokens.get(agent_id) != row.row_version]
    if stale:
        names = ", ".join(law.name_of(agent_id) for agent_id in stale)
        raise StaleEdit(_("%(names)s: %(what)s", names=names, what=_changed_since(session, draft, stale, actor)))


def _changed_since(session: Session, draft: RosterDraft, agent_ids: Sequence[int], actor: Actor) -> str:
    last = find_last_edit_of(session, draft_id=draft.id, agent_ids=agent_ids)
    if last is None:
        return _("This week changed since you saw it. You see it now as it is; please look and decide again.")
    who = _("you, in another window") if last.user_id == actor.id and actor.id is not None else last.user_name
    what = last.told if last.state is EditState.DONE else _("taken back: %(told)s", told=last.told)
    return _("Changed meanwhile by %(who)s (%(what)s). You see it now as it is; please look and decide again.", who=who, what=what)


def _hands(session: Session, rows: Mapping[int, DraftPersonWeek], law: LawOfPeople) -> dict[int, Hand]:
    contents = contents_of_person_weeks(session, person_week_ids=[row.person_week_id for row in rows.values()])
    found = {content.agent_id: content for content in contents}
    return {agent_id: _hand(row, found[agent_id], law) for agent_id, row in rows.items()}


def _hand(row: DraftPersonWeek, content: WeekContent, law: LawOfPeople) -> Hand:
    person = law.people.get(row.agent_id)
    return Hand(
        content=content,
        locks=locks_from_json(row.locks),
        zone=law.zone_of(row.agent_id),
        contract=person.contract if person else None,
    )


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


def _judged(findings: Sequence[Finding], reason: str | None, actor: Actor) -> tuple[Finding, ...]:
    """What is overruled. Raises unless there is nothing, or all of it may be and a reason is given."""
    if not findings:
        return ()
    by_lock = [finding for finding in findings if finding.rule in ("locked_shift", "locked_day_off")]
    may_force = actor.may(Permission.FORCE_EDITS) and not by_lock
    if reason is None or not may_force:
        if reason is not None and not actor.may(Permission.FORCE_EDITS):
            raise NotAllowed(_("Your role does not allow to overrule the law."))
        raise EditBreaksTheLaw(findings[0].line, findings=findings, may_force=may_force)
    if not reason.strip() or len(reason) > REASON_LENGTH_MAX:
        raise EditNotPossible(_("A reason of 1 to %(most)d characters is needed.", most=REASON_LENGTH_MAX))
    return tuple(findings)


def _write(
    session: Session, week: RosterWeek, rows: Mapping[int, DraftPersonWeek], before: Hands, after: Hands, made: DraftEdit
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


def _outcome(session: Session, edit: DraftEdit, rows: Mapping[int, DraftPersonWeek], law: LawOfPeople) -> EditOutcome:
    hands = _hands(session, rows, law)
    return EditOutcome(edit=edit, agent_ids=tuple(sorted(rows)), findings=law.findings(hands))
