"""What pages are told after a change: the rows that differ, what it does to capacity, what to know, and the tokens for the next edit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from flask import render_template, request
from sqlalchemy.orm import Session

from wfm.core import clock
from wfm.core.access import Actor, Permission
from wfm.editing.law import Finding
from wfm.editing.queries import forced_reasons, told_of_next
from wfm.rosters.kinds import DraftState
from wfm.rosters.locks import tokens_and_locks
from wfm.rosters.queries import find_draft
from wfm.rosters.weeks import RosterWeek
from wfm.solves.board_pages import coverage_of, drawn_rows
from wfm.solves.board_request import read_request
from wfm.solves.board_rows import minute_of
from wfm.solves.week_address import address_of


def state_answer(session: Session, *, draft_id: int, actor: Actor) -> dict[str, Any]:
    """Where a draft stands: tokens, locks, why the law was overruled, and what can be undone."""
    draft = find_draft(session, draft_id=draft_id)
    is_open = draft is not None and draft.state is DraftState.OPEN
    tokens, held = tokens_and_locks(session, draft_id=draft_id)
    to_undo, to_redo = told_of_next(session, draft_id=draft_id, user_id=actor.id)
    return {
        "count": sum(tokens.values()),
        "is_open": is_open,
        "may_edit": is_open and actor.may(Permission.EDIT_ROSTERS),
        "tokens": tokens,
        "locks": {
            agent_id: [
                {
                    "kind": lock.kind.value,
                    "date": lock.local_date and lock.local_date.isoformat(),
                    "from": lock.starts_at and minute_of(lock.starts_at),
                    "until": lock.ends_at and minute_of(lock.ends_at),
                }
                for lock in locks
            ]
            for agent_id, locks in held.items()
        },
        "forced": {
            agent_id: [f"{name}: {reason}" for name, reason in reasons]
            for agent_id, reasons in forced_reasons(session, draft_id=draft_id).items()
        },
        "undo": to_undo,
        "redo": to_redo,
    }


def rows_answer(session: Session, *, week: RosterWeek, draft_id: int, actor: Actor, agent_ids: Collection[int]) -> dict[str, Any]:
    """The state of a draft, with the rows of some people and the coverage as they stand in the view that the address asks for."""
    state = state_answer(session, draft_id=draft_id, actor=actor)
    asked = read_request(session, week=week, arguments=request.args, actor=actor, now=clock.now(), agent_ids=agent_ids)
    if asked.board is None:
        return state
    facts = render_template(
        "solves/board_facts.html", source=asked.source, board=asked.board, my_zone=asked.my_zone, address=address_of(week)
    )
    return {
        **state,
        "rows": drawn_rows(asked, asked.board, agent_ids),
        "coverage": render_template(
            "solves/board_coverage.html",
            zone=asked.zone,
            source=asked.source,
            address=address_of(asked.week),
            **coverage_of(asked, asked.board),
        ),
        "facts": facts,
    }


def told_findings(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "agent": finding.agent_id,
            "name": finding.display_name,
            "rule": finding.rule,
            "title": finding.title,
            "text": finding.text,
            "hard": finding.is_hard,
            "at": minute_of(finding.starts_at),
            "days_off": [day.isoformat() for day in finding.days_off] if finding.days_off else None,
        }
        for finding in findings
    ]
