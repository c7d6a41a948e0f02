"""What a roster changes for whom against another one: day by day, in each person's own zone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduling.timegrid import to_local
from wfm.agents.models import Agent
from wfm.rosters.content import ShiftContent, WeekContent


class ChangeKind(StrEnum):
    """Retimed: other hours. Other work: the same hours for something else."""

    ADDED = "added"
    REMOVED = "removed"
    RETIMED = "retimed"
    OTHER_WORK = "other_work"


@dataclass(frozen=True, slots=True)
class DayChange:
    """One local date of the person on which something differs."""

    local_date: date
    kind: ChangeKind
    before: tuple[ShiftContent, ...]
    after: tuple[ShiftContent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChange:
    """What changes for one person; their paid minutes before and after, `before` None for somebody who had no roster."""

    agent_id: int
    display_name: str
    zone: str
    minutes_before: int | None
    minutes_after: int
    days: tuple[DayChange, ...]

    @property
    def by_date(self) -> Mapping[date, DayChange]:
        return {day.local_date: day for day in self.days}


def changes_between(session: Session, *, before: Sequence[WeekContent], after: Sequence[WeekContent]) -> tuple[PersonChange, ...]:
    """Everybody whose week differs, by name. Who is not in `after` is off all week."""
    was = {content.agent_id: content for content in before}
    becomes = {content.agent_id: content for content in after}
    differing = [agent_id for agent_id in was.keys() | becomes.keys() if _digest(was.get(agent_id)) != _digest(becomes.get(agent_id))]
    asked = select(Agent).where(Agent.id.in_(differing)).order_by(Agent.display_name, Agent.id)
    return tuple(_change(agent, was.get(agent.id), becomes.get(agent.id)) for agent in session.scalars(asked))


def _digest(content: WeekContent | None) -> str:
    return WeekContent(0).digest if content is None else content.digest


def _change(agent: Agent, before: WeekContent | None, after: WeekContent | None) -> PersonChange:
    was, becomes = _by_date(before, agent.zone), _by_date(after, agent.zone)
    dates = sorted(day for day in was.keys() | becomes.keys() if was.get(day) != becomes.get(day))
    return PersonChange(
        agent_id=agent.id,
        display_name=agent.display_name,
        zone=agent.zone,
        minutes_before=before.paid_minutes if before is not None else None,
        minutes_after=after.paid_minutes if after is not None else 0,
        days=tuple(_day_change(day, was.get(day, ()), becomes.get(day, ())) for day in dates),
    )


def _by_date(content: WeekContent | None, zone: str) -> Mapping[date, tuple[ShiftContent, ...]]:
    found: dict[date, tuple[ShiftContent, ...]] = {}
    for shift in content.shifts if content is not None else ():
        day = to_local(shift.starts_at, zone=zone).date()
        found[day] = (*found.get(day, ()), shift)
    return found


def _day_change(day: date, before: tuple[ShiftContent, ...], after: tuple[ShiftContent, ...]) -> DayChange:
    if not before:
        kind = ChangeKind.ADDED
    elif not after:
        kind = ChangeKind.REMOVED
    else:
        kind = ChangeKind.OTHER_WORK if _hours(before) == _hours(after) else ChangeKind.RETIMED
    return DayChange(day, kind, before, after)


def _hours(shifts: Iterable[ShiftContent]) -> list[tuple[object, object]]:
    return [(shift.starts_at, shift.ends_at) for shift in shifts]
