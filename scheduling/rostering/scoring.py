"""What a roster is worth, counted from the roster alone: shortage, surplus and the soft lines, by name and in minutes of shortage."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scheduling.rostering.backlog import backlogs_of, done_in_time, needed
from scheduling.rostering.flow import shared_capacity
from scheduling.rostering.ledger import burdens, distance, is_unpopular, slots_of_day, usual_start
from scheduling.rostering.person import Person, Skill, WishKind
from scheduling.rostering.presence_rows import at_work, presence_rows
from scheduling.rostering.problem import RosterProblem, WorkKind
from scheduling.rostering.roster import Roster, SegmentKind, Shift, Span, touch
from scheduling.rostering.served_work import ServedWork
from scheduling.rostering.validation import SLOT_HOURS, SLOT_MINUTES
from scheduling.timegrid import Horizon

Heads = npt.NDArray[np.float64]

MINUTES_PER_HOUR = 60
DEEP_SHARE = 0.5
"""What is missing beyond this share of a cell's need is deep shortage and weighs ``deep_shortage``."""


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One line of the score: an amount in its own unit, and what it weighs in minutes of shortage."""

    name: str
    amount: float
    unit: str
    minutes_of_shortage: float


@dataclass(frozen=True, slots=True)
class WorkTypeScore:
    """One work type: heads required and given in each slot of the horizon, and the hours short and over."""

    work_type: str
    required: tuple[float, ...]
    capacity: tuple[float, ...]
    required_hours: float
    short_hours: float
    surplus_hours: float


@dataclass(frozen=True, slots=True)
class Score:
    """The whole score.

    ``short_hours`` is Σ max(0, required − capacity) · 0.25 over all work types and slots, unweighted; ``surplus_hours`` the same
    the other way. ``occupancy_share`` is used capacity over capacity, 0–1 (0 where there is none). ``paid_hours`` counts shifts
    whole, also what of them runs past the horizon.
    """

    required_hours: float
    short_hours: float
    surplus_hours: float
    paid_hours: float
    occupancy_share: float
    by_work_type: tuple[WorkTypeScore, ...]
    lines: tuple[ScoreLine, ...]

    @property
    def objective(self) -> float:
        """All lines together, in minutes of shortage."""
        return sum(line.minutes_of_shortage for line in self.lines)


def score(problem: RosterProblem, roster: Roster) -> Score:
    """The score of a roster, legal or not. Work that may wait counts as required where the roster does it, and where it misses it."""
    required, capacity, spare = required_and_given(problem, roster)
    short = np.maximum(0.0, required - capacity)
    over = np.maximum(0.0, capacity - required)
    given = float(capacity.sum() + spare.sum())
    used = float(np.minimum(required, capacity).sum())
    surplus_hours = float(over.sum() + spare.sum()) * SLOT_HOURS
    return Score(
        required_hours=float(required.sum()) * SLOT_HOURS,
        short_hours=float(short.sum()) * SLOT_HOURS,
        surplus_hours=surplus_hours,
        paid_hours=sum(shift.paid_slots() for shift in roster.shifts) * SLOT_HOURS,
        occupancy_share=used / given if given else 0.0,
        by_work_type=_by_work_type(problem, required, capacity),
        lines=(
            _shortage(problem, required, short),
            _surplus(problem, over, float(spare.sum())),
            _crowding(problem, over),
            *_soft_lines(problem, roster),
        ),
    )


def capacity_of(problem: RosterProblem, roster: Roster) -> tuple[Heads, Heads]:
    """Heads required and given, each by work type and slot."""
    required, capacity, _ = required_and_given(problem, roster)
    return required, capacity


def required_and_given(problem: RosterProblem, roster: Roster) -> tuple[Heads, Heads, Heads]:
    """Heads required and given, each by work type and slot, and by slot those of shared presence that no work type needs."""
    nothing = (0.0,) * problem.slots
    required = np.array([problem.required.get(work_type.id, nothing) for work_type in problem.work_types]).reshape(-1, problem.slots)
    capacity, spare = _capacity(problem, roster, required)
    for backlog in backlogs_of(problem):
        required[backlog.row] = needed(backlog, done_in_time(backlog, capacity[backlog.row]))
    return required, capacity, spare


def _by_work_type(problem: RosterProblem, required: Heads, capacity: Heads) -> tuple[WorkTypeScore, ...]:
    return tuple(
        WorkTypeScore(
            work_type=work_type.id,
            required=tuple(need.tolist()),
            capacity=tuple(given.tolist()),
            required_hours=float(need.sum()) * SLOT_HOURS,
            short_hours=float(np.maximum(0.0, need - given).sum()) * SLOT_HOURS,
            surplus_hours=float(np.maximum(0.0, given - need).sum()) * SLOT_HOURS,
        )
        for work_type, need, given in zip(problem.work_types, required, capacity, strict=True)
    )


def _capacity(problem: RosterProblem, roster: Roster, required: Heads) -> tuple[Heads, Heads]:
    """Heads by work type and slot, and by slot those of shared presence that no work type needs."""
    index = {work_type.id: at for at, work_type in enumerate(problem.work_types)}
    options = ServedWork(problem)
    capacity = np.zeros_like(required)
    sharing: dict[tuple[tuple[int, float], ...], npt.NDArray[np.int64]] = {}
    slots = problem.slots
    for person, segment in roster.work_segments():
        first, last = max(0, segment.slots[0]), min(slots, segment.slots[1])
        served = tuple((index[work_type], speed) for work_type, speed in options.of(person, segment))
        if last <= first or not served:
            continue
        if len(served) == 1:
            capacity[served[0][0], first:last] += served[0][1]
        else:
            sharing.setdefault(served, np.zeros(slots, np.int64))[first:last] += 1
    spare = np.zeros(slots)
    if sharing:
        spare = shared_capacity(required=required, capacity=capacity, sharing=sharing)
    return capacity, spare


def _shortage(problem: RosterProblem, required: Heads, short: Heads) -> ScoreLine:
    """The convex line: what is missing beyond half of a cell's need weighs more, and all by the work type's priority."""
    priority = np.array([[work_type.priority] for work_type in problem.work_types]).reshape(-1, 1)
    deep = np.maximum(0.0, short - (1 - DEEP_SHARE) * required)
    deep[_may_wait(problem)] = 0.0
    weighted = (short + (max(1.0, problem.weights.deep_shortage) - 1) * deep) * priority
    return ScoreLine("shortage", float(short.sum()) * SLOT_HOURS, "hours", float(weighted.sum()) * SLOT_MINUTES)


def _may_wait(problem: RosterProblem) -> npt.NDArray[np.bool_]:
    """Which work types may wait: a slot of theirs is not short or crowded by itself."""
    return np.array([work_type.kind is WorkKind.BACKLOG for work_type in problem.work_types], np.bool_)


def _surplus(problem: RosterProblem, over: Heads, spare: float) -> ScoreLine:
    priority = np.array([[work_type.priority] for work_type in problem.work_types]).reshape(-1, 1)
    minutes = (float((over * priority).sum()) + spare) * SLOT_MINUTES * problem.weights.surplus
    return ScoreLine("surplus", (float(over.sum()) + spare) * SLOT_HOURS, "hours", minutes)


def _crowding(problem: RosterProblem, over: Heads) -> ScoreLine:
    """Surplus heads of one cell squared, between whole heads in a straight line: better one too many twice than two at once."""
    priority = np.array([[work_type.priority] for work_type in problem.work_types]).reshape(-1, 1)
    whole = np.floor(over)
    squared = whole**2 + (2 * whole + 1) * (over - whole)
    squared[_may_wait(problem)] = 0.0
    minutes = float((squared * priority).sum()) * SLOT_MINUTES * problem.weights.crowding
    return ScoreLine("crowding", float(squared.sum()), "heads squared", minutes)


def _soft_lines(problem: RosterProblem, roster: Roster) -> tuple[ScoreLine, ...]:
    weights = problem.weights
    shifts = roster.by_person()
    switches = sum(_switches(shift) for shift in roster.shifts)
    missed = _week_minutes_missed(problem, shifts)
    kept, refused, refused_minutes = _wishes(problem, shifts)
    less_liked = _less_liked_hours(problem, roster)
    return (
        ScoreLine("week_minimum", missed, "minutes", missed * weights.week_minimum),
        ScoreLine("wishes_kept", kept, "wishes", 0.0),
        ScoreLine("wishes_refused", refused, "wishes", refused_minutes * weights.wish),
        ScoreLine("less_liked_work", less_liked, "hours", less_liked * weights.enjoyment),
        ScoreLine("switches", switches, "switches", switches * weights.switch),
        *_line("level", weights.level, "hours", lambda: _hours_below_expert(problem, roster)),
        *_line("consistency", weights.consistency, "hours", lambda: _hours_off_usual_start(problem, shifts)),
        *_line("fairness", weights.fairness, "hours", lambda: _burdened_hours(problem, roster)),
        *_weekly_activities(problem, roster),
        *_stability(problem, roster),
        *_together(problem, roster),
    )


def _together(problem: RosterProblem, roster: Roster) -> tuple[ScoreLine, ...]:
    """Hours by which a qualification, pairs and teams miss being at work together, a line of each kind that is wanted."""
    rows = presence_rows(problem)
    working = at_work(problem, roster) if rows else np.zeros((0, 0))
    hours = [(row, row.hours_missed(working)) for row in rows]
    return tuple(
        ScoreLine(
            line,
            sum(missed for row, missed in hours if row.line == line),
            "hours",
            sum(missed * row.minute_cost for row, missed in hours if row.line == line) * MINUTES_PER_HOUR,
        )
        for line in dict.fromkeys(row.line for row in rows)
    )


def _line(name: str, weight: float, unit: str, count: Callable[[], float]) -> tuple[ScoreLine, ...]:
    """A line that is counted, and stands, only where it weighs something."""
    if not weight:
        return ()
    amount = count()
    return (ScoreLine(name, amount, unit, amount * weight),)


def _stability(problem: RosterProblem, roster: Roster) -> tuple[ScoreLine, ...]:
    published = problem.published
    if published is None:
        return ()
    return _line("stability", problem.weights.stability, "minutes", lambda: _minutes_moved(problem, published, roster))


def weekly_minutes_missing(problem: RosterProblem, roster: Roster) -> list[tuple[Person, str, Span, int]]:
    """Whose weekly activities have found no place in which week, and how many minutes of them; a week's shifts start in it."""
    wanted = {person.id: {each.activity for each in person.weekly_activities} for person in problem.people if person.weekly_activities}
    given: Counter[tuple[str, str, Span]] = Counter()
    for shift in roster.shifts:
        for segment in shift.segments:
            if segment.activity is not None and segment.activity in wanted.get(shift.person, ()):
                week = next((week for week in problem.weeks if week[0] <= shift.slots[0] < week[1]), None)
                if week is not None:
                    given[shift.person, segment.activity, week] += SLOT_MINUTES * (segment.slots[1] - segment.slots[0])
    return [
        (person, each.activity, week, missing)
        for person in problem.people
        for each in person.weekly_activities
        for week in problem.weeks
        if (missing := each.minutes - given[person.id, each.activity, week]) > 0
    ]


