"""What an edit and the taking back of one share: the draft and its people held until the end, and what is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from wfm.core.access import Actor
from wfm.core.errors import Conflict, NotFound
from wfm.editing.edits import Hand, Hands
from wfm.editing.kinds import EditState
from wfm.editing.law import Finding, LawOfPeople
from wfm.editing.models import DraftEdit
from wfm.editing.queries import find_last_edit_of
from wfm.rosters.content import WeekContent
from wfm.rosters.kinds import DraftState
from wfm.rosters.locks import locks_from_json
from wfm.rosters.models import DraftPersonWeek, RosterDraft
from wfm.rosters.queries import contents_of_person_weeks
from wfm.rosters.services import DraftIsClosed, NoSuchDraft
from wfm.rosters.weeks import RosterWeek, group_of, week_holding


class StaleEdit(Conflict):
    code = "stale_edit"


class NotOnTheBoard(NotFound):
    code = "not_on_the_board"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditOutcome:
    """What was done, in words; `agent_ids` are the people whose weeks differ now, `findings` what is to be known of them."""

    edit: DraftEdit
    agent_ids: tuple[int, ...]
    findings: tuple[Finding, ...]


def open_draft(session: Session, draft_id: int) -> tuple[RosterWeek, RosterDraft]:
    """The draft, which cannot be published or given up until this transaction ends; other edits of it go on."""
    draft = session.get(RosterDraft, draft_id, with_for_update={"read": True}, populate_existing=True)
    if draft is None:
        raise NoSuchDraft(_("There is no draft %(id)s.", id=draft_id))
    if draft.state is DraftState.PUBLISHED:
        raise DraftIsClosed(_("Draft %(number)d has been published, so it does not change any more.", number=draft.number))
    if draft.state is not DraftState.OPEN:
        raise DraftIsClosed(_("Draft %(number)d has been given up, so it does not change any more.", number=draft.number))
    return week_holding(group_of(session, draft.roster_group_id), draft.week_date), draft


def held_rows(session: Session, draft: RosterDraft, agent_ids: Sequence[int]) -> dict[int, DraftPersonWeek]:
    """The rows of these people, which nobody else changes until this transaction ends. In one order, so that two never wait for
    each other."""
    asked = select(DraftPersonWeek).where(DraftPersonWeek.draft_id == draft.id, DraftPersonWeek.agent_id.in_(agent_ids))
    held = asked.order_by(DraftPersonWeek.agent_id).with_for_update().execution_options(populate_existing=True)
    rows = {row.agent_id: row for row in session.scalars(held)}
    if set(rows) != set(agent_ids):
        raise NotOnTheBoard(_("This person is not on the board of this week."))
    return rows


def changed_since(session: Session, draft: RosterDraft, agent_ids: Sequence[int], actor: Actor) -> str:
    last = find_last_edit_of(session, draft_id=draft.id, agent_ids=agent_ids)
    if last is None:
        return _("This week changed since you saw it. You see it now as it is; please look and decide again.")
    who = _("you, in another window") if last.user_id == actor.id and actor.id is not None else last.user_name
    what = last.told if last.state is EditState.DONE else _("taken back: %(told)s", told=last.told)
    return _("Changed meanwhile by %(who)s (%(what)s). You see it now as it is; please look and decide again.", who=who, what=what)


def hands_of(session: Session, rows: Mapping[int, DraftPersonWeek], law: LawOfPeople) -> dict[int, Hand]:
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


def outcome_of(edit: DraftEdit, hands: Hands, law: LawOfPeople) -> EditOutcome:
    return EditOutcome(edit=edit, agent_ids=tuple(sorted(hands)), findings=law.findings(hands))
