"""Publish: what changes for whom, the button that makes it so, and the versions there are."""

from __future__ import annotations

from collections import Counter

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.errors import InvalidInput
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.rosters.changes import changes_between
from wfm.rosters.choosing import draft_numbered
from wfm.rosters.queries import (
    draft_contents,
    find_open_draft,
    find_published_version,
    version_contents,
)
from wfm.solves import services
from wfm.solves.board import board_of_draft, violations_of
from wfm.solves.week_address import address_of, week_at

NOTE_LENGTH_MAX = 500


@requires(Permission.PUBLISH_ROSTERS)
def review(group_id: int, week: str) -> str:
    """What publishing the open draft changes, person by person in their own zone, against what is published."""
    session = read_session()
    shown = week_at(session, group_id=group_id, week=week, actor=current_actor())
    draft = find_open_draft(session, week=shown)
    published = find_published_version(session, week=shown)
    if draft is None:
        return render_template("solves/publish_nothing.html", week=shown, address=address_of(shown), published=published)
    before = version_contents(session, version=published) if published else ()
    board = board_of_draft(session, week=shown, draft=draft)
    changes = changes_between(session, before=before, after=draft_contents(session, draft_id=draft.id))
    return render_template(
        "solves/publish.html",
        week=shown,
        address=address_of(shown),
        draft=draft,
        published=published,
        board=board,
        violations=violations_of(session, board),
        changes=changes,
        dates=sorted({day.local_date for change in changes for day in change.days}),
        counts=Counter(day.kind.value for change in changes for day in change.days),
        note_length_max=NOTE_LENGTH_MAX,
    )


@requires(Permission.PUBLISH_ROSTERS)
def publish(group_id: int, week: str) -> Response:
    """The draft that was reviewed is published, if nobody published anything else meanwhile."""
    note = request.form.get("note", "").strip()
    if len(note) > NOTE_LENGTH_MAX:
        raise InvalidInput(_("note has %(length)d characters, the most is %(most)d", length=len(note), most=NOTE_LENGTH_MAX))
    with unit_of_work() as session:
        shown = week_at(session, group_id=group_id, week=week, actor=current_actor())
        draft = draft_numbered(session, week=shown, number=_number("draft"))
        version = services.publish(
            session, draft_id=draft.id, expected_version=_number("expected_version"), note=note, actor=current_actor(), now=clock.now()
        )
        flash(_("Version %(number)d is published. Everybody sees it in their week and their calendar.", number=version.number))
        address = address_of(shown)
    return redirect(url_for("solves.versions", **address))


def _number(field: str) -> int:
    text = request.form.get(field, "")
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise InvalidInput(_("%(field)s is %(value)r; a whole number is needed", field=field, value=text))
    return int(text)