def _weekly_activities(problem: RosterProblem, roster: Roster) -> tuple[ScoreLine, ...]:
    """Hours of weekly activities that found no place."""
    if not any(person.weekly_activities for person in problem.people):
        return ()
    missed = sum(minutes for *_, minutes in weekly_minutes_missing(problem, roster))
    return _line("weekly_activities", problem.weights.activity, "hours", lambda: missed / MINUTES_PER_HOUR)


def _switches(shift: Shift) -> int:
    """Changes from one work to another without a break between."""
    pairs = zip(shift.segments, shift.segments[1:], strict=False)
    return sum(
        one.kind is SegmentKind.WORK and other.kind is SegmentKind.WORK and (one.work_type, one.bundle) != (other.work_type, other.bundle)
        for one, other in pairs
    )


def _week_minutes_missed(problem: RosterProblem, shifts: dict[str, tuple[Shift, ...]]) -> int:
    """Paid minutes missing to the least of the contract, over the weeks wholly inside the horizon."""
    weeks = [week for week in problem.weeks if week[0] >= 0 and week[1] <= problem.slots]
    missed = 0
    for person in problem.people:
        for first, last in weeks:
            paid = sum(shift.paid_slots() for shift in shifts.get(person.id, ()) if first <= shift.slots[0] < last) * SLOT_MINUTES
            missed += max(0, person.contract.week_minutes[0] - paid)
    return missed


