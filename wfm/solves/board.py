"""The board of a week: people × shifts × blocks, and below it need against capacity by work type and slot. Read-only."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from scheduling.rostering.checker import check
from scheduling.rostering.files import problem_from_json
from scheduling.rostering.problem import RosterProblem
from scheduling.rostering.roster import Roster
from scheduling.rostering.scoring import Score, ScoreLine, score
from wfm.agents.models import Agent
from wfm.availability.queries import agents_with_pattern
from wfm.catalog.models import WorkType
from wfm.core.local_week import DateRange
from wfm.demand.models import Requirement
from wfm.rosters.content import SegmentContent, ShiftContent, WeekContent, roster_of
from wfm.rosters.kinds import SegmentKind
from wfm.rosters.models import RosterDraft, RosterVersion
from wfm.rosters.queries import draft_contents, version_contents, work_names
from wfm.rosters.services import violation_lines
from wfm.rosters.titles import Titles, segments_of
from wfm.rosters.weeks import RosterWeek
from wfm.solves.models import SolveRun
from wfm.solves.problem_builder import build_problem


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

    `week_minutes` are the least and most of the contract; None for somebody who cannot be rostered any more.
    """

    agent_id: int
    display_name: str
    zone: str
    country: str
    paid_minutes: int
    week_minutes: tuple[int, int] | None
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
    """`bound_short_hours` is what the run proved unavoidable, None where it proved nothing or there was no run.

    `problem` is stated as everything stands now, `roster` is the board's in the library's words.
    """

    week: RosterWeek
    people: tuple[BoardPerson, ...]
    lines: tuple[BoardLine, ...]
    required_hours: float
    short_hours: float
    surplus_hours: float
    bound_short_hours: float | None
    occupancy_share: float
    paid_hours: float
    score_lines: tuple[ScoreLine, ...]
    problem: RosterProblem
    roster: Roster

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


def board_as_built(session: Session, *, week: RosterWeek, roster: RosterDraft | RosterVersion) -> Board:
    """The board of a draft or version against the problem that its run was given, which is read several times as quickly as the
    present one is stated; what changed since the build does not show. Without a run it is stated as of now."""
    if roster.solve_run_id is None:
        return _board_as_of_now(session, week, roster)
    contents = _contents(session, roster)
    run = session.get_one(SolveRun, roster.solve_run_id, options=[undefer(SolveRun.problem)])
    problem = problem_from_json(json.loads(run.problem), source=f"run {run.id}")
    entered = agents_with_pattern(session, dates=DateRange(week.week_date, week.last_date + timedelta(days=1)))
    not_entered = frozenset(content.agent_id for content in contents) - entered
    return _board(session, week, contents, roster, problem=problem, not_entered=not_entered)


def _contents(session: Session, roster: RosterDraft | RosterVersion) -> tuple[WeekContent, ...]:
    if isinstance(roster, RosterDraft):
        return draft_contents(session, draft_id=roster.id)
    return version_contents(session, version=roster)


def _board_as_of_now(session: Session, week: RosterWeek, roster: RosterDraft | RosterVersion) -> Board:
    requirement = session.get_one(Requirement, roster.requirement_id)
    built = build_problem(session, week=week, requirement=requirement)
    return _board(session, week, _contents(session, roster), roster, problem=built.problem, not_entered=built.not_entered)


def _board(
    session: Session,
    week: RosterWeek,
    contents: Sequence[WeekContent],
    roster: RosterDraft | RosterVersion,
    *,
    problem: RosterProblem,
    not_entered: frozenset[int],
) -> Board:
    library_roster = roster_of(contents, problem_name=problem.name, horizon=week.horizon, names=work_names(session))
    counted = score(problem, library_roster)
    run = session.get(SolveRun, roster.solve_run_id) if roster.solve_run_id else None
    titles = Titles(session, segments_of(contents))
    return Board(
        week=week,
        people=_people(session, contents, problem, not_entered, titles),
        lines=_lines(session, counted),
        required_hours=counted.required_hours,
        short_hours=counted.short_hours,
        surplus_hours=counted.surplus_hours,
        bound_short_hours=run.bound_short_hours if run else None,
        occupancy_share=counted.occupancy_share,
        paid_hours=counted.paid_hours,
        score_lines=counted.lines,
        problem=problem,
        roster=library_roster,
    )


def violations_of(session: Session, board: Board) -> tuple[str, ...]:
    """What of the board breaks the law as everything stands now, a line each."""
    return violation_lines(session, check(board.problem, board.roster))


def _people(
    session: Session, contents: Sequence[WeekContent], problem: RosterProblem, not_entered: frozenset[int], titles: Titles
) -> tuple[BoardPerson, ...]:
    known = {int(person.id): person for person in problem.people}
    week_of_agent = {content.agent_id: content for content in contents}
    asked = select(Agent).where(Agent.id.in_(week_of_agent)).order_by(Agent.display_name, Agent.id)
    rows = []
    for agent in session.scalars(asked):
        content, person = week_of_agent[agent.id], known.get(agent.id)
        rows.append(
            BoardPerson(
                agent_id=agent.id,
                display_name=agent.display_name,
                zone=agent.zone,
                country=agent.country,
                paid_minutes=content.paid_minutes,
                week_minutes=person.contract.week_minutes if person else None,
                hours_entered=agent.id not in not_entered,
                skills=tuple(
                    BoardSkill(work_type=skill.work_type, level=skill.level, enjoyment=skill.enjoyment)
                    for skill in (person.skills if person else ())
                ),
                shifts=tuple(_shift(shift, titles) for shift in content.shifts),
            )
        )
    return tuple(rows)


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


def _lines(session: Session, counted: Score) -> tuple[BoardLine, ...]:
    names: Mapping[str, str] = dict(session.execute(select(WorkType.code, WorkType.name)).all())
    return tuple(
        BoardLine(
            code=line.work_type,
            name=names[line.work_type],
            required=line.required,
            capacity=line.capacity,
            required_hours=line.required_hours,
            short_hours=line.short_hours,
            surplus_hours=line.surplus_hours,
        )
        for line in counted.by_work_type
    )
