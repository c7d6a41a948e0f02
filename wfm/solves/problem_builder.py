"""The translator from the database to the roster problem: one week of one roster group, in a fixed number of questions.

What the words of the tables become in the words of `roster-problem/1` is told here and nowhere else. A person is named by their
id as text, a work type or bundle by its code, an activity by its id as text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from scheduling import demand
from scheduling.rostering.contract import Contract
from scheduling.rostering.ledger import LEDGER_DATES, spans_of
from scheduling.rostering.person import DayOffLock, Lock, Person, SegmentLock, Skill, WeeklyActivity, Wish, WishKind
from scheduling.rostering.problem import Bundle, CoverageMode, Presence, RosterProblem, WorkKind, WorkType
from scheduling.rostering.roster import Segment, SegmentKind, Span
from scheduling.rostering.validation import MINUTES_PER_WEEK, SLOT_MINUTES
from scheduling.staffing.deferrable import level_heads
from scheduling.timegrid import SLOT, Horizon, LocalDays, local_days
from skills.profiles import SkillProfile
from skills.qualification import qualification
from skills.scales import level_of
from wfm.agent_skills.queries import profiles_on
from wfm.agents import models as agents
from wfm.agents.contracts import terms_of
from wfm.agents.queries import agents_in_group, contracts_by_agent, group_memberships, team_ids_by_agent, teams
from wfm.availability import models as availability
from wfm.availability.expansion import Availability, available_slots
from wfm.availability.kinds import TimeOffState
from wfm.availability.queries import availability_within, dates_around, time_off_by_agent, wishes_by_agent
from wfm.catalog import models as catalog
from wfm.catalog.queries import bundles, work_types_of_group
from wfm.core.errors import InvalidInput
from wfm.core.intervals import Interval, intersect, subtract, union
from wfm.core.local_week import DateRange, WeeklyStretch, date_range_interval, weekly_intervals
from wfm.demand.models import Requirement
from wfm.demand.planning import WorkPlan
from wfm.demand.queries import required_codes, requirement_curves
from wfm.rosters.models import Activity
from wfm.rosters.queries import PublishedShift, activities_within, partners_of, presence_rules, published_shifts
from wfm.rosters.weeks import RosterWeek
from wfm.solves.options import USUAL_WEIGHTS

HISTORY = timedelta(days=LEDGER_DATES)
"""As far back as unpopular hours count; other rules look back less far."""
RUN_OUT = timedelta(days=2)
A_DAY_SLOTS = timedelta(days=1) // SLOT
PENDING_LEAVE_MINUTES = 240.0
"""What it costs, in minutes of shortage, to roster somebody into time off that nobody has decided on yet."""


class LeftOutReason(StrEnum):
    NO_CONTRACT = "no_contract"
    NO_QUALIFICATION = "no_qualification"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A member of the group who cannot be rostered in this week, and why."""

    agent_id: int
    display_name: str
    reason: LeftOutReason


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltProblem:
    """The problem, and what a lead should know about it: whose hours are only the contract's, and who is left out."""

    problem: RosterProblem
    not_entered: frozenset[int]
    left_out: tuple[LeftOut, ...]


class NothingRequired(InvalidInput):
    code = "nothing_required"


def build_problem(session: Session, *, week: RosterWeek, requirement: Requirement) -> BuiltProblem:
    """The problem of a week as everything stands now, with all that the week requires: what shifts of the week before serve of it is taken
    off by whoever asks (carried_over.py). Raises NothingRequired for a requirement of another week's span."""
    if (requirement.starts_at, requirement.ends_at) != (week.horizon.starts_at, week.horizon.ends_at):
        raise NothingRequired(_("The requirement was made for another span; staff the week of %(date)s again.", date=week.week_date))
    work, facts = _Work(session, week, requirement), _Facts(session, week)
    people, left_out = _people(work, facts)
    company: dict[str, Any] = {
        "overlap": {str(team.id): team.hours_together for team in teams(session) if team.hours_together},
        "presence": tuple(_presence(session, week, work)),
        "pairs": _pairs(session, people),
    }
    return BuiltProblem(problem=replace(_problem(week, work, people), **company), not_entered=facts.not_entered, left_out=left_out)


