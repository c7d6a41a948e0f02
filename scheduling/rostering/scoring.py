"""What a roster is worth, counted from the roster alone: shortage, surplus and the soft lines, by name and in minutes of shortage."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scheduling.rostering.flow import shared_capacity
from scheduling.rostering.ledger import SLOTS_PER_DAY, burdens, is_unpopular, usual_start
from scheduling.rostering.person import Skill, WishKind
from scheduling.rostering.problem import CoverageMode, RosterProblem, WorkKind
from scheduling.rostering.roster import Roster, Segment, SegmentKind, Shift, Span
from scheduling.rostering.validation import SLOT_HOURS, SLOT_MINUTES, ProblemError
from scheduling.timegrid import Horizon

Heads = npt.NDArray[np.float64]

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
    """The score of a roster, legal or not. Raises ProblemError for backlog work, whose shortage is not counted in slots."""
    for work_type in problem.work_types:
        if work_type.kind is WorkKind.BACKLOG:
            raise ProblemError(f"work type {work_type.id} is backlog; only needs by slot are scored")
    required = _required(problem)
    capacity, spare = _capacity(problem, roster, required)
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
    required = _required(problem)
    return required, _capacity(problem, roster, required)[0]


def _required(problem: RosterProblem) -> Heads:
    nothing = (0.0,) * problem.slots
    return np.array([problem.required.get(work_type.id, nothing) for work_type in problem.work_types]).reshape(-1, problem.slots)


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
    options = _ServedWork(problem)
    capacity = np.zeros_like(required)
    sharing: dict[tuple[tuple[int, float], ...], npt.NDArray[np.int64]] = {}
    for person, segment in roster.work_segments():
        first, last = max(0, segment.slots[0]), min(problem.slots, segment.slots[1])
        served = tuple((index[work_type], speed) for work_type, speed in options.of(person, segment))
        if last <= first or not served:
            continue
        if len(served) == 1:
            capacity[served[0][0], first:last] += served[0][1]
        else:
            sharing.setdefault(served, np.zeros(problem.slots, np.int64))[first:last] += 1
    spare = np.zeros(problem.slots)
    if sharing:
        spare = shared_capacity(required=required, capacity=capacity, sharing=sharing)
    return capacity, spare


class _ServedWork:
    """Which work types a person's segment may serve, and how fast, by the stated modes."""

    def __init__(self, problem: RosterProblem) -> None:
        self.speeds = {person.id: {skill.work_type: skill.speed for skill in person.skills} for person in problem.people}
        self.bundles = {bundle.id: bundle.work_types for bundle in problem.bundles}
        self.pooled = tuple(work_type.id for work_type in problem.work_types if work_type.mode is CoverageMode.POOL)

    def of(self, person: str, segment: Segment) -> list[tuple[str, float]]:
        speeds = self.speeds.get(person, {})
        return [(work_type, speeds[work_type]) for work_type in self._stated(segment) if work_type in speeds]

    def kind_of(self, segment: Segment) -> str:
        """What makes two segments of work the same work."""
        if segment.bundle is not None:
            return f"bundle {segment.bundle}"
        return "pool" if segment.work_type in self.pooled else f"work type {segment.work_type}"

    def _stated(self, segment: Segment) -> tuple[str, ...]:
        if segment.bundle is not None:
            return self.bundles.get(segment.bundle, ())
        if segment.work_type in self.pooled:
            return self.pooled
        return (segment.work_type or "",)


def _shortage(problem: RosterProblem, required: Heads, short: Heads) -> ScoreLine:
    """The convex line: what is missing beyond half of a cell's need weighs more, and all by the work type's priority."""
    priority = np.array([[work_type.priority] for work_type in problem.work_types]).reshape(-1, 1)
    deep = np.maximum(0.0, short - (1 - DEEP_SHARE) * required)
    weighted = (short + (max(1.0, problem.weights.deep_shortage) - 1) * deep) * priority
    return ScoreLine("shortage", float(short.sum()) * SLOT_HOURS, "hours", float(weighted.sum()) * SLOT_MINUTES)


