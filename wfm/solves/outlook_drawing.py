"""A service outlook as pages show it: of a build, or of a draft as it stands."""

from __future__ import annotations

from datetime import date
from typing import Any

from scheduling.timegrid import start_of_day
from wfm.rosters.weeks import RosterWeek
from wfm.solves.hours_chart import hours_chart


def drawn_outlook(outlook: dict[str, Any] | None, week: RosterWeek) -> dict[str, Any]:
    """What the template of an outlook asks for."""
    days = [date.fromisoformat(day) for day in outlook["days"]] if outlook else []
    chart = None
    if outlook and "hours" in outlook:
        starts = [week.horizon.slot_of(start_of_day(day, zone=week.zone)) for day in days]
        chart = hours_chart(outlook["hours"], day_starts=[slot / week.horizon.slots for slot in starts])
    return {"outlook": outlook, "outlook_days": days, "hours": chart}