def build_people(session: Session, *, week: RosterWeek, requirement: Requirement, agent_ids: Collection[int]) -> RosterProblem:
    """The problem as everything stands now of a few people alone, with nothing required: what the law says about each of them is
    the same as in the whole one. Who cannot be rostered is not in it."""
    work, facts = _Work(session, week, requirement, has_needs=False), _Facts(session, week, agent_ids=agent_ids)
    return _problem(week, work, _people(work, facts)[0])


def _presence(session: Session, week: RosterWeek, work: _Work) -> Iterable[Presence]:
    """Who must be there, as far as the week plans their work at all."""
    codes = {row.id: row.code for row in work.rows}
    window = Interval(week.horizon.starts_at, week.horizon.ends_at)
    for rule in presence_rules(session, roster_group_id=week.roster_group_id):
        if rule.work_type_id in codes:
            stretches = [WeeklyStretch.from_json(told) for told in rule.stretches]
            for span in union(weekly_intervals(stretches, zone=week.zone, window=window)):
                yield Presence(codes[rule.work_type_id], week.horizon.slots_touched(*span), rule.heads)


def _pairs(session: Session, people: Sequence[Person]) -> tuple[tuple[str, str], ...]:
    ids = {int(person.id) for person in people}
    pairs = partners_of(session, agent_ids=ids)
    return tuple((str(pair.agent_id), str(pair.partner_id)) for pair in pairs if {pair.agent_id, pair.partner_id} <= ids)


def _people(work: _Work, facts: _Facts) -> tuple[tuple[Person, ...], tuple[LeftOut, ...]]:
    people: list[Person] = []
    left_out: list[LeftOut] = []
    for agent in facts.agents:
        contract, skills = facts.contract_of(agent), work.skills_of(facts.profiles[agent.id])
        if contract is None or not skills:
            reason = LeftOutReason.NO_CONTRACT if contract is None else LeftOutReason.NO_QUALIFICATION
            left_out.append(LeftOut(agent_id=agent.id, display_name=agent.display_name, reason=reason))
        else:
            people.append(_person(agent, contract, skills, facts))
    return tuple(people), tuple(left_out)


def _problem(week: RosterWeek, work: _Work, people: tuple[Person, ...]) -> RosterProblem:
    return RosterProblem(
        name=week.name,
        starts_at=week.horizon.starts_at,
        ends_at=week.horizon.ends_at,
        weeks=((0, week.horizon.slots),),
        work_types=work.work_types,
        required=work.required,
        backlog=work.backlog,
        people=people,
        bundles=work.bundles,
        weights=USUAL_WEIGHTS,
    )


