"""A contract's terms between the table's columns and the roster problem's `Contract`, which checks them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from scheduling.rostering.contract import BreakRule, Split
from scheduling.rostering.contract import Contract as ContractTerms
from wfm.agents.models import Contract

_SAME_IN_BOTH = (
    "week_minimum_hard",
    "shift_step_minutes",
    "start_step_minutes",
    "rest_minutes",
    "days_per_week_max",
    "consecutive_days_max",
    "block_minutes_min",
    "day_minutes_max",
    "weekly_rest_minutes",
    "nights_per_week_max",
    "days_off_run_min",
    "weekends_off_min",
    "period_weeks",
)


def columns_of(terms: ContractTerms) -> dict[str, Any]:
    """The columns of `contract` that say these terms."""
    period = terms.period_minutes or (None, None)
    return {name: getattr(terms, name) for name in _SAME_IN_BOTH} | {
        "week_minutes_min": terms.week_minutes[0],
        "week_minutes_max": terms.week_minutes[1],
        "shift_minutes_min": terms.shift_minutes[0],
        "shift_minutes_max": terms.shift_minutes[1],
        "period_minutes_min": period[0],
        "period_minutes_max": period[1],
        "breaks": [asdict(rule) | {"starts_after_minutes": list(rule.starts_after_minutes)} for rule in terms.breaks],
        "start_windows": [list(window) for window in terms.start_windows],
        "templates": [list(template) for template in terms.templates],
        "split": terms.split and asdict(terms.split) | {"gap_minutes": list(terms.split.gap_minutes)},
    }


def terms_of(contract: Contract) -> ContractTerms:
    """The terms that a row of `contract` says."""
    period = (contract.period_minutes_min, contract.period_minutes_max)
    return ContractTerms(
        **{name: getattr(contract, name) for name in _SAME_IN_BOTH},
        week_minutes=(contract.week_minutes_min, contract.week_minutes_max),
        shift_minutes=(contract.shift_minutes_min, contract.shift_minutes_max),
        period_minutes=None if period[0] is None or period[1] is None else (period[0], period[1]),
        breaks=tuple(BreakRule(**rule | {"starts_after_minutes": tuple(rule["starts_after_minutes"])}) for rule in contract.breaks),
        start_windows=tuple((first, last) for first, last in contract.start_windows),
        templates=tuple((start, minutes) for start, minutes in contract.templates),
        split=Split(tuple(contract.split["gap_minutes"]), contract.split["part_minutes_min"]) if contract.split else None,
    )
