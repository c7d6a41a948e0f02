"""What happens about time off that others want to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wfm.core.events import Event


@dataclass(frozen=True, kw_only=True)
class TimeOffAsked(Event):
    """Somebody asked for time off."""

    time_off_id: int
    agent_id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class TimeOffAnswered(Event):
    """A lead answered."""

    time_off_id: int
    agent_id: int
    starts_at: datetime
    ends_at: datetime
    is_approved: bool
    note: str
