"""One week of one roster group: the span that is built, published and shown as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from scheduling.timegrid import Horizon, to_local, week_of
from wfm.agents.group_choice import NoSuchGroup
from wfm.agents.models import RosterGroup
from wfm.core.intervals import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterWeek:
    """`week_date` is the first local date in the group's zone, `horizon` the 167 to 169 hours from its first instant on."""

    roster_group_id: int
    group_name: str
    zone: str
    week_date: date
    horizon: Horizon

    @property
    def name(self) -> str:
        return f"{self.group_name} {self.week_date.isoformat()}"

    @property
    def last_date(self) -> date:
        return self.week_date + timedelta(days=6)

    def span_of(self, slots: tuple[int, int]) -> Interval:
        return Interval(self.horizon.instant_of(slots[0]), self.horizon.instant_of(slots[1]))


def week_holding(group: RosterGroup, local_date: date) -> RosterWeek:
    """The week of a group that holds a local date of the group's zone."""
    horizon = week_of(local_date, zone=group.zone, week_starts_on=group.week_starts_on)
    first = to_local(horizon.starts_at, zone=group.zone).date()
    return RosterWeek(roster_group_id=group.id, group_name=group.name, zone=group.zone, week_date=first, horizon=horizon)


def following_weeks(group: RosterGroup, *, first: date, count: int) -> Sequence[RosterWeek]:
    """So many weeks in order, beginning with the one that holds a local date."""
    return [week_holding(group, first + timedelta(days=7 * at)) for at in range(count)]


def group_of(session: Session, roster_group_id: int) -> RosterGroup:
    """The roster group of an id. Raises NoSuchGroup."""
    group = session.get(RosterGroup, roster_group_id)
    if group is None:
        raise NoSuchGroup(_("There is no roster group %(id)s.", id=roster_group_id))
    return group
