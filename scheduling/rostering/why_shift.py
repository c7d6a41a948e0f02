"""Why somebody has a shift, what would come of other ways to work that day, and what granting a wish would take.

Everybody else stands still: what they leave uncovered is what the person is needed for. Each other way is put to the law and, where it
is legal, counted by the score. Plain data; the words are the caller's. Nothing here needs the engine.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from scheduling.rostering.checker import check
from scheduling.rostering.ledger import burdens
from scheduling.rostering.left_over import left_over
from scheduling.rostering.person import Person, Wish, WishKind
from scheduling.rostering.problem import SLOT_HOURS, SLOT_MINUTES, ProblemError, RosterProblem
from scheduling.rostering.roster import Roster, SegmentKind, Shift, touch
from scheduling.rostering.scoring import Score, score
from scheduling.rostering.served_work import ServedWork
from scheduling.timegrid import Horizon

MOVES_MINUTES = (-120, -60, 60, 120)
_OF_COVERAGE = ("shortage", "surplus", "crowding")


@dataclass(frozen=True, slots=True)
class CoveredWork:
    """Hours that a shift gives to a work type at the person's speed, and how many of them nobody else would cover."""

    work_type: str
    hours: float
    needed_hours: float


@dataclass(frozen=True, slots=True)
class OtherWay:
    """Another way to work: what it would cost, or the rules that forbid it.

    ``moved_minutes`` is how much later the shift would start, None without it. ``short_hours`` is how much more would be short;
    ``own_minutes`` what the person's own lines (contract hours, wishes, liking, usual start …) would cost more, in minutes of shortage.
    """

    moved_minutes: int | None
    broken: tuple[str, ...] = ()
    short_hours: float = 0.0
    own_minutes: float = 0.0


@dataclass(frozen=True, slots=True)
class ShiftReasons:
    """Why somebody has a shift: what it covers, the most needed first, and what other ways would come to."""

    shift: Shift
    covered: tuple[CoveredWork, ...]
    other_ways: tuple[OtherWay, ...]


@dataclass(frozen=True, slots=True)
class WishPrice:
    """What granting a refused wish would take, if everybody else worked as they do: the shifts that would fall, or nothing known for a
    wish to work; how much more would be short, and the rules that forbid it."""

    wish: Wish
    shifts: tuple[Shift, ...]
    short_hours: float
    broken: tuple[str, ...]


def why_shift(problem: RosterProblem, roster: Roster, *, shift: Shift) -> ShiftReasons:
    """Why the person of ``shift``, which stands in ``roster``, has it. Raises ProblemError for one that is not there."""
    person = next((person for person in problem.people if person.id == shift.person), None)
    own = roster.by_person().get(shift.person, ())
    if person is None or shift not in own:
        raise ProblemError(f"shift in slots {list(shift.slots)} of {shift.person}: it is not in the roster")
    alone = _alone(problem, roster, person)
    others = tuple(other for other in own if other != shift)
    present = score(alone, Roster(roster.problem, own))
    without = score(alone, Roster(roster.problem, others))
    return ShiftReasons(
        shift=shift,
        covered=_covered(alone, shift, present, without),
        other_ways=tuple(_other_ways(alone, own, others, shift, present)),
    )


def price_of_wishes(problem: RosterProblem, roster: Roster, *, person: str) -> tuple[WishPrice, ...]:
    """What granting each refused wish of ``person`` to be off would take. Raises ProblemError for somebody unknown."""
    known = next((known for known in problem.people if known.id == person), None)
    if known is None:
        raise ProblemError(f"{person} is not in people")
    own = roster.by_person().get(person, ())
    refused = [wish for wish in known.wishes if wish.kind is WishKind.OFF and any(touch(wish.slots, shift.slots) for shift in own)]
    if not refused:
        return ()
    alone = _alone(problem, roster, known)
    present = score(alone, Roster(roster.problem, own))
    prices = []
    for wish in refused:
        kept = tuple(shift for shift in own if not touch(wish.slots, shift.slots))
        fallen = tuple(shift for shift in own if touch(wish.slots, shift.slots))
        short = score(alone, Roster(roster.problem, kept)).short_hours - present.short_hours
        prices.append(WishPrice(wish, fallen, short, _newly_broken(alone, own, kept)))
    return tuple(prices)


def _alone(problem: RosterProblem, roster: Roster, person: Person) -> RosterProblem:
    """The problem of one person, who is required for what everybody else leaves uncovered or undone."""
    others = Roster(roster.problem, tuple(shift for shift in roster.shifts if shift.person != person.id))
    weights = problem.weights
    if weights.fairness:
        at = problem.people.index(person)
        burden = burdens(problem.people, horizon=Horizon(problem.starts_at, problem.ends_at))[at]
        weights = replace(weights, fairness=weights.fairness * burden)
    return replace(left_over(problem, others), people=(person,), weights=weights)


def _covered(alone: RosterProblem, shift: Shift, present: Score, without: Score) -> tuple[CoveredWork, ...]:
    served_work = ServedWork(alone)
    hours: dict[str, float] = {}
    for segment in shift.segments:
        if segment.kind is not SegmentKind.WORK:
            continue
        served = served_work.of(shift.person, segment)
        for name, speed in served:  # presence that is shared counts in equal parts here; what is needed of it is counted as it is used
            part = (segment.slots[1] - segment.slots[0]) * SLOT_HOURS * speed / len(served)
            hours[name] = hours.get(name, 0.0) + part
    needed = {
        after.work_type: after.short_hours - before.short_hours
        for before, after in zip(present.by_work_type, without.by_work_type, strict=True)
    }
    found = [CoveredWork(name, hours.get(name, 0.0), max(0.0, needed[name])) for name in needed if name in hours or needed[name] > 0]
    return tuple(sorted(found, key=lambda work: -work.needed_hours))


def _other_ways(alone: RosterProblem, own: Sequence[Shift], others: tuple[Shift, ...], shift: Shift, present: Score) -> Iterator[OtherWay]:
    for minutes in MOVES_MINUTES:
        yield _way(alone, own, (*others, shift.moved(minutes // SLOT_MINUTES)), present, minutes)
    yield _way(alone, own, others, present, None)


def _way(alone: RosterProblem, own: Sequence[Shift], shifts: tuple[Shift, ...], present: Score, minutes: int | None) -> OtherWay:
    broken = _newly_broken(alone, own, shifts)
    if broken:
        return OtherWay(minutes, broken)
    counted = score(alone, Roster(alone.name, shifts))
    return OtherWay(
        minutes,
        short_hours=counted.short_hours - present.short_hours,
        own_minutes=_own_minutes(counted) - _own_minutes(present),
    )


def _newly_broken(alone: RosterProblem, own: Sequence[Shift], shifts: Sequence[Shift]) -> tuple[str, ...]:
    """The rules that other shifts break and the present ones do not."""
    already = {violation.rule for violation in check(alone, Roster(alone.name, tuple(own)))}
    found = check(alone, Roster(alone.name, tuple(shifts)))
    return tuple(dict.fromkeys(violation.rule for violation in found if violation.rule not in already))


def _own_minutes(counted: Score) -> float:
    return sum(line.minutes_of_shortage for line in counted.lines if line.name not in _OF_COVERAGE)
