"""In which groups, and in which order, the rows of a board stand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask_babel import gettext as _

from scheduling.timegrid import to_local
from wfm.rosters.work_marks import WorkMark
from wfm.solves.board_rows import Row


@dataclass(frozen=True, slots=True)
class RowGroup:
    """People of one home zone, or of what `title` names; both None where everybody stands in one group."""

    zone: str | None
    title: str | None
    rows: tuple[Row, ...]


def rows_by_zone(rows: Iterable[Row], *, at: datetime) -> tuple[RowGroup, ...]:
    """Rows in groups of one home zone, from east to west as the sun goes, by name within."""

    def order(row: Row) -> tuple[float, str]:
        offset = to_local(at, zone=row.person.zone).utcoffset()
        return (-offset.total_seconds() if offset else 0.0, row.person.zone)

    ordered = sorted(rows, key=lambda row: (*order(row), row.person.display_name))
    return tuple(RowGroup(zone, None, tuple(found)) for zone, found in groupby(ordered, key=lambda row: row.person.zone))


def rows_by_start(rows: Iterable[Row]) -> tuple[RowGroup, ...]:
    """The rows of one day in the order in which people begin; who is off comes last."""

    def order(row: Row) -> tuple[bool, float, str]:
        starts = [shift.starts_at.timestamp() for shift in row.shifts]
        return (not starts, min(starts, default=0.0), row.person.display_name)

    ordered = tuple(sorted(rows, key=order))
    return (RowGroup(None, None, ordered),) if ordered else ()


def rows_by_team(rows: Iterable[Row], *, teams: Mapping[int, str], in_teams: Mapping[int, Collection[int]]) -> tuple[RowGroup, ...]:
    """Rows by team and name; who is in several stands in the first of them by name, who is in none comes last."""

    def team_of(row: Row) -> str | None:
        return min((teams[team_id] for team_id in in_teams.get(row.person.agent_id, ()) if team_id in teams), default=None)

    return _titled(rows, title_of=team_of, without=_("in no team"))


def rows_by_skill(rows: Iterable[Row], *, marks: Mapping[str, WorkMark]) -> tuple[RowGroup, ...]:
    """Rows by the work each person is best at, of equals the one they like more; who has no skill comes last."""

    def best_of(row: Row) -> str | None:
        known = [skill for skill in row.person.skills if skill.work_type in marks]
        best = min(known, key=lambda skill: (-skill.level, -skill.enjoyment, marks[skill.work_type].name), default=None)
        return marks[best.work_type].name if best else None

    return _titled(rows, title_of=best_of, without=_("without a skill of this week"))


def _titled(rows: Iterable[Row], *, title_of: Callable[[Row], str | None], without: str) -> tuple[RowGroup, ...]:
    titled = [(title_of(row), row) for row in rows]
    titled.sort(key=lambda found: (found[0] is None, found[0] or "", found[1].person.display_name))
    return tuple(
        RowGroup(None, without if title is None else title, _rows(found)) for title, found in groupby(titled, key=lambda found: found[0])
    )


def _rows(found: Iterable[tuple[str | None, Row]]) -> tuple[Row, ...]:
    return tuple(row for _title, row in found)
