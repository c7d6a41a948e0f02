"""Contacts of the past: files brought in, and which work type serves which contact type."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from wfm.catalog.contact_services import map_contact_types
from wfm.catalog.queries import active_work_types
from wfm.core import clock
from wfm.core.access import Permission, current_actor, requires
from wfm.core.checks import check_zone
from wfm.core.errors import InvalidInput
from wfm.core.http import whole_number
from wfm.core.unit_of_work import read_session, unit_of_work
from wfm.demand.import_runs import cancel_import as cancel
from wfm.demand.import_runs import request_import
from wfm.demand.overview import (
    all_contact_types,
    contact_sources,
    find_import_run,
    import_runs_newest_first,
    imports_with_window,
)
from wfm.demand.profiles import PROFILES
from wfm.demand.reading import INTERVAL_MINUTES, FileKind
from wfm.jobs.runs import FINAL_STATES, NoSuchRun, RunState

WAIT_SECONDS_USUAL = 5
EXAMPLE = (
    "starts_at,contact_type,offered,handle_time_seconds\r\n"
    "2026-11-02T09:00,phone,14,290\r\n2026-11-02T09:15,phone,17,301\r\n2026-11-02T09:00,chat,6,540\r\n"
)
COLUMNS = ("starts_at", "date", "time", "contact_type", "offered", "handle_time_seconds", "reason")


@requires(Permission.SEE_DEMAND)
def contacts() -> str:
    """What was brought in, and what becomes of each contact type."""
    session = read_session()
    sources = contact_sources(session)
    return render_template(
        "demand/contacts.html",
        sources=sources,
        types=all_contact_types(session),
        work_types=active_work_types(session),
        imports=imports_with_window(session),
        runs=[run for run in import_runs_newest_first(session) if run.state not in FINAL_STATES],
        source_names={source.id: source.name for source in sources},
    )


@requires(Permission.MANAGE_DEMAND)
def map_types() -> BaseResponse:
    """Each contact type of a source is served by the work type chosen for it, or not planned."""
    source_id = request.form.get("source", 0, type=whole_number)
    chosen = {name.removeprefix("type-"): value for name, value in request.form.items() if name.startswith("type-")}
    with unit_of_work() as session:
        codes = {str(found.id): found.code for found in all_contact_types(session) if found.source_id == source_id}
        mapping = {codes[id_]: int(value) if value.isdecimal() else None for id_, value in chosen.items() if id_ in codes}
        map_contact_types(session, source_id=source_id, work_type_ids=mapping, actor=current_actor(), now=clock.now())
    flash(_("Saved. The next forecast goes by it."))
    return redirect(url_for("demand.contacts"))


@requires(Permission.MANAGE_DEMAND)
def import_form() -> str:
    """Where a file is chosen, and how it is to be read."""
    return _form({}, None)


@requires(Permission.MANAGE_DEMAND)
def upload() -> BaseResponse | tuple[str, int]:
    """The file is on its way to a worker; nothing of it is stored yet."""
    given = request.files.get("file")
    told = {name: value.strip() for name, value in request.form.items()}
    if given is None or not given.filename:
        return _form(told, _("Choose a file first.")), 422
    try:
        with unit_of_work() as session:
            run = request_import(
                session, name=given.filename, stream=given.stream, options=_options(told), actor=current_actor(), now=clock.now()
            )
            run_id = run.id
    except InvalidInput as error:
        return _form(told, error.message), 422
    return redirect(url_for("demand.import_run", run_id=run_id))


@requires(Permission.SEE_DEMAND)
def import_run(run_id: int) -> str:
    """One file on its way in: live, and what became of it."""
    return render_template("demand/import_run.html", **_shown(run_id))


@requires(Permission.SEE_DEMAND)
def import_progress(run_id: int) -> str:
    """The part of the page that changes."""
    return render_template("demand/import_progress.html", **_shown(run_id))


@requires(Permission.MANAGE_DEMAND)
def cancel_import(run_id: int) -> BaseResponse:
    """The import ends, and nothing of it is stored."""
    with unit_of_work() as session:
        cancel(session, run_id=run_id, actor=current_actor(), now=clock.now())
    return redirect(url_for("demand.import_run", run_id=run_id))


@requires(Permission.MANAGE_DEMAND)
def example() -> Response:
    """A file as it may look."""
    headers = {"Content-Disposition": "attachment; filename=contacts.csv"}
    return Response("\ufeff" + EXAMPLE, content_type="text/csv; charset=utf-8", headers=headers)


def _form(told: dict[str, str], fault: str | None) -> str:
    return render_template(
        "demand/import.html",
        told=told,
        fault=fault,
        sources=contact_sources(read_session()),
        profiles=PROFILES,
        kinds=list(FileKind),
        minutes=INTERVAL_MINUTES,
        columns=COLUMNS,
    )


def _options(told: dict[str, str]) -> dict[str, object]:
    """The options of an import as the command line knows them."""
    if told.get("profile"):
        return {"profile": told["profile"], "create_missing": True, "skip_bad_lines": bool(told.get("skip_bad_lines"))}
    source = told.get("source") or told.get("new_source", "")
    zone = told.get("zone") or None
    if not source:
        raise InvalidInput(_("Choose the system that logged the contacts, or name a new one."))
    if zone is None and not told.get("source"):
        raise InvalidInput(_("In which zone are the times of a new system?"))
    if zone is not None:
        check_zone("zone", zone)
    return {
        "kind": told.get("kind") or FileKind.INTERVALS.value,
        "source": source,
        "zone": zone,
        "columns": [f"{name}={told[f'column-{name}']}" for name in COLUMNS if told.get(f"column-{name}")],
        "date_format": told.get("date_format") or None,
        "time_format": told.get("time_format") or None,
        "datetime_format": told.get("datetime_format") or None,
        "interval_minutes": int(told["interval_minutes"]) if told.get("interval_minutes", "").isdecimal() else None,
        "create_missing": True,
        "skip_bad_lines": bool(told.get("skip_bad_lines")),
        "again": bool(told.get("again")),
    }


def _shown(run_id: int) -> dict[str, object]:
    run = find_import_run(read_session(), run_id=run_id)
    if run is None:
        raise NoSuchRun(_("There is no import %(id)s.", id=run_id))
    waiting = run.state is RunState.QUEUED and clock.now() - run.created_at > timedelta(seconds=WAIT_SECONDS_USUAL)
    return {"run": run, "is_over": run.state in FINAL_STATES, "is_waiting_long": waiting, "outcome": run.outcome or {}}
