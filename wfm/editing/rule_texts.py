"""What each rule of the law is called when an edit is refused."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask_babel import lazy_gettext as _l

RULE_TEXTS: Mapping[str, Any] = MappingProxyType(
    {
        "known_names": _l("Unknown person or work"),
        "inside_horizon": _l("Starts outside this week"),
        "tiling": _l("The parts do not fill the shift"),
        "one_thing_at_a_time": _l("Two things at once"),
        "qualification": _l("Not qualified for this work"),
        "availability": _l("Not available then"),
        "rest": _l("Too little rest between shifts"),
        "shift_length": _l("Shift too short, too long or off its steps"),
        "start_grid": _l("Start off the contract's grid"),
        "start_windows": _l("Start outside the hours agreed for starting"),
        "templates": _l("Not one of the contract's shift patterns"),
        "split": _l("Split shift not as agreed"),
        "one_start_a_day": _l("Two starts on one day"),
        "breaks": _l("Breaks are not those of the contract"),
        "blocks": _l("A block of work is too short"),
        "day_minutes": _l("Too many hours on one day"),
        "week_minutes_max": _l("Too many hours in the week"),
        "week_minutes_min": _l("Too few hours in the week"),
        "period_minutes": _l("Hours of the period not kept"),
        "days_per_week": _l("Too many days in the week"),
        "consecutive_days": _l("Too many days in a row"),
        "days_off_run": _l("Too few days off in a row"),
        "weekends_off": _l("Too few weekends off"),
        "nights": _l("Too many nights"),
        "weekly_rest": _l("Too little rest in the week"),
        "locked_shift": _l("The shift is locked"),
        "locked_day_off": _l("The day off is locked"),
        "locked_segment": _l("Planned or locked time would be lost"),
    }
)


def rule_text(name: str) -> str:
    """The rule in plain words."""
    return str(RULE_TEXTS.get(name, name))
