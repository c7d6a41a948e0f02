"""The board of a week: people × shifts × blocks, and below it need against capacity by work type and slot."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from scheduling.rostering.checker import check
from scheduling.rostering.files import problem_from_json
from scheduling.rostering.person import Person
from scheduling.rostering.problem import RosterProblem
from scheduling.rostering.roster import Roster
from scheduling.rostering.scoring import ScoreLine, score
from wfm.agents.models import Agent
from wfm.availability.queries import agents_with_pattern
from wfm.core.local_week import DateRange
from wfm.core.recent import Recent
from wfm.demand.models import Requirement
from wfm.rosters.content import SegmentContent, ShiftContent, WeekContent, WorkNames, roster_of
from wfm.rosters.kinds import SegmentKind
from wfm.rosters.models import RosterDraft, RosterVersion
from wfm.rosters.queries import draft_contents, version_contents
from wfm.rosters.services import violation_lines
from wfm.rosters.titles import Titles, segments_of
from wfm.rosters.weeks import RosterWeek
from wfm.solves.carried_over import carried_over, less_carried_over
from wfm.solves.models import SolveRun
from wfm.solves.problem_builder import build_problem
from wfm.solves.tally import Counted, Tally

SAME_HOURS = 0.01
"""Hours required that differ by less are the same, but for rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSegment:
    """A block of a shift. `code` and `name` are those of the work type, the bundle or the activity; a break has neither."""

    kind: SegmentKind
    starts_at: datetime
    ends_at: datetime
    is_paid: bool
    code: str | None
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardShift:
    starts_at: datetime
    ends_at: datetime
    paid_minutes: int
    segments: tuple[BoardSegment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSkill:
    work_type: str
    level: int
    enjoyment: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPerson:
    """A row of the board. `hours_entered` is False where only the contract's default hours were known.

    `week_minutes` are the least and most of the contract; None for somebody who cannot be rostered any more. Starts go by the
    first of `steps_minutes`, lengths by the second.
    """

    agent_id: int
    display_name: str
    zone: str
    country: str
    subdivision: str | None
    paid_minutes: int
    week_minutes: tuple[int, int] | None
    steps_minutes: tuple[int, int]
    hours_entered: bool
    skills: tuple[BoardSkill, ...]
    shifts: tuple[BoardShift, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """A work type: heads required and given in each slot of the week, from its start on."""

    code: str
    name: str
    required: tuple[float, ...]
    capacity: tuple[float, ...]
    required_hours: float
    short_hours: float
    surplus_hours: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """`bound_short_hours` is what the run proved unavoidable of what is required now, None where it proved nothing or there was no run.

    `carried` is what goes on from the week before; `problem` is what the board is held against: stated as everything stands now, or as
    the run was given it, less what is carried.
    """

    week: RosterWeek
    carried: Roster
    people: tuple[BoardPerson, ...]
    lines: tuple[BoardLine, ...]
    required_hours: float
    short_hours: float
    surplus_hours: float
    bound_short_hours: float | None
    occupancy_share: float
    paid_hours: float
    wishes_kept: int
    wishes_refused: int
    problem: RosterProblem
    contents: tuple[WeekContent, ...]
    names: WorkNames = field(compare=False)

    @property
    def roster(self) -> Roster:
        """The board in the library's words."""
        return roster_of(self.contents, problem_name=self.problem.name, horizon=self.week.horizon, names=self.names)

    @property
    def going_on(self) -> tuple[int, datetime | None]:
        """How many people of the week serve in it from the one before, and until when the last does."""
        known = {person.id for person in self.problem.people}
        ends = {shift.person: shift.slots[1] for shift in self.carried.shifts if shift.person in known}
        return len(ends), self.week.horizon.instant_of(max(ends.values())) if ends else None

    @property
    def score_lines(self) -> tuple[ScoreLine, ...]:
        """What the roster costs, line by line."""
        return score(self.problem, self.roster).lines

    @property
    def short_share(self) -> float:
        return self.short_hours / self.required_hours if self.required_hours else 0.0

    @property
    def unavoidable_share(self) -> float | None:
        if self.bound_short_hours is None:
            return None
        return max(0.0, self.bound_short_hours) / self.required_hours if self.required_hours else 0.0


def board_of_draft(session: Session, *, week: RosterWeek, draft: RosterDraft) -> Board:
    """The board of a draft, against the requirement that it was built for."""
    return _board_as_of_now(session, week, draft)


def board_of_version(session: Session, *, week: RosterWeek, version: RosterVersion) -> Board:
    """The board of a published version, against the requirement that it was built for."""
    return _board_as_of_now(session, week, version)


def board_as_built(
    session: Session, *, week: RosterWeek, roster: RosterDraft | RosterVersion, rows_of: Collection[int] | None = None
) -> Board:
    """The board of a draft or version against the problem that its run was given, which is read several times as quickly as the
    present one is stated; what changed since the build does not show. Without a run it is stated as of now.

    Where `rows_of` are told, `people` are these alone; everything else is that of all."""
    if roster.solve_run_id is None:
        return _board_as_of_now(session, week, roster)
    contents, carried = _contents(session, roster), carried_over(session, week=week)
    frame, bound = _frame_of_run(session, roster.solve_run_id, carried)
    dates = DateRange(week.week_date, week.last_date + timedelta(days=1))
    entered = agents_with_pattern(session, dates=dates, agent_ids=rows_of)
    not_entered = frozenset(content.agent_id for content in contents) - entered
    return _board(session, week, contents, bound, frame=frame, carried=carried, not_entered=not_entered, rows_of=rows_of)


class _Frame:
    """A problem with what was worked out for boards against it. People are kept as they were drawn last."""

    def __init__(self, problem: RosterProblem) -> None:
        self.problem = problem
        self.tally = Tally(problem)
        self.known = {int(person.id): person for person in problem.people}
        self._drawn: dict[int, tuple[object, tuple[ShiftContent, ...], BoardPerson]] = {}
        self._titles: object = None
        self._activities: dict[int, tuple[tuple[ShiftContent, ...], tuple[SegmentContent, ...]]] = {}

    def activities(self, content: WeekContent) -> tuple[SegmentContent, ...]:
        """The segments of somebody's week that are activities."""
        known = self._activities.get(content.agent_id)
        if known is None or known[0] is not content.shifts:
            found = tuple(segment for segment in segments_of([content]) if segment.activity_id is not None)
            known = self._activities[content.agent_id] = (content.shifts, found)
        return known[1]

    def name_by(self, titles: Titles) -> None:
        """Work is called so; what was drawn with other names is forgotten."""
        if self._titles != titles.known:
            self._titles, self._drawn = titles.known, {}

    def person(self, agent: Any, content: WeekContent, titles: Titles, *, hours_entered: bool) -> BoardPerson:
        """A row of the board; the one made last where nothing of it differs."""
        facts = (agent.display_name, agent.zone, agent.country, agent.subdivision, hours_entered)
        drawn = self._drawn.get(agent.id)
        if drawn is not None and drawn[0] == facts and drawn[1] is content.shifts:
            return drawn[2]
        made = _person(agent, content, self.known.get(agent.id), titles, hours_entered=hours_entered)
        self._drawn[agent.id] = (facts, content.shifts, made)
        return made


_FRAMES: Recent[tuple[str, Roster], _Frame] = Recent(most=4)
"""By the digest of the problem, which tells all of it, and by what is carried over."""
_TOLD_OF_RUN = select(SolveRun.problem_digest, SolveRun.bound_short_hours, SolveRun.required_hours)


def _frame_of_run(session: Session, solve_run_id: int, carried: Roster) -> tuple[_Frame, float | None]:
    """The frame of what a run was given, less what is carried over, and the hours that it proved short whatever is done."""
    told = session.execute(_TOLD_OF_RUN.where(SolveRun.id == solve_run_id)).one()
    key = (told.problem_digest, carried)
    frame = _FRAMES.find(key)
    if frame is None:
        run = session.get_one(SolveRun, solve_run_id, options=[undefer(SolveRun.problem)])
        given = problem_from_json(json.loads(run.problem), source=f"run {run.id}")
        frame = _FRAMES.keep(key, _Frame(less_carried_over(given, carried)))
    return frame, _bound_that_holds(told, frame.problem)


def _bound_that_holds(told: Any, problem: RosterProblem) -> float | None:
    """What a run proved of what is required now; nothing where there was no run, or more or less was required of it."""
    if told is None or told.required_hours is None or abs(told.required_hours - problem.required_hours) > SAME_HOURS:
        return None
    bound: float | None = told.bound_short_hours
    return bound


def _contents(session: Session, roster: RosterDraft | RosterVersion) -> tuple[WeekContent, ...]:
    if isinstance(roster, RosterDraft):
        return draft_contents(session, draft_id=roster.id)
    return version_contents(session, version=roster)


def _board_as_of_now(session: Session, week: RosterWeek, roster: RosterDraft | RosterVersion) -> Board:
    requirement = session.get_one(Requirement, roster.requirement_id)
    built, carried = build_problem(session, week=week, requirement=requirement), carried_over(session, week=week)
    frame = _Frame(less_carried_over(built.problem, carried))
    told = session.execute(_TOLD_OF_RUN.where(SolveRun.id == roster.solve_run_id)).one_or_none()
    bound = _bound_that_holds(told, frame.problem)
    return _board(session, week, _contents(session, roster), bound, frame=frame, carried=carried, not_entered=built.not_entered)


def _board(
    session: Session,
    week: RosterWeek,
    contents: tuple[WeekContent, ...],
    bound_short_hours: float | None,
    *,
    frame: _Frame,
    carried: Roster,
    not_entered: frozenset[int],
    rows_of: Collection[int] | None = None,
) -> Board:
    titles = Titles(session, (segment for content in contents for segment in frame.activities(content)))
    names = titles.names
    counted = frame.tally.count(contents, week=week, names=names)
    return Board(
        week=week,
        carried=carried,
        people=_people(session, [found for found in contents if rows_of is None or found.agent_id in rows_of], frame, titles, not_entered),
        lines=_lines(titles, counted),
        required_hours=counted.required_hours,
        short_hours=counted.short_hours,
        surplus_hours=counted.surplus_hours,
        bound_short_hours=bound_short_hours,
        occupancy_share=counted.occupancy_share,
        paid_hours=counted.paid_hours,
        wishes_kept=counted.wishes_kept,
        wishes_refused=counted.wishes_refused,
        problem=frame.problem,
        contents=contents,
        names=names,
    )


def violations_of(session: Session, board: Board) -> tuple[str, ...]:
    """What of the board breaks the law as everything stands now, a line each."""
    return violation_lines(session, check(board.problem, board.roster))


def _people(
    session: Session, contents: Sequence[WeekContent], frame: _Frame, titles: Titles, not_entered: frozenset[int]
) -> tuple[BoardPerson, ...]:
    frame.name_by(titles)
    week_of_agent = {content.agent_id: content for content in contents}
    asked = select(Agent.id, Agent.display_name, Agent.zone, Agent.country, Agent.subdivision).where(Agent.id.in_(week_of_agent))
    return tuple(
        frame.person(agent, week_of_agent[agent.id], titles, hours_entered=agent.id not in not_entered)
        for agent in session.execute(asked.order_by(Agent.display_name, Agent.id))
    )


def _person(agent: Any, content: WeekContent, person: Person | None, titles: Titles, *, hours_entered: bool) -> BoardPerson:
    return BoardPerson(
        agent_id=agent.id,
        display_name=agent.display_name,
        zone=agent.zone,
        country=agent.country,
        subdivision=agent.subdivision,
        paid_minutes=content.paid_minutes,
        week_minutes=person.contract.week_minutes if person else None,
        steps_minutes=(person.contract.start_step_minutes, person.contract.shift_step_minutes) if person else (15, 15),
        hours_entered=hours_entered,
        skills=tuple(
            BoardSkill(work_type=skill.work_type, level=skill.level, enjoyment=skill.enjoyment)
            for skill in (person.skills if person else ())
        ),
        shifts=tuple(_shift(shift, titles) for shift in content.shifts),
    )


def _shift(shift: ShiftContent, titles: Titles) -> BoardShift:
    return BoardShift(
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        paid_minutes=shift.paid_minutes,
        segments=tuple(_segment(segment, titles) for segment in shift.segments),
    )


def _segment(segment: SegmentContent, titles: Titles) -> BoardSegment:
    title = titles.of(segment)
    return BoardSegment(
        kind=segment.kind, starts_at=segment.starts_at, ends_at=segment.ends_at, is_paid=segment.is_paid, code=title.code, name=title.name
    )


def _lines(titles: Titles, counted: Counted) -> tuple[BoardLine, ...]:
    ids = titles.names.work_type_ids
    return tuple(
        BoardLine(
            code=line.code,
            name=titles.of_work_type(ids[line.code]).name or line.code,
            required=line.required,
            capacity=line.capacity,
            required_hours=line.required_hours,
            short_hours=line.short_hours,
            surplus_hours=line.surplus_hours,
        )
        for line in counted.lines
    )
