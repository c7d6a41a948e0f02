"""Bringing in files of people: templates, upload, preview, and the decision."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.errors import InvalidInput, NotFound
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.people import services
from wfm.people.kinds import LineState, SheetKind
from wfm.people.queries import find_people_file, preview_of
from wfm.people.sheets import SHEETS, template_csv, template_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LINES_SHOWN_MAX = 500
WORST_FIRST = (LineState.WRONG, LineState.CHANGED, LineState.NEW, LineState.SAME)


@requires(Permission.MANAGE_PEOPLE)
def import_form() -> str:
    """Where a file is chosen; what its columns mean."""
    return render_template("people/import.html", sheets=SHEETS, fault=None)


@requires(Permission.MANAGE_PEOPLE)
def upload() -> BaseResponse | tuple[str, int]:
    """The file is kept for a look; nothing of it is stored yet."""
    given = request.files.get("file")
    if given is None or not given.filename:
        return render_template("people/import.html", sheets=SHEETS, fault=_("Choose a file first.")), 422
    try:
        with unit_of_work() as session:
            kept_id = services.keep_file(
                session, name=given.filename, content=given.stream.read(), actor=current_actor(), now=clock.now()
            ).id
    except InvalidInput as error:
        return render_template("people/import.html", sheets=SHEETS, fault=error.message), 422
    return redirect(url_for("people.preview", file_id=kept_id))


@requires(Permission.MANAGE_PEOPLE)
def preview(file_id: int) -> BaseResponse | str:
    """What storing the file would do, the wrong lines first."""
    session, actor = read_session(), current_actor()
    kept = find_people_file(session, file_id=file_id, actor=actor)
    if kept.content is None:
        return redirect(url_for("people.people"))
    found = preview_of(session, name=kept.name, content=kept.content, actor=actor, on=clock.now().date())
    lines = sorted(found.lines, key=lambda line: WORST_FIRST.index(line.state))
    return render_template(
        "people/preview.html", file=kept, preview=found, lines=lines[:LINES_SHOWN_MAX], total=len(lines), states=WORST_FIRST
    )


@requires(Permission.MANAGE_PEOPLE)
def store(file_id: int) -> BaseResponse:
    """All that the preview showed happens, or nothing."""
    try:
        with unit_of_work() as session:
            done = services.store_file(
                session,
                file_id=file_id,
                fingerprint=request.form.get("fingerprint", ""),
                leave_out_wrong=request.form.get("leave_out_wrong") == "1",
                actor=current_actor(),
                now=clock.now(),
            )
    except services.PeopleChangedSince as error:
        flash(error.message, "warning")
        return redirect(url_for("people.preview", file_id=file_id))
    stored = done.counts[LineState.NEW] + done.counts[LineState.CHANGED]
    flash(ngettext("%(num)s line is stored.", "%(num)s lines are stored.", stored))
    return redirect(url_for("people.people"))


@requires(Permission.MANAGE_PEOPLE)
def give_up(file_id: int) -> BaseResponse:
    """The file is forgotten."""
    with unit_of_work() as session:
        services.give_up_file(session, file_id=file_id, actor=current_actor(), now=clock.now())
    flash(_("The file was thrown away; nothing was stored."))
    return redirect(url_for("people.import_form"))


@requires(Permission.MANAGE_PEOPLE)
def template_workbook() -> Response:
    """A workbook of all sheets to fill in."""
    return Response(template_xlsx(), content_type=XLSX, headers={"Content-Disposition": "attachment; filename=people.xlsx"})


@requires(Permission.MANAGE_PEOPLE)
def template_sheet(kind: str) -> Response:
    """One sheet to fill in."""
    if kind not in list(SheetKind):
        raise NotFound(_("There is nothing at this address."))
    headers = {"Content-Disposition": f"attachment; filename={kind}.csv"}
    return Response(template_csv(SheetKind(kind)), content_type="text/csv; charset=utf-8", headers=headers)
