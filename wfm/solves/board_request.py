"""What one request asks of a board, read from its address and checked: which roster, in which zone, which days, for whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from scheduling.timegrid import to_local
from wfm.agents.queries import teams
from wfm.core.access import Actor
from wfm.rosters.axis import AxisDay, dates_touched, days_of
from wfm.rosters.queries import change_count
from wfm.rosters.weeks import RosterWeek
from wfm.rosters.work_marks import WorkMark, marks_of_group
from wfm.solves.board import Board, BoardPerson, BoardShift, board_as_built
from wfm.solves.board_choice import BoardChoice, NotShown, Possible, choice_of
from wfm.solves.board_source import BoardSource, source_in_address


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRequest:
    """What one request asks for, read and checked. `dates` are all that can be shown, in the zone chosen.

    `change_count` is that of the draft shown, from before the board was read; a change in between makes the page ask again.
    """

    week: RosterWeek
    source: BoardSource | None
    board: Board | None
    choice: BoardChoice
    my_zone: str
    dates: Sequence[date]
    marks: Mapping[str, WorkMark]
    teams: Mapping[int, str]
    change_count: int

    @property
    def zone(self) -> str | None:
        return self.choice.axis_zone(mine=self.my_zone)

    @property
    def at(self) -> datetime:
        return self.week.horizon.starts_at

    @property
    def dates_shown(self) -> Sequence[date]:
        return self.dates if self.choice.day is None else [self.choice.day]

    @property
    def coverage_zone(self) -> str:
        """People in their own zones have no instant in common; coverage is then shown in the zone of the group."""
        return self.zone or self.week.zone

    @property
    def days(self) -> Sequence[AxisDay]:
        return days_of(self.dates_shown, zone=self.coverage_zone)

    def shifts_shown(self, person: BoardPerson) -> tuple[BoardShift, ...]:
        """The shifts that start on the day chosen; all of the week without one."""
        zone = self.zone or person.zone
        day = self.choice.day
        return tuple(shift for shift in person.shifts if day is None or to_local(shift.starts_at, zone=zone).date() == day)


def read_request(
    session: Session,
    *,
    week: RosterWeek,
    arguments: Mapping[str, str],
    actor: Actor,
    now: datetime,
    agent_ids: Collection[int] | None = None,
) -> BoardRequest:
    """What the arguments of an address ask for. Where ids are told, the board has no rows but of these people, unless its axis is made
    of everybody's zones; its lines and numbers are those of all. Raises NoSuchRoster, NotShown."""
    source = source_in_address(session, week=week, arguments=arguments)
    count = change_count(session, draft_id=source.draft.id) if source and source.draft else 0
    marks = marks_of_group(session, roster_group_id=week.roster_group_id)
    named_teams = {team.id: team.name for team in teams(session)}
    my_zone = actor.zone or week.zone
    today = to_local(now, zone=my_zone).date()
    usual_day = min(max(today, week.week_date), week.last_date)
    choice = choice_of(arguments, possible=Possible(team_ids=named_teams, work_types=marks, usual_day=usual_day))
    zone = choice.axis_zone(mine=my_zone)
    board = board_as_built(session, week=week, roster=source.roster, rows_of=agent_ids if zone else None) if source else None
    touched = dates_touched(week.horizon, zones=[zone] if zone else home_zones(week, board))
    dates = [day.local_date for day in days_of(touched, zone=zone or week.zone)]
    return BoardRequest(
        week=week,
        source=source,
        board=board,
        choice=_within(choice, dates),
        my_zone=my_zone,
        dates=dates,
        marks=marks,
        teams=named_teams,
        change_count=count,
    )


def _within(choice: BoardChoice, dates: Sequence[date]) -> BoardChoice:
    """The choice with a day that is shown. The first and last day of a week differ by zone, so one beside them is moved."""
    if choice.day is None or choice.day in dates:
        return choice
    nearest = min(dates, key=lambda day: abs(day - choice.day) if choice.day else timedelta(0))
    if abs(nearest - choice.day) > timedelta(days=1):
        raise NotShown(_("day is %(day)s; this week has %(first)s to %(last)s.", day=choice.day, first=dates[0], last=dates[-1]))
    return replace(choice, day=nearest)


def home_zones(week: RosterWeek, board: Board | None) -> list[str]:
    return sorted({person.zone for person in board.people} if board else ()) or [week.zone]
