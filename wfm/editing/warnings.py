"""What of a whole draft breaks the law or is good to know, as everything stands now. For many people this takes a second or more."""

from __future__ import annotations

from sqlalchemy.orm import Session

from wfm.editing.edits import Hand
from wfm.editing.law import Finding, LawOfPeople
from wfm.rosters.locks import locks_of_draft
from wfm.rosters.queries import draft_contents, find_draft, work_names
from wfm.rosters.weeks import RosterWeek

TOLD_MAX = 200


def warnings_of(session: Session, *, week: RosterWeek, draft_id: int) -> tuple[Finding, ...]:
    """The findings, the law's first; at most TOLD_MAX."""
    draft = find_draft(session, draft_id=draft_id)
    contents = draft_contents(session, draft_id=draft_id)
    if draft is None or not contents:
        return ()
    law = LawOfPeople(session, week=week, draft=draft, agent_ids=[content.agent_id for content in contents], names=work_names(session))
    locks = locks_of_draft(session, draft_id=draft_id)
    hands = {content.agent_id: Hand(content=content, locks=locks.get(content.agent_id, ())) for content in contents}
    return law.findings(hands)[:TOLD_MAX]
