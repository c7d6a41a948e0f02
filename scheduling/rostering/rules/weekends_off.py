"""Some weekends are free."""

from collections.abc import Iterator

from scheduling.rostering.rules.case import Case, Duty, Line
from scheduling.rostering.rules.rule import Rule, Violation
from scheduling.rostering.rules.said import said
from scheduling.timegrid import local_date_of

NAME = "weekends_off"


def _violations(case: Case) -> Iterator[Violation]:
    for line in case.lines:
        contract = line.person.contract
        if contract.weekends_off_min is not None and contract.period_weeks is not None:
            yield from _crowded_periods(line, contract.weekends_off_min, contract.period_weeks)


def _crowded_periods(line: Line, least: int, period: int) -> Iterator[Violation]:
    """A period is any run of ``period`` weekends; it breaks the law once so many are worked that the rest are too few."""
    latest_duty: dict[int, Duty] = {}
    for duty in line.duties:
        weekend = _weekend_of(line, duty)
        if weekend is not None:
            latest_duty[weekend] = duty
    for weekend, duty in latest_duty.items():
        worked = sum(weekend - period < other <= weekend for other in latest_duty)
        if period - worked < least and not duty.is_history:
            text = "%(worked)s of %(period)s weekends up to %(start)s have a shift, %(least)s must be free"
            found = said(text, worked=worked, period=period, start=line.when(duty.slots[0]), least=least)
            yield Violation(NAME, line.person.id, duty.slots, found)


def _weekend_of(line: Line, duty: Duty) -> int | None:
    """The number of the weekend (Saturday and Sunday by local date) on which a duty starts."""
    date = local_date_of(duty.slots[0], horizon=line.horizon, zone=line.person.zone)
    return (date.toordinal() - 1) // 7 if date.isoweekday() >= 6 else None


RULE = Rule(
    name=NAME,
    law="Of any period_weeks weekends in a row at least weekends_off_min have no start on local Saturday or Sunday, history included.",
    parameters=("weekends_off_min", "period_weeks", "zone", "history"),
    violations=_violations,
)
