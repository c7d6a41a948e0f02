"""Many leads on one draft at once: every edit is kept or refused with a message, none is lost, and the tokens add up.

With WFM_TEST_EDITORS_SECONDS=60 it goes on for a minute instead of a few seconds."""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

from flask import Flask

from tests.support.factories import NOW
from tests.support.weeks import a_small_week
from wfm.accounts.services import RoleGrant, UserDetails, create_user
from wfm.core.access import Actor, Role
from wfm.core.errors import WfmError
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.editing.edits import MoveShift
from wfm.editing.kinds import EditState
from wfm.editing.queries import edits_of_draft
from wfm.editing.services import edit_draft
from wfm.editing.undo_services import undo
from wfm.rosters.content import SegmentContent, ShiftContent, WeekContent
from wfm.rosters.kinds import SegmentKind
from wfm.rosters.locks import tokens_and_locks
from wfm.rosters.queries import draft_contents
from wfm.rosters.services import create_draft

EDITORS = 20
PEOPLE = 8
SECONDS = float(os.environ.get("WFM_TEST_EDITORS_SECONDS", "3"))
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)
SETUP = Actor(id=None, name="setup")


def make_draft(app: Flask) -> tuple[int, list[Actor]]:
    with app.app_context(), unit_of_work() as session:
        small = a_small_week(session, people=PEOPLE, zones=("UTC",))
        start = MONDAY + 8 * HOUR
        part = SegmentContent(SegmentKind.WORK, start, start + 5 * HOUR, work_type_id=small.work_types[0].id)
        contents = [WeekContent(agent.id, (ShiftContent(start, start + 5 * HOUR, (part,)),)) for agent in small.agents]
        draft = create_draft(
            session, week=small.week, contents=contents, requirement_id=small.requirement.id, solve_run_id=None, actor=SETUP, now=NOW
        )
        leads = []
        for number in range(EDITORS):
            details = UserDetails(email=f"lead{number}@example.com", display_name=f"Lead {number}")
            user = create_user(session, details=details, grants=[RoleGrant(role=Role.LEAD)], actor=SETUP, now=NOW)
            leads.append(Actor(id=user.id, name=user.display_name, roles=frozenset({Role.LEAD})))
        return draft.id, leads


def edit_for_a_while(app: Flask, draft_id: int, lead: Actor, outcomes: Counter[str], moved: Counter[int]) -> None:
    """Looks at the draft, thinks, and moves somebody's shift or takes an own edit back, as somebody with a page open does."""
    chance = random.Random(lead.id)
    until = time.monotonic() + SECONDS
    number = 0
    while time.monotonic() < until:
        number += 1
        with app.app_context():
            session = read_session()
            tokens, _locks = tokens_and_locks(session, draft_id=draft_id)
            starts = {content.agent_id: content.shifts[0].starts_at for content in draft_contents(session, draft_id=draft_id)}
            session.rollback()
            time.sleep(chance.random() * 0.05)
            agent_id = chance.choice(sorted(tokens))
            to = MONDAY + chance.choice([hour for hour in range(6, 18) if MONDAY + hour * HOUR != starts[agent_id]]) * HOUR
            try:
                with unit_of_work() as session:
                    if chance.random() < 0.2:
                        touched = [person.agent_id for person in undo(session, draft_id=draft_id, actor=lead, now=NOW).edit.people]
                    else:
                        move = MoveShift(agent_id=agent_id, shift=starts[agent_id], starts_at=to)
                        edit_draft(
                            session, draft_id=draft_id, edit=move, tokens=tokens, request_key=f"{lead.id}-{number}", actor=lead, now=NOW
                        )
                        touched = [agent_id]
                outcomes["kept"] += 1
                moved.update(touched)
            except WfmError as refused:
                outcomes[refused.code if refused.message else "refused without a word"] += 1
            except Exception as error:  # noqa: BLE001  a thread's error would be lost
                outcomes[repr(error)] += 1


def test_twenty_editors_lose_nothing(app: Flask) -> None:
    draft_id, leads = make_draft(app)
    outcomes: list[Counter[str]] = [Counter() for _ in leads]
    moved: list[Counter[int]] = [Counter() for _ in leads]
    threads = [
        threading.Thread(target=edit_for_a_while, args=(app, draft_id, lead, outcomes[at], moved[at])) for at, lead in enumerate(leads)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    total: Counter[str] = sum(outcomes, Counter())
    kept: Counter[int] = sum(moved, Counter())
    assert set(total) <= {"kept", "stale_edit", "nothing_to_undo"}, total
    assert total["kept"] > 0
    with app.app_context():
        session = read_session()
        # Each change that its author was told is kept has raised the token of its person by one, and nothing else has.
        tokens, _locks = tokens_and_locks(session, draft_id=draft_id)
        assert {agent_id: token - 1 for agent_id, token in tokens.items()} == {agent_id: kept[agent_id] for agent_id in tokens}
        edits = edits_of_draft(session, draft_id=draft_id, most=100_000)
        undone = sum(edit.state is not EditState.DONE for edit in edits)
        assert len(edits) + undone == total["kept"]
        # What stands of each person is what their last edit, or the taking back of it, left.
        contents = {content.agent_id: content for content in draft_contents(session, draft_id=draft_id)}
        assert all((shift.ends_at - shift.starts_at) == 5 * HOUR for content in contents.values() for shift in content.shifts)
