"""Now: who is on, who takes over, and where the next day has gaps."""

from __future__ import annotations

from flask import render_template, request

from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.unit_of_work import read_session
from wfm.solves.now import now_of_group
from wfm.solves.week_address import group_in_address, groups_seen_by


@requires(Permission.SEE_ROSTERS)
def now() -> str:
    """The state of a group at this moment, in the reader's zone."""
    session, actor = read_session(), current_actor()
    groups = groups_seen_by(session, actor)
    if not groups:
        return render_template("solves/no_groups.html", are_there_groups=False)
    group = group_in_address(session, request.args.get("group"), actor=actor)
    zone = actor.zone or group.zone
    return render_template(
        "solves/now.html", group=group, groups=groups, zone=zone, found=now_of_group(session, group=group, at=clock.now())
    )
