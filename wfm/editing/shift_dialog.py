"""What the dialog of one shift or free day shows: its blocks, and what each form offers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from scheduling.timegrid import start_of_day, to_instant, to_local
from wfm.catalog.queries import bundles, work_types_of_group
from wfm.editing.holding import NotOnTheBoard
from wfm.rosters.kinds import ActivityKind, LockKind, SegmentKind
from wfm.rosters.locks import HeldLock, locks_of_draft
from wfm.rosters.queries import draft_contents
from wfm.rosters.titles import Titles, segments_of
from wfm.rosters.weeks import RosterWeek
from wfm.rosters.work_marks import WorkMark, marks_of_group
from wfm.solves.queries import names_of_agents, zone_of_agent

SLOT = timedelta(minutes=15)
USUAL_LENGTH = timedelta(hours=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogBlock:
    """One block of the shift; `middle` is where it would be split."""

    name: str
    mark: WorkMark | None
    starts_at: datetime
    ends_at: datetime
    middle: datetime
    is_work: bool
    is_locked: bool


def shift_dialog(
    session: Session, *, week: RosterWeek, draft_id: int, agent_id: int, shift: datetime | None, day: date | None
) -> dict[str, Any]:
    """Everything the dialog's template names. Raises NotOnTheBoard."""
    contents = {content.agent_id: content for content in draft_contents(session, draft_id=draft_id)}
    if agent_id not in contents:
        raise NotOnTheBoard(_("This person is not on the board of this week."))
    content = contents[agent_id]
    found = next((held for held in content.shifts if held.starts_at == shift), None)
    names = names_of_agents(session, agent_ids=list(contents))
    zone = zone_of_agent(session, agent_id=agent_id)
    local_day = to_local(shift, zone=zone).date() if shift else day or week.week_date
    locks = locks_of_draft(session, draft_id=draft_id).get(agent_id, ())
    titles, marks = Titles(session, segments_of([content])), marks_of_group(session, roster_group_id=week.roster_group_id)
    blocks = []
    for part in found.segments if found else ():
        title = titles.of(part)
        half = (part.ends_at - part.starts_at) // 2 // SLOT * SLOT
        blocks.append(
            DialogBlock(
                name=title.name or _("break"),
                mark=marks.get(title.code or ""),
                starts_at=part.starts_at,
                ends_at=part.ends_at,
                middle=part.starts_at + (half or SLOT),
                is_work=part.kind is SegmentKind.WORK,
                is_locked=HeldLock(LockKind.SEGMENT, starts_at=part.starts_at, ends_at=part.ends_at) in locks,
            )
        )
    start = max(to_instant(datetime.combine(local_day, time(9)), zone=zone).instant, start_of_day(local_day, zone=zone))
    return {
        "name": names[agent_id],
        "zone": zone,
        "day": local_day,
        "at": week.horizon.starts_at,
        "shift": found,
        "blocks": blocks,
        "breaks": [block for block in blocks if not block.is_work],
        "is_locked": found is not None and HeldLock(LockKind.SHIFT, starts_at=found.starts_at) in locks,
        "locked_day": HeldLock(LockKind.DAY_OFF, local_date=local_day) in locks,
        "stretch": (found.starts_at, found.starts_at + 4 * SLOT) if found else (start, start + USUAL_LENGTH),
        "work_types": [(row.id, row.name) for row in work_types_of_group(session, roster_group_id=week.roster_group_id)],
        "bundles": [(row.id, row.name) for row in bundles(session)],
        "activity_kinds": [
            (ActivityKind.MEETING, _("Meeting")),
            (ActivityKind.TRAINING, _("Training")),
            (ActivityKind.COACHING, _("Coaching")),
            (ActivityKind.GROWTH, _("Growth")),
        ],
        "others": sorted(((id_, other) for id_, other in names.items() if id_ != agent_id), key=lambda known: known[1]),
    }
