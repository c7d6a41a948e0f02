"""The service outlook of a draft as it stands: asked for on the board, told on a page of its own."""

from __future__ import annotations

from datetime import timedelta

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from wfm.core import clock
from wfm.core.access import Permission, requires
from wfm.core.unit_of_work import read_session
from wfm.jobs.runs import RunState
from wfm.rosters.weeks import group_of, week_holding
from wfm.solves.board_source import DIGITS_MAX
from wfm.solves.outlook_address import ask_for_outlook, outlook_seen
from wfm.solves.outlook_drawing import drawn_outlook
from wfm.solves.outlook_runs import find_outlook_of_draft
from wfm.solves.week_address import address_of

WAIT_USUAL = timedelta(seconds=5)


@requires(Permission.BUILD_ROSTERS)
def simulate(group_id: int, week: str) -> Response:
    """A worker simulates the draft as it stands."""
    told = request.form.get("draft", "")
    number = int(told) if told.isascii() and told.isdigit() and len(told) <= DIGITS_MAX else 0
    return redirect(url_for("solves.outlook", run_id=ask_for_outlook(group_id, week, number=number)))


@requires(Permission.SEE_ROSTERS)
def outlook(run_id: int) -> str:
    """What service the draft will give."""
    return render_template("solves/outlook_run.html", **_shown(run_id))


@requires(Permission.SEE_ROSTERS)
def outlook_progress(run_id: int) -> str:
    """The part of the page that changes; the browser asks again as long as the run goes on."""
    return render_template("solves/outlook_progress.html", **_shown(run_id))


def _shown(run_id: int) -> dict[str, object]:
    session, found = read_session(), outlook_seen(run_id)
    run, draft = found.run, found.draft
    week = week_holding(group_of(session, draft.roster_group_id), draft.week_date)
    current = find_outlook_of_draft(session, draft=draft)
    return {
        "run": run,
        "draft": draft,
        "week": week,
        "address": address_of(week),
        "is_over": found.is_over,
        "is_waiting_long": run.state is RunState.QUEUED and clock.now() - run.created_at > WAIT_USUAL,
        "has_changed": current is None or current.id != run.id,
        **drawn_outlook(run.outlook, week),
    }
