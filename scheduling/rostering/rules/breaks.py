"""Everybody gets the breaks of their contract, and no others are hidden in a shift."""

from collections.abc import Iterator

from scheduling.rostering.contract import BreakRule
from scheduling.rostering.roster import Segment, SegmentKind
from scheduling.rostering.rules.case import Case, Duty, Line, minutes_of
from scheduling.rostering.rules.rule import Rule, Violation
from scheduling.rostering.rules.said import Duration, Said, listed, said

NAME = "breaks"


def _violations(case: Case) -> Iterator[Violation]:
    for line in case.lines:
        for duty in line.rostered:
            yield from _wrong_breaks(line, duty)


def _wrong_breaks(line: Line, duty: Duty) -> Iterator[Violation]:
    owed = [rule for rule in line.person.contract.breaks if rule.shift_minutes_from <= duty.minutes]
    taken = [s for s in _segments(duty) if s.kind is SegmentKind.BREAK and s.slots[0] < s.slots[1] and s.slots != duty.gap]
    start = duty.slots[0]
    if len(owed) == len(taken) and _pair_up(owed, taken, start):
        return
    found = said(
        "breaks of the shift from %(start)s that lasts %(length)s: due %(due)s, taken %(taken)s",
        start=line.when(start),
        length=Duration(duty.minutes),
        due=listed(map(_as_owed, owed), between="; "),
        taken=listed((_as_taken(segment, start) for segment in taken), between="; "),
    )
    yield Violation(NAME, line.person.id, duty.slots, found)


def _segments(duty: Duty) -> tuple[Segment, ...]:
    return duty.shift.segments if duty.shift else ()


def _pair_up(owed: list[BreakRule], taken: list[Segment], start: int) -> bool:
    """Whether each break owed can be given one of its own among those taken; contracts have a handful, so all ways are tried."""
    if not owed:
        return True
    rule, *others = owed
    return any(_fits(rule, segment, start) and _pair_up(others, taken[:at] + taken[at + 1 :], start) for at, segment in enumerate(taken))


def _fits(rule: BreakRule, segment: Segment, start: int) -> bool:
    earliest, latest = rule.starts_after_minutes
    after = minutes_of((start, segment.slots[0]))
    return segment.paid == rule.paid and minutes_of(segment.slots) == rule.minutes and earliest <= after <= latest


def _as_owed(rule: BreakRule) -> Said:
    earliest, latest = map(Duration, rule.starts_after_minutes)
    paid = "%(minutes)s min paid %(earliest)s to %(latest)s after the start"
    unpaid = "%(minutes)s min unpaid %(earliest)s to %(latest)s after the start"
    return said(paid if rule.paid else unpaid, minutes=rule.minutes, earliest=earliest, latest=latest)


def _as_taken(segment: Segment, start: int) -> Said:
    after = Duration(minutes_of((start, segment.slots[0])))
    paid, unpaid = "%(minutes)s min paid %(after)s after the start", "%(minutes)s min unpaid %(after)s after the start"
    return said(paid if segment.paid else unpaid, minutes=minutes_of(segment.slots), after=after)


RULE = Rule(
    name=NAME,
    law="A shift holds each break entry that applies to its length once, as long, as paid and within its window, and no other break.",
    parameters=("breaks",),
    violations=_violations,
)
