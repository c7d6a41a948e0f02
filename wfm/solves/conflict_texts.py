"""Why somebody has no legal week, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from scheduling.rostering.result import Conflict
from wfm.core.formats import hours_of_minutes
from wfm.rosters.law_texts import RULE_TEXTS

EN_DASH = "\N{EN DASH}"
LIMIT_TEXTS: Mapping[str, Any] = MappingProxyType(
    {
        "period_minutes": _l("Hours of the period"),
        "weekends_off_min": _l("Fewest weekends off"),
        "days_off_run_min": _l("Fewest days off in a row"),
        "nights_per_week_max": _l("Most nights a week"),
        "weekly_rest_minutes": _l("Weekly rest"),
        "start_windows": _l("Hours agreed for starting"),
        "templates": _l("Shift patterns of the contract"),
        "day_minutes_max": _l("Most hours a day"),
        "breaks": _l("Breaks"),
        "rest_minutes": _l("Rest between shifts"),
        "consecutive_days_max": _l("Most days in a row"),
        "days_per_week_max": _l("Most days a week"),
        "week_minimum_hard": _l("Fewest hours a week"),
        "week_minutes_max": _l("Most hours a week"),
        "locks": _l("Locked time"),
        "available": _l("Availability"),
        "block_minutes_min": _l("Least time on one kind of work"),
        "shift_step_minutes": _l("Steps of the length of shifts"),
        "shift_minutes": _l("Length of shifts"),
    }
)


def conflict_text(conflict: Conflict) -> str:
    """What would have to be loosened; any one of it is enough."""
    told = list(dict.fromkeys(map(_in_words, conflict.rules)))
    if not told:
        return _("no legal week exists, whatever is loosened")
    return _("these cannot all be kept: %(rules)s", rules="; ".join(told))


def _in_words(rule: str) -> str:
    name, _space, value = rule.partition(" ")
    name = name.partition("[")[0]
    text = str(LIMIT_TEXTS.get(name) or RULE_TEXTS.get(name) or name)
    figures = [int(figure) for figure in value.split(" to ") if figure.isdigit()]
    if not figures:
        return text
    told = (hours_of_minutes(figure) if "minute" in name or "minimum" in name else str(figure) for figure in dict.fromkeys(figures))
    return f"{text} ({EN_DASH.join(told)})"
