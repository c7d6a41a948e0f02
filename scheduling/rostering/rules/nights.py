"""A week has few nights."""

from collections.abc import Iterator

from scheduling.rostering.rules.case import Case, Duty, Line
from scheduling.rostering.rules.rule import Rule, Violation
from scheduling.rostering.rules.said import said
from scheduling.timegrid import night_minutes

NAME = "nights"
NIGHT_SHIFT_MINUTES = 180


def _violations(case: Case) -> Iterator[Violation]:
    for line in case.lines:
        most = line.person.contract.nights_per_week_max
        if most is None:
            continue
        for week in case.problem.weeks:
            nights = [duty for duty in line.starting_in(week) if _is_night(line, duty)]
            if len(nights) > most and not all(duty.is_history for duty in nights):
                found = said("%(nights)s nights start in the week, the most is %(most)s", nights=len(nights), most=most)
                yield Violation(NAME, line.person.id, week, found)


def _is_night(line: Line, duty: Duty) -> bool:
    """A shift with three hours or more between 22:00 and 06:00 of the person's zone, breaks included, the gap of a split left out."""
    minutes = night_minutes(duty.slots, horizon=line.horizon, zone=line.person.zone)
    if duty.gap:
        minutes -= night_minutes(duty.gap, horizon=line.horizon, zone=line.person.zone)
    return minutes >= NIGHT_SHIFT_MINUTES


RULE = Rule(
    name=NAME,
    law="At most nights_per_week_max shifts that start in a listed week are nights (3 h or more in 22:00–06:00 local), history included.",
    parameters=("nights_per_week_max", "weeks", "zone", "history"),
    violations=_violations,
)