def _surplus(problem: RosterProblem, over: Heads, spare: float) -> ScoreLine:
    priority = np.array([[work_type.priority] for work_type in problem.work_types]).reshape(-1, 1)
    minutes = (float((over * priority).sum()) + spare) * SLOT_MINUTES * problem.weights.surplus
    return ScoreLine("surplus", (float(over.sum()) + spare) * SLOT_HOURS, "hours", minutes)


def _crowding(problem: RosterProblem, over: Heads) -> ScoreLine:
    """Surplus heads of one cell squared, between whole heads in a straight line: better one too many twice than two at once."""
    priority = np.array([[work_type.priority] for work_type in problem.work_types]).reshape(-1, 1)
    whole = np.floor(over)
    squared = whole**2 + (2 * whole + 1) * (over - whole)
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
        *_line("level", _hours_below_expert(problem, roster), "hours", weights.level),
        *_line("consistency", _hours_off_usual_start(problem, shifts), "hours", weights.consistency),
        *_line("fairness", _burdened_hours(problem, roster), "hours", weights.fairness),
        *_line("stability", _minutes_moved(problem, roster), "minutes", weights.stability if problem.published else 0.0),
    )


def _line(name: str, amount: float, unit: str, weight: float) -> tuple[ScoreLine, ...]:
    """A line that stands only where it weighs something."""
    return (ScoreLine(name, amount, unit, amount * weight),) if weight else ()


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
            if any(_touch(wish.slots, span) for span in spans) == (wish.kind is WishKind.WORK):
                kept += 1
            else:
                refused += 1
                minutes += wish.minutes
    return kept, refused, minutes


def _touch(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _less_liked_hours(problem: RosterProblem, roster: Roster) -> float:
    """Hours of work, each less its enjoyment (x+2)/4: nothing for the most liked, all for the least."""
    return _hours_missed(problem, roster, lambda skill: (skill.enjoyment + 2) / 4)


def _hours_below_expert(problem: RosterProblem, roster: Roster) -> float:
    """Hours of work, each less its level (x−1)/4: nothing for an expert, all for a beginner."""
    return _hours_missed(problem, roster, lambda skill: (skill.level - 1) / 4)


def _hours_missed(problem: RosterProblem, roster: Roster, share: Callable[[Skill], float]) -> float:
    """Hours of work, each less a share of it by the skill that it takes. Bundles by the mean of their own."""
    shares = {person.id: {skill.work_type: share(skill) for skill in person.skills} for person in problem.people}
    pooled = {work_type.id for work_type in problem.work_types if work_type.mode is CoverageMode.POOL}
    bundles = {bundle.id: bundle.work_types for bundle in problem.bundles}
    lost = 0.0
    for person, segment in roster.work_segments():
        own = shares.get(person, {})
        served = bundles.get(segment.bundle or "", (segment.work_type or "",))
        if segment.work_type in pooled:
            served = tuple(pooled)
        known = [own[work_type] for work_type in served if work_type in own]
        if known:
            lost += (segment.slots[1] - segment.slots[0]) * SLOT_HOURS * (1 - sum(known) / len(known))
    return lost


def _hours_off_usual_start(problem: RosterProblem, shifts: dict[str, tuple[Shift, ...]]) -> float:
    """Hours between each shift's start and the time of day at which the person usually starts, the shorter way round the clock."""
    slots = 0
    for person in problem.people:
        usual = usual_start(person)
        if usual is None:
            continue
        for shift in shifts.get(person.id, ()):
            midnight = max(slot for slot in person.midnights if slot <= shift.slots[0])
            apart = abs(shift.slots[0] - midnight - usual) % SLOTS_PER_DAY
            slots += min(apart, SLOTS_PER_DAY - apart)
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


def _minutes_moved(problem: RosterProblem, roster: Roster) -> float:
    """Minutes of published work that are not worked as published, and of work where nobody was to be there."""
    if problem.published is None:
        return 0.0
    options = _ServedWork(problem)
    before: dict[str, dict[int, object]] = {}
    for shift in problem.published.shifts:
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
