"""Versions: every one there is, what one changed against another, and drafts that begin from what was published."""

from __future__ import annotations

from datetime import date, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from wfm.accounts.queries import names_of_users
from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.errors import InvalidInput
from wfm.core.http import whole_number
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.rosters.changes import changes_between
from wfm.rosters.choosing import draft_numbered, version_numbered
from wfm.rosters.queries import find_open_draft, people_changed_by, version_contents, versions_of_week
from wfm.rosters.services import discard_draft
from wfm.rosters.weeks import group_of
from wfm.solves import draft_services
from wfm.solves.week_address import address_of, week_at


@requires(Permission.SEE_ROSTERS)
def versions(group_id: int, week: str) -> str:
    """Every published version of the week, the newest first."""
    session = read_session()
    shown = week_at(session, group_id=group_id, week=week, actor=current_actor())
    found = versions_of_week(session, week=shown)
    return render_template(
        "solves/versions.html",
        week=shown,
        address=address_of(shown),
        versions=found,
        people_changed={version.id: people_changed_by(session, version_id=version.id) for version in found},
        names=names_of_users(session, user_ids={version.published_by_id for version in found if version.published_by_id}),
        draft=find_open_draft(session, week=shown),
        copied_from=shown.week_date - timedelta(days=7),
    )


@requires(Permission.SEE_ROSTERS)
def diff(group_id: int, week: str, number: int) -> str:
    """What a version changed for whom, against the one before it or another that is asked for."""
    session = read_session()
    shown = week_at(session, group_id=group_id, week=week, actor=current_actor())
    after = version_numbered(session, week=shown, number=number)
    against = request.args.get("against", number - 1, type=whole_number)
    before = version_numbered(session, week=shown, number=against) if against > 0 else None
    changes = changes_between(
        session,
        before=version_contents(session, version=before) if before else (),
        after=version_contents(session, version=after),
    )
    return render_template(
        "solves/diff.html",
        week=shown,
        address=address_of(shown),
        version=after,
        against=before,
        versions=versions_of_week(session, week=shown),
        changes=changes,
        dates=sorted({day.local_date for change in changes for day in change.days}),
    )


@requires(Permission.PUBLISH_ROSTERS)
def revert(group_id: int, week: str, number: int) -> Response:
    """A draft that is what an earlier version was."""
    with unit_of_work() as session:
        shown = week_at(session, group_id=group_id, week=week, actor=current_actor())
        draft_services.revert_to(session, week=shown, number=number, actor=current_actor(), now=clock.now())
        address = address_of(shown)
    flash(_("This is version %(number)d once more, as a draft: publish it, and it holds.", number=number))
    return redirect(url_for("solves.review", **address))


@requires(Permission.EDIT_ROSTERS)
def copy_week(group_id: int, week: str) -> Response:
    """A draft with everybody's shifts of an earlier week."""
    told = request.form.get("source", "")
    try:
        source = date.fromisoformat(told)
    except ValueError:
        raise InvalidInput(_("%(field)s is %(value)r; a date such as 2026-11-23 is needed", field="source", value=told[:40])) from None
    with unit_of_work() as session:
        shown = week_at(session, group_id=group_id, week=week, actor=current_actor())
        group = group_of(session, group_id)
        draft_services.copy_week(session, group=group, source=source, target=shown, actor=current_actor(), now=clock.now())
        address = address_of(shown)
    flash(_("Copied. Warnings on the board tell what does not fit this week."))
    return redirect(url_for("solves.board", **address))


@requires(Permission.EDIT_ROSTERS)
def give_up_draft(group_id: int, week: str) -> Response:
    """The open draft is given up; what is published stays."""
    with unit_of_work() as session:
        shown = week_at(session, group_id=group_id, week=week, actor=current_actor())
        draft = draft_numbered(session, week=shown, number=None)
        discard_draft(session, draft_id=draft.id, actor=current_actor(), now=clock.now())
        address = address_of(shown)
    flash(_("Draft %(number)d is given up.", number=draft.number))
    return redirect(url_for("solves.versions", **address))