def _wishes(problem: RosterProblem, shifts: dict[str, tuple[Shift, ...]]) -> tuple[int, int, float]:
    """Wishes kept, wishes refused, and the minutes the refused ones weigh. A wish to be off is kept when no shift touches it."""
    kept, refused, minutes = 0, 0, 0.0
    for person in problem.people:
        spans = [shift.slots for shift in shifts.get(person.id, ())]
        for wish in person.wishes:
            if any(touch(wish.slots, span) for span in spans) == (wish.kind is WishKind.WORK):
                kept += 1
            else:
                refused += 1
                minutes += wish.minutes
    return kept, refused, minutes


def _less_liked_hours(problem: RosterProblem, roster: Roster) -> float:
    """Hours of work, each less its enjoyment (x+2)/4: nothing for the most liked, all for the least."""
    return _hours_missed(problem, roster, lambda skill: (skill.enjoyment + 2) / 4)


def _hours_below_expert(problem: RosterProblem, roster: Roster) -> float:
    """Hours of work, each less its level (x−1)/4: nothing for an expert, all for a beginner."""
    return _hours_missed(problem, roster, lambda skill: (skill.level - 1) / 4)


def _hours_missed(problem: RosterProblem, roster: Roster, share: Callable[[Skill], float]) -> float:
    """Hours of work, each less a share of it by the skill that it takes; of several that it serves, by their mean."""
    shares = {person.id: {skill.work_type: share(skill) for skill in person.skills} for person in problem.people}
    served = ServedWork(problem)
    lost = 0.0
    for person, segment in roster.work_segments():
        own = shares.get(person, {})
        known = [own[work_type] for work_type in served.stated(segment) if work_type in own]
        if known:
            lost += (segment.slots[1] - segment.slots[0]) * SLOT_HOURS * (1 - sum(known) / len(known))
    return lost


