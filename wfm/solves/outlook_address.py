"""Service outlooks of drafts, as pages and API ask for them and find them again: within what the actor looks after."""

from __future__ import annotations

from flask_babel import gettext as _

from wfm.core import clock
from wfm.core.access import current_actor
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.jobs.runs import NoSuchRun
from wfm.rosters.choosing import draft_numbered
from wfm.solves.outlook_runs import request_outlook
from wfm.solves.queries import ShownOutlook, find_outlook_run
from wfm.solves.week_address import week_at


def ask_for_outlook(group_id: int, week: str, *, number: int) -> int:
    """A worker will simulate the draft as it stands; the number of its run. Raises what `request_outlook` raises, NoSuchRoster,
    NoSuchGroup."""
    with unit_of_work() as session:
        shown = week_at(session, group_id=group_id, week=week, actor=current_actor())
        draft = draft_numbered(session, week=shown, number=number)
        return request_outlook(session, draft=draft, actor=current_actor(), now=clock.now()).id


def outlook_seen(run_id: int) -> ShownOutlook:
    """Raises NoSuchRun, also for one of a week of others."""
    found = find_outlook_run(read_session(), run_id=run_id)
    if found is None or not current_actor().sees_group(found.draft.roster_group_id):
        raise NoSuchRun(_("There is no service outlook %(id)s.", id=run_id))
    return found
