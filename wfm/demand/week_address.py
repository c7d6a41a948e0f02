"""How a group and a week stand in the addresses of demand, and back. Groups that the actor may not see do not exist here."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from scheduling.timegrid import Horizon, to_local, week_of
from wfm.agents.group_choice import NoSuchGroup
from wfm.agents.models import RosterGroup
from wfm.agents.queries import roster_groups
from wfm.core import clock
from wfm.core.access import current_actor
from wfm.core.errors import NotFound
from wfm.core.unit_of_work import read_session

YEARS = range(1980, 2100)


def groups_seen() -> list[RosterGroup]:
    return [group for group in roster_groups(read_session()) if current_actor().sees_group(group.id)]


def group_seen(group_id: int) -> RosterGroup:
    found = next((group for group in groups_seen() if group.id == group_id), None)
    if found is None:
        raise NoSuchGroup(_("There is no roster group %(id)s.", id=group_id))
    return found


def week_in(group: RosterGroup, text: str) -> Horizon:
    return week_of(date_in_address(text), zone=group.zone, week_starts_on=group.week_starts_on)


def first_date_of(group: RosterGroup, week: Horizon) -> date:
    return to_local(week.starts_at, zone=group.zone).date()


def today_of(group: RosterGroup) -> date:
    return to_local(clock.now(), zone=group.zone).date()


def date_in_address(text: str) -> date:
    fault = NotFound(_("%(value)r is no date; 2026-11-23 would be one.", value=text[:40]))
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise fault from None
    if found.year not in YEARS:
        raise fault
    return found
