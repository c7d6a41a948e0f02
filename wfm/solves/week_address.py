"""How a week of a roster group stands in an address, and back: `/weeks/3/2026-11-23`. Groups that the actor may not see do not
exist here."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from wfm.agents.group_choice import NoSuchGroup
from wfm.agents.models import RosterGroup
from wfm.agents.queries import roster_groups
from wfm.core.access import Actor
from wfm.core.errors import NotFound
from wfm.rosters.weeks import RosterWeek, group_of, week_holding

GROUP = "<int:group_id>"
WEEK = f"/weeks/{GROUP}/<week>"
YEARS = range(1980, 2100)


class NoSuchWeek(NotFound):
    code = "no_such_week"


def groups_seen_by(session: Session, actor: Actor) -> list[RosterGroup]:
    return [group for group in roster_groups(session) if actor.sees_group(group.id)]


def group_in_address(session: Session, text: str | None, *, actor: Actor) -> RosterGroup:
    """The roster group whose id stands in an address, the first by name where none does. Raises NoSuchGroup."""
    groups = {str(group.id): group for group in groups_seen_by(session, actor)}
    if text is None and groups:
        return next(iter(groups.values()))
    if text is None or text not in groups:
        raise NoSuchGroup(_("group is %(value)r; there is no such roster group.", value=text))
    return groups[text]


def week_at(session: Session, *, group_id: int, week: str, actor: Actor) -> RosterWeek:
    """The week of a group that holds the date in the address. Raises NoSuchGroup, NoSuchWeek."""
    group = group_of(session, group_id)
    if not actor.sees_group(group_id):
        raise NoSuchGroup(_("There is no roster group %(id)s.", id=group_id))
    try:
        day = date.fromisoformat(week)
    except ValueError:
        raise NoSuchWeek(_("%(value)r names no week; a date such as 2026-11-23 does.", value=week)) from None
    if day.year not in YEARS:
        raise NoSuchWeek(
            _("%(value)s lies too far away; weeks of %(first)d to %(last)d can be shown.", value=day, first=YEARS[0], last=YEARS[-1])
        )
    return week_holding(group, day)


def address_of(week: RosterWeek) -> dict[str, Any]:
    """The arguments of `url_for` for a page of this week."""
    return {"group_id": week.roster_group_id, "week": week.week_date.isoformat()}
