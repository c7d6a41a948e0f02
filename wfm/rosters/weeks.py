"""One week of one roster group: the span that is built, published and shown as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from scheduling.timegrid import Horizon, to_local, week_of
from wfm.agents.models import RosterGroup
from wfm.agents.queries import find_roster_group, roster_groups
from wfm.core.errors import NotFound


class NoSuchGroup(NotFound):
    code = "no_such_roster_group"


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


def week_holding(group: RosterGroup, local_date: date) -> RosterWeek:
    """The week of a group that holds a local date of the group's zone."""
    horizon = week_of(local_date, zone=group.zone, week_starts_on=group.week_starts_on)
    first = to_local(horizon.starts_at, zone=group.zone).date()
    return RosterWeek(roster_group_id=group.id, group_name=group.name, zone=group.zone, week_date=first, horizon=horizon)


def following_weeks(group: RosterGroup, *, first: date, count: int) -> Sequence[RosterWeek]:
    """So many weeks in order, beginning with the one that holds a local date."""
    return [week_holding(group, first + timedelta(days=7 * at)) for at in range(count)]


def group_named(session: Session, name: str) -> RosterGroup:
    """The roster group of a name. Raises NoSuchGroup, which lists those there are."""
    group = find_roster_group(session, name=name)
    if group is None:
        there_are = ", ".join(known.name for known in roster_groups(session)) or _("none yet")
        raise NoSuchGroup(_("There is no roster group named %(name)s. There are: %(groups)s.", name=name, groups=there_are))
    return group


def group_in_address(session: Session, text: str | None) -> RosterGroup:
    """The roster group whose id stands in an address, the first by name where none does. Raises NoSuchGroup."""
    groups = {str(group.id): group for group in roster_groups(session)}
    if text is None and groups:
        return next(iter(groups.values()))
    if text is None or text not in groups:
        raise NoSuchGroup(_("group is %(value)r; there is no such roster group.", value=text))
    return groups[text]


def named_or_only_group(session: Session, name: str | None) -> RosterGroup:
    """The group of a name, or the only one there is. Raises NoSuchGroup."""
    if name is not None:
        return group_named(session, name)
    groups = roster_groups(session)
    if len(groups) == 1:
        return groups[0]
    there_are = ", ".join(known.name for known in groups) or _("none yet")
    raise NoSuchGroup(_("Which roster group? There are: %(groups)s.", groups=there_are))


def group_of(session: Session, roster_group_id: int) -> RosterGroup:
    """The roster group of an id. Raises NoSuchGroup."""
    group = session.get(RosterGroup, roster_group_id)
    if group is None:
        raise NoSuchGroup(_("There is no roster group %(id)s.", id=roster_group_id))
    return group
