"""Why an agent works on a day: what each shift is needed for, what other ways would come to, and what a refused wish takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from scheduling.rostering.problem import RosterProblem
from scheduling.rostering.roster import Roster
from scheduling.rostering.why_shift import OtherWay, ShiftReasons, WishPrice, price_of_wishes, why_shift
from scheduling.timegrid import Horizon, to_local
from wfm.agents.queries import find_group_of
from wfm.core.errors import NotFound
from wfm.core.formats import hours
from wfm.core.intervals import Interval
from wfm.rosters.law_texts import rule_text
from wfm.rosters.my_week import MyShift, my_week
from wfm.rosters.queries import find_published_version
from wfm.rosters.weeks import RosterWeek, week_holding
from wfm.solves.board import Board, board_as_built

HOURS_TOLD_MIN = 0.05
MINUTES_TOLD_MIN = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherWayTold:
    """Another way to work, in words: whether it is forbidden, and what would come of it."""

    change: str
    outcome: str
    is_forbidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyShift:
    """One shift: what it covers, and what other ways would come to."""

    shift: MyShift
    reasons: ShiftReasons
    liked: tuple[str, ...]
    other_ways: tuple[OtherWayTold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WishTold:
    """A refused wish, and what granting it would take."""

    span: Interval
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyDay:
    """An agent's local date."""

    local_date: date
    zone: str
    shifts: tuple[WhyShift, ...]
    wishes: tuple[WishTold, ...]


def why_day(session: Session, *, agent_id: int, local_date: date) -> WhyDay:
    """Why the agent works on a local date as published. Raises NotFound for a date without a published shift."""
    mine = my_week(session, agent_id=agent_id, local_date=local_date)
    shifts = next(day.shifts for day in mine.days if day.local_date == local_date)
    group = find_group_of(session, agent_id=agent_id, on=local_date)
    if not shifts or group is None:
        raise NotFound(_("Nothing is published for you on %(date)s.", date=local_date))
    told: list[WhyShift] = []
    wishes: list[WishTold] = []
    for shift in shifts:
        board = _published_board(session, week_holding(group, to_local(shift.starts_at, zone=group.zone).date()))
        roster, start = board.roster, board.week.horizon.slot_of(shift.starts_at)
        told.append(_why(board.problem, roster, shift, agent_id=agent_id, start=start))
        prices = price_of_wishes(board.problem, roster, person=str(agent_id))
        wishes += [_wish(price, board.week.horizon) for price in prices if any(start == fallen.slots[0] for fallen in price.shifts)]
    return WhyDay(local_date=local_date, zone=mine.zone, shifts=tuple(told), wishes=tuple(wishes))


def _published_board(session: Session, week: RosterWeek) -> Board:
    version = find_published_version(session, week=week)
    if version is None:
        raise NotFound(_("This week is not published."))
    return board_as_built(session, week=week, roster=version)


def _why(problem: RosterProblem, roster: Roster, shift: MyShift, *, agent_id: int, start: int) -> WhyShift:
    name = str(agent_id)
    found = next((each for each in roster.shifts if each.person == name and each.slots[0] == start), None)
    if found is None or all(person.id != name for person in problem.people):
        raise NotFound(_("This shift came to the roster by another way; ask your team lead about it."))
    reasons = why_shift(problem, roster, shift=found)
    liked = dict.fromkeys(segment.name for segment in shift.segments if segment.name and (segment.enjoyment or 0) > 0)
    return WhyShift(shift=shift, reasons=reasons, liked=tuple(liked), other_ways=_in_words(reasons))


def _in_words(reasons: ShiftReasons) -> tuple[OtherWayTold, ...]:
    return tuple(
        OtherWayTold(
            change=_change(way.moved_minutes),
            outcome=", ".join(map(rule_text, way.broken)) if way.broken else _outcome(way.short_hours, _own_minutes(way)),
            is_forbidden=bool(way.broken),
        )
        for way in reasons.other_ways
    )


def _own_minutes(way: OtherWay) -> float:
    """Who does not work does nothing they like less either: that alone makes a day off no better."""
    return max(0.0, way.own_minutes) if way.moved_minutes is None else way.own_minutes


def _change(moved_minutes: int | None) -> str:
    if moved_minutes is None:
        return _("Off that day")
    count = abs(moved_minutes) // 60
    if moved_minutes < 0:
        return _("An hour earlier") if count == 1 else _("%(hours)d hours earlier", hours=count)
    return _("An hour later") if count == 1 else _("%(hours)d hours later", hours=count)


def _outcome(short_hours: float, own_minutes: float) -> str:
    parts = []
    if short_hours >= HOURS_TOLD_MIN:
        parts.append(_("%(hours)s more would be uncovered", hours=hours(short_hours)))
    elif short_hours <= -HOURS_TOLD_MIN:
        parts.append(_("%(hours)s less would be uncovered", hours=hours(-short_hours)))
    if own_minutes >= MINUTES_TOLD_MIN:
        parts.append(_("it would fit your contract, wishes and habits less well"))
    elif own_minutes <= -MINUTES_TOLD_MIN:
        parts.append(_("it would fit your contract, wishes and habits better"))
    return "; ".join(parts) if parts else _("it would come to the same")


def _wish(price: WishPrice, horizon: Horizon) -> WishTold:
    span = Interval(horizon.instant_of(price.wish.slots[0]), horizon.instant_of(price.wish.slots[1]))
    if price.broken:
        return WishTold(span=span, outcome=", ".join(map(rule_text, price.broken)))
    return WishTold(span=span, outcome=_outcome(price.short_hours, 0.0))