def _hours_off_usual_start(problem: RosterProblem, shifts: dict[str, tuple[Shift, ...]]) -> float:
    """Hours between each shift's start and the time of day at which the person usually starts, the shorter way round the clock."""
    slots = 0
    for person in problem.people:
        usual, own = usual_start(person), shifts.get(person.id, ())
        if usual is not None and own:
            starts = np.array([shift.slots[0] for shift in own], np.int64)
            slots += int(distance(slots_of_day(person, starts), np.array(usual)).sum())
    return slots * SLOT_HOURS


def _burdened_hours(problem: RosterProblem, roster: Roster) -> float:
    """Hours of work at night and at weekends, each by what such hours weigh for the person."""
    horizon = Horizon(problem.starts_at, problem.ends_at)
    zones = {person.id: person.zone for person in problem.people}
    weighs = dict(zip(zones, burdens(problem.people, horizon=horizon), strict=True))
    last = max((shift.slots[1] for shift in roster.shifts), default=1)
    unpopular = {zone: is_unpopular(horizon, zone=zone, first_slot=0, last_slot=last) for zone in set(zones.values())}
    worked = ((person, segment.slots) for person, segment in roster.work_segments() if person in zones)
    return sum(float(unpopular[zones[person]][first:end].sum()) * weighs[person] for person, (first, end) in worked) * SLOT_HOURS


def _minutes_moved(problem: RosterProblem, published: Roster, roster: Roster) -> float:
    """Minutes of published work that are not worked as published, and of work where nobody was to be there."""
    options = ServedWork(problem)
    before: dict[str, dict[int, object]] = {}
    for shift in published.shifts:
        slots = before.setdefault(shift.person, {})
        for segment in shift.segments:
            what = options.kind_of(segment) if segment.kind is SegmentKind.WORK else None
            slots.update(dict.fromkeys(range(*segment.slots), what))
    known = {person.id for person in problem.people}
    missed = sum(what is not None for person, slots in before.items() if person in known for what in slots.values())
    moved = 0
    for person, segment in roster.work_segments():
        was, what = before.get(person, {}), options.kind_of(segment)
        for slot in range(*segment.slots):
            moved += slot not in was
            missed -= slot in was and was[slot] == what
    return float(missed + moved) * SLOT_MINUTES
