"""Board: who works when on what, and is it enough? People × time in any zone, requirement against capacity under the same axis."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from scheduling.timegrid import to_local
from wfm.accounts.queries import find_user
from wfm.agents.queries import team_ids_by_agent, teams
from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.errors import NotFound
from wfm.core.intervals import Interval, intersect
from wfm.core.unit_of_work import read_session
from wfm.rosters.axis import TICK_HOURS_OF_DAY, TICK_HOURS_OF_WEEK, AxisDay, dates_touched, days_of
from wfm.rosters.calendar_file import ics_of
from wfm.rosters.choosing import chosen_export
from wfm.rosters.export_files import csv_of, json_of, xlsx_of
from wfm.rosters.exports import RosterExport
from wfm.rosters.weeks import RosterWeek, week_holding
from wfm.rosters.work_marks import WorkMark, marks_of_group
from wfm.solves.board import Board, BoardPerson, board_as_built
from wfm.solves.board_choice import BoardChoice, BoardView, NotShown, Possible, choice_of
from wfm.solves.board_rows import RowMaker, rows_by_start, rows_by_zone, works_in
from wfm.solves.board_source import BoardSource, source_in_address
from wfm.solves.coverage_lines import coverage_line, short_spans
from wfm.solves.queries import find_week_with_roster
from wfm.solves.week_address import address_of, group_in_address, week_at

FILE_KINDS: Mapping[str, tuple[Callable[[RosterExport], bytes], str]] = MappingProxyType(
    {
        "csv": (csv_of, "text/csv; charset=utf-8"),
        "xlsx": (xlsx_of, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        "json": (json_of, "application/json"),
        "ics": (ics_of, "text/calendar; charset=utf-8"),
    }
)


@requires(Permission.SEE_ROSTERS)
def latest_board() -> Response:
    """The board of the week that is being worked on: the first from today on that has a roster, else the last that had one."""
    session = read_session()
    group = group_in_address(session, request.args.get("group"), actor=current_actor())
    this_week = week_holding(group, to_local(clock.now(), zone=group.zone).date()).week_date
    found = find_week_with_roster(session, roster_group_id=group.id, on_or_after=this_week)
    return redirect(url_for("solves.board", group_id=group.id, week=(found or this_week).isoformat()))


@requires(Permission.SEE_ROSTERS)
def board(group_id: int, week: str) -> str:
    """The board of a week: its open draft, else what is published, unless the address names another."""
    asked = _read(group_id, week)
    if asked.board is None:
        return render_template("solves/board_empty.html", **_frame(asked))
    return render_template("solves/board.html", **_frame(asked), **_drawing(asked, asked.board))


@requires(Permission.SEE_ROSTERS)
def board_table(group_id: int, week: str) -> str:
    """The same as a plain table: one line a shift."""
    asked = _read(group_id, week)
    if asked.board is None:
        return render_template("solves/board_empty.html", **_frame(asked))
    people = [replace(person, shifts=asked.shifts_shown(person)) for person in _people(asked, asked.board)]
    return render_template("solves/board_table.html", **_frame(asked), people=people)


@requires(Permission.SEE_ROSTERS)
def board_person(group_id: int, week: str, agent_id: int) -> str:
    """One person's week, block by block, in their own zone and in that of the board."""
    asked = _read(group_id, week)
    people = asked.board.people if asked.board is not None else ()
    person = next((person for person in people if person.agent_id == agent_id), None)
    if person is None:
        raise NotFound(_("This person is not on the board of this week."))
    return render_template("solves/board_person.html", person=person, zone=asked.zone or person.zone, marks=asked.marks, at=asked.at)


