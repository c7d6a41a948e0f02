"""A board as tables on a terminal: the week in one paragraph, people in their own zone, coverage by day, the score by line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from rich import box
from rich.console import Console
from rich.table import Table

from scheduling.rostering.validation import SLOT_HOURS
from scheduling.timegrid import local_dates, to_local
from wfm.core.formats import city, hours, number, percent, weekday
from wfm.solves.board import Board, BoardLine, BoardPerson, BoardShift

PEOPLE_SHOWN = 40
# Narrow enough for a terminal of 80 columns, where the clock times of a shift fold.
LOOK: dict[str, Any] = {"title_justify": "left", "box": box.SIMPLE_HEAD, "show_edge": False, "pad_edge": False, "padding": (0, 1, 0, 0)}
VIOLATIONS_SHOWN = 20
WIDTH_ELSEWHERE = 130


def terminal() -> Console:
    """The terminal, or, for a file or a pipe, as much width as the tables like."""
    console = Console()
    return console if console.is_terminal else Console(width=WIDTH_ELSEWHERE)


def show_board(console: Console, board: Board, *, status: str, violations: Sequence[str], most: int) -> None:
    """The whole board, with at most so many people."""
    _show_summary(console, board, status, violations)
    if most:
        _show_people(console, board, most)
    _show_coverage(console, board)
    _show_score(console, board)


def _show_summary(console: Console, board: Board, status: str, violations: Sequence[str]) -> None:
    console.print(f"[bold]{board.week.name}[/bold]  {status}  ({board.week.zone})", highlight=False)
    short = _(
        "%(share)s short (%(short)s of %(required)s)",
        share=percent(board.short_share),
        short=hours(board.short_hours),
        required=hours(board.required_hours),
    )
    if board.unavoidable_share is not None:
        short += _(", at least %(share)s is unavoidable", share=percent(board.unavoidable_share))
    console.print(f"  {short}", highlight=False)
    zones = len({person.zone for person in board.people})
    people = _(
        "%(people)s people in %(zones)d zones, %(paid)s paid, occupancy %(occupancy)s",
        people=f"{len(board.people):,}",
        zones=zones,
        paid=hours(board.paid_hours),
        occupancy=percent(board.occupancy_share),
    )
    console.print(f"  {people}", highlight=False)
    not_entered = sum(not person.hours_entered for person in board.people)
    if not_entered:
        console.print("  " + _("%(people)d people entered no hours of their own; the contract's count", people=not_entered))
    console.print("  " + _("%(count)d broken hard rules", count=len(violations)), style="red" if violations else "green", highlight=False)
    for line in violations[:VIOLATIONS_SHOWN]:
        console.print(f"    {line}", style="red", highlight=False)


def _show_people(console: Console, board: Board, most: int) -> None:
    dates = [board.week.week_date + timedelta(days=at) for at in range(7)]
    table = Table(title=_("Shifts, everybody in their own zone"), **LOOK)
    table.add_column(_("name"), no_wrap=True, min_width=10, max_width=22)
    table.add_column(_("zone"), no_wrap=True, min_width=6, max_width=14)
    table.add_column(_("h"), justify="right", min_width=4)
    for day in dates:
        table.add_column(f"{weekday(day)} {day.day}", overflow="fold", min_width=5)
    for person in board.people[:most]:
        table.add_row(person.display_name, city(person.zone), number(person.paid_minutes / 60), *_cells(person, dates))
    console.print(table)
    if len(board.people) > most:
        console.print(
            _("… and %(people)s more: --people %(all)s", people=f"{len(board.people) - most:,}", all=len(board.people)), highlight=False
        )


def _cells(person: BoardPerson, dates: Sequence[date]) -> list[str]:
    """One text a date. A shift on a local date outside the group's week stands with the nearest date, marked by its own day."""
    texts: dict[date, list[str]] = {day: [] for day in dates}
    for shift in person.shifts:
        day = to_local(shift.starts_at, zone=person.zone).date()
        inside = min(max(day, dates[0]), dates[-1])
        mark = "" if day == inside else f"{weekday(day)} "
        texts[inside].append(mark + _clock_span(shift, person.zone))
    return [" ".join(texts[day]) or "·" for day in dates]


def _clock_span(shift: BoardShift, zone: str) -> str:
    return f"{_clock(shift.starts_at, zone)}–{_clock(shift.ends_at, zone)}"


def _clock(instant: datetime, zone: str) -> str:
    local = to_local(instant, zone=zone)
    return f"{local:%H}" if not local.minute else f"{local:%H:%M}"


def _show_coverage(console: Console, board: Board) -> None:
    title = _("Hours short by day of %(zone)s (· nothing required)", zone=board.week.zone)
    table = Table(title=title, **LOOK)
    table.add_column(_("work type"), no_wrap=True, min_width=12)
    days = [day.item() for day in local_dates(board.week.horizon, zone=board.week.zone)]
    for day in sorted(set(days)):
        table.add_column(f"{weekday(day)} {day.day}", justify="right", min_width=4)
    table.add_column(_("week"), justify="right", no_wrap=True, min_width=5)
    table.add_column(_("of"), justify="right", no_wrap=True, min_width=4)
    table.add_column(_("short"), justify="right", no_wrap=True, min_width=6)
    for line in board.lines:
        share = line.short_hours / line.required_hours if line.required_hours else 0.0
        table.add_row(line.name, *_by_day(line, days), f"{line.short_hours:.1f}", f"{line.required_hours:.0f}", percent(share))
    console.print(table)


def _by_day(line: BoardLine, days: Sequence[date]) -> list[str]:
    cells = zip(days, line.required, line.capacity, strict=True)
    texts = []
    for _day, found in groupby(cells, key=lambda cell: cell[0]):
        of_day = list(found)
        required = sum(need for _, need, _given in of_day) * SLOT_HOURS
        short = sum(max(0.0, need - given) for _, need, given in of_day) * SLOT_HOURS
        texts.append(f"{short:.1f}" if required else "·")
    return texts


def _show_score(console: Console, board: Board) -> None:
    table = Table(title=_("What it costs, in minutes of shortage"), **LOOK)
    table.add_column(_("line"), no_wrap=True)
    table.add_column(_("amount"), justify="right")
    table.add_column(_("unit"))
    table.add_column(_("costs"), justify="right")
    for line in board.score_lines:
        table.add_row(line.name.replace("_", " "), number(line.amount), line.unit, number(line.minutes_of_shortage))
    console.print(table)
