"""Ways to break a legal roster, each aimed at one rule: to the roster itself, or by a limit set just below what the roster has."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from random import Random

from scheduling.rostering.problem import DayOffLock, Person, ShiftLock, Split
from scheduling.rostering.roster import Segment, SegmentKind, Shift, Span
from scheduling.timegrid import Horizon, night_minutes, to_local
from tests.scheduling.strategies import Planted

Mutation = Callable[[Planted, Random], Planted | None]
"""Gives the broken pair, or None where this roster offers nothing to break."""


def _with_shift(planted: Planted, old: Shift, *new: Shift) -> Planted:
    shifts = tuple(shift for shift in planted.hidden.shifts if shift is not old)
    return replace(planted, hidden=replace(planted.hidden, shifts=(*shifts, *new)))


def _with_person(planted: Planted, person: Person, **changes: object) -> Planted:
    changed = replace(person, **changes)  # type: ignore[arg-type]
    people = tuple(changed if other is person else other for other in planted.problem.people)
    return replace(planted, problem=replace(planted.problem, people=people))


def _with_contract(planted: Planted, person: Person, **changes: object) -> Planted:
    return _with_person(planted, person, contract=replace(person.contract, **changes))  # type: ignore[arg-type]


def _any_shift(planted: Planted, rng: Random) -> Shift | None:
    return rng.choice(planted.hidden.shifts) if planted.hidden.shifts else None


def _person_of(planted: Planted, shift: Shift) -> Person:
    return next(person for person in planted.problem.people if person.id == shift.person)


def _busiest(planted: Planted) -> tuple[Person, tuple[Shift, ...]] | None:
    by_person = planted.hidden.by_person()
    if not by_person:
        return None
    name, shifts = max(by_person.items(), key=lambda item: len(item[1]))
    return next(person for person in planted.problem.people if person.id == name), shifts


def _moved(shift: Shift, slots: int) -> Shift:
    def later(span: Span) -> Span:
        return span[0] + slots, span[1] + slots

    return replace(shift, slots=later(shift.slots), segments=tuple(replace(s, slots=later(s.slots)) for s in shift.segments))


def _day(person: Person, slot: int) -> int:
    return max(at for at, midnight in enumerate(person.midnights) if midnight <= slot)


def give_a_shift_to_a_stranger(planted: Planted, rng: Random) -> Planted | None:
    shift = _any_shift(planted, rng)
    return shift and _with_shift(planted, shift, replace(shift, person="stranger"))


def move_a_shift_before_the_horizon(planted: Planted, rng: Random) -> Planted | None:
    shift = _any_shift(planted, rng)
    return shift and _with_shift(planted, shift, _moved(shift, -shift.slots[0] - 4))


def leave_a_hole_between_segments(planted: Planted, rng: Random) -> Planted | None:
    shift = _any_shift(planted, rng)
    if shift is None:
        return None
    first, *others = shift.segments
    return _with_shift(planted, shift, replace(shift, segments=(replace(first, slots=(first.slots[0], first.slots[1] - 1)), *others)))


def stretch_a_segment_over_the_next(planted: Planted, rng: Random) -> Planted | None:
    shift = next((shift for shift in planted.hidden.shifts if len(shift.segments) > 1), None)
    if shift is None:
        return None
    first, *others = shift.segments
    return _with_shift(planted, shift, replace(shift, segments=(replace(first, slots=(first.slots[0], first.slots[1] + 1)), *others)))


def roster_a_shift_twice(planted: Planted, rng: Random) -> Planted | None:
    shift = _any_shift(planted, rng)
    return shift and _with_shift(planted, shift, shift, shift)


def lay_history_over_a_shift(planted: Planted, rng: Random) -> Planted | None:
    shift = min(planted.hidden.shifts, key=lambda shift: shift.slots[0], default=None)
    if shift is None or not 0 <= shift.slots[0] < 96:
        return None
    return _with_person(planted, _person_of(planted, shift), history=((-4, shift.slots[0] + 1),))


def take_a_skill_away(planted: Planted, rng: Random) -> Planted | None:
    shift = _any_shift(planted, rng)
    if shift is None:
        return None
    used = next(segment.work_type for segment in shift.segments if segment.kind is SegmentKind.WORK)
    person = _person_of(planted, shift)
    return _with_person(planted, person, skills=tuple(skill for skill in person.skills if skill.work_type != used))


def end_the_availability_a_slot_early(planted: Planted, rng: Random) -> Planted | None:
    shift = _any_shift(planted, rng)
    if shift is None:
        return None
    person, last = _person_of(planted, shift), shift.slots[1] - 1
    cut = [(first, end) if not first <= last < end else (first, last) for first, end in person.available]
    return _with_person(planted, person, available=tuple(span for span in cut if span[0] < span[1]))


def ask_for_a_quarter_hour_more_rest(planted: Planted, rng: Random) -> Planted | None:
    found = _busiest(planted)
    if found is None or len(found[1]) < 2:
        return None
    person, shifts = found
    least = min(following.slots[0] - shift.slots[1] for shift, following in pairwise(shifts))
    return _with_contract(planted, person, rest_minutes=15 * least + 15)


def allow_only_longer_shifts(planted: Planted, rng: Random) -> Planted | None:
    shift = _any_shift(planted, rng)
    return shift and _with_contract(planted, _person_of(planted, shift), shift_minutes=(15 * (shift.slots[1] - shift.slots[0]) + 15, 1440))


def move_a_shift_off_its_grid(planted: Planted, rng: Random) -> Planted | None:
    shift = _any_shift(planted, rng)
    if shift is None or _person_of(planted, shift).contract.start_step_minutes == 15:
        return None
    return _with_shift(planted, shift, _moved(shift, 1))


def add_a_second_start_on_the_same_day(planted: Planted, rng: Random) -> Planted | None:
    shift = _any_shift(planted, rng)
    if shift is None:
        return None
    person, second = _person_of(planted, shift), _moved(shift, 1)
    if _day(person, shift.slots[0]) != _day(person, second.slots[0]):  # a quarter of an hour after 23:45 is another day
        return None
    return _with_shift(planted, shift, shift, second)


def pay_less_a_week_than_is_worked(planted: Planted, rng: Random) -> Planted | None:
    found = _busiest(planted)
    return found and _with_contract(planted, found[0], week_minutes=(0, 15 * sum(shift.paid_slots() for shift in found[1]) - 15))


def demand_more_a_week_than_is_worked(planted: Planted, rng: Random) -> Planted | None:
    person = planted.problem.people[0]
    paid = 15 * sum(shift.paid_slots() for shift in planted.hidden.by_person().get(person.id, ()))
    return _with_contract(planted, person, week_minutes=(paid + 15, paid + 15), week_minimum_hard=True)


def allow_a_day_less_a_week(planted: Planted, rng: Random) -> Planted | None:
    found = _busiest(planted)
    return found and _with_contract(planted, found[0], days_per_week_max=len(found[1]) - 1)


def allow_a_day_less_in_a_row(planted: Planted, rng: Random) -> Planted | None:
    for person, shifts in ((p, planted.hidden.by_person().get(p.id, ())) for p in planted.problem.people):
        days = {_day(person, shift.slots[0]) for shift in shifts}
        longest = max((sum(set(range(day, day + run)) <= days for run in range(1, 8)) for day in days), default=0)
        if longest > 1:
            return _with_contract(planted, person, consecutive_days_max=longest - 1)
    return None


def _with_a_break(planted: Planted) -> tuple[Shift, int] | None:
    for shift in planted.hidden.shifts:
        for at, segment in enumerate(shift.segments):
            if segment.kind is SegmentKind.BREAK:
                return shift, at
    return None


def work_through_a_break(planted: Planted, rng: Random) -> Planted | None:
    found = _with_a_break(planted)
    if found is None:
        return None
    shift, at = found
    worked = Segment(SegmentKind.WORK, shift.segments[at].slots, work_type=_person_of(planted, shift).skills[0].work_type)
    return _with_shift(planted, shift, replace(shift, segments=(*shift.segments[:at], worked, *shift.segments[at + 1 :])))


def turn_the_pay_of_a_break(planted: Planted, rng: Random) -> Planted | None:
    found = _with_a_break(planted)
    if found is None:
        return None
    shift, at = found
    turned = replace(shift.segments[at], paid=not shift.segments[at].paid)
    return _with_shift(planted, shift, replace(shift, segments=(*shift.segments[:at], turned, *shift.segments[at + 1 :])))


def hide_a_break_at_the_end(planted: Planted, rng: Random) -> Planted | None:
    shift = _any_shift(planted, rng)
    if shift is None:
        return None
    *others, last = shift.segments
    cut = last.slots[1] - 1
    segments = (*others, replace(last, slots=(last.slots[0], cut)), Segment(SegmentKind.BREAK, (cut, cut + 1), paid=True))
    return _with_shift(planted, shift, replace(shift, segments=segments))


def ask_for_longer_blocks(planted: Planted, rng: Random) -> Planted | None:
    shift = _any_shift(planted, rng)
    if shift is None:
        return None
    most = 15 * (shift.slots[1] - shift.slots[0]) + 15
    contract = _person_of(planted, shift).contract
    return _with_contract(planted, _person_of(planted, shift), block_minutes_min=most, shift_minutes=(contract.shift_minutes[0], 1440))


def allow_less_a_day(planted: Planted, rng: Random) -> Planted | None:
    shift = _any_shift(planted, rng)
    return shift and _with_contract(planted, _person_of(planted, shift), day_minutes_max=max(15, 15 * shift.paid_slots() - 15))


def allow_less_in_two_weeks(planted: Planted, rng: Random) -> Planted | None:
    found = _busiest(planted)
    if found is None:
        return None
    paid = 15 * sum(shift.paid_slots() for shift in found[1])
    return _with_contract(planted, found[0], period_weeks=2, period_minutes=(0, paid - 15))


def ask_for_longer_runs_of_days_off(planted: Planted, rng: Random) -> Planted | None:
    for person in planted.problem.people:
        days = sorted({_day(person, shift.slots[0]) for shift in planted.hidden.by_person().get(person.id, ())})
        runs = [after - before - 1 for before, after in pairwise(days) if after - before > 1]
        if runs:
            return _with_contract(planted, person, days_off_run_min=min(runs) + 1)
    return None


def _local_start(planted: Planted, shift: Shift) -> tuple[int, str]:
    horizon = Horizon(planted.problem.starts_at, planted.problem.ends_at)
    local = to_local(horizon.instant_of(shift.slots[0]), zone=_person_of(planted, shift).zone)
    return local.isoweekday(), f"{local:%H:%M}"


def free_every_weekend(planted: Planted, rng: Random) -> Planted | None:
    shift = next((shift for shift in planted.hidden.shifts if _local_start(planted, shift)[0] >= 6), None)
    return shift and _with_contract(planted, _person_of(planted, shift), weekends_off_min=1, period_weeks=1)


def forbid_nights(planted: Planted, rng: Random) -> Planted | None:
    horizon = Horizon(planted.problem.starts_at, planted.problem.ends_at)
    for shift in planted.hidden.shifts:
        if night_minutes(shift.slots, horizon=horizon, zone=_person_of(planted, shift).zone) >= 180:
            return _with_contract(planted, _person_of(planted, shift), nights_per_week_max=0)
    return None


def ask_for_a_longer_weekly_rest(planted: Planted, rng: Random) -> Planted | None:
    found = _busiest(planted)
    return found and _with_contract(planted, found[0], weekly_rest_minutes=7 * 1440)


def close_the_window_before_a_start(planted: Planted, rng: Random) -> Planted | None:
    shift = _any_shift(planted, rng)
    if shift is None:
        return None
    _, start = _local_start(planted, shift)
    window = ("12:00", "23:45") if start < "12:00" else ("00:00", "11:45")
    return _with_contract(planted, _person_of(planted, shift), start_windows=(window,))


def allow_only_another_template(planted: Planted, rng: Random) -> Planted | None:
    shift = _any_shift(planted, rng)
    if shift is None:
        return None
    _, start = _local_start(planted, shift)
    return _with_contract(planted, _person_of(planted, shift), templates=((start, 15 * (shift.slots[1] - shift.slots[0]) + 15),))


def split_a_shift_too_near_its_end(planted: Planted, rng: Random) -> Planted | None:
    shift = _any_shift(planted, rng)
    if shift is None:
        return None
    declared = {rule.minutes for rule in _person_of(planted, shift).contract.breaks}
    gap = next(minutes for minutes in (600, 615, 630) if minutes not in declared) // 15
    end = shift.slots[1]
    work_type = next(s.work_type for s in shift.segments if s.kind is SegmentKind.WORK)
    tail = (
        Segment(SegmentKind.BREAK, (end, end + gap), paid=False),
        Segment(SegmentKind.WORK, (end + gap, end + gap + 1), work_type=work_type),
    )
    longer = replace(shift, slots=(shift.slots[0], end + gap + 1), segments=(*shift.segments, *tail))
    broken = _with_shift(planted, shift, longer)
    return _with_contract(broken, _person_of(broken, shift), split=Split(gap_minutes=(15 * gap, 15 * gap), part_minutes_min=30))


def lock_a_shift_and_drop_it(planted: Planted, rng: Random) -> Planted | None:
    shift = _any_shift(planted, rng)
    return shift and _with_shift(_with_person(planted, _person_of(planted, shift), locks=(ShiftLock(shift),)), shift)


def lock_a_worked_day_as_off(planted: Planted, rng: Random) -> Planted | None:
    shift = _any_shift(planted, rng)
    if shift is None:
        return None
    person = _person_of(planted, shift)
    return _with_person(planted, person, locks=(DayOffLock(_day(person, shift.slots[0])),))


def interrupt_a_locked_segment(planted: Planted, rng: Random) -> Planted | None:
    for person in planted.problem.people:
        for lock in person.locks:
            segment: Segment | None = getattr(lock, "segment", None)
            for shift in planted.hidden.by_person().get(person.id, ()) if segment else ():
                if segment in shift.segments:
                    at = shift.segments.index(segment)
                    other = Segment(SegmentKind.ACTIVITY, segment.slots, activity="meeting")
                    return _with_shift(planted, shift, replace(shift, segments=(*shift.segments[:at], other, *shift.segments[at + 1 :])))
    return None


MUTATIONS: tuple[tuple[str, Mutation], ...] = (
    ("known_names", give_a_shift_to_a_stranger),
    ("inside_horizon", move_a_shift_before_the_horizon),
    ("tiling", leave_a_hole_between_segments),
    ("tiling", stretch_a_segment_over_the_next),
    ("one_thing_at_a_time", roster_a_shift_twice),
    ("one_thing_at_a_time", lay_history_over_a_shift),
    ("qualification", take_a_skill_away),
    ("availability", end_the_availability_a_slot_early),
    ("rest", ask_for_a_quarter_hour_more_rest),
    ("shift_length", allow_only_longer_shifts),
    ("start_grid", move_a_shift_off_its_grid),
    ("one_start_a_day", add_a_second_start_on_the_same_day),
    ("week_minutes_max", pay_less_a_week_than_is_worked),
    ("week_minutes_min", demand_more_a_week_than_is_worked),
    ("days_per_week", allow_a_day_less_a_week),
    ("consecutive_days", allow_a_day_less_in_a_row),
    ("breaks", work_through_a_break),
    ("breaks", turn_the_pay_of_a_break),
    ("breaks", hide_a_break_at_the_end),
    ("blocks", ask_for_longer_blocks),
    ("day_minutes", allow_less_a_day),
    ("period_minutes", allow_less_in_two_weeks),
    ("days_off_run", ask_for_longer_runs_of_days_off),
    ("weekends_off", free_every_weekend),
    ("nights", forbid_nights),
    ("weekly_rest", ask_for_a_longer_weekly_rest),
    ("start_windows", close_the_window_before_a_start),
    ("templates", allow_only_another_template),
    ("split", split_a_shift_too_near_its_end),
    ("locked_shift", lock_a_shift_and_drop_it),
    ("locked_day_off", lock_a_worked_day_as_off),
    ("locked_segment", interrupt_a_locked_segment),
)
