"""An edit asks about the people it touches, however many there are beside them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from tests.support.factories import NOW
from tests.support.statements import counted_questions
from tests.support.weeks import a_small_week
from wfm.core.access import Actor
from wfm.editing.edits import MoveShift
from wfm.editing.services import edit_draft
from wfm.rosters.content import SegmentContent, ShiftContent, WeekContent
from wfm.rosters.kinds import SegmentKind
from wfm.rosters.queries import draft_contents
from wfm.rosters.services import create_draft

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_an_edit_takes_as_many_questions_in_a_big_group_as_in_a_small_one(session: Session) -> None:
    def asked(people: int) -> int:
        small = a_small_week(session, people=people, zones=("UTC",))
        start = MONDAY + 8 * HOUR
        shift = ShiftContent(
            start, start + 5 * HOUR, (SegmentContent(SegmentKind.WORK, start, start + 5 * HOUR, work_type_id=small.work_types[0].id),)
        )
        draft = create_draft(
            session,
            week=small.week,
            contents=[WeekContent(agent.id, (shift,)) for agent in small.agents],
            requirement_id=small.requirement.id,
            solve_run_id=None,
            actor=Actor(id=None, name="setup"),
            now=NOW,
        )
        agent_id = small.agents[0].id
        draft_contents(session, draft_id=draft.id)
        move = MoveShift(agent_id=agent_id, shift=start, starts_at=start + HOUR)
        with counted_questions(session) as questions:
            edit_draft(
                session, draft_id=draft.id, edit=move, tokens={agent_id: 1}, request_key="k", actor=Actor(id=None, name="setup"), now=NOW
            )
        return len(questions)

    assert abs(asked(12) - asked(2)) <= 1  # what the session knows already need not be asked
