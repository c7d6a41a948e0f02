"""What somebody wants to see of a board, as the address says it. What cannot be shown is refused by name, value and what is possible."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flask_babel import gettext as _

from scheduling.timegrid import UnknownZoneError, zone_named
from wfm.core.errors import InvalidInput

MINE = "mine"
OWN = "own"


class BoardView(StrEnum):
    WEEK = "week"
    DAY = "day"


class Grouping(StrEnum):
    ZONE = "zone"
    START = "start"
    TEAM = "team"
    SKILL = "skill"


class NotShown(InvalidInput):
    code = "board_not_shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardChoice:
    """`zone` is as chosen: mine, own (each person's own) or the name of a zone. `day` None shows the whole week."""

    zone: str = MINE
    view: BoardView = BoardView.WEEK
    day: date | None = None
    team_id: int | None = None
    work_type: str | None = None
    home_zone: str | None = None
    only_short: bool = False
    grouping: Grouping | None = None

    @property
    def grouped_by(self) -> Grouping:
        return self.grouping or _usual_grouping(self.view)

    def axis_zone(self, *, mine: str) -> str | None:
        """The zone in which times are shown; None for each person's own."""
        return None if self.zone == OWN else mine if self.zone == MINE else self.zone

    def arguments(self) -> dict[str, str]:
        """The choice as an address says it; what is usual is left unsaid."""
        told = {
            "zone": "" if self.zone == MINE else self.zone,
            "view": "" if self.view is BoardView.WEEK else self.view.value,
            "day": self.day.isoformat() if self.day else "",
            "team": str(self.team_id or ""),
            "skill": self.work_type or "",
            "home": self.home_zone or "",
            "short": "1" if self.only_short else "",
            "by": self.grouping.value if self.grouping else "",
        }
        return {name: value for name, value in told.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Possible:
    """What can be chosen on one board. `usual_day` is shown when a single day is asked for and none is named."""

    team_ids: Collection[int]
    work_types: Collection[str]
    usual_day: date


def choice_of(arguments: Mapping[str, str], *, possible: Possible) -> BoardChoice:
    """Reads an address. Raises NotShown."""
    day = arguments.get("day") or None
    view = _view(arguments.get("view") or (BoardView.DAY if day else BoardView.WEEK).value)
    work_type, home = arguments.get("skill") or None, arguments.get("home") or None
    if work_type is not None and work_type not in possible.work_types:
        raise NotShown(_("skill is %(value)r; there is no such work type on this board.", value=work_type))
    return BoardChoice(
        zone=_zone(arguments.get("zone") or MINE),
        view=view,
        day=_day(day, possible) if view is BoardView.DAY else None,
        team_id=_team(arguments.get("team") or None, possible),
        work_type=work_type,
        home_zone=home if home is None else _known_zone("home", home),
        only_short=bool(arguments.get("short")),
        grouping=_grouping(arguments.get("by") or None, view=view),
    )


def _view(text: str) -> BoardView:
    try:
        return BoardView(text)
    except ValueError:
        raise NotShown(_("view is %(value)r; it can be week or day.", value=text)) from None


def _grouping(text: str | None, *, view: BoardView) -> Grouping | None:
    """None for what is usual: told by a form, it should not outlast the view it was usual for."""
    try:
        chosen = Grouping(text) if text else None
    except ValueError:
        raise NotShown(_("by is %(value)r; it can be zone, start, team or skill.", value=text)) from None
    return None if chosen is _usual_grouping(view) else chosen


def _usual_grouping(view: BoardView) -> Grouping:
    """A week stands by home zone, a day by who begins first."""
    return Grouping.START if view is BoardView.DAY else Grouping.ZONE


def _zone(text: str) -> str:
    return text if text in (MINE, OWN) else _known_zone("zone", text)


def _known_zone(field: str, text: str) -> str:
    try:
        zone_named(text)
    except UnknownZoneError:
        raise NotShown(
            _("%(field)s is %(value)r; a zone such as Europe/Lisbon or Asia/Kathmandu is needed.", field=field, value=text)
        ) from None
    return text


def _day(text: str | None, possible: Possible) -> date:
    if text is None:
        return possible.usual_day
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotShown(_("day is %(value)r; a date such as 2026-11-23 is needed.", value=text)) from None


def _team(text: str | None, possible: Possible) -> int | None:
    if text is None:
        return None
    known = {str(team_id): team_id for team_id in possible.team_ids}
    if text not in known:
        raise NotShown(_("team is %(value)r; there is no such team.", value=text))
    return known[text]
