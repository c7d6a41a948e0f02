"""Writes about when people can work: weekly patterns and the dates that differ. What they wish for is in `wish_services`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from wfm.agents.models import Agent
from wfm.audit.services import record, record_created, record_removed
from wfm.availability.expansion import KindOfHours, Pattern
from wfm.availability.kinds import AvailabilityKind
from wfm.availability.models import AvailabilityException, AvailabilityPattern, AvailabilityWindow
from wfm.availability.queries import pattern_of, patterns_by_agent
from wfm.core.access import Actor
from wfm.core.checks import check_between, check_dates, check_quarter_hour
from wfm.core.errors import InvalidInput, NotFound
from wfm.core.local_week import DateRange
from wfm.core.saving import save

NOTE_LENGTH_MAX = 2000


@dataclass(frozen=True, kw_only=True)
class UsualWeek:
    """The hours an agent can work in a usual week, in their home zone, and the dates on which this holds."""

    agent_id: int
    pattern: Pattern

    def __post_init__(self) -> None:
        check_dates(self.pattern.valid.valid_from, self.pattern.valid.valid_until)
        begins = [(told.stretch.weekday, told.stretch.local_start, told.kind) for told in self.pattern.hours]
        for told in begins:
            if begins.count(told) > 1:
                raise InvalidInput(
                    _("hours has two stretches of weekday %(weekday)d that begin at %(start)s", weekday=told[0], start=told[1])
                )


def set_usual_weeks(session: Session, *, weeks: Sequence[UsualWeek], actor: Actor, now: datetime) -> None:
    """On the dates told each agent's usual week is as told; what they had entered for other dates stays. Raises InvalidInput."""
    if not weeks:
        return
    agent_ids = sorted({week.agent_id for week in weeks})
    if len(agent_ids) < len(weeks):
        raise InvalidInput(_("agent_id is given twice; one usual week can be set for an agent at a time"))
    session.scalars(select(Agent.id).where(Agent.id.in_(agent_ids)).order_by(Agent.id).with_for_update()).all()
    known = patterns_by_agent(session, agent_ids=agent_ids, dates=DateRange(min(week.pattern.valid.valid_from for week in weeks)))
    rows: list[AvailabilityPattern] = []
    for week in weeks:
        valid = week.pattern.valid
        replaced = [row for row in known.get(week.agent_id, ()) if valid.overlaps(DateRange(row.valid_from, row.valid_until))]
        _record_usual_week(session, week, replaced, actor, now)
        rows.extend(left for row in replaced for left in _make_room(session, row, valid))
        rows.append(_row(week.agent_id, week.pattern, now))
    session.flush()  # the old patterns make room before new ones are written
    save(session, *rows, duplicate=_("A usual week begins on the same date already."))


def add_exception(
    session: Session,
    *,
    agent_id: int,
    local_date: date,
    kind: AvailabilityKind,
    hours: tuple[time, time] | None = None,
    note: str = "",
    actor: Actor,
    now: datetime,
) -> AvailabilityException:
    """On this date the agent can or cannot work in these hours, or on the whole of it, whatever the pattern says. Raises InvalidInput."""
    for field, value in zip(("local_start", "local_end"), hours or (), strict=False):
        check_quarter_hour(field, value)
    check_between("note (characters)", len(note), 0, NOTE_LENGTH_MAX)
    local_start, local_end = hours or (None, None)
    exception = AvailabilityException(
        agent_id=agent_id, local_date=local_date, kind=kind, local_start=local_start, local_end=local_end, note=note, entered_at=now
    )
    save(session, exception, duplicate=_("This exception is entered already."))
    record_created(session, exception, actor=actor, now=now)
    return exception


def remove_exception(session: Session, *, exception_id: int, actor: Actor, now: datetime) -> None:
    """The exception holds no longer. Raises NotFound."""
    exception = session.get(AvailabilityException, exception_id)
    if exception is None:
        raise NotFound(_("There is no exception %(id)s.", id=exception_id))
    record_removed(session, exception, actor=actor, now=now)
    session.delete(exception)


def _record_usual_week(session: Session, week: UsualWeek, replaced: Sequence[AvailabilityPattern], actor: Actor, now: datetime) -> None:
    before = {"usual_weeks": [_told(pattern_of(row)) for row in replaced]}
    after = {"usual_weeks": [_told(week.pattern)]}
    record(session, actor=actor, action="set_usual_week", entity="agent", entity_id=week.agent_id, before=before, after=after, now=now)


def _make_room(session: Session, row: AvailabilityPattern, dates: DateRange) -> Iterator[AvailabilityPattern]:
    """Takes the dates out of a pattern that holds on some of them; what is left on their far side is a new row."""
    if dates.valid_until is not None and (row.valid_until is None or row.valid_until > dates.valid_until):
        later = DateRange(dates.valid_until, row.valid_until)
        yield _row(row.agent_id, Pattern(later, pattern_of(row).hours), row.entered_at)
    if row.valid_from < dates.valid_from:
        row.valid_until = dates.valid_from
    else:
        session.delete(row)


def _row(agent_id: int, pattern: Pattern, entered_at: datetime) -> AvailabilityPattern:
    return AvailabilityPattern(
        agent_id=agent_id,
        valid_from=pattern.valid.valid_from,
        valid_until=pattern.valid.valid_until,
        entered_at=entered_at,
        windows=[_window(told) for told in pattern.hours],
    )


def _window(told: KindOfHours) -> AvailabilityWindow:
    stretch = told.stretch
    return AvailabilityWindow(weekday=stretch.weekday, local_start=stretch.local_start, local_end=stretch.local_end, kind=told.kind)


def _told(pattern: Pattern) -> dict[str, Any]:
    hours = [told.stretch.to_json() | {"kind": told.kind} for told in pattern.hours]
    return {"valid_from": pattern.valid.valid_from, "valid_until": pattern.valid.valid_until, "hours": hours}
