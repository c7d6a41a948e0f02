"""One person's best legal week by trying every one, in plain Python and from the problem's own words: for tiny problems only.

Nothing here knows the engine. Values are minutes of shortage a slot, by work type and slot of the horizon or run-out.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, permutations

from scheduling.rostering.problem import (
    SLOT_MINUTES,
    BreakRule,
    DayOffLock,
    Person,
    RosterProblem,
    SegmentLock,
    ShiftLock,
    WishKind,
)
from scheduling.rostering.roster import Segment, SegmentKind, Shift, Span
from scheduling.timegrid import Horizon, night_minutes, to_local

Values = Mapping[str, Sequence[float]]


@dataclass(frozen=True, slots=True)
class Option:
    """A legal shift and what it is worth by itself."""

    shift: Shift
    value: float


@dataclass(frozen=True, slots=True)
class BestWeek:
    """The best legal week and its value."""

    shifts: tuple[Shift, ...]
    value: float


class Enumerator:
    """All legal shifts and weeks of one person of a problem.

    ``breaks_may_touch``: whether a break may begin or end a shift or follow another at once, as the law tolerates.
    """

    def __init__(self, problem: RosterProblem, person: Person, values: Values, *, breaks_may_touch: bool = False) -> None:
        self.problem, self.person, self.values = problem, person, values
        self.breaks_may_touch = breaks_may_touch
        self.horizon = Horizon(problem.starts_at, problem.ends_at)
        self.block = max(1, person.contract.block_minutes_min // SLOT_MINUTES)
        self.rest = person.contract.rest_minutes // SLOT_MINUTES
        self.locked_shifts = [lock.shift for lock in person.locks if isinstance(lock, ShiftLock)]
        self.locked_segments = [lock.segment for lock in person.locks if isinstance(lock, SegmentLock)]
        self.activities = _joined([segment for segment in self.locked_segments if segment.kind is SegmentKind.ACTIVITY])

    def best_week(self) -> BestWeek | None:
        """The best legal week; None where there is none."""
        by_day: dict[int, dict[Span, Option]] = {}
        for option in [*self.free_shifts(), *(Option(shift, self._value(shift)) for shift in self.locked_shifts)]:
            best_of_day = by_day.setdefault(self._day(option.shift.slots[0]), {})
            known = best_of_day.get(option.shift.slots)
            if known is None or option.value > known.value:
                best_of_day[option.shift.slots] = option
        weeks = (self._closed(week) for week in self._weeks(sorted(by_day.items()), ()))
        return max((week for week in weeks if week is not None), key=lambda week: week.value, default=None)

    # ---- shifts

    def free_shifts(self) -> Iterator[Option]:
        """Every legal shift that is not locked, with every way to place its breaks and its work."""
        contract = self.person.contract
        shortest, longest = (minutes // SLOT_MINUTES for minutes in contract.shift_minutes)
        gaps = [0, *self._gaps()]
        for start in range(self.problem.slots):
            if not self._may_start(start):
                continue
            for length in range(shortest, longest + 1, contract.shift_step_minutes // SLOT_MINUTES):
                if self._is_agreed(start, length):
                    for gap in gaps:
                        yield from self._filled((start, start + length + gap), gap)

    def _gaps(self) -> list[int]:
        """The slots that the gap of a split shift may have."""
        split = self.person.contract.split
        if split is None:
            return []
        declared = {rule.minutes for rule in self.person.contract.breaks if not rule.paid}
        return [minutes // 15 for minutes in range(split.gap_minutes[0], split.gap_minutes[1] + 1, 15) if minutes not in declared]

    def _is_agreed(self, start: int, length: int) -> bool:
        """Whether windows and templates let a shift of so many slots, without a gap, start there."""
        contract, local = self.person.contract, to_local(self.horizon.instant_of(start), zone=self.person.zone).strftime("%H:%M")
        in_window = any(
            first <= local <= last if first <= last else local >= first or local <= last for first, last in contract.start_windows
        )
        as_template = (local, length * SLOT_MINUTES) in contract.templates
        return (in_window or not contract.start_windows) and (as_template or not contract.templates)

    def _may_start(self, start: int) -> bool:
        day, contract = self._day(start), self.person.contract
        locked_off = {lock.day for lock in self.person.locks if isinstance(lock, DayOffLock)}
        taken = {self._day(shift.slots[0]) for shift in self.locked_shifts} | {self._day(first) for first, _ in self.person.history}
        on_grid = (start - self.person.midnights[day]) * SLOT_MINUTES % contract.start_step_minutes == 0
        rested = all(start - last >= self.rest for _, last in self.person.history)
        return on_grid and rested and day not in locked_off | taken

    def _is_available(self, first: int, last: int) -> bool:
        return all(any(low <= slot < high for low, high in self.person.available) for slot in range(first, last))

    def _filled(self, slots: Span, gap: int) -> Iterator[Option]:
        contract = self.person.contract
        owed = [rule for rule in contract.breaks if (slots[1] - slots[0] - gap) * SLOT_MINUTES >= rule.shift_minutes_from]
        if gap and contract.split:
            part = contract.split.part_minutes_min
            latest = (slots[1] - slots[0] - gap) * SLOT_MINUTES - part
            if latest < part:
                return
            owed.append(BreakRule(shift_minutes_from=0, minutes=gap * SLOT_MINUTES, paid=False, starts_after_minutes=(part, latest)))
        placings = {placing for order in set(permutations(owed)) for placing in self._placings(order, slots[0], slots)}
        for placing in placings:
            free = next(
                (pause.slots for pause in placing if gap and not pause.paid and pause.slots[1] - pause.slots[0] == gap), slots[1:] * 2
            )
            if not self._is_available(slots[0], free[0]) or not self._is_available(free[1], slots[1]):
                continue
            for segments in self._tilings(slots, placing):
                shift = Shift(self.person.id, slots, segments)
                if self._keeps_locked_segments(shift) and self._within_day(shift):
                    yield Option(shift, self._value(shift))

    def _placings(self, order: Sequence[BreakRule], earliest: int, slots: Span) -> Iterator[tuple[Segment, ...]]:
        """Every way to place these breaks one after the other from ``earliest`` on."""
        if not order:
            yield ()
            return
        apart = 0 if self.breaks_may_touch else 1
        rule, *others = order
        low, high = (slots[0] + minutes // SLOT_MINUTES for minutes in rule.starts_after_minutes)
        for start in range(max(low, earliest + apart), high + 1):
            end = start + rule.minutes // SLOT_MINUTES
            if end > slots[1] - apart:
                return
            here = Segment(SegmentKind.BREAK, (start, end), paid=rule.paid)
            for rest in self._placings(others, end, slots):
                yield (here, *rest)

    def _tilings(self, slots: Span, breaks: Sequence[Segment]) -> Iterator[tuple[Segment, ...]]:
        """Every way to fill the time between the breaks with work and locked activities."""
        if not breaks:
            yield from self._stretches(slots, None)
            return
        pause, *others = breaks
        for before in self._stretches((slots[0], pause.slots[0]), None):
            for after in self._tilings((pause.slots[1], slots[1]), others):
                yield (*before, pause, *after)

    def _stretches(self, slots: Span, before: str | None) -> Iterator[tuple[Segment, ...]]:
        """Every way to fill a stretch with blocks, each another work than the one before it."""
        first, last = slots
        if first == last:
            yield ()
            return
        for skill in self.person.skills:
            if skill.work_type == before:
                continue
            for end in range(first + self.block, last + 1):
                block = Segment(SegmentKind.WORK, (first, end), work_type=skill.work_type)
                for rest in self._stretches((end, last), skill.work_type):
                    yield (block, *rest)
        for activity in self.activities:
            if activity.slots[0] == first and activity.slots[1] <= last:
                for rest in self._stretches((activity.slots[1], last), None):
                    yield (activity, *rest)

    def _keeps_locked_segments(self, shift: Shift) -> bool:
        """Whether each locked segment lies whole in one segment of the shift, or wholly outside the shift."""
        return all(
            locked.slots[1] <= shift.slots[0] or shift.slots[1] <= locked.slots[0] or _holds(shift, locked)
            for locked in self.locked_segments
        )

    def _within_day(self, shift: Shift) -> bool:
        most = self.person.contract.day_minutes_max
        return most is None or shift.paid_slots() * SLOT_MINUTES <= most

    def _value(self, shift: Shift) -> float:
        """Work at its values, less switches, with the wishes that the shift touches."""
        total = 0.0
        for segment in shift.segments:
            if segment.kind is SegmentKind.WORK:
                total += sum(self.values[segment.work_type or ""][slot] for slot in range(*segment.slots))
        for one, other in pairwise(shift.segments):
            if one.kind is other.kind is SegmentKind.WORK and one.work_type != other.work_type:
                total -= self.problem.weights.switch
        for wish in self.person.wishes:
            if shift.slots[0] < wish.slots[1] and wish.slots[0] < shift.slots[1]:
                total += (1 if wish.kind is WishKind.WORK else -1) * wish.minutes * self.problem.weights.wish
        return total

    # ---- weeks

    def _weeks(self, days: list[tuple[int, dict[Span, Option]]], chosen: tuple[Option, ...]) -> Iterator[tuple[Option, ...]]:
        if not days:
            yield chosen
            return
        (_, options), *later = days
        yield from self._weeks(later, chosen)
        for option in options.values():
            if self._may_follow(option, chosen):
                yield from self._weeks(later, (*chosen, option))

    def _may_follow(self, option: Option, chosen: tuple[Option, ...]) -> bool:
        contract = self.person.contract
        if chosen and option.shift.slots[0] - chosen[-1].shift.slots[1] < self.rest:
            return False
        if chosen and option.shift.slots[0] < chosen[-1].shift.slots[1]:
            return False
        week = (*chosen, option)
        if not self._may_have_days_of(week):
            return False
        if len(week) > contract.days_per_week_max:
            return False
        if sum(each.shift.paid_slots() for each in week) * SLOT_MINUTES > contract.week_minutes[1]:
            return False
        worked = {self._day(each.shift.slots[0]) for each in week} | {self._day(first) for first, _ in self.person.history}
        day, run = self._day(option.shift.slots[0]), 1
        while day - run in worked:
            run += 1
        return run <= contract.consecutive_days_max

    def _may_have_days_of(self, week: tuple[Option, ...]) -> bool:
        """Nights, runs of days off and weekends, counted with the history."""
        contract = self.person.contract
        nights = sum(self._is_night(each.shift) for each in week)
        if contract.nights_per_week_max is not None and nights > contract.nights_per_week_max:
            return False
        past = {self._day(first) for first, _ in self.person.history}
        days = sorted(past | {self._day(each.shift.slots[0]) for each in week})
        for day, following in pairwise(days):
            if following not in past and 1 < following - day <= (contract.days_off_run_min or 1):
                return False
        if contract.weekends_off_min is None or contract.period_weeks is None:
            return True
        new = {self._weekend(each.shift.slots[0]) for each in week} - {None}
        worked = (new | {self._weekend(first) for first, _ in self.person.history}) - {None}
        most = contract.period_weeks - contract.weekends_off_min
        return all(sum(last - contract.period_weeks < one <= last for one in worked) <= most for last in new)  # type: ignore[operator]

    def _is_night(self, shift: Shift) -> bool:
        gaps = self._gaps()
        minutes = night_minutes(shift.slots, horizon=self.horizon, zone=self.person.zone)
        for segment in shift.segments:
            if segment.kind is SegmentKind.BREAK and not segment.paid and segment.slots[1] - segment.slots[0] in gaps:
                minutes -= night_minutes(segment.slots, horizon=self.horizon, zone=self.person.zone)
        return minutes >= 180

    def _weekend(self, slot: int) -> int | None:
        date = to_local(self.horizon.instant_of(slot), zone=self.person.zone).date()
        return date.isocalendar().year * 53 + date.isocalendar().week if date.isoweekday() >= 6 else None

    def _period_minutes(self, week: tuple[Option, ...]) -> int:
        """Paid minutes of the period that ends with the week."""
        first = -672 * ((self.person.contract.period_weeks or 1) - 1)
        paid = sum(each.shift.paid_slots() for each in week) * SLOT_MINUTES
        for start, end in self.person.history:
            if start >= first:
                length = (end - start) * SLOT_MINUTES
                breaks = [rule for rule in self.person.contract.breaks if not rule.paid and length >= rule.shift_minutes_from]
                paid += length - sum(rule.minutes for rule in breaks)
        return paid

    def _longest_rest(self, week: tuple[Option, ...]) -> int:
        """The longest rest within the week, in minutes."""
        worked = sorted([*self.person.history, *(each.shift.slots for each in week)])
        free_from, longest = 0, 0
        for first, last in worked:
            if last > 0:
                longest, free_from = max(longest, first - free_from), max(free_from, last)
        return max(longest, self.problem.slots - free_from) * SLOT_MINUTES

    def _closed(self, week: tuple[Option, ...]) -> BestWeek | None:
        """The week with what its missed minimum costs and wishes to work that came to nothing; None if it leaves something locked out."""
        contract, weights = self.person.contract, self.problem.weights
        shifts = tuple(option.shift for option in week)
        if any(locked not in shifts for locked in self.locked_shifts):
            return None
        if not all(any(_holds(shift, locked) for shift in shifts) for locked in self.locked_segments):
            return None
        if contract.weekly_rest_minutes is not None and self._longest_rest(week) < contract.weekly_rest_minutes:
            return None
        if contract.period_minutes is not None and not self._keeps_period(week):
            return None
        missed = max(0, contract.week_minutes[0] - sum(shift.paid_slots() for shift in shifts) * SLOT_MINUTES)
        if missed and contract.week_minimum_hard:
            return None
        wished = sum(wish.minutes * weights.wish for wish in self.person.wishes if wish.kind is WishKind.WORK)
        return BestWeek(shifts, sum(option.value for option in week) - missed * weights.week_minimum - wished)

    def _keeps_period(self, week: tuple[Option, ...]) -> bool:
        contract, paid = self.person.contract, self._period_minutes(week)
        least, most = contract.period_minutes or (0, 0)
        is_known = -672 * ((contract.period_weeks or 1) - 1) >= self.person.midnights[0]
        return (paid <= most or not week) and (paid >= least or not is_known)

    def _day(self, slot: int) -> int:
        return bisect_right(self.person.midnights, slot) - 1


def _holds(shift: Shift, locked: Segment) -> bool:
    if locked.kind is SegmentKind.BREAK:
        return any(
            segment.kind is locked.kind and (segment.slots, segment.paid) == (locked.slots, locked.paid) for segment in shift.segments
        )
    named = (locked.kind, locked.work_type, locked.activity)
    return any(
        (segment.kind, segment.work_type, segment.activity) == named
        and segment.slots[0] <= locked.slots[0]
        and locked.slots[1] <= segment.slots[1]
        for segment in shift.segments
    )


def _joined(activities: list[Segment]) -> list[Segment]:
    """The same activities with those of one name joined where they overlap or meet."""
    joined: list[Segment] = []
    for segment in sorted(activities, key=lambda segment: (segment.activity or "", segment.slots)):
        before = joined[-1] if joined else None
        if before and before.activity == segment.activity and segment.slots[0] <= before.slots[1]:
            joined[-1] = replace(before, slots=(before.slots[0], max(before.slots[1], segment.slots[1])))
        else:
            joined.append(segment)
    return joined
