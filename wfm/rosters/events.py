"""What happens to rosters that others want to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wfm.core.events import Event


@dataclass(frozen=True, kw_only=True)
class VersionPublished(Event):
    """A version of a week holds now; these people's weeks differ from what was published before, or are published for the first time."""

    version_id: int
    number: int
    roster_group_id: int
    group_name: str
    week_date: date
    changed_agent_ids: tuple[int, ...]
    first_agent_ids: tuple[int, ...]
    """Those of them for whom nothing of this week was published before."""
    note: str
