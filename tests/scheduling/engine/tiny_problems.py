"""Problems small enough to try every week: a day or two on a fine grid, or more days on a coarse one; every rule the engine plans with."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from hypothesis import strategies as st

from scheduling.rostering.problem import (
    SLOT_MINUTES,
    BreakRule,
    Contract,
    DayOffLock,
    Lock,
    Person,
    RosterProblem,
    SegmentLock,
    ShiftLock,
    Skill,
    Split,
    Weights,
    Wish,
    WishKind,
    WorkType,
)
from scheduling.rostering.roster import Segment, SegmentKind, Shift, Span
from tests.scheduling.engine.exhaustive import Enumerator, Values

WORK_TYPES = ("phone", "email")
RUN_OUT = 32
"""Slots after the horizon for which values are drawn; longer than any shift here."""


@dataclass(frozen=True, slots=True)
class Tiny:
    """A problem, and for each person a seed for what a slot of work is worth."""

    problem: RosterProblem
    seeds: tuple[int, ...]

    @property
    def values(self) -> tuple[Values, ...]:
        """For each person the worth of a slot by work type; quarters, so that sums are exact."""
        return tuple(draw_values(seed, self.problem.slots) for seed in self.seeds)


@st.composite
def tiny_problems(draw: st.DrawFn) -> Tiny:
    """One or two people."""
    fine = draw(st.booleans())
    days = draw(st.sampled_from((2, 3, 1)) if fine else st.sampled_from((7, 5, 3)))
    midnights = draw(_midnights(days))
    horizon = draw(st.sampled_from((days * 96, days * 96 - 4, days * 96 + 4)))
    people = tuple(draw(_people(f"p{number}", midnights, horizon, fine=fine)) for number in range(draw(st.integers(1, 2))))
    start = datetime(2026, 11, 23, tzinfo=UTC)
    problem = RosterProblem(
        name="tiny",
        starts_at=start,
        ends_at=start + timedelta(minutes=SLOT_MINUTES * horizon),
        weeks=((0, horizon),),
        work_types=tuple(WorkType(name) for name in WORK_TYPES),
        required={},
        people=people,
        weights=Weights(
            switch=draw(st.sampled_from((0.0, 2.5, 20.0))),
            week_minimum=draw(st.sampled_from((0.0, 0.25, 4.0))),
            wish=draw(st.sampled_from((0.0, 1.0))),
            surplus=0.0,
        ),
    )
    tiny = Tiny(problem, tuple(draw(st.integers(0, 2**16)) for _ in people))
    return replace(tiny, problem=draw(_locked(tiny)))


def draw_values(seed: int, horizon: int) -> Values:
    """A value for each work type and slot, in runs, as prices come; some below nothing."""
    rng = Random(seed)
    values = {}
    for name in WORK_TYPES:
        level, slots = 0.0, []
        for _ in range(horizon + RUN_OUT):
            if rng.random() < 0.3:
                level = rng.randint(-12, 60) / 4
            slots.append(level)
        values[name] = slots
    return values


@st.composite
def _midnights(draw: st.DrawFn, days: int) -> tuple[int, ...]:
    """Local midnights from three days before the horizon on; one day may be an hour shorter or longer."""
    lengths = [96] * (days + 6)
    odd = draw(st.integers(0, len(lengths) - 1))
    lengths[odd] = draw(st.sampled_from((96, 92, 100)))
    first = draw(st.sampled_from((0, -23, -50))) - 3 * 96
    return tuple(accumulate(lengths, initial=first))


@st.composite
def _people(draw: st.DrawFn, person_id: str, midnights: tuple[int, ...], horizon: int, *, fine: bool) -> Person:
    names = draw(st.sampled_from((WORK_TYPES, WORK_TYPES, WORK_TYPES[:1], WORK_TYPES[::-1])))
    wishes = st.builds(Wish, kind=st.sampled_from(WishKind), slots=_spans(horizon, longest=8), minutes=st.sampled_from((7.5, 30.0)))
    return Person(
        id=person_id,
        zone="UTC",
        midnights=midnights,
        skills=tuple(Skill(name, 3, 1.0) for name in names),
        available=draw(_availability(midnights, horizon, fine=fine)),
        contract=draw(_contracts(fine=fine)),
        history=draw(_history(midnights)),
        wishes=tuple(draw(st.lists(wishes, max_size=2))),
    )


def _spans(horizon: int, *, longest: int) -> st.SearchStrategy[Span]:
    return st.tuples(st.integers(0, horizon - 1), st.integers(1, longest)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@st.composite
def _availability(draw: st.DrawFn, midnights: tuple[int, ...], horizon: int, *, fine: bool) -> tuple[Span, ...]:
    """A window on most local days; on a fine grid a short one. Windows may run past the horizon."""
    spans: list[Span] = []
    opens = draw(st.sampled_from((24, 32, 60, 84)))
    for midnight in midnights[2:-1]:
        if draw(st.integers(0, 7)) == 7:
            continue
        first = midnight + (draw(st.sampled_from((24, 32, 84))) if fine else opens)
        last = first + (draw(st.integers(11, 20)) if fine else 24)
        if first < horizon and last > 0 and (not spans or spans[-1][1] <= first):
            spans.append((first, last))
    return tuple(spans)


@st.composite
def _contracts(draw: st.DrawFn, *, fine: bool) -> Contract:
    """Shifts just long enough for their breaks and blocks, and some steps longer."""
    block = draw(st.sampled_from((30, 45, 60)))
    step = draw(st.sampled_from((15, 30, 45)))
    breaks = draw(_breaks(block))
    room = sum(rule.minutes + block for rule in breaks) + block
    shortest = max(90, room + draw(st.sampled_from((0, 15, -15, 30))))
    longest = shortest + step * (draw(st.integers(0, 3)) if fine else 1)
    unpaid = sum(rule.minutes for rule in breaks if not rule.paid)
    days = draw(st.sampled_from((5, 4, 3, 2, 1)))
    most_of_day = draw(st.sampled_from((longest, shortest, longest - unpaid, longest + 15)))
    high = most_of_day * draw(st.sampled_from((days, days, max(1, days - 1), 1)))
    low = min(high, draw(st.sampled_from((0, 75, 105, longest - 15))) * draw(st.integers(1, days)))
    return Contract(
        week_minutes=(low, high),
        week_minimum_hard=draw(st.integers(0, 5)) == 5,
        shift_minutes=(shortest, longest),
        shift_step_minutes=step,
        start_step_minutes=draw(st.sampled_from((15, 30, 45))) if fine else draw(st.sampled_from((180, 720))),
        rest_minutes=draw(st.sampled_from((660, 0, 1320, 1500))),
        days_per_week_max=days,
        consecutive_days_max=draw(st.sampled_from((4, 3, 2, 1))),
        block_minutes_min=block,
        breaks=breaks,
        day_minutes_max=draw(st.sampled_from((None, None, longest - 15))),
        **draw(_more_limits(shortest=shortest, step=step, high=high)),
    )


@st.composite
def _more_limits(draw: st.DrawFn, *, shortest: int, step: int, high: int) -> dict[str, Any]:
    """At most two of the limits that few contracts have."""
    start = draw(st.sampled_from(("06:00", "08:00", "09:30", "15:00", "21:00")))
    period = draw(st.sampled_from((1, 2)))
    offered = {
        "nights_per_week_max": draw(st.integers(0, 2)),
        "days_off_run_min": draw(st.integers(2, 3)),
        "weekly_rest_minutes": 60 * draw(st.sampled_from((20, 36, 48, 60, 96))),
        "weekends_off_min": draw(st.integers(0, period)),
        "period_minutes": (draw(st.sampled_from((0, 0, shortest))), high + draw(st.sampled_from((-shortest, 0, shortest)))),
        "start_windows": ((start, draw(st.sampled_from(("10:00", "16:00", "23:00", "02:00")))),),
        "templates": tuple((told, shortest + step * draw(st.integers(0, 1))) for told in (start, "08:30")),
        "split": Split((45, draw(st.sampled_from((60, 75)))), draw(st.sampled_from((30, 45, 60)))),
    }
    chosen = draw(st.sets(st.sampled_from(sorted(offered)), max_size=2))
    limits = {name: offered[name] for name in chosen}
    if chosen & {"weekends_off_min", "period_minutes"}:
        limits["period_weeks"] = period
    if "period_minutes" in limits:
        least, most = limits["period_minutes"]
        limits["period_minutes"] = (min(least, max(0, most)), max(0, most))
    return limits


@st.composite
def _breaks(draw: st.DrawFn, block: int) -> tuple[BreakRule, ...]:
    """None; one; two in a row, of which the shorter shifts may owe only one; two in any order; one that may lie anywhere."""
    kind = draw(st.sampled_from(("none", "one", "two", "any order", "anywhere")))
    first = BreakRule(
        shift_minutes_from=draw(st.sampled_from((0, 105))),
        minutes=draw(st.sampled_from((15, 30))),
        paid=draw(st.booleans()),
        starts_after_minutes=(block, block + draw(st.sampled_from((45, 15, 0)))),
    )
    second_at = first.starts_after_minutes[1] + first.minutes + block
    match kind:
        case "none":
            return ()
        case "one":
            return (first,)
        case "two":
            window = (second_at - 15, second_at + 30)
            return (first, BreakRule(shift_minutes_from=second_at + 60, minutes=15, paid=not first.paid, starts_after_minutes=window))
        case "any order":
            window = (block, second_at + 15)
            other = BreakRule(shift_minutes_from=0, minutes=15, paid=draw(st.booleans()), starts_after_minutes=window)
            return (replace(first, starts_after_minutes=window), other)
        case _:
            return (replace(first, starts_after_minutes=(0, 300)),)


@st.composite
def _history(draw: st.DrawFn, midnights: tuple[int, ...]) -> tuple[Span, ...]:
    """Shifts on some of the days before the horizon; the last may run into it."""
    length = draw(st.sampled_from((8, 40)))
    days = draw(st.sets(st.integers(0, 3), max_size=3))
    spans = [(midnights[day] + 32, midnights[day] + 32 + length) for day in sorted(days)]
    return tuple(span for span in spans if span[0] < 0)


@st.composite
def _locked(draw: st.DrawFn, tiny: Tiny) -> RosterProblem:
    """Locks taken from legal shifts of each person, so that most of them can be kept; some contradict each other."""
    people = []
    for person, values in zip(tiny.problem.people, tiny.values, strict=True):
        rng = Random(draw(st.integers(0, 2**16)))
        kinds = draw(st.lists(st.sampled_from(("shift", "work", "activity", "day_off", "break")), max_size=2))
        options = list(Enumerator(tiny.problem, person, values).free_shifts()) if kinds else []
        locks = [_lock(kind, rng.choice(options).shift, person, rng) for kind in kinds if options]
        people.append(replace(person, locks=tuple(lock for lock in locks if _is_apart(lock, locks))))
    return replace(tiny.problem, people=tuple(people))


def _lock(kind: str, shift: Shift, person: Person, rng: Random) -> Lock:
    if kind == "shift":
        return ShiftLock(_with_activity(shift, rng) if rng.random() < 0.3 else shift)
    if kind == "day_off":
        return DayOffLock(max(day for day, midnight in enumerate(person.midnights) if midnight <= shift.slots[0]))
    pauses = [segment for segment in shift.segments if segment.kind is SegmentKind.BREAK]
    if kind == "break" and pauses:
        return SegmentLock(rng.choice(pauses))
    worked = rng.choice([segment for segment in shift.segments if segment.kind is SegmentKind.WORK])
    first = rng.randrange(*worked.slots)
    last = rng.randint(first + 1, worked.slots[1])
    if kind == "work":
        return SegmentLock(replace(worked, slots=(first, last)))
    return SegmentLock(Segment(SegmentKind.ACTIVITY, (first, last), activity=rng.choice(("coaching", "meeting"))))


def _with_activity(shift: Shift, rng: Random) -> Shift:
    """The shift with one whole block of its work turned into a meeting."""
    at = rng.choice([at for at, segment in enumerate(shift.segments) if segment.kind is SegmentKind.WORK])
    meeting = Segment(SegmentKind.ACTIVITY, shift.segments[at].slots, activity="meeting")
    return replace(shift, segments=(*shift.segments[:at], meeting, *shift.segments[at + 1 :]))


def _is_apart(lock: Lock, locks: list[Lock]) -> bool:
    """Whether a locked shift shares its time with no other lock: what must stand twice is refused before the kernel is asked."""
    if not isinstance(lock, ShiftLock):
        return True
    spans = [_span(other) for other in locks if other is not lock and not isinstance(other, DayOffLock)]
    return all(last <= lock.shift.slots[0] or lock.shift.slots[1] <= first for first, last in spans)


def _span(lock: Lock) -> Span:
    return lock.shift.slots if isinstance(lock, ShiftLock) else lock.segment.slots if isinstance(lock, SegmentLock) else (0, 0)