class _Work:
    """What there is to do in the week: work types with their need, and the bundles they belong to."""

    def __init__(self, session: Session, week: RosterWeek, requirement: Requirement, *, has_needs: bool = True) -> None:
        curves = requirement_curves(session, requirement=requirement) if has_needs else {}
        planned = set(curves) if has_needs else required_codes(session, requirement_id=requirement.id)
        rows = [row for row in work_types_of_group(session, roster_group_id=week.roster_group_id, with_hours=False) if row.code in planned]
        if not rows:
            raise NothingRequired(_("The requirement of %(week)s names no work type that is still planned.", week=week.name))
        needs = {row.code: _need(row, curves[row.code], requirement, week) for row in rows} if has_needs else {}
        self.rows = rows
        self.work_types = tuple(needs[row.code].work_type if has_needs else _work_type(row) for row in rows)
        self.bundles = tuple(_bundles(session, rows))
        self.required = {code: need.heads for code, need in needs.items()}
        self.backlog = {code: need.backlog for code, need in needs.items() if need.backlog}
        self._levels = {row.code: level_of(row.required_level) for row in rows}
        # Who may serve a work type may do so until the end of the last shift, which can be the day after the week.
        self._qualified_on = week.last_date + timedelta(days=1)

    def skills_of(self, profile: SkillProfile) -> tuple[Skill, ...]:
        """The work types that a person may serve all week long."""
        asked = (
            qualification(profile, work_type=code, required_level=level, on=self._qualified_on) for code, level in self._levels.items()
        )
        return tuple(
            Skill(found.work_type, int(found.rating.level), found.rating.effective_speed, int(found.rating.enjoyment))
            for found in asked
            if found.may_serve and found.rating is not None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Need:
    """One work type as the engine is told it: heads by slot, and minutes of work that may wait."""

    work_type: WorkType
    heads: tuple[float, ...]
    backlog: tuple[float, ...] = ()


def _work_type(row: catalog.WorkType) -> WorkType:
    return WorkType(row.code, mode=CoverageMode(row.mode.value), priority=row.priority)


def _need(row: catalog.WorkType, need: demand.Requirement, requirement: Requirement, week: RosterWeek) -> _Need:
    """Work that may wait is the engine's to place; in a bundle or a pool, which are counted by slot, it is spread over the hours until
    its deadline."""
    work_type, heads = _work_type(row), need.heads
    if need.backlog_minutes is None or need.deadline_minutes is None:
        return _Need(work_type=work_type, heads=tuple(heads.tolist()))
    open_slots = WorkPlan.from_json(requirement.parameters.get("work_types", {})[row.code]).opening.open_slots(week.horizon)
    if work_type.mode is CoverageMode.FOCUS:
        deadline = max(need.deadline_minutes, SLOT_MINUTES)
        waiting = replace(work_type, kind=WorkKind.BACKLOG, deadline_minutes=deadline, open=_spans(open_slots))
        return _Need(work_type=waiting, heads=tuple(heads.tolist()), backlog=tuple(need.backlog_minutes.tolist()))
    level = level_heads(backlog_minutes=need.backlog_minutes, deadline_minutes=need.deadline_minutes, open_slots=open_slots)
    return _Need(work_type=work_type, heads=tuple((heads + level).tolist()))


def _spans(open_slots: demand.Flags) -> tuple[Span, ...]:
    """Stretches of open slots; none at all where all are open."""
    return () if open_slots.all() else tuple(spans_of(open_slots))


def _bundles(session: Session, rows: Sequence[catalog.WorkType]) -> Iterable[Bundle]:
    for bundle in bundles(session):
        codes = tuple(row.code for row in rows if row.bundle_id == bundle.id)
        if codes:
            yield Bundle(bundle.code, codes)


class _Facts:
    """Everything the database knows about the people of the week, or about a few of them, asked for all of them at once."""

    def __init__(self, session: Session, week: RosterWeek, *, agent_ids: Collection[int] | None = None) -> None:
        self.week, self.horizon = week, week.horizon
        self.window = Interval(self.horizon.starts_at, self.horizon.ends_at + RUN_OUT)
        # A zone is at most a day away from the group's, so these dates hold every local date of the window.
        dates = DateRange(week.week_date - timedelta(days=1), week.last_date + timedelta(days=4))
        self.dates = DateRange(week.week_date, week.last_date + timedelta(days=1))
        self.agents = agents_in_group(session, roster_group_id=week.roster_group_id, dates=self.dates, agent_ids=agent_ids)
        ids = [agent.id for agent in self.agents]
        self.memberships = group_memberships(session, roster_group_id=week.roster_group_id, dates=dates, agent_ids=agent_ids)
        self.contracts = contracts_by_agent(session, agent_ids=ids, dates=dates_around(self.window))
        self.profiles = profiles_on(session, agent_ids=ids, on=week.week_date)
        around = Interval(self.horizon.starts_at - HISTORY, self.window.ends_at)
        self.shifts = _by_agent(published_shifts(session, agent_ids=ids, window=around))
        self.wishes = wishes_by_agent(session, agent_ids=ids, window=self.window)
        time_off = time_off_by_agent(session, agent_ids=ids, window=self.window, states=[TimeOffState.PENDING, TimeOffState.APPROVED])
        self.pending = {id_: [row for row in rows if row.state is TimeOffState.PENDING] for id_, rows in time_off.items()}
        self.leave = {id_: [row for row in rows if row.state is TimeOffState.APPROVED] for id_, rows in time_off.items()}
        self.availability = availability_within(session, agents=self.agents, window=self.window, contracts=self.contracts, leave=self.leave)
        self.activities = activities_within(session, agent_ids=ids, window=Interval(self.horizon.starts_at, self.horizon.ends_at))
        self.teams = team_ids_by_agent(session, agent_ids=ids, on=week.week_date)
        week_dates = {week.week_date + timedelta(days=at) for at in range(7)}
        self.not_entered = frozenset(agent_id for agent_id, found in self.availability.items() if week_dates <= set(found.not_entered))

    def contract_of(self, agent: agents.Agent) -> agents.Contract | None:
        """The contract that holds for most dates of the week, the earlier one of two that hold for as many; None where none does."""
        found = self.contracts.get(agent.id, ())
        days = [self.dates.valid_from + timedelta(days=at) for at in range(7)]
        held = [(sum(DateRange(row.valid_from, row.valid_until).holds(day) for day in days), -at) for at, row in enumerate(found)]
        most, place = max(held, default=(0, 0))
        return found[-place] if most else None


def _person(agent: agents.Agent, contract: agents.Contract, skills: tuple[Skill, ...], facts: _Facts) -> Person:
    shifts = facts.shifts.get(agent.id, ())
    horizon = facts.horizon
    history = tuple(_slots_of(shift, horizon) for shift in shifts if shift.starts_at < horizon.starts_at)
    elsewhere = [shift for shift in shifts if _is_elsewhere(shift, facts)]
    terms = _less(terms_of(contract), elsewhere, _credited_minutes(facts.leave.get(agent.id, ()), facts))
    available = _available(agent, contract, terms, shifts, facts)
    days = local_days(
        horizon, zone=agent.zone, first_slot=horizon.slot_of(horizon.starts_at - HISTORY) - A_DAY_SLOTS, last_slot=_run_out_slot(facts)
    )
    return Person(
        id=str(agent.id),
        zone=agent.zone,
        midnights=days.first_slots,
        skills=skills,
        available=available,
        contract=terms,
        history=history,
        locks=(*_days_taken(shifts, days, facts), *_activities(facts.activities.get(agent.id, ()), available, horizon)),
        wishes=_wishes(facts.wishes.get(agent.id, ()), facts.pending.get(agent.id, ()), facts),
        teams=tuple(str(team_id) for team_id in sorted(facts.teams.get(agent.id, frozenset()))),
        weekly_activities=tuple(_weekly_activities(facts.activities.get(agent.id, ()), facts)),
    )


def _available(
    agent: agents.Agent, contract: agents.Contract, terms: Contract, shifts: Sequence[PublishedShift], facts: _Facts
) -> tuple[Span, ...]:
    """What the person entered, cut to their membership of the group, to the one contract that counts, and to the rest that the
    shifts of other groups and of weeks published ahead need."""
    found: Availability = facts.availability[agent.id]
    member = [date_range_interval(dates, zone=agent.zone, window=facts.window) for dates in facts.memberships.get(agent.id, ())]
    dates = DateRange(contract.valid_from, contract.valid_until)
    employed = date_range_interval(dates, zone=agent.zone, window=facts.window)
    rest = timedelta(minutes=terms.rest_minutes)
    taken = [
        Interval(shift.starts_at - rest, shift.ends_at + rest) for shift in shifts if _is_elsewhere(shift, facts) or _is_later(shift, facts)
    ]
    left = subtract(intersect(intersect(found.available, member), [employed]), taken)
    return available_slots(left, horizon=facts.horizon)


def _is_elsewhere(shift: PublishedShift, facts: _Facts) -> bool:
    """Whether another roster group has the person work in this week; the group's own published week is what is being replaced."""
    in_week = facts.horizon.contains(shift.starts_at)
    return in_week and (shift.roster_group_id, shift.week_date) != (facts.week.roster_group_id, facts.week.week_date)


def _is_later(shift: PublishedShift, facts: _Facts) -> bool:
    return shift.starts_at >= facts.horizon.ends_at


def _days_taken(shifts: Sequence[PublishedShift], days: LocalDays, facts: _Facts) -> Iterable[DayOffLock]:
    """A person starts work once a local date, so on one on which they do so for others, or in the next week, they do not here."""
    horizon = facts.horizon
    starts = (horizon.slot_of(shift.starts_at) for shift in shifts if _is_elsewhere(shift, facts) or _is_later(shift, facts))
    taken = sorted({days.index_of(start) for start in starts})
    return [DayOffLock(day) for day in taken if days.first_slots[day] < horizon.slots]


def _less(terms: Contract, elsewhere: Sequence[PublishedShift], credited_minutes: int) -> Contract:
    """The terms with what paid leave and other groups' shifts already use up of the week."""
    used = credited_minutes + sum(shift.paid_minutes for shift in elsewhere) // SLOT_MINUTES * SLOT_MINUTES
    if not used:
        return terms
    least, most = (min(MINUTES_PER_WEEK, max(0, minutes - used)) for minutes in terms.week_minutes)
    return replace(terms, week_minutes=(least, most), days_per_week_max=max(0, terms.days_per_week_max - len(elsewhere)))


def _credited_minutes(leave: Sequence[availability.TimeOff], facts: _Facts) -> int:
    """Paid leave counts as worked: of each time off the part that lies in the week, on whole slots."""
    minutes = 0.0
    for row in leave:
        inside = min(row.ends_at, facts.horizon.ends_at) - max(row.starts_at, facts.horizon.starts_at)
        minutes += row.credited_minutes * max(inside, timedelta(0)) / (row.ends_at - row.starts_at)
    return int(minutes) // SLOT_MINUTES * SLOT_MINUTES


def _activities(rows: Sequence[Activity], available: Sequence[Span], horizon: Horizon) -> Iterable[Lock]:
    """Planned activities stand, as far as the person is there at all: leave goes before a meeting."""
    for row in rows:
        if row.starts_at is None or row.ends_at is None:
            continue
        span = horizon.slots_touched(row.starts_at, row.ends_at)
        if any(first <= span[0] and span[1] <= last for first, last in available):
            yield SegmentLock(Segment(SegmentKind.ACTIVITY, span, activity=str(row.id)))


def _weekly_activities(rows: Sequence[Activity], facts: _Facts) -> Iterable[WeeklyActivity]:
    """Those that hold on a local date of the week."""
    week = DateRange(facts.week.week_date, facts.week.last_date + timedelta(days=1))
    for row in rows:
        if row.minutes_per_week is None or row.valid_from is None:
            continue
        if DateRange(row.valid_from, row.valid_until).overlaps(week):
            yield WeeklyActivity(str(row.id), row.minutes_per_week)


def _wishes(wishes: Sequence[availability.Wish], pending: Sequence[availability.TimeOff], facts: _Facts) -> tuple[Wish, ...]:
    """What is wished for, and time off that nobody has decided on, which is a wish until then."""
    said = [(WishKind(row.kind.value), row.starts_at, row.ends_at, float(row.weight_minutes)) for row in wishes]
    said += [(WishKind.OFF, row.starts_at, row.ends_at, PENDING_LEAVE_MINUTES) for row in pending]
    run_out = _run_out_slot(facts)
    touched = ((kind, facts.horizon.slots_touched(starts_at, ends_at), minutes) for kind, starts_at, ends_at, minutes in said)
    spans = [(kind, (max(0, first), min(run_out, last)), minutes) for kind, (first, last), minutes in touched]
    return tuple(Wish(kind, span, minutes) for kind, span, minutes in spans if span[0] < span[1])


def _slots_of(shift: PublishedShift, horizon: Horizon) -> Span:
    return horizon.slot_of(shift.starts_at), horizon.slot_of(shift.ends_at)


def _run_out_slot(facts: _Facts) -> int:
    return facts.horizon.slot_of(facts.window.ends_at)


def _by_agent(shifts: Iterable[PublishedShift]) -> Mapping[int, Sequence[PublishedShift]]:
    found: dict[int, list[PublishedShift]] = {}
    for shift in shifts:
        found.setdefault(shift.agent_id, []).append(shift)
    return found