@requires(Permission.SEE_ROSTERS)
def roster_file(group_id: int, week: str, ending: str) -> Response:
    """The roster as a file, everybody in their own zone; the filters of the board do not cut it."""
    session = read_session()
    shown = week_at(session, group_id=group_id, week=week, actor=current_actor())
    source = source_in_address(session, week=shown, arguments=request.args)
    draft = source.draft.number if source and source.draft else None
    version = source.version.number if source and source.version else None
    export = chosen_export(session, week=shown, version=version, draft=draft, email=None, now=clock.now())
    write, content_type = FILE_KINDS[ending]
    headers = {"Content-Disposition": f"attachment; filename=roster-{shown.week_date.isoformat()}.{ending}"}
    return Response(write(export), content_type=content_type, headers=headers)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What one request asks for, read and checked. `dates` are all that can be shown, in the zone chosen."""

    week: RosterWeek
    source: BoardSource | None
    board: Board | None
    choice: BoardChoice
    my_zone: str
    dates: Sequence[date]
    marks: Mapping[str, WorkMark]
    teams: Mapping[int, str]

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

    def shifts_shown(self, person: BoardPerson) -> tuple[Any, ...]:
        """The shifts that start on the day chosen; all of the week without one."""
        zone = self.zone or person.zone
        day = self.choice.day
        return tuple(shift for shift in person.shifts if day is None or to_local(shift.starts_at, zone=zone).date() == day)


def _read(group_id: int, text: str) -> _Asked:
    session = read_session()
    week = week_at(session, group_id=group_id, week=text, actor=current_actor())
    source = source_in_address(session, week=week, arguments=request.args)
    board = board_as_built(session, week=week, roster=source.roster) if source else None
    marks = marks_of_group(session, roster_group_id=week.roster_group_id)
    named_teams = {team.id: team.name for team in teams(session)}
    my_zone = _zone_of_actor(session) or week.zone
    today = to_local(clock.now(), zone=my_zone).date()
    usual_day = min(max(today, week.week_date), week.last_date)
    choice = choice_of(request.args, possible=Possible(team_ids=named_teams, work_types=marks, usual_day=usual_day))
    zone = choice.axis_zone(mine=my_zone)
    touched = dates_touched(week.horizon, zones=[zone] if zone else _home_zones(week, board))
    dates = [day.local_date for day in days_of(touched, zone=zone or week.zone)]
    return _Asked(
        week=week, source=source, board=board, choice=_within(choice, dates), my_zone=my_zone, dates=dates, marks=marks, teams=named_teams
    )


def _within(choice: BoardChoice, dates: Sequence[date]) -> BoardChoice:
    """The choice with a day that is shown. The first and last day of a week differ by zone, so one beside them is moved."""
    if choice.day is None or choice.day in dates:
        return choice
    nearest = min(dates, key=lambda day: abs(day - choice.day) if choice.day else timedelta(0))
    if abs(nearest - choice.day) > timedelta(days=1):
        raise NotShown(_("day is %(day)s; this week has %(first)s to %(last)s.", day=choice.day, first=dates[0], last=dates[-1]))
    return replace(choice, day=nearest)


def _zone_of_actor(session: Session) -> str | None:
    user_id = current_actor().id
    user = find_user(session, user_id=user_id) if user_id is not None else None
    return user.zone if user else None


def _home_zones(week: RosterWeek, board: Board | None) -> list[str]:
    return sorted({person.zone for person in board.people} if board else ()) or [week.zone]


def _frame(asked: _Asked) -> dict[str, Any]:
    """What every form of the board shares: its head, its filters, and where they lead."""
    source = asked.source
    told = {**(source.arguments() if source else {}), **asked.choice.arguments()}

    def link(endpoint: str = "solves.board", **changes: str) -> str:
        arguments = {name: value for name, value in {**told, **changes}.items() if value}
        return url_for(endpoint, **{**address_of(asked.week), **arguments})

    def step(days: int) -> str:
        kept = {name: value for name, value in asked.choice.arguments().items() if name != "day"}
        day = asked.week.week_date + timedelta(days=days)
        return url_for("solves.board", **{**address_of(asked.week), **kept, "week": day.isoformat()})

    return {
        "week": asked.week,
        "address": address_of(asked.week),
        "source": source,
        "board": asked.board,
        "score_lines": {line.name: line for line in asked.board.score_lines} if asked.board else {},
        "choice": asked.choice,
        "zone": asked.zone,
        "my_zone": asked.my_zone,
        "home_zones": _home_zones(asked.week, asked.board),
        "teams": asked.teams,
        "marks": asked.marks,
        "dates": asked.dates,
        "link": link,
        "step": step,
    }


def _drawing(asked: _Asked, board: Board) -> dict[str, Any]:
    is_day = asked.choice.view is BoardView.DAY
    maker = RowMaker(dates=asked.dates_shown, zone=asked.zone, marks=asked.marks)
    rows = [maker.row(person) for person in _people(asked, board)]
    days = asked.days
    window = Interval(days[0].starts_at, days[-1].ends_at)
    short = short_spans(board.lines, horizon=asked.week.horizon) if asked.zone else ()
    return {
        "is_day": is_day,
        "groups": rows_by_start(rows) if is_day else rows_by_zone(rows, at=asked.at),
        "nights": maker.nights,
        "days": [_head(day, short, TICK_HOURS_OF_DAY if is_day else TICK_HOURS_OF_WEEK) for day in days],
        "people_shown": len(rows),
        "people_off": sum(row.is_off for row in rows),
        "coverage": [
            coverage_line(line, mark=asked.marks[line.code], horizon=asked.week.horizon, window=window)
            for line in board.lines
            if line.code in asked.marks
        ],
        "coverage_zone": asked.coverage_zone,
    }


def _head(day: AxisDay, short: Sequence[Interval], tick_hours: Sequence[int]) -> dict[str, Any]:
    """One day of the axis: its ticks, and when somebody is missing on it."""
    inside = intersect(short, (Interval(day.starts_at, day.ends_at),))
    return {
        "date": day.local_date,
        "hours": day.hours,
        "ticks": day.ticks(tick_hours),
        "short": [(day.percent_at(span.starts_at), day.percent_of(span.ends_at - span.starts_at)) for span in inside],
    }


def _people(asked: _Asked, board: Board) -> list[BoardPerson]:
    """The people who pass the filters."""
    choice, days = asked.choice, asked.days
    window = Interval(days[0].starts_at, days[-1].ends_at)
    spans = intersect(short_spans(board.lines, horizon=asked.week.horizon), (window,)) if choice.only_short else ()
    in_teams = team_ids_by_agent(read_session(), agent_ids=[person.agent_id for person in board.people], on=asked.week.week_date)
    return [
        person
        for person in board.people
        if (choice.team_id is None or choice.team_id in in_teams.get(person.agent_id, ()))
        and (choice.work_type is None or any(skill.work_type == choice.work_type for skill in person.skills))
        and (choice.home_zone is None or choice.home_zone == person.zone)
        and (not choice.only_short or works_in(person, spans))
    ]
