"""A person as the cells of a line: what a file would have to say for nothing to change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from scheduling.rostering.contract import Contract as ContractTerms
from wfm.agents.contracts import terms_of
from wfm.agents.models import Agent, Contract
from wfm.agents.people import AgentDetails, Employment
from wfm.core.hours_text import write_hours
from wfm.core.local_week import DateRange, WeeklyStretch

MINUTES_PER_HOUR = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """Where a person belongs at a date, by name."""

    group_name: str = ""
    team_names: tuple[str, ...] = ()


def employment_of(contract: Contract) -> Employment:
    """What a row of `contract` says."""
    return Employment(
        valid=DateRange(contract.valid_from, contract.valid_until),
        terms=terms_of(contract),
        default_hours=tuple(WeeklyStretch.from_json(value) for value in contract.default_hours),
        home_department_id=contract.home_department_id,
        borrowed_until=contract.borrowed_until,
        leave_days_per_year=contract.leave_days_per_year,
    )


def details_of(agent: Agent) -> AgentDetails:
    """What a row of `agent` says."""
    return AgentDetails(
        display_name=agent.display_name,
        email=agent.email,
        zone=agent.zone,
        country=agent.country,
        subdivision=agent.subdivision,
        locale=agent.locale,
    )


def cells_of_person(details: AgentDetails, employment: Employment | None, belonging: Belonging) -> dict[str, str]:
    """The cells of a line that says this person."""
    cells = {
        "email": details.email,
        "name": details.display_name,
        "zone": details.zone,
        "country": details.country,
        "subdivision": details.subdivision or "",
        "language": details.locale,
        "roster_group": belonging.group_name,
        "teams": "; ".join(sorted(belonging.team_names)),
    }
    if employment is None:
        return cells
    return cells | {
        "contract_from": employment.valid.valid_from.isoformat(),
        "contract_until": _date(employment.valid.valid_until),
        **_cells_of_terms(employment.terms),
        "leave_days_per_year": "" if employment.leave_days_per_year is None else str(employment.leave_days_per_year),
        "usual_hours": _hours(employment.default_hours),
    }


def _cells_of_terms(terms: ContractTerms) -> dict[str, str]:
    rule = terms.breaks[0] if terms.breaks else None
    return {
        "week_hours_min": _in_hours(terms.week_minutes[0]),
        "week_hours_max": _in_hours(terms.week_minutes[1]),
        "shift_hours_min": _in_hours(terms.shift_minutes[0]),
        "shift_hours_max": _in_hours(terms.shift_minutes[1]),
        "rest_hours": _in_hours(terms.rest_minutes),
        "weekly_rest_hours": _in_hours(terms.weekly_rest_minutes) if terms.weekly_rest_minutes else "",
        "days_per_week_max": str(terms.days_per_week_max),
        "consecutive_days_max": str(terms.consecutive_days_max),
        "nights_per_week_max": "" if terms.nights_per_week_max is None else str(terms.nights_per_week_max),
        "break_minutes": str(rule.minutes) if rule else "0",
        "break_from_hours": _in_hours(rule.shift_minutes_from) if rule else "",
        "block_minutes_min": str(terms.block_minutes_min),
    }


def _in_hours(minutes: int) -> str:
    return f"{minutes / MINUTES_PER_HOUR:g}"


def _date(value: date | None) -> str:
    return value.isoformat() if value else ""


def _hours(stretches: Iterable[WeeklyStretch]) -> str:
    told = tuple(stretches)
    return write_hours(told) if told else ""
