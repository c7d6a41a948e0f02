"""What the database says about how the service does: read at each scrape, so that every web process tells the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wfm.accounts.models import UserSession
from wfm.jobs.kinds import JobKind
from wfm.jobs.runs import Run, RunState
from wfm.outbox.queries import mails_by_state


@dataclass(frozen=True, kw_only=True)
class RunFigures:
    """Of one kind of job: how many runs are in each state, for how many seconds the oldest waits, and how long ago the heart of the
    quietest running one beat."""

    kind: str
    by_state: dict[RunState, int]
    waiting_seconds: float
    silent_seconds: float


def run_figures(session: Session, *, kinds: Iterable[JobKind], now: datetime) -> list[RunFigures]:
    return [_figures_of(session, kind, now) for kind in kinds]


def live_session_count(session: Session, *, now: datetime) -> int:
    alive = select(func.count()).select_from(UserSession).where(UserSession.revoked_at.is_(None), UserSession.expires_at > now)
    return session.scalar(alive) or 0


def mail_figures(session: Session) -> dict[str, int]:
    return {state.value: count for state, count in mails_by_state(session).items()}


def _figures_of(session: Session, kind: JobKind, now: datetime) -> RunFigures:
    table: type[Run] = kind.table
    found = dict(session.execute(select(table.state, func.count()).group_by(table.state)).all())
    waiting = session.scalar(select(func.min(table.created_at)).where(table.state == RunState.QUEUED))
    beating = session.scalar(select(func.min(table.heartbeat_at)).where(table.state == RunState.RUNNING))
    return RunFigures(
        kind=kind.name,
        by_state={state: found.get(state, 0) for state in RunState},
        waiting_seconds=_since(waiting, now),
        silent_seconds=_since(beating, now),
    )


def _since(moment: datetime | None, now: datetime) -> float:
    return 0.0 if moment is None else max((now - moment).total_seconds(), 0.0)
