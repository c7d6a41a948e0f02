"""What people do in a week is written in a few statements, and read as it was written."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from sqlalchemy.orm import Session

from tests.support.statements import counted_questions
from tests.support.weeks import a_small_week
from wfm.rosters.content import SegmentContent, ShiftContent, WeekContent
from wfm.rosters.kinds import SegmentKind
from wfm.rosters.queries import contents_of_person_weeks
from wfm.rosters.services import write_contents

HOUR = timedelta(hours=1)


def test_shifts_and_segments_of_everybody_are_two_statements_and_come_back(session: Session) -> None:
    small = a_small_week(session, people=4)
    monday, phone = small.week.horizon.starts_at, small.work_types[0].id

    def shift(day: int, hour: int) -> ShiftContent:
        at = monday + day * timedelta(days=1) + hour * HOUR
        # Work names a work type and a break nothing: rows of either kind lie side by side.
        parts = (
            SegmentContent(SegmentKind.WORK, at, at + 3 * HOUR, work_type_id=phone),
            SegmentContent(SegmentKind.BREAK, at + 3 * HOUR, at + 3.5 * HOUR, is_paid=False),
            SegmentContent(SegmentKind.WORK, at + 3.5 * HOUR, at + 8 * HOUR, work_type_id=phone),
        )
        return ShiftContent(at, at + 8 * HOUR, parts)

    # All start at the same hours, so that a shift is told from another's by whose it is.
    contents = [WeekContent(agent.id, tuple(shift(day, 8) for day in range(at + 1))) for at, agent in enumerate(small.agents)]

    with counted_questions(session, "INSERT") as inserts:
        ids = write_contents(session, week=small.week, contents=contents)

    tables = Counter(statement.split()[2] for statement in inserts)
    assert (tables["shift"], tables["shift_segment"]) == (1, 1)
    read = {content.agent_id: content for content in contents_of_person_weeks(session, person_week_ids=list(ids.values()))}
    assert read == {content.agent_id: content for content in contents}


def test_somebody_who_is_off_all_week_has_a_week_too(session: Session) -> None:
    small = a_small_week(session, people=1)

    ids = write_contents(session, week=small.week, contents=[WeekContent(small.agents[0].id)])

    (content,) = contents_of_person_weeks(session, person_week_ids=list(ids.values()))
    assert content.shifts == ()
