"""A hidden legal roster for a pool, built person by person without the engine, and the cover it gives.

Everybody works their contract's maximum to the minute, on random days, at random starts and on their own work types, so that a
requirement made from the cover can be met without shortage.
"""

from bisect import bisect_right
from functools import lru_cache
from itertools import combinations
from random import Random

from scheduling.rostering.contract import Contract
from scheduling.rostering.person import Person
from scheduling.rostering.problem import RosterProblem
from scheduling.rostering.roster import Roster, Segment, SegmentKind, Shift, Span
from scheduling.rostering.validation import SLOT_MINUTES

TRIES = 60


def plant(problem: RosterProblem, *, seed: int) -> Roster:
    """A legal roster in which everybody is paid the most minutes of their week. Raises ValueError naming who cannot reach them."""
    shifts: list[Shift] = []
    for person in problem.people:
        rng = Random(f"{seed}/{person.id}/planted")
        shifts.extend(_shift(person, span, rng) for span in _week(person, problem.slots, rng))
    return Roster(problem=problem.name, shifts=tuple(shifts))


def cover_of(problem: RosterProblem, roster: Roster) -> dict[str, list[float]]:
    """Heads that a roster gives each work type in each slot of the horizon."""
    speeds = {(person.id, skill.work_type): skill.speed for person in problem.people for skill in person.skills}
    cover = {work_type.id: [0.0] * problem.slots for work_type in problem.work_types}
    for person_id, segment in roster.work_segments():
        if segment.work_type is not None:
            heads = cover[segment.work_type]
            for slot in range(segment.slots[0], min(segment.slots[1], problem.slots)):
                heads[slot] += speeds[person_id, segment.work_type]
    return cover


def _week(person: Person, slots: int, rng: Random) -> list[Span]:
    """Spans of shifts for one person's week; looser and looser tries, then the earliest that fits."""
    dates = _dates_with_starts(person, slots)
    days = min(person.contract.days_per_week_max, len(dates))
    if days == 0:
        raise ValueError(f"person {person.id} can start on no day of the week")
    choices = list(combinations(dates, days))
    for _ in range(TRIES):
        lengths = _lengths(person.contract, days, rng)
        week = _place(person, dates, rng.choice(choices), lengths, rng)
        if week is not None:
            return week
    for choice in choices:
        week = _place(person, dates, choice, _lengths(person.contract, days, None), None)
        if week is not None:
            return week
    raise ValueError(f"person {person.id} cannot be paid {person.contract.week_minutes[1]} minutes in the week")


def _dates_with_starts(person: Person, slots: int) -> dict[int, list[tuple[int, int]]]:
    """For each local date (index into midnights) the starts on the grid with the latest end their availability allows."""
    step = person.contract.start_step_minutes // SLOT_MINUTES
    shortest = person.contract.shift_minutes[0] // SLOT_MINUTES
    dates: dict[int, list[tuple[int, int]]] = {}
    for first, last in person.available:
        for start in range(max(0, first), min(slots, last - shortest + 1)):
            day = bisect_right(person.midnights, start) - 1
            if (start - person.midnights[day]) % step == 0:
                dates.setdefault(day, []).append((start, last))
    return dates


