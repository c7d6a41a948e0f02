"""Which roster group somebody means on the command line."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from wfm.agents.models import RosterGroup
from wfm.agents.queries import roster_groups
from wfm.core.errors import InvalidInput, NotFound


class NoSuchGroup(NotFound):
    code = "no_such_roster_group"


def named_or_only_group(session: Session, name: str | None) -> RosterGroup:
    """The group of a name, or the only one there is. Raises NoSuchGroup and InvalidInput, which list those there are."""
    groups = roster_groups(session)
    if name is None and len(groups) == 1:
        return groups[0]
    known = ", ".join(group.name for group in groups) or _("none yet")
    if name is None:
        raise InvalidInput(_("--group is missing; there are: %(known)s", known=known))
    found = next((group for group in groups if group.name == name), None)
    if found is None:
        raise NoSuchGroup(_("There is no roster group %(name)r; there are: %(known)s", name=name, known=known))
    return found
