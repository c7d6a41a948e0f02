"""Shifts start in the hours agreed."""

from collections.abc import Iterator

from scheduling.rostering.contract import minute_of_day
from scheduling.rostering.rules.case import Case
from scheduling.rostering.rules.rule import Rule, Violation
from scheduling.rostering.rules.said import listed, said
from scheduling.timegrid import to_local

NAME = "start_windows"


def _violations(case: Case) -> Iterator[Violation]:
    for line in case.lines:
        windows = line.person.contract.start_windows
        if not windows:
            continue
        for duty in line.rostered:
            local = to_local(line.horizon.instant_of(duty.slots[0]), zone=line.person.zone)
            if not any(_admits(window, local.hour * 60 + local.minute) for window in windows):
                allowed = listed(said("%(earliest)s to %(latest)s", earliest=earliest, latest=latest) for earliest, latest in windows)
                text = "the shift starts at %(start)s, starts are allowed from %(allowed)s"
                yield Violation(NAME, line.person.id, duty.slots, said(text, start=line.when(duty.slots[0]), allowed=allowed))


def _admits(window: tuple[str, str], minute: int) -> bool:
    """Both ends are allowed starts; a window that ends before it begins goes over midnight."""
    earliest, latest = minute_of_day(window[0]), minute_of_day(window[1])
    return earliest <= minute <= latest if earliest <= latest else minute >= earliest or minute <= latest


RULE = Rule(
    name=NAME,
    law="Where start_windows are given, every shift starts within one of them by the clock on the wall, both ends included.",
    parameters=("start_windows", "zone"),
    violations=_violations,
)