def _lengths(contract: Contract, days: int, rng: Random | None) -> list[int]:
    """Shift lengths in slots, one a day, whose paid minutes add up to the week's most: about even, or even without ``rng``.

    Raises ValueError where no lengths add up to it.
    """
    low, high = contract.shift_minutes
    by_paid = {_paid(contract, length): length for length in range(low, high + 1, contract.shift_step_minutes)}
    left = contract.week_minutes[1]
    lengths = []
    for still_to_plan in range(days, 0, -1):
        sums = _sums(tuple(by_paid), still_to_plan - 1)
        fitting = [paid for paid in by_paid if left - paid in sums]
        if not fitting:
            raise ValueError(f"no {days} shifts are paid {contract.week_minutes[1]} minutes")
        even = left / still_to_plan
        near = [paid for paid in fitting if abs(paid - even) <= 60] if rng else []
        paid = rng.choice(near) if rng and near else min(fitting, key=lambda paid: abs(paid - even))
        lengths.append(by_paid[paid] // SLOT_MINUTES)
        left -= paid
    return lengths


@lru_cache(maxsize=4096)
def _sums(paid: tuple[int, ...], shifts: int) -> frozenset[int]:
    """Every sum that so many shifts can have."""
    if shifts == 0:
        return frozenset({0})
    return frozenset(total + minutes for total in _sums(paid, shifts - 1) for minutes in paid)


def _paid(contract: Contract, length: int) -> int:
    return length - sum(rule.minutes for rule in contract.breaks if not rule.paid and rule.shift_minutes_from <= length)


def _place(
    person: Person, dates: dict[int, list[tuple[int, int]]], choice: tuple[int, ...], lengths: list[int], rng: Random | None
) -> list[Span] | None:
    """Starts for the chosen dates, at random or (without ``rng``) as early as possible; None where rest or days in a row forbid."""
    rest = person.contract.rest_minutes // SLOT_MINUTES
    worked = {bisect_right(person.midnights, first) - 1 for first, _ in person.history}
    if worked & set(choice) or _longest_run(worked | set(choice), choice) > person.contract.consecutive_days_max:
        return None
    ended = max((last for _, last in person.history), default=-rest)
    week: list[Span] = []
    for day, length in zip(choice, lengths, strict=True):
        starts = [start for start, last in dates[day] if start >= ended + rest and start + length <= last]
        if not starts:
            return None
        start = _near(starts, week, rng) if rng else starts[0]
        week.append((start, start + length))
        ended = start + length
    return week


def _near(starts: list[int], week: list[Span], rng: Random) -> int:
    """Mostly within an hour of the day before, as people like it."""
    if week and rng.random() < 0.8:
        close = [start for start in starts if abs((start - week[-1][0] + 48) % 96 - 48) <= 4]
        return rng.choice(close or starts)
    return rng.choice(starts)


def _longest_run(days: set[int], choice: tuple[int, ...]) -> int:
    """Days in a row that end on a chosen date."""
    longest = 0
    for day in choice:
        run = 1
        while day - run in days:
            run += 1
        longest = max(longest, run)
    return longest


def _shift(person: Person, span: Span, rng: Random) -> Shift:
    contract = person.contract
    block = max(1, contract.block_minutes_min // SLOT_MINUTES)
    minutes = (span[1] - span[0]) * SLOT_MINUTES
    segments: list[Segment] = []
    at = span[0]
    for rule in contract.breaks:
        if rule.shift_minutes_from > minutes:
            continue
        length = rule.minutes // SLOT_MINUTES
        earliest, latest = (span[0] + after // SLOT_MINUTES for after in rule.starts_after_minutes)
        start = rng.randint(max(at + block, earliest), min(latest, span[1] - block - length))
        segments.extend(_blocks(person, (at, start), block, rng))
        at = start + length
        segments.append(Segment(SegmentKind.BREAK, (start, at), paid=rule.paid))
    segments.extend(_blocks(person, (at, span[1]), block, rng))
    return Shift(person.id, span, tuple(segments))


def _blocks(person: Person, span: Span, block: int, rng: Random) -> list[Segment]:
    """Work between two breaks: one block, or two on different work types where both are long enough."""
    work_types = [skill.work_type for skill in person.skills]
    weights = [skill.speed * (2 if at == 0 else 1) for at, skill in enumerate(person.skills)]
    first = rng.choices(work_types, weights)[0]
    second = rng.choices(work_types, weights)[0]
    if first == second or span[1] - span[0] < 2 * block:
        return [Segment(SegmentKind.WORK, span, work_type=first)]
    cut = rng.randint(span[0] + block, span[1] - block)
    return [Segment(SegmentKind.WORK, (span[0], cut), work_type=first), Segment(SegmentKind.WORK, (cut, span[1]), work_type=second)]
