"""A line of a file of people as what it says: each cell checked, each fault told with its column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from scheduling.rostering.contract import BreakRule
from scheduling.rostering.contract import Contract as ContractTerms
from wfm.agents.people import AgentDetails, Employment
from wfm.availability.expansion import KindOfHours, Pattern
from wfm.availability.kinds import AvailabilityKind
from wfm.core.cells import Cells
from wfm.core.local_week import DateRange

BREAK_AFTER_MINUTES = 150
"""A break begins at the earliest so long into a shift, and ends at the latest where the shortest shift that owes it may end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """A person as a line tells them."""

    details: AgentDetails
    employment: Employment
    group_name: str
    team_names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillLine:
    """An assessment as a line tells it; `assessed_on` is None where the line does not say."""

    email: str
    work_type: str
    level: int
    enjoyment: int
    speed: float | None
    assessed_on: date | None
    valid_until: date | None
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailabilityLine:
    """A usual week as a line tells it."""

    email: str
    pattern: Pattern


def read_person(cells: Cells) -> PersonLine | None:
    """The person of a line, or None: then the cells tell the faults."""
    email, name, zone, country = (cells.required(column) for column in ("email", "name", "zone", "country"))
    cells.required("contract_from")
    cells.required("week_hours_max")
    valid_from, valid_until = cells.date("contract_from"), cells.date("contract_until")
    terms = _terms(cells)
    usual_hours, leave_days = cells.hours("usual_hours"), cells.whole_or_none("leave_days_per_year")
    details = cells.made(
        lambda: AgentDetails(
            display_name=name,
            email=email,
            zone=zone,
            country=country.upper(),
            subdivision=cells.text("subdivision") or None,
            locale=cells.text("language", "en"),
        )
    )
    if details is None or terms is None or valid_from is None:
        return None
    employment = cells.made(
        lambda: Employment(valid=DateRange(valid_from, valid_until), terms=terms, default_hours=usual_hours, leave_days_per_year=leave_days)
    )
    if employment is None:
        return None
    teams = tuple(dict.fromkeys(team.strip() for team in cells.text("teams").split(";") if team.strip()))
    return PersonLine(details=details, employment=employment, group_name=cells.text("roster_group"), team_names=teams)


def read_skill(cells: Cells) -> SkillLine | None:
    """The assessment of a line, or None: then the cells tell the faults."""
    email, work_type = cells.required("email").lower(), cells.required("work_type")
    cells.required("level")
    told: Mapping[str, int] = {"level": cells.whole("level", 0), "enjoyment": cells.whole("enjoyment", 0)}
    speed, assessed_on, valid_until = cells.number("speed"), cells.date("assessed_on"), cells.date("valid_until")
    return cells.made(
        lambda: SkillLine(
            email=email,
            work_type=work_type,
            speed=speed,
            assessed_on=assessed_on,
            valid_until=valid_until,
            evidence=cells.text("evidence"),
            **told,
        )
    )


def read_availability(cells: Cells) -> AvailabilityLine | None:
    """The usual week of a line, or None: then the cells tell the faults."""
    email = cells.required("email").lower()
    cells.required("valid_from")
    cells.required("available")
    valid_from, valid_until = cells.date("valid_from"), cells.date("valid_until")
    hours = [
        KindOfHours(stretch, kind)
        for column, kind in (("available", AvailabilityKind.AVAILABLE), ("preferred", AvailabilityKind.PREFERRED))
        for stretch in cells.hours(column)
    ]
    if valid_from is None:
        return None
    return cells.made(lambda: AvailabilityLine(email=email, pattern=Pattern(DateRange(valid_from, valid_until), tuple(hours))))


def _terms(cells: Cells) -> ContractTerms | None:
    shift = (cells.minutes_of_hours("shift_hours_min", 4), cells.minutes_of_hours("shift_hours_max", 9))
    week = (cells.minutes_of_hours("week_hours_min", 0), cells.minutes_of_hours("week_hours_max", 0))
    rest, weekly_rest = cells.minutes_of_hours("rest_hours", 11), cells.minutes_of_hours("weekly_rest_hours", 0)
    days, run, nights = (
        cells.whole("days_per_week_max", 5),
        cells.whole("consecutive_days_max", 5),
        cells.whole_or_none("nights_per_week_max"),
    )
    block, pause, pause_from = (
        cells.whole("block_minutes_min", 60),
        cells.whole("break_minutes", 30),
        cells.minutes_of_hours("break_from_hours", 6),
    )
    return cells.made(
        lambda: ContractTerms(
            week_minutes=week,
            shift_minutes=shift,
            rest_minutes=rest,
            days_per_week_max=days,
            consecutive_days_max=run,
            block_minutes_min=block,
            nights_per_week_max=nights,
            weekly_rest_minutes=weekly_rest or None,
            breaks=_breaks(pause, pause_from),
        )
    )


def _breaks(minutes: int, shift_from: int) -> tuple[BreakRule, ...]:
    if not minutes:
        return ()
    last = max(0, shift_from - minutes)
    return (
        BreakRule(shift_minutes_from=shift_from, minutes=minutes, paid=False, starts_after_minutes=(min(BREAK_AFTER_MINUTES, last), last)),
    )
