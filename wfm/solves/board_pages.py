"""Board: who works when on what, and is it enough? People × time in any zone, requirement against capacity under the same axis."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from scheduling.timegrid import to_local
from wfm.agents.queries import team_ids_by_agent
from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.errors import NotFound
from wfm.core.intervals import Interval, intersect
from wfm.core.unit_of_work import read_session
from wfm.rosters.axis import TICK_HOURS_OF_DAY, TICK_HOURS_OF_WEEK, AxisDay
from wfm.rosters.calendar_file import ics_of
from wfm.rosters.choosing import chosen_export
from wfm.rosters.export_files import csv_of, json_of, xlsx_of
from wfm.rosters.exports import RosterExport
from wfm.rosters.weeks import week_holding
from wfm.solves.board import Board, BoardPerson
from wfm.solves.board_choice import BoardView, Grouping, NotShown
from wfm.solves.board_groups import RowGroup, rows_by_skill, rows_by_start, rows_by_team, rows_by_zone
from wfm.solves.board_request import BoardRequest, home_zones, read_request
from wfm.solves.board_rows import Row, RowMaker, works_in
from wfm.solves.board_source import DIGITS_MAX, source_in_address
from wfm.solves.coverage_lines import coverage_line, short_spans
from wfm.solves.queries import find_week_with_roster
from wfm.solves.row_drawings import FIRST_ROWS, RowDrawing
from wfm.solves.week_address import address_of, group_in_address, week_at
from wfm.solves.week_holidays import week_holidays

PEOPLE_AT_ONCE = 500
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
def board_rows(group_id: int, week: str) -> str:
    """The rows of the people whose ids the address lists, to be put in their places."""
    asked = _read(group_id, week)
    ids = agent_ids_in(request.args.get("people", ""))
    return "".join(drawn_rows(asked, asked.board, ids).values()) if asked.board else ""


def agent_ids_in(text: str) -> frozenset[int]:
    """Ids as an address lists them, such as 3,17."""
    parts = text.split(",") if text else []
    if len(parts) > PEOPLE_AT_ONCE or any(not part.isascii() or not part.isdigit() or len(part) > DIGITS_MAX for part in parts):
        raise NotShown(_("people is %(value)r; at most %(most)d ids such as 3,17 are needed.", value=text[:60], most=PEOPLE_AT_ONCE))
    return frozenset(map(int, parts))


@requires(Permission.SEE_ROSTERS)
def board_table(group_id: int, week: str) -> str:
    """The same as a plain table: one line a shift."""
    asked = _read(group_id, week)
    if asked.board is None:
        return render_template("solves/board_empty.html", **_frame(asked))
    people = [replace(person, shifts=asked.shifts_shown(person)) for person in _people(asked, asked.board, _teams_of(asked, asked.board))]
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


def _read(group_id: int, text: str) -> BoardRequest:
    session, actor = read_session(), current_actor()
    week = week_at(session, group_id=group_id, week=text, actor=actor)
    return read_request(session, week=week, arguments=request.args, actor=actor, now=clock.now())


def _frame(asked: BoardRequest) -> dict[str, Any]:
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
        "choice": asked.choice,
        "zone": asked.zone,
        "my_zone": asked.my_zone,
        "home_zones": home_zones(asked.week, asked.board),
        "teams": asked.teams,
        "marks": asked.marks,
        "dates": asked.dates,
        "link": link,
        "change_count": asked.change_count,
        "step": step,
        "holidays": week_holidays(asked.board.people, first=asked.week.week_date) if asked.board else (),
    }


def _drawing(asked: BoardRequest, board: Board) -> dict[str, Any]:
    is_day = asked.choice.view is BoardView.DAY
    maker = row_maker(asked, board)
    in_teams = _teams_of(asked, board)
    rows = [maker.row(person) for person in _people(asked, board, in_teams)]
    short = short_spans(board.lines, horizon=asked.week.horizon) if asked.zone else ()
    return {
        "is_day": is_day,
        "groups": _grouped(asked, rows, in_teams),
        "nights": maker.nights,
        "days": [_head(day, short, TICK_HOURS_OF_DAY if is_day else TICK_HOURS_OF_WEEK) for day in asked.days],
        "people_shown": len(rows),
        "people_off": sum(row.is_off for row in rows),
        "drawing": RowDrawing(maker, at_once=len(rows) if request.args.get("all") else FIRST_ROWS),
        **coverage_of(asked, board),
    }


def _grouped(asked: BoardRequest, rows: Sequence[Row], in_teams: Mapping[int, Collection[int]]) -> tuple[RowGroup, ...]:
    match asked.choice.grouped_by:
        case Grouping.TEAM:
            return rows_by_team(rows, teams=asked.teams, in_teams=in_teams)
        case Grouping.SKILL:
            return rows_by_skill(rows, marks=asked.marks)
        case Grouping.START:
            return rows_by_start(rows)
        case Grouping.ZONE:
            return rows_by_zone(rows, at=asked.at)


def row_maker(asked: BoardRequest, board: Board) -> RowMaker:
    return RowMaker(dates=asked.dates_shown, zone=asked.zone, marks=asked.marks, home_zones=home_zones(asked.week, board))


def coverage_of(asked: BoardRequest, board: Board) -> dict[str, Any]:
    """Requirement against capacity under the axis, for its template."""
    days = asked.days
    window = Interval(days[0].starts_at, days[-1].ends_at)
    going_on, until = board.going_on
    return {
        "coverage": [
            coverage_line(line, mark=asked.marks[line.code], horizon=asked.week.horizon, window=window)
            for line in board.lines
            if line.code in asked.marks
        ],
        "coverage_zone": asked.coverage_zone,
        "going_on": going_on if until is not None and window.starts_at < until else 0,
        "going_on_until": until,
    }


def drawn_rows(asked: BoardRequest, board: Board, agent_ids: Collection[int]) -> dict[int, str]:
    """The rows of some people as they stand on the page that the address shows, by agent."""
    maker = row_maker(asked, board)
    drawing = RowDrawing(maker, at_once=len(agent_ids))
    is_by_zone = asked.choice.grouped_by is Grouping.ZONE
    return {
        person.agent_id: str(drawing.drawn(maker.row(person), person.zone if is_by_zone else None))
        for person in board.people
        if person.agent_id in agent_ids
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


def _teams_of(asked: BoardRequest, board: Board) -> Mapping[int, Collection[int]]:
    return team_ids_by_agent(read_session(), agent_ids=[person.agent_id for person in board.people], on=asked.week.week_date)


def _people(asked: BoardRequest, board: Board, in_teams: Mapping[int, Collection[int]]) -> list[BoardPerson]:
    """The people who pass the filters."""
    choice, days = asked.choice, asked.days
    window = Interval(days[0].starts_at, days[-1].ends_at)
    spans = intersect(short_spans(board.lines, horizon=asked.week.horizon), (window,)) if choice.only_short else ()
    return [
        person
        for person in board.people
        if (choice.team_id is None or choice.team_id in in_teams.get(person.agent_id, ()))
        and (choice.work_type is None or any(skill.work_type == choice.work_type for skill in person.skills))
        and (choice.home_zone is None or choice.home_zone == person.zone)
        and (not choice.only_short or works_in(person, spans))
    ]
